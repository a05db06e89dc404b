"""Finds quotations in a text: curly or straight marks, nested, or over several paragraphs."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from briefing.domain import Span

_PARAGRAPH = re.compile(r"[^\n]+(?:\n(?!\n)[^\n]+)*")
_BEFORE_OPENING = " \n\t([{—–-/"
_MARK = re.compile('[“”"]')
_ONE_CHARACTER = str.maketrans({"«": "“", "»": "”", "„": "“"})
_TWO_OPEN = re.compile(r"``|(?<![^\s(\[{—–-])''(?=\S)")
_SINGLE_OPENS = re.compile(r"(?<![\w’'.,])[‘'](?=\w)")
_SINGLE_CLOSES = re.compile(r"(?<=[,.?!…])[’'](?!\w)")
"""A single closing mark, which counts only after punctuation, where no apostrophe occurs."""
_SINGLE_LENGTHS = range(13, 2_002)
"""The number of code points between the two single marks of a pair."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words in quotation marks, within one paragraph."""

    span: Span
    """The words without surrounding white space and without a comma at the end."""
    outer: Span
    """The words with the marks around them."""
    continues: bool
    """Whether it continues a quotation that the paragraph before left open."""


@dataclass(frozen=True, slots=True)
class _Mark:
    at: int
    opens: bool


def find_quotations(text: str) -> tuple[Quotation, ...]:
    """Return the outermost quotations in reading order; an open one may continue in the next paragraph."""
    # Other marks become the usual ones in place, so that offsets hold: "``We go,'' he said", "« We go »".
    text = _TWO_OPEN.sub("“ ", text.translate(_ONE_CHARACTER)).replace("''", " ”")
    paragraphs = [match.span() for match in _PARAGRAPH.finditer(text)]
    found: list[Quotation] = []
    is_open = False
    for number, (start, end) in enumerate(paragraphs):
        marks = list(_marks(text, start, end))
        continues = is_open and bool(marks) and marks[0].at == start
        following = paragraphs[number + 1][0] if number + 1 < len(paragraphs) else len(text)
        continued = text[following : following + 1] in ("“", '"')
        pairs, unclosed = _pairs(marks)
        if not marks:
            pairs = list(_single_pairs(text, start, end))
        is_open = unclosed is not None and continued
        if unclosed is not None and continued:
            pairs.append((unclosed, end))
        for opening, closing in pairs:
            inner = Span(opening + 1, closing).trimmed(text)
            words = inner.of(text).rstrip(" ,")
            if words:
                outer = Span(opening, min(closing + 1, end))
                first = continues and opening == start
                found.append(Quotation(Span(inner.start, inner.start + len(words)), outer, first))
    return tuple(found)


def quotation_at(quotations: Sequence[Quotation], offset: int) -> Quotation | None:
    """Return the quotation whose words or marks include the offset; `quotations` are in reading order."""
    number = bisect_right(quotations, offset, key=lambda each: each.outer.start) - 1
    return quotations[number] if number >= 0 and offset in quotations[number].outer else None


def _marks(text: str, start: int, end: int) -> Iterator[_Mark]:
    is_open = False
    for match in _MARK.finditer(text, start, end):
        at = match.start()
        if text[at] in "“”":
            yield _Mark(at, text[at] == "“")
        else:
            before = text[at - 1] if at > start else " "
            after = text[at + 1] if at + 1 < end else " "
            may_open = before in _BEFORE_OPENING and not after.isspace()
            may_close = not before.isspace()
            # If the neighbours do not decide, marks alternate.
            is_open = may_open if may_open != may_close else not is_open
            yield _Mark(at, is_open)


def _single_pairs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield each opening single mark with the first one that can close it in its line."""
    closing = [match.start() for match in _SINGLE_CLOSES.finditer(text, start, end)]
    free = start
    for match in _SINGLE_OPENS.finditer(text, start, end):
        at = match.start()
        number = bisect_left(closing, at + 1 + _SINGLE_LENGTHS.start)
        if at < free or number == len(closing):
            continue
        closes = closing[number]
        if closes - at - 1 in _SINGLE_LENGTHS and "\n" not in text[at:closes]:
            yield at, closes
            free = closes + 1


def _pairs(marks: list[_Mark]) -> tuple[list[tuple[int, int]], int | None]:
    """Return the outermost pairs, and the offset of an opening mark that is never closed."""
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
    # An inner mark was never closed: only adjacent marks are certain pairs.
    certain = [(left.at, right.at) for left, right in pairwise(marks) if left.opens and not right.opens]
    return certain, marks[-1].at if marks[-1].opens else None


def has_balanced_marks(text: str) -> bool:
    """Whether each quotation mark and bracket has its partner inside the text."""
    return (
        text.count('"') % 2 == 0
        and text.count("“") == text.count("”")
        and text.count("(") == text.count(")")
        and text.count("[") == text.count("]")
        and text.count("‘") <= text.count("’")
    )
