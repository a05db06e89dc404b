"""Loads the data files of the engine: weights and tables as JSON, word lists and phrase patterns as text."""

from __future__ import annotations

import json
from collections.abc import Iterable
from importlib.resources import files
from typing import Any


def load_json(name: str) -> Any:  # each caller knows the form of its file
    """Return the content of data/<name>.json."""
    return json.loads(files("briefing.nlp").joinpath(f"data/{name}.json").read_text(encoding="utf-8"))


def load_sections(name: str) -> dict[str, list[str]]:
    """Return the lines of data/words/<name>.txt by [heading], without comments and blank lines."""
    sections: dict[str, list[str]] = {}
    lines: list[str] = []
    source = files("briefing.nlp").joinpath(f"data/words/{name}.txt").read_text(encoding="utf-8")
    for line in source.splitlines():
        if line.startswith("["):
            lines = sections[line[1:-1]] = []
        elif line and not line.startswith("# "):
            lines.append(line)
    return sections


def load_words(name: str) -> dict[str, frozenset[str]]:
    """Return the words of data/words/<name>.txt by [heading]."""
    return {heading: words_of(lines) for heading, lines in load_sections(name).items()}


def words_of(lines: Iterable[str]) -> frozenset[str]:
    return frozenset(" ".join(lines).split())
