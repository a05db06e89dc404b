"""Finds the start and end of a passage whose first or last words have changed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from briefing.domain.anchoring.fuzzy_match import Match, WordIndex
from briefing.domain.anchoring.similarity import similarity
from briefing.domain.span import Span

NEAR = 16
"""The most words between two runs that are compared one by one."""
FEW = 3
"""The most changed words at an edge that count as replaced without further evidence."""

_STOP = re.compile(r"[.!?…。！？]|\n")
_PARAGRAPH_BEFORE = re.compile(r"(?:^|\n)\W*$")
_PARAGRAPH_AFTER = re.compile(r"\W*?(?:\n|$)")
_SENTENCE_BEFORE = re.compile(r"""(?:^|\n|[.!?…]["'”’)»\]]*\s+|[。！？][”’」』]*)["'“‘(«「『]*$""")
_SENTENCE_END = re.compile(r"""[.!?…。！？]["'”’)»」』\]]*$""")
_SENTENCE_AFTER = re.compile(r"""["'”’)»」』\]]*(?:[.!?…。！？]|\n|$)""")


def find_edges(
    text: str, words: WordIndex, chain: Sequence[Match], passage: Sequence[str], quote: range
) -> Span | None:
    """Return the span of the quote's words in the text, at word boundaries, or None if it is empty."""
    low = max(0, chain[0].new - len(passage) - NEAR)
    high = min(len(words.keys), chain[-1].new_end + len(passage) + NEAR)
    keys = words.keys[low:high]
    stops = {
        place - low
        for place in range(low, high + 1)
        if place in (0, len(words.keys)) or _STOP.search(text, words.ends[place - 1], words.starts[place])
    }
    local = [Match(run.old, run.new - low, run.length) for run in chain]
    start = _edge(local, passage, quote.start, quote.stop, keys, stops)
    # The end is found as the start of the reversed sequences.
    length, key_count = len(passage), len(keys)
    mirrored = [Match(length - run.old_end, key_count - run.new_end, run.length) for run in reversed(local)]
    end = _edge(
        mirrored,
        passage[::-1],
        length - quote.stop,
        length - quote.start,
        keys[::-1],
        {key_count - stop for stop in stops},
    )
    if start is None or end is None or start >= key_count - end:
        return None
    return Span(words.starts[low + start], words.ends[low + key_count - end - 1])


def _edge(
    chain: Sequence[Match],
    passage: Sequence[str],
    start: int,
    stop: int,
    keys: Sequence[str],
    stops: set[int],
) -> int | None:
    """Return the index of the text's word at which `passage[start:stop]` starts."""
    earlier: Match | None = None
    for run in chain:
        if run.old <= start < run.old_end:
            return run.new + start - run.old
        if run.old > start:
            return _between(earlier, run, passage, start, stop, keys, stops)
        earlier = run
    return None if earlier is None else earlier.new_end


def _between(
    earlier: Match | None,
    later: Match,
    passage: Sequence[str],
    start: int,
    stop: int,
    keys: Sequence[str],
    stops: set[int],
) -> int:
    """Return where a quote starts whose first words were deleted, or replaced by words between two runs."""
    own = passage[start : min(stop, later.old)]
    if earlier is None or later.new - earlier.new_end > NEAR:
        return _extend_outward(later.new, len(own), start == 0 or len(own) > FEW, stops)
    around = passage[earlier.old_end : start]
    after = passage[stop : later.old]
    gap = keys[earlier.new_end : later.new]
    if not own:
        return later.new
    if not around and not after and len(gap) <= 2 * len(own) + 2:
        return earlier.new_end

    def fit(split: int) -> tuple[float, int]:
        before, rest = " ".join(gap[:split]), " ".join(gap[split:])
        wanted = " ".join([*own, *after])
        alike = similarity(" ".join(around), before) * len(around) + similarity(wanted, rest) * len(own)
        return alike, -abs(len(gap) - split - len(own) - len(after))

    return earlier.new_end + max(range(len(gap) + 1), key=fit)


def _extend_outward(found: int, missing: int, only_to_stop: bool, stops: set[int]) -> int:
    """Extend backwards over words that may replace the missing ones, never across a sentence end."""
    reach = missing if not only_to_stop else 2 * missing
    for back in range(reach + 1):
        if found - back in stops:
            return found - back
    return found if only_to_stop else found - missing


def opens_paragraph(before: str) -> bool:
    """Whether a paragraph starts at the end of this text, ignoring punctuation."""
    return _PARAGRAPH_BEFORE.search(before) is not None


def is_sentence(before: str, words: str, after: str) -> bool:
    """Whether these words begin and end as a sentence does, with or without its full stop."""
    is_ended = _SENTENCE_END.search(words) or _SENTENCE_AFTER.match(after)
    return _SENTENCE_BEFORE.search(before) is not None and is_ended is not None


def closes_paragraph(after: str) -> bool:
    """Whether a paragraph ends at the start of this text, ignoring punctuation."""
    return _PARAGRAPH_AFTER.match(after) is not None
