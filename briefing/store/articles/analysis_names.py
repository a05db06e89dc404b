"""Stores the names and labels of analyses for `actor:` and `issue:` queries."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from briefing.domain.query.search_words import search_words

__all__ = ["AnalysisNames", "names_in", "put_names"]


@dataclass(frozen=True, slots=True)
class AnalysisNames:
    """Each folded, one a line."""

    actors: str
    """With the other names that the text uses for them."""
    issues: str


def names_in(payload: Mapping[str, Any]) -> AnalysisNames:
    """From an analysis as plain JSON values. Raises KeyError, TypeError or AttributeError for none."""
    actors = [name for actor in payload["actors"] for name in (actor["name"], *actor["aliases"])]
    return AnalysisNames(_lines(actors), _lines(issue["label"] for issue in payload["issues"]))


def put_names(connection: sqlite3.Connection, input_sha256: str, names: AnalysisNames) -> None:
    """Let them stand for the analysis of this input, whichever engine made it last."""
    connection.execute(
        "INSERT OR REPLACE INTO analysis_names (input_sha256, actors, issues) VALUES (?, ?, ?)",
        (input_sha256, names.actors, names.issues),
    )


def _lines(names: Iterable[str]) -> str:
    return "\n".join(map(search_words, names))
