"""Normalizes a text for matching: no white space, one form of quotes, dashes and case."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from briefing.domain.span import Span
from briefing.domain.text.clean_characters import limit_marks

UNSPACED = (
    r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
"""A regular expression class of the scripts that are written without spaces between words."""

_DASHES = r"\-\u2010-\u2015\u2212\ufe58\ufe63\uff0d"
_UNSEEN = r"\u00ad\u200b-\u200f\u2060\ufeff"
"""Soft hyphens, joiners and direction marks: invisible, but browsers copy them."""

_PIECES = re.compile(rf"[{_DASHES}]+|[^\s{_UNSEEN}{_DASHES}]+")
_IS_DASH = re.compile(rf"[{_DASHES}]")

_MARKS: dict[int, str] = dict.fromkeys(map(ord, "\"'“”„‟«»‘’‚‛‹›`´ʼ′″＂＇"), "'") | {ord("…"): "..."}


@dataclass(frozen=True, slots=True)
class NormalizedText:
    """A normalized text that maps each character to its place in the original."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def position(self, offset: int) -> int:
        """The index of the first normalized character at or after an original offset."""
        return bisect_left(self.starts, offset)

    def span(self, start: int, end: int) -> Span | None:
        """The original span of a normalized range; None when an end splits an original character."""
        if start and self.starts[start - 1] == self.starts[start]:
            return None
        if end < len(self.starts) and self.starts[end] == self.starts[end - 1]:
            return None
        return Span(self.starts[start], self.ends[end - 1])


def normalize_text(text: str) -> NormalizedText:
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for match in _PIECES.finditer(text):
        start, end = match.span()
        piece = match.group()
        if _IS_DASH.match(piece):
            pieces.append("-")
            starts.append(start)
            ends.append(end)
            continue
        plain = piece.translate(_MARKS).casefold()
        pieces.append(plain)
        if len(plain) == end - start:
            starts.extend(range(start, end))
            ends.extend(range(start + 1, end + 1))
            continue
        for offset, character in enumerate(piece, start):
            length = len(character.translate(_MARKS).casefold())
            starts.extend([offset] * length)
            ends.extend([offset + 1] * length)
    return NormalizedText("".join(pieces), starts, ends)


def normalized(words: str) -> str:
    """Normalize another program's text, after converting it to NFC as our texts are."""
    return normalize_text(unicodedata.normalize("NFC", limit_marks(words))).text
