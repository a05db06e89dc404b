"""Finds the notes in a folder and the articles that they belong to."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from briefing.domain.annotation import ArticleHead
from briefing.exchange.filenames import note_name
from briefing.exchange.markdown.front_matter import read_properties
from briefing.exchange.markdown.markdown_text import split_front_matter
from briefing.regular_files import open_regular

_HEAD = 16_384
"""Bytes of a file that are read for its properties."""


def known_notes(folder: Path) -> dict[str, Path]:
    """Return a folder's notes by article id; of two for one article, the one with the shorter name."""
    notes: dict[str, Path] = {}
    for path in sorted(folder.glob("*.md"), key=lambda each: (len(each.name), each.name)):
        if (article_id := article_of_note(path)) is not None:
            notes.setdefault(article_id, path)
    return notes


def find_note(head: ArticleHead, folder: Path, known: Mapping[str, Path]) -> Path | None:
    """Return the article's note among `known_notes`, or else a file of its name that names no article."""
    if head.id in known:
        return known[head.id]
    named = folder / note_name(head)
    return named if named.is_file() and article_of_note(named) is None else None


def article_of_note(path: Path) -> str | None:
    """Return the article id in a note's front matter; None also for a file that cannot be read."""
    try:
        with open_regular(path) as file:
            start = file.read(_HEAD).decode("utf-8-sig", "replace")
    except OSError:
        return None
    return read_properties(split_front_matter(start)[1]).get("article")
