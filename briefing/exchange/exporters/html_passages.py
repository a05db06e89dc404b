"""Renders an article's text as HTML with its passages highlighted, and notes as HTML without scripts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Any

from markdown_it import MarkdownIt

from briefing.domain import Span
from briefing.domain.annotation import Annotation, Color


@dataclass(frozen=True, slots=True)
class HighlightedSpan:
    number: int
    """Its number on the page: `mark-3` is the highlight, `note-3` the note on it."""
    span: Span
    color: Color

    @classmethod
    def of(cls, number: int, annotation: Annotation, text: str) -> HighlightedSpan | None:
        """Return the highlight of an annotation, or None if its passage is not where it says."""
        span = annotation.anchor.span
        if span is None or not len(span) or span.of(text) != annotation.anchor.quote:
            return None
        return cls(number, span, annotation.color)


@dataclass(frozen=True, slots=True)
class Paragraph:
    html: str
    begun: tuple[int, ...]
    """The numbers of the marks that begin in it, in reading order."""


def paragraphs(text: str, marks: Sequence[HighlightedSpan]) -> Iterator[Paragraph]:
    """Yield each paragraph with words. A highlight is marked anew wherever another one begins or ends."""
    seen: set[int] = set()
    start = 0
    for part in text.split("\n\n"):
        end = start + len(part)
        # A mark that begins in the gap before a paragraph is first seen in it.
        here = [mark for mark in marks if mark.span.start < end and mark.span.end > start]
        if part.strip():
            begun = tuple(mark.number for mark in here if mark.number not in seen)
            yield Paragraph("".join(_pieces(text, start, end, here, seen)), begun)
        start = end + 2


def _pieces(
    text: str, start: int, end: int, marks: Sequence[HighlightedSpan], seen: set[int]
) -> Iterator[str]:
    edges = {start, end}
    for mark in marks:
        edges |= {max(start, mark.span.start), min(end, mark.span.end)}
    for place, until in pairwise(sorted(edges)):
        here = [mark for mark in marks if mark.span.start <= place < mark.span.end]
        for mark in here:
            name = "" if mark.number in seen else f' id="mark-{mark.number}" data-number="{mark.number}"'
            seen.add(mark.number)
            yield f'<mark class="{mark.color}"{name}>'
        yield escape(text[place:until]).replace("\n", "<br>")
        yield "</mark>" * len(here)


def safe_address(address: str) -> bool:
    """Whether an address may be a link: a browser opens it, and it runs nothing."""
    return address.strip().lower().startswith(("http://", "https://", "mailto:"))


class NoteRenderer:
    """Renders notes as HTML. One serves a whole report, since making its parser takes longer than a note."""

    def __init__(self) -> None:
        self._parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
        self._parser.disable("image")
        # To mypy this is a method, to the library an option.
        setattr(self._parser, "validateLink", safe_address)  # noqa: B010

    def html(self, note: str) -> str:
        """Render a note; raw HTML stays text, no image is loaded, and headings become paragraphs."""
        # The library types its environment as any mapping, and writes link targets into it.
        environment: dict[str, Any] = {}
        tokens = self._parser.parse(note, environment)
        for token in tokens:
            if token.type in ("heading_open", "heading_close"):
                token.tag = "p"
                if token.nesting == 1:
                    token.attrSet("class", "heading")
            for child in token.children or []:
                if child.type == "link_open":
                    child.attrSet("rel", "noopener noreferrer nofollow")
        return str(self._parser.renderer.render(tokens, self._parser.options, environment)).strip()
