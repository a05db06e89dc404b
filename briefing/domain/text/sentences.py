"""Splits text into sentences by typography alone, for moving and selecting without a pipeline."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from briefing.domain.span import Passage, Span

LONGEST_ABBREVIATION = 12
"""Characters before a full stop in which the word that it ends is looked for."""

_END = re.compile(
    r"""
    (?: [.!?…]+ [\])}"'”’»]* (?: \[\d{1,3}\] )*  \s+      # Western: a mark, what closes after it, a blank
    |   [。！？｡]+ [」』）】》〉”’]* \s*                    # Chinese and Japanese set no blank
    |   [।؟۔]+ \s+                                         # Devanagari and Arabic
    |   \n\s*
    )
    """,
    re.VERBOSE,
)


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_LEADING = _words(
    "Mr Mrs Ms Dr Prof Rev Hon Gen Adm Sen Rep Gov Pres Lt Col Maj Capt Cmdr Sgt Cpl Pvt Det Supt Insp "
    "St Mt Ft Messrs Mme Mlle vs v Nos nos Vol vol Fig fig Art art Sec sec pp approx est Dept Univ"
)
"""Abbreviations that precede what they belong to, and so end no sentence."""

_TRAILING = _words(
    "Jr Sr Inc Ltd Co Corp Bros plc etc Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec "
    "Mon Tue Tues Wed Thu Thur Thurs Fri Sat Sun e.g i.e cf ca al hr hrs Ave Blvd Rd"
)
"""Abbreviations that may end a sentence; the next word decides."""

_OPENERS = _words(
    "A An The This That These Those It Its He She They We I You His Her Their Our My In On At By For From "
    "With After Before Since While When As If But And So Yet Or However Although Though There Here What Who "
    "Why How Where Not No Some Many Most All Both Two Three One Another According Meanwhile Earlier"
)
"""Capitalized words that start a sentence far more often than a name."""

_WORD_BEFORE = re.compile(r"[^\s(\[{“‘\"'—–]+$")
_INITIALS = re.compile(r"[^\W\d_](?:\.[^\W\d_])*")
"""A single letter, or letters separated by full stops: J, U.S, a.m."""
_NEXT_WORD = re.compile(r"[(\[{“‘\"'«—–]*\s?(\w+)")


def sentence_starts(text: str, start: int, end: int) -> Iterator[int]:
    """Yield offsets in `text[start:end]` at which sentences start, in order, beginning with `start`.

    A new line starts a sentence too.
    """
    yield start
    for mark in _END.finditer(text, start, end):
        if mark.end() < end and _ends_sentence(text, mark, start):
            yield mark.end()


def sentences(text: str) -> Iterator[Passage]:
    """Yield the sentences of a text."""
    starts = [*sentence_starts(text, 0, len(text)), len(text)]
    for start, end in pairwise(starts):
        whole = Span(start, end).trimmed(text)
        if len(whole):
            yield Passage(whole, whole.of(text))


def sentence_around(text: str, span: Span) -> Passage:
    """Return the whole sentences that a passage is part of."""
    lines = lines_around(text, span)
    starts = [*sentence_starts(text, lines.start, lines.end), lines.end]
    first = max(at for at in starts if at <= span.start)
    last = min(at for at in starts if at >= span.end)
    whole = Span(first, last).trimmed(text)
    return Passage(whole, whole.of(text))


def lines_around(text: str, span: Span) -> Span:
    """Return the whole lines (paragraphs) that a passage is part of."""
    start, end = text.rfind("\n", 0, span.start) + 1, text.find("\n", span.end)
    return Span(start, len(text) if end < 0 else end)


def _ends_sentence(text: str, mark: re.Match[str], start: int) -> bool:
    found = mark.group()
    if found[0] not in ".!?…" or "\n" in found:
        return True
    following = _NEXT_WORD.match(text, mark.end())
    if following and following.group(1)[0].islower():
        return False
    if not found.startswith(".") or found.startswith(".."):
        return True
    before = _WORD_BEFORE.search(text, max(start, mark.start() - LONGEST_ABBREVIATION), mark.start())
    word = before.group() if before else ""
    if word in _LEADING:
        return False
    if following is None:
        return True
    if word in ("No", "no"):
        return not following.group(1)[0].isdigit()
    if word in _TRAILING or _INITIALS.fullmatch(word):
        return following.group(1) in _OPENERS
    return True
