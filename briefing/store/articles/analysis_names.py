"""Stores the names and labels of analyses for `actor:` and `issue:` queries, and for charts."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from typing import Any

from briefing.domain.query.search_words import search_words


def store_names(
    connection: sqlite3.Connection, input_sha256: str, payload: Mapping[str, Any], *, is_corrected: bool
) -> None:
    """Replace the names stored for this input by those of an encoded analysis, whichever engine made it.

    If the reader has corrected it, the actors' names and kinds are stored as they are shown, too.
    """
    actors = payload["actors"]
    names = [name for actor in actors for name in (actor["name"], *actor["aliases"])]
    labels = [issue["label"] for issue in payload["issues"] if issue.get("shown", True)]
    shown = {"actors": [{"name": actor["name"], "kind": actor["kind"]} for actor in actors]}
    connection.execute(
        "INSERT OR REPLACE INTO analysis_names (input_sha256, actors, issues, shown) VALUES (?, ?, ?, ?)",
        (
            input_sha256,
            *("\n".join(map(search_words, some)) for some in (names, labels)),
            json.dumps(shown, ensure_ascii=False) if is_corrected else None,
        ),
    )
