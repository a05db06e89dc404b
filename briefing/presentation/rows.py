"""A row of a pane or list, whatever it is about."""

from __future__ import annotations

from dataclasses import dataclass

from briefing.domain.briefing import Citation


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a pane or list, which may wrap over several rows of the screen."""

    key: str
    """Identifies the row within its list, so that the cursor stays on it when others change."""
    text: str
    label: str = ""
    """A word in a column left of the text: an issue's kind, an event's date."""
    count: str = ""
    """Words at the right edge of the row's first line."""
    strong: int = 0
    """The number of bold code points at the start of the text."""
    mark: str = ""
    """The style of the label's first cell, an annotation's sign: "mark-1" to "mark-5"; that of a label with
    a sign: "kind-risk" and so on."""
    depth: int = 0
    """The indentation: 1 for the details of an expanded row."""
    citations: tuple[Citation, ...] = ()
    """The passages that bear the row out, in the order of showing them."""
    noun: str = "passage"
    """A noun for one of the passages, in the status row."""
    about: str = ""
    """Details for the status row."""
    expandable: bool = False
    parent: str = ""
    """The key of the row that this is a detail of; empty for a top-level row."""
    item: object = None
    """The subject of the row, for the commands that act on it."""
    sign: str = ""
    """A letter for the label, which stands before it, and in its place where there is little room."""


@dataclass(frozen=True, slots=True)
class LinePart:
    """A part of a line, and its role: "title", "date", "note", "mark-2" and so on."""

    text: str
    role: str
