"""Finds candidate places for a passage in a changed text by chaining runs of equal words in order.

Runs grow from word pairs and rare words, so the cost depends on the passage and hardly on the text.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log2

from briefing.domain.anchoring.normalize import UNSPACED

COMMONEST_PAIR = 48
"""Word pairs more frequent than this are not used as seeds."""
COMMONEST_WORD = 8
MOST_RUNS = 160
WIDEST_GAP = 60
"""Words that may be inserted between two runs of a short passage; in a long one, half its length."""
GAP_COST = 2.0
"""Cost of a gap, in letters, for each doubling of the words in between."""

_WORD = re.compile(rf"[{UNSPACED}]|[^\W_{UNSPACED}]+(?:['’][^\W_{UNSPACED}]+)*")


@dataclass(frozen=True, slots=True)
class Match:
    """Equal words of two texts, an old one (or a passage) and the new one, from an index in each."""

    old: int
    new: int
    length: int

    @property
    def old_end(self) -> int:
        return self.old + self.length

    @property
    def new_end(self) -> int:
        return self.new + self.length

    def part(self, start: int, stop: int) -> Match:
        return Match(self.old + start, self.new + start, stop - start)


def words_of(text: str) -> tuple[list[str], list[int], list[int]]:
    """Split a text into casefolded words; return these, their starts and their ends."""
    keys: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for match in _WORD.finditer(text):
        keys.append(match.group().casefold().replace("’", "'"))
        starts.append(match.start())
        ends.append(match.end())
    return keys, starts, ends


class WordIndex:
    """A text's words, indexed by word and by pair."""

    def __init__(self, text: str) -> None:
        self.keys, self.starts, self.ends = words_of(text)
        self._places: defaultdict[str, list[int]] = defaultdict(list)
        for place, key in enumerate(self.keys):
            self._places[key].append(place)
        self._pairs: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        for place, pair in enumerate(zip(self.keys, self.keys[1:], strict=False)):
            self._pairs[pair].append(place)

    def places(self, key: str) -> Sequence[int]:
        return self._places.get(key, ())

    def pairs(self, pair: tuple[str, str]) -> Sequence[int]:
        return self._pairs.get(pair, ())


def best_chains(words: WordIndex, passage: Sequence[str], quote: range, most: int) -> Iterator[list[Match]]:
    """Yield the best chains of runs in order, best first, at places that do not overlap.

    `quote` is the range of the passage's words that define the place; the others are context.
    """
    runs = _runs(words, passage)
    widest = max(WIDEST_GAP, len(passage) // 2)
    scores: list[float] = []
    before: list[int | None] = []
    for index, run in enumerate(runs):
        best: float = _letters(passage, run)
        link: int | None = None
        for other in range(index):
            earlier = runs[other]
            shared = max(0, earlier.old_end - run.old, earlier.new_end - run.new)
            if shared >= run.length or earlier.old >= run.old or earlier.new >= run.new:
                continue
            gap = run.new + shared - earlier.new_end
            missed = run.old + shared - earlier.old_end
            if gap > widest:
                continue
            score = (
                scores[other]
                + _letters(passage, run.part(shared, run.length))
                - GAP_COST * log2(1 + gap + missed)
            )
            if score > best:
                best, link = score, other
        scores.append(best)
        before.append(link)
    taken: list[tuple[int, int]] = []
    for index in sorted(range(len(runs)), key=lambda each: (-scores[each], each)):
        chain = _chain(runs, before, index)
        start, end = _place(chain, quote)
        if all(end <= other_start or other_end <= start for other_start, other_end in taken):
            taken.append((start, end))
            yield chain
            if len(taken) == most:
                return


def _place(chain: Sequence[Match], quote: range) -> tuple[int, int]:
    """Return the range where the quote's words were found, or the whole chain if none was."""
    inner = [run for run in chain if run.old < quote.stop and run.old_end > quote.start]
    if not inner:
        return chain[0].new, chain[-1].new_end
    first, last = inner[0], inner[-1]
    start = first.new + max(0, quote.start - first.old)
    return start, last.new_end - max(0, last.old_end - quote.stop)


def _chain(runs: Sequence[Match], before: Sequence[int | None], last: int) -> list[Match]:
    chain = [runs[last]]
    link = before[last]
    while link is not None:
        run, later = runs[link], chain[-1]
        shared = max(0, run.old_end - later.old, run.new_end - later.new)
        chain[-1] = later.part(shared, later.length)
        chain.append(run)
        link = before[link]
    return chain[::-1]


def _letters(passage: Sequence[str], run: Match) -> int:
    return sum(map(len, passage[run.old : run.old_end]))


def _runs(words: WordIndex, passage: Sequence[str]) -> list[Match]:
    """Find runs of equal words, in the order of the passage; of too many, those with the most letters."""
    reached: dict[int, int] = {}
    runs: list[Match] = []
    for start, places in _seeds(words, passage):
        for place in places:
            if reached.get(place - start, 0) <= start:
                run = _extended(words.keys, passage, start, place)
                reached[place - start] = run.old_end
                runs.append(run)
    if len(runs) > MOST_RUNS:
        runs = sorted(runs, key=lambda run: -_letters(passage, run))[:MOST_RUNS]
    return sorted(runs, key=lambda run: (run.old, run.new))


def _seeds(words: WordIndex, passage: Sequence[str]) -> Iterator[tuple[int, Sequence[int]]]:
    for start, key in enumerate(passage):
        if start + 1 < len(passage):
            places = words.pairs((key, passage[start + 1]))
            if len(places) <= COMMONEST_PAIR:
                yield start, places
        places = words.places(key)
        if len(places) <= COMMONEST_WORD:
            yield start, places


def _extended(keys: Sequence[str], passage: Sequence[str], start: int, place: int) -> Match:
    shift = place - start
    first, end = start, start + 1
    while first and first + shift and keys[first - 1 + shift] == passage[first - 1]:
        first -= 1
    while end < len(passage) and end + shift < len(keys) and keys[end + shift] == passage[end]:
        end += 1
    return Match(first, first + shift, end - first)
