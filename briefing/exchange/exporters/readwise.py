"""Renders the CSV that Readwise imports. It has no place for briefings.

Tags are words with a full stop before them, at the beginning of the note:
https://docs.readwise.io/readwise/guides/action-tags.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

from briefing.domain.annotation import Annotation, ArticleHead
from briefing.exchange.export_bundle import ExportBundle
from briefing.exchange.exporters.csv import csv_text

HEADER = "Highlight,Title,Author,URL,Note,Location,Date".split(",")

_ACTION = re.compile(r"[ch]\d+", re.IGNORECASE)
"""A tag that Readwise would obey: `.c1` joins highlights and `.h1` makes one a heading."""


def to_readwise(bundle: ExportBundle) -> str:
    rows = (_row(each.head, annotation) for each in bundle.articles for annotation in each.annotations)
    return csv_text(HEADER, rows, guard=bundle.guard_cells)


def _row(head: ArticleHead, annotation: Annotation) -> list[str]:
    span = annotation.anchor.span
    return [
        annotation.anchor.quote,
        head.title,
        head.author or head.source or "",
        head.url or "",
        _note(annotation),
        str(span.start) if span else "",
        _date(annotation.created),
    ]


def _note(annotation: Annotation) -> str:
    tags = " ".join(f".{_word(tag)}" for tag in annotation.tags)
    return "\n".join(part for part in (tags, annotation.note) if part)


def _word(tag: str) -> str:
    """Make one word of a tag: for Readwise it would end at its first space."""
    word = re.sub(r"\s+", "-", tag)
    return f"{word}-" if _ACTION.fullmatch(word) else word


def _date(moment: str) -> str:
    """Return a moment in UTC, as the column has no offset; empty for text that is no moment."""
    try:
        return datetime.fromisoformat(moment).astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
    except (ValueError, OverflowError):
        return ""
