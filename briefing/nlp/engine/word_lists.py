"""Loads the word lists, tables and phrase patterns in data/words."""

from __future__ import annotations

from importlib.resources import files


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
    """Return the words of that file by heading."""
    return {heading: frozenset(" ".join(lines).split()) for heading, lines in load_sections(name).items()}
