"""Finds the exact occurrences of a quote in a text, ignoring typography, and scores their context."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from briefing.domain.anchoring.normalize import NormalizedText, normalize_text, normalized
from briefing.domain.annotation import CONTEXT, Anchor
from briefing.domain.span import Span

MOST_OCCURRENCES = 2_000
"""The most occurrences that are compared; of a more frequent quote, only those with some of its context."""
SAME_PLACE = 8
"""Bonus for an occurrence at the old position, in letters of context: coincidence is rare."""
SAME_WORDS = 8
"""Bonus for identical typography, in letters of context."""
LONG_LETTERS, LONG_WORDS = 32, 5
"""The letters and words from which a quote is recognized without its context."""

_UNSPACED_FROM = "\u0e00"
_ENDING, _CLOSING = frozenset(".,;:!?…。，！？"), frozenset("'\"’”»›)]}")


class NormalizedAnchor:
    __slots__ = ("anchor", "ends_word", "is_long", "prefix", "quote", "starts_word", "suffix")

    def __init__(self, anchor: Anchor) -> None:
        self.anchor = anchor
        self.quote = normalized(anchor.quote)
        self.prefix = normalized(anchor.prefix)[-CONTEXT:]
        self.suffix = normalized(anchor.suffix)[:CONTEXT]
        self.is_long = len(self.quote) >= LONG_LETTERS and (
            len(anchor.quote.split()) >= LONG_WORDS or any(each >= _UNSPACED_FROM for each in self.quote)
        )
        around = anchor.prefix[-1:] + anchor.quote + anchor.suffix[:1]
        self.starts_word = not _splits_word(around, len(anchor.prefix[-1:]))
        self.ends_word = not _splits_word(around, len(around) - len(anchor.suffix[:1]))

    @property
    def context(self) -> int:
        """The number of letters of context, normalized."""
        return len(self.prefix) + len(self.suffix)


@dataclass(frozen=True, slots=True)
class Occurrence:
    span: Span
    context: int
    """The number of consecutive letters before and after it that agree with the context."""
    bonus: int
    """Other evidence for it, in letters of context."""


def occurrences(text: str, prepared: NormalizedText, wanted: NormalizedAnchor) -> list[Occurrence]:
    """Find occurrences of a quote, best first, leaving out those that split a word which the quote did not.

    A quote without context may have split words: then such occurrences count if there are no others.
    """
    found: list[Occurrence] = []
    within_words: list[Occurrence] = []
    for start in _starts(prepared.text, wanted):
        end = start + len(wanted.quote)
        bare = prepared.span(start, end)
        if bare is None:
            continue
        span = _with_blanks(text, bare, wanted.anchor.quote)
        context = _common_suffix(prepared.text, start, wanted.prefix)
        context += _common_prefix(prepared.text, end, wanted.suffix)
        bonus = SAME_WORDS if span.of(text) == wanted.anchor.quote else 0
        if wanted.anchor.span is not None and wanted.anchor.span.start == span.start:
            bonus += SAME_PLACE
        splits = (wanted.starts_word and _splits_word(text, bare.start)) or (
            wanted.ends_word and _splits_word(text, bare.end)
        )
        (within_words if splits else found).append(Occurrence(span, context, bonus))
    if not found and not wanted.context:
        found = within_words
    return sorted(found, key=lambda each: (-each.context - each.bonus, each.span))


def with_punctuation(text: str, span: Span, quote: str) -> Span:
    """Extend a span by quotation marks and a full stop around it, as far as the quote has them."""
    start, end = span.start, span.end
    opening = len(quote) - len(quote.lstrip("'\"“‘«‹([{¿¡"))
    while opening and start and text[start - 1] in "'\"“‘«‹([{¿¡":
        start, opening = start - 1, opening - 1
    tail = quote[len(quote.rstrip("".join(_ENDING | _CLOSING))) :]
    reach = end
    while reach < len(text) and text[reach] in _ENDING | _CLOSING:
        reach += 1
    for last in range(reach, end, -1):
        mark = text[last - 1]
        kinds = [kind for kind in (_ENDING, _CLOSING) if mark in kind]
        if any(each in kind for kind in kinds for each in tail):
            end = last
            break
    return Span(start, end)


def _starts(prepared: str, wanted: NormalizedAnchor) -> Iterator[int]:
    starts = list(islice(find_all(prepared, wanted.quote), MOST_OCCURRENCES + 1))
    if len(starts) <= MOST_OCCURRENCES:
        yield from starts
        return
    before = islice(find_all(prepared, wanted.prefix + wanted.quote), MOST_OCCURRENCES)
    after = islice(find_all(prepared, wanted.quote + wanted.suffix), MOST_OCCURRENCES)
    yield from sorted({start + len(wanted.prefix) for start in before} | set(after))


def find_all(text: str, part: str) -> Iterator[int]:
    """Yield the offsets of all occurrences, overlapping ones included."""
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + 1)


def _with_blanks(text: str, span: Span, quote: str) -> Span:
    """Extend a span by white space around it that belongs to the quote."""
    kept = normalize_text(quote)
    if not kept.starts:
        return span
    start, end = span.start - kept.starts[0], span.end + len(quote) - kept.ends[-1]
    return Span(start, end) if start >= 0 and text[start:end] == quote else span


def _common_prefix(text: str, at: int, wanted: str) -> int:
    found = text[at : at + len(wanted)]
    differing = (index for index, pair in enumerate(zip(found, wanted, strict=False)) if pair[0] != pair[1])
    return next(differing, len(found))


def _common_suffix(text: str, at: int, wanted: str) -> int:
    return _common_prefix(text[max(0, at - len(wanted)) : at][::-1], 0, wanted[::-1])


def _splits_word(text: str, at: int) -> bool:
    """Whether an offset is inside a word; never in scripts without spaces."""
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    return before.isalnum() and after.isalnum() and max(before, after) < _UNSPACED_FROM
