"""Lays notes out in the margin beside the text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from operator import attrgetter
from typing import NamedTuple

from briefing.domain.annotation import Annotation
from briefing.domain.text.sanitize import safe_line
from briefing.presentation.sentences import shortened
from briefing.ui.textlayout.wrapping import TextLayout

MIN_MARGIN = 18
"""Cells right of the text, with the gap, from which notes are worth reading there."""

MARGIN_GAP = 2
"""Blank cells between the text and the notes."""

MAX_MARGIN = 40
"""The widest margin, in cells."""

NOTE_ROWS = 3


class MarginNote(NamedTuple):
    """The note and tags of an annotation, shown beside its passage."""

    start: int
    """The start of the passage, in offsets of the text."""
    text: str
    tags: tuple[str, ...] = ()


def margin_rows(
    notes: Iterable[MarginNote], row: Callable[[int], int], width: int, height: int
) -> Mapping[int, str]:
    """Return the margin's text by row of the article, at most `width` cells; rows without any are missing.

    `row` has the row of an offset, and `height` is how many rows there are. A note begins beside the first
    row of its passage, or one blank row below another note that is there. It takes at most three
    rows, and one more for its tags; what goes past the last row of the text is cut.
    """
    rows: dict[int, str] = {}
    free = 0
    if width < 1:
        return rows
    for note in sorted(notes, key=attrgetter("start")):
        lines = _note_lines(note.text, width)
        if note.tags:
            lines.append(shortened(safe_line(" ".join(f"#{tag}" for tag in note.tags)), width))
        if not lines:
            continue
        first = max(row(note.start), free)
        fitting = lines[: max(0, height - first)]
        if fitting and len(fitting) < len(lines):
            fitting[-1] = _ended(fitting[-1], width)
        rows |= dict(enumerate(fitting, first))
        free = first + len(lines) + 1
    return rows


def _note_lines(text: str, width: int) -> list[str]:
    flowing = " ".join(text.split())
    if not flowing:
        return []
    layout = TextLayout(flowing, width)
    # The blanks that a row was broken at may hang past its width.
    lines = [layout.shown[start:end].rstrip() for start, end in zip(layout.starts, layout.ends, strict=True)]
    if len(lines) > NOTE_ROWS:
        lines = lines[:NOTE_ROWS]
        lines[-1] = _ended(lines[-1], width)
    return [shortened(line, width) for line in lines]


def _ended(line: str, width: int) -> str:
    """Return the line with an ellipsis."""
    return shortened(line if line.endswith("…") else f"{line}…", width)


def margin_notes_of(annotations: Iterable[Annotation]) -> tuple[MarginNote, ...]:
    """Return the notes and tags to show beside the text."""
    return tuple(
        MarginNote(span.start, annotation.note, annotation.tags)
        for annotation in annotations
        if (span := annotation.anchor.span) is not None and (annotation.note or annotation.tags)
    )
