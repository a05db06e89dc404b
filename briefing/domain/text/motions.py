"""Finds the word, sentence or paragraph around an offset, and the next and previous ones."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable
from functools import wraps
from typing import Protocol

from briefing.domain.span import Span
from briefing.domain.text.sentences import sentence_starts

_GAP = re.compile(r"\n[^\S\n]*\n\s*")
_JOINERS = frozenset("'’.-‐‑&/")
"""Characters that do not split a word when letters are on both sides."""


class Motion(Protocol):
    """A step through a text that is taken `count` times, or until it no longer moves."""

    def __call__(self, text: str, offset: int, count: int = 1) -> int: ...


def _counted(step: Callable[[str, int], int]) -> Motion:
    @wraps(step)
    def counted(text: str, offset: int, count: int = 1) -> int:
        for _ in range(count):
            moved = step(text, offset)
            if moved == offset:
                break
            offset = moved
        return offset

    return counted


def word_at(text: str, offset: int) -> Span:
    """Return the word at an offset, or the single code point between words; empty at the text's end."""
    offset = min(max(offset, 0), len(text))
    if offset == len(text):
        return Span(offset, offset)
    if not _kind(text, offset):
        if not _joins(text, offset):
            return Span(offset, offset + 1)
        offset -= 1
    return Span(_word_start(text, offset), _word_end(text, offset))


def sentence_at(text: str, offset: int) -> Span:
    """Return the sentence at an offset, without trailing spaces; between paragraphs, the last one before."""
    paragraph = paragraph_at(text, offset)
    starts = list(sentence_starts(text, paragraph.start, paragraph.end))
    here = bisect_right(starts, max(offset, paragraph.start)) - 1
    end = starts[here + 1] if here + 1 < len(starts) else paragraph.end
    return Span(starts[here], end).trimmed(text)


def paragraph_at(text: str, offset: int) -> Span:
    """Return the paragraph at an offset, without surrounding spaces; between two, the first."""
    start = _paragraph_start(text, min(max(offset, 0), len(text)))
    gap = _GAP.search(text, start)
    return Span(start, gap.start() if gap else len(text)).trimmed(text)


# Words


def _kind(text: str, at: int) -> str:
    """Return the kind of letter at an offset; "" outside words. All letters of a word are of one kind."""
    character = text[at]
    if character.isalnum() or character == "_":
        if character < "\u2e80":
            return "letter"
        if "\u3040" <= character <= "\u309f":
            return "hiragana"
        if "\u30a0" <= character <= "\u30ff" or "\uff66" <= character <= "\uff9f":
            return "katakana"
        if character <= "\u9fff" or "\uf900" <= character <= "\ufaff" or character >= "\U00020000":
            return "han"
        return "letter"
    return "letter" if unicodedata.category(character)[0] == "M" else ""


def _joins(text: str, at: int) -> bool:
    if not 0 < at < len(text) - 1:
        return False
    before, after = text[at - 1], text[at + 1]
    if text[at] == ",":
        return before.isdigit() and after.isdigit()
    return text[at] in _JOINERS and _kind(text, at - 1) == _kind(text, at + 1) == "letter"


def _word_end(text: str, offset: int) -> int:
    kind, end = _kind(text, offset), offset + 1
    while end < len(text) and (_kind(text, end) == kind or (kind == "letter" and _joins(text, end))):
        end += 1
    return end


def _word_start(text: str, offset: int) -> int:
    kind, start = _kind(text, offset), offset
    while start and (_kind(text, start - 1) == kind or (kind == "letter" and _joins(text, start - 1))):
        start -= 1
    return start


@_counted
def word_forward(text: str, offset: int) -> int:
    """Return the start of the `count`th word after the one at an offset, or the text's end.

    In scripts without spaces, a word ends where the script changes.
    """
    at = word_at(text, offset).end
    while at < len(text) and not _kind(text, at):
        at += 1
    return at


@_counted
def word_end(text: str, offset: int) -> int:
    """Return the end of the `count`th word that ends past an offset, or the text's end."""
    at = max(0, offset)
    while at < len(text) and not _kind(text, at) and not _joins(text, at):
        at += 1
    return word_at(text, at).end


@_counted
def word_back(text: str, offset: int) -> int:
    """Return the start of the `count`th word back, counting the one that an offset is within; or 0."""
    at = min(offset, len(text)) - 1
    while at > 0 and not _kind(text, at):
        at -= 1
    return _word_start(text, at) if at > 0 else 0


# Sentences


@_counted
def sentence_forward(text: str, offset: int) -> int:
    """Return the start of the `count`th sentence after an offset, or the text's end."""
    paragraph = paragraph_at(text, offset)
    for start in sentence_starts(text, paragraph.start, paragraph.end):
        if start > offset:
            return start
    return paragraph_forward(text, offset)


@_counted
def sentence_end(text: str, offset: int) -> int:
    """Return the end of the `count`th sentence that ends past an offset, without trailing spaces."""
    return _end_past(
        offset, sentence_at(text, offset), sentence_at(text, sentence_forward(text, offset)), text
    )


@_counted
def sentence_back(text: str, offset: int) -> int:
    """Return the start of the `count`th sentence back, counting the one that an offset is within; or 0."""
    if offset <= 0:
        return 0
    paragraph = paragraph_at(text, offset - 1)
    before = [start for start in sentence_starts(text, paragraph.start, paragraph.end) if start < offset]
    return before[-1] if before else 0


# Paragraphs


@_counted
def paragraph_forward(text: str, offset: int) -> int:
    """Return the start of the `count`th paragraph after an offset, or the text's end."""
    blank = max(0, offset)
    while blank and text[blank - 1 : blank].isspace():
        blank -= 1
    for gap in _GAP.finditer(text, blank):
        if gap.end() > offset:
            return gap.end()
    return len(text)


@_counted
def paragraph_end(text: str, offset: int) -> int:
    """Return the end of the `count`th paragraph that ends past an offset, or the text's end."""
    return _end_past(
        offset, paragraph_at(text, offset), paragraph_at(text, paragraph_forward(text, offset)), text
    )


def _end_past(offset: int, here: Span, following: Span, text: str) -> int:
    return next((span.end for span in (here, following) if span.end > offset), len(text))


@_counted
def paragraph_back(text: str, offset: int) -> int:
    """Return the start of the `count`th paragraph back, counting the one that an offset is within; or 0."""
    return _paragraph_start(text, offset - 1) if offset > 0 else 0


def _paragraph_start(text: str, offset: int) -> int:
    """Return the start of the last paragraph that starts at or before an offset, or of the first."""
    newline = text.rfind("\n", 0, offset)
    while newline >= 0:
        above = text.rfind("\n", 0, newline)
        if above >= 0 and not text[above:newline].strip():
            start = newline + 1 + _blanks(text, newline + 1)
            if start <= offset:
                return start
        newline = above
    return min(_blanks(text, 0), len(text))


def _blanks(text: str, start: int) -> int:
    at = start
    while at < len(text) and text[at].isspace():
        at += 1
    return at - start
