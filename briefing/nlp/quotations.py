"""Where a text stands in quotation marks: curly or straight, nested, or over several paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from briefing.domain import Span

__all__ = ["Quotation", "find_quotations"]

_PARAGRAPH = re.compile(r"[^\n]+(?:\n(?!\n)[^\n]+)*")
_BEFORE_OPENING = " \n\t([{—–-/"
_SINGLE = re.compile(r"(?<![\w’'.,])[‘'](?=\w)(?P<words>[^\n]{12,2000}?[,.?!…])[’'](?!\w)")
"""Single marks count where they close after a stop: an apostrophe does not stand there."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words in quotation marks, within one paragraph."""

    span: Span
    """The words, without white space or a comma that only leads on at their end."""
    outer: Span
    """The words with the marks around them."""
    goes_on: bool
    """Whether it goes on with what the paragraph before did not close."""


@dataclass(frozen=True, slots=True)
class _Mark:
    at: int
    opens: bool


def find_quotations(text: str) -> tuple[Quotation, ...]:
    """In reading order, none within another; one without an end counts where the next paragraph goes on."""
    paragraphs = [match.span() for match in _PARAGRAPH.finditer(text)]
    found: list[Quotation] = []
    is_open = False
    for number, (start, end) in enumerate(paragraphs):
        marks = list(_marks(text, start, end))
        goes_on = is_open and bool(marks) and marks[0].at == start
        following = paragraphs[number + 1][0] if number + 1 < len(paragraphs) else len(text)
        continued = text[following : following + 1] in ("“", '"')
        pairs, unclosed = _pairs(marks)
        if not marks:
            pairs = [(match.start(), match.end() - 1) for match in _SINGLE.finditer(text, start, end)]
        is_open = unclosed is not None and continued
        if unclosed is not None and continued:
            pairs.append((unclosed, end))
        for opening, closing in pairs:
            inner = Span(opening + 1, closing).trimmed(text)
            words = inner.of(text).rstrip(" ,")
            if words:
                outer = Span(opening, min(closing + 1, end))
                first = goes_on and opening == start
                found.append(Quotation(Span(inner.start, inner.start + len(words)), outer, first))
    return tuple(found)


def _marks(text: str, start: int, end: int) -> Iterator[_Mark]:
    is_open = False
    for at in range(start, end):
        if text[at] in "“”":
            yield _Mark(at, text[at] == "“")
        elif text[at] == '"':
            before = text[at - 1] if at > start else " "
            after = text[at + 1] if at + 1 < end else " "
            may_open = before in _BEFORE_OPENING and not after.isspace()
            may_close = not before.isspace()
            # Where the neighbours do not tell, it is whatever the last one was not.
            is_open = may_open if may_open != may_close else not is_open
            yield _Mark(at, is_open)


def _pairs(marks: list[_Mark]) -> tuple[list[tuple[int, int]], int | None]:
    """The outermost pairs, and where one opens that is never closed."""
    pairs: list[tuple[int, int]] = []
    open_at: list[int] = []
    for mark in marks:
        if mark.opens:
            open_at.append(mark.at)
        elif open_at:
            first = open_at.pop()
            if not open_at:
                pairs.append((first, mark.at))
    if len(open_at) < 1:
        return pairs, None
    if open_at[0] == marks[-1].at or not any(mark.opens and mark.at > open_at[0] for mark in marks):
        return pairs, open_at[0]
    # Something within was never closed: only what lies between two neighbouring marks is certain.
    certain = [(left.at, right.at) for left, right in pairwise(marks) if left.opens and not right.opens]
    return certain, marks[-1].at if marks[-1].opens else None
