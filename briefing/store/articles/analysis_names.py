"""Stores the names and labels of analyses for `actor:` and `issue:` queries, and for charts."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from briefing.domain.query.search_words import search_words


@dataclass(frozen=True, slots=True)
class AnalysisNames:
    """Names normalized by `search_words`, one a line."""

    actors: str
    """Names and aliases of actors."""
    issues: str
    shown: str | None = None
    """JSON of the actors' names and kinds if the reader has corrected them; else None: the analysis has
    them."""


def searchable_names(payload: Mapping[str, Any]) -> AnalysisNames:
    """Names in an encoded analysis. Raises KeyError, TypeError or AttributeError for an invalid one."""
    actors = [name for actor in payload["actors"] for name in (actor["name"], *actor["aliases"])]
    issues = (issue["label"] for issue in payload["issues"] if issue.get("shown", True))
    return AnalysisNames(_one_per_line(actors), _one_per_line(issues))


def corrected_names(payload: Mapping[str, Any]) -> AnalysisNames:
    """Names in the encoding of an analysis that the reader has corrected."""
    actors = [{"name": actor["name"], "kind": actor["kind"]} for actor in payload["actors"]]
    return replace(searchable_names(payload), shown=json.dumps({"actors": actors}, ensure_ascii=False))


def store_names(connection: sqlite3.Connection, input_sha256: str, names: AnalysisNames) -> None:
    """Replace the names stored for this input, whichever engine found them."""
    connection.execute(
        "INSERT OR REPLACE INTO analysis_names (input_sha256, actors, issues, shown) VALUES (?, ?, ?, ?)",
        (input_sha256, names.actors, names.issues, names.shown),
    )


def _one_per_line(names: Iterable[str]) -> str:
    return "\n".join(map(search_words, names))
