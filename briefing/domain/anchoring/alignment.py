"""Aligns the words of two versions of a text, in order or moved.

Runs of words that are unique in both versions are anchors; matches extend outwards from them, then into the
gaps between. The cost is linear in the length of the texts, not quadratic.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from briefing.domain.anchoring.fuzzy_match import Match, words_of
from briefing.domain.span import Span

SIZES = (8, 3, 1)
"""Lengths of word sequences to search, the most reliable first."""
MIN_MOVED = 4
"""The number of words from which a sequence out of order counts as moved."""
DEEPEST = 12
"""The number of rounds of searching in gaps; later matches would be coincidences."""

_SENTENCE_END = re.compile(r"[.!?…][^\w\s]*\s|[。！？｡।؟۔]")


class Version:
    def __init__(self, text: str) -> None:
        self.text = text
        self.keys, self.starts, self.ends = words_of(text)

    def words(self, span: Span) -> range:
        return range(bisect_right(self.ends, span.start), bisect_left(self.starts, span.end))

    def break_before(self, word: int) -> int:
        """Return 2 if a line starts at the word, 1 if a sentence does, or else 0."""
        if word in (0, len(self.keys)):
            return 2
        between = self.text[self.ends[word - 1] : self.starts[word]]
        if "\n" in between:
            return 2
        return 1 if _SENTENCE_END.search(between) else 0


def align_in_order(old: Version, new: Version) -> list[Match]:
    """Match the words that an edit left in order; matches do not overlap."""
    if old.keys == new.keys:
        return [Match(0, 0, len(old.keys))]
    old_end, new_end = len(old.keys), len(new.keys)
    whole = _Gap(range(old_end), range(new_end))
    ends = (whole.extended(old, new, Match(0, 0, 0)), whole.extended(old, new, Match(old_end, new_end, 0)))
    matches = _without_overlaps(old, new, [ends[0], *_anchored_matches(old, new, whole), ends[1]])
    found = list(matches)
    gaps = list(whole.between(matches))
    for _ in range(DEEPEST):
        deeper: list[_Gap] = []
        for gap in gaps:
            matches = _without_overlaps(old, new, list(_anchored_matches(old, new, gap)))
            found += matches
            deeper += gap.between(matches) if matches else ()
        gaps = deeper
    return found


def align_moved(old: Version, new: Version) -> list[Match]:
    """Match sequences that are unique in both versions, in any order; longest first, possibly overlapping."""
    whole = _Gap(range(len(old.keys)), range(len(new.keys)))
    found: list[Match] = []
    for seed in _unique_runs(old.keys, new.keys, whole, MIN_MOVED):
        if not (found and _continues(found[-1], seed)):
            found.append(whole.extended(old, new, seed))
    return sorted(found, key=lambda match: (-match.length, match.new))


@dataclass(frozen=True, slots=True)
class _Gap:
    """Ranges of words in both versions that are compared."""

    old: range
    new: range

    def extended(self, old: Version, new: Version, match: Match) -> Match:
        """Extend a match by the equal words before and after it."""
        shift = match.old - match.new
        first, stop = match.new, match.new_end
        low, high = max(self.new.start, self.old.start - shift), min(self.new.stop, self.old.stop - shift)
        while first > low and new.keys[first - 1] == old.keys[first - 1 + shift]:
            first -= 1
        while stop < high and new.keys[stop] == old.keys[stop + shift]:
            stop += 1
        return Match(first + shift, first, stop - first)

    def between(self, matches: Sequence[Match]) -> Iterator[_Gap]:
        """Yield the gaps before, between and after the matches."""
        old_at, new_at = self.old.start, self.new.start
        for match in (*matches, Match(self.old.stop, self.new.stop, 0)):
            if old_at < match.old and new_at < match.new:
                yield _Gap(range(old_at, match.old), range(new_at, match.new))
            old_at, new_at = match.old_end, match.new_end


def _anchored_matches(old: Version, new: Version, gap: _Gap) -> Iterator[Match]:
    """Yield matches in order, grown from the longest sequences unique in both versions; some may overlap."""
    for size in SIZES:
        last: Match | None = None
        for seed in _longest_increasing(_unique_runs(old.keys, new.keys, gap, size)):
            if last is None or not _continues(last, seed):
                last = gap.extended(old, new, seed)
                yield last
        if last is not None:
            return


def _continues(match: Match, seed: Match) -> bool:
    return seed.new < match.new_end and seed.old - match.old == seed.new - match.new


def _unique_runs(old: Sequence[str], new: Sequence[str], gap: _Gap, size: int) -> list[Match]:
    """Return the sequences that are unique in both versions, in the order of the new one."""
    old_places, new_places = _places(old, gap.old, size), _places(new, gap.new, size)
    return [
        Match(origin, at, size)
        for key, at in new_places.items()
        if at is not None and (origin := old_places.get(key)) is not None
    ]


def _places(keys: Sequence[str], among: range, size: int) -> dict[tuple[str, ...], int | None]:
    """Map each sequence of this many words to where it starts, or to None if it is repeated."""
    places: dict[tuple[str, ...], int | None] = {}
    for at in range(among.start, among.stop - size + 1):
        key = tuple(keys[at : at + size])
        places[key] = None if key in places else at
    return places


def _longest_increasing(seeds: Sequence[Match]) -> list[Match]:
    """Return the largest set of matches that come in the same order in both versions."""
    lowest: list[int] = []
    ends: list[int] = []
    before: list[int | None] = []
    for index, seed in enumerate(seeds):
        rank = bisect_left(lowest, seed.old)
        before.append(ends[rank - 1] if rank else None)
        lowest[rank : rank + 1] = [seed.old]
        ends[rank : rank + 1] = [index]
    increasing: list[Match] = []
    link = ends[-1] if ends else None
    while link is not None:
        increasing.append(seeds[link])
        link = before[link]
    return increasing[::-1]


def _without_overlaps(old: Version, new: Version, matches: Sequence[Match]) -> list[Match]:
    """Cut overlapping matches so that each word is in one of them, at sentence breaks if possible."""
    kept: list[Match] = []
    for match in matches:
        rest = match
        while kept and rest.length:
            last = kept[-1]
            shared = max(last.old_end - rest.old, last.new_end - rest.new)
            if shared <= 0:
                break
            cuts = range(max(0, shared - last.length), min(shared, rest.length) + 1)
            if not cuts:
                rest = rest.part(0, 0)
                break
            breaks = {
                cut: _breaks(old, new, last.part(0, last.length - shared + cut), rest.part(cut, rest.length))
                for cut in cuts
            }
            cut = max(cuts, key=lambda each: breaks[each])
            kept[-1] = last.part(0, last.length - shared + cut)
            rest = rest.part(cut, rest.length)
            if kept[-1].length:
                break
            kept.pop()
        if rest.length:
            kept.append(rest)
    return kept


def _breaks(old: Version, new: Version, left: Match, right: Match) -> int:
    """Score how well the versions break where one match ends and the next starts."""
    return (
        old.break_before(left.old_end)
        + new.break_before(left.new_end)
        + old.break_before(right.old)
        + new.break_before(right.new)
    )
