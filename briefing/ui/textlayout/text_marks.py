"""Marks on a text, and the position of its view."""

from __future__ import annotations

from typing import Literal, NamedTuple

from briefing.domain import Span


class TextMark(NamedTuple):
    span: Span
    style_name: str
    """The name of the style, "mark-1" to "mark-5"."""
    layer: int = 0
    """The layer: where marks overlap, the higher is painted on top."""
    sign: Literal["*", "-"] = "-"
    """The sign in the gutter where the mark begins: `*` with a note, `-` without."""


class ViewPosition(NamedTuple):
    """A reading position in offsets of the text, so that it holds at every width."""

    caret: int
    top: int | None
    """The offset in the top row; None while the headline is in view."""
