"""Annotations of a text as marks, and as sentences for the status row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from briefing.domain import Span
from briefing.domain.annotation import AnchorState, Annotation
from briefing.presentation.sentences import pluralize


def marks_of(annotations: Iterable[Annotation]) -> tuple[TextMark, ...]:
    """Make a mark for each annotation that has a position; of overlapping ones, the shorter is on top."""
    return tuple(
        TextMark(
            span,
            style_name=mark_style(annotation),
            layer=-len(span),
            sign=mark_sign(annotation),
        )
        for annotation in annotations
        if (span := annotation.anchor.span) is not None
    )


def mark_style(annotation: Annotation) -> str:
    return f"mark-{annotation.color.digit}"


def mark_sign(annotation: Annotation) -> Literal["*", "-"]:
    return "*" if annotation.note else "-"


def annotations_at(annotations: Iterable[Annotation], offset: int) -> tuple[Annotation, ...]:
    """Return annotations whose passage contains the offset, the shortest first."""
    here = [each for each in annotations if each.anchor.span is not None and offset in each.anchor.span]
    return tuple(sorted(here, key=lambda each: len(each.anchor.quote)))


def annotations_on(annotations: Iterable[Annotation], passage: Span) -> tuple[Annotation, ...]:
    """Return annotations of exactly this passage, else those that overlap it, the shortest first."""
    positioned = [(each.anchor.span, each) for each in annotations if each.anchor.span is not None]
    exact = tuple(each for span, each in positioned if span == passage)
    overlapping = [each for span, each in positioned if span.start < passage.end and passage.start < span.end]
    return exact or tuple(sorted(overlapping, key=lambda each: len(each.anchor.quote)))


def beside(annotations: Iterable[Annotation], offset: int, by: int) -> Span | None:
    """Return the passage of the nearest annotation that begins after the offset (`by` 1) or before (-1)."""
    spans = sorted(each.anchor.span for each in annotations if each.anchor.span is not None)
    if by > 0:
        return next((span for span in spans if span.start > offset), None)
    return next((span for span in reversed(spans) if span.start < offset), None)


def annotation_summary(here: Sequence[Annotation]) -> str:
    """Summarize the annotations under the caret: the innermost's note and tags, and their number."""
    if not here:
        return ""
    first = here[0]
    tags = " ".join(f"#{tag}" for tag in first.tags)
    note = " ".join(first.note.split())
    text = "  ".join(filter(None, (note, tags))) or f"marked {first.color}"
    if first.state is AnchorState.FUZZY and first.confidence is not None:
        text = f"{text}  (moved, {round(first.confidence * 100)}% sure)"
    return f"1 of {len(here)} here: {text}" if len(here) > 1 else text


def tally(annotations: Sequence[Annotation], unsaved: int = 0) -> str:
    """Count for the status row, unsaved changes first: "2 notes, 1 tag"."""
    notes = sum(1 for each in annotations if each.note)
    marks = len(annotations) - notes
    tags = len({tag.casefold() for each in annotations for tag in each.tags})
    orphans = sum(1 for each in annotations if each.is_orphan)
    parts = [(notes, "note"), (marks, "mark"), (tags, "tag"), (orphans, "orphan")]
    counts = [f"{unsaved} unsaved"] if unsaved else []
    return ", ".join(counts + [pluralize(number, noun) for number, noun in parts if number])


class TextMark(NamedTuple):
    span: Span
    style_name: str
    """The name of the style, "mark-1" to "mark-5"."""
    layer: int = 0
    """The layer: where marks overlap, the higher is painted on top."""
    sign: Literal["*", "-"] = "-"
    """The sign in the gutter where the mark begins: `*` with a note, `-` without."""
