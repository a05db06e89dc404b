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

__all__ = ["Run", "WordIndex", "best_chains", "words_of"]

COMMONEST_PAIR = 48
"""Word pairs more frequent than this are not used as seeds."""
COMMONEST_WORD = 8
MOST_RUNS = 160
WIDEST_GAP = 60
"""Words that may have been inserted between two runs of a short passage; of a long one, half its length."""
GAP_COST = 2.0
"""In letters, for each doubling of the number of words in between."""

_WORD = re.compile(rf"[{UNSPACED}]|[^\W_{UNSPACED}]+(?:['’][^\W_{UNSPACED}]+)*")


@dataclass(frozen=True, slots=True)
class Run:
    """Equal words in the passage and in the text, from these indices on."""

    passage: int
    text: int
    length: int

    @property
    def passage_end(self) -> int:
        return self.passage + self.length

    @property
    def text_end(self) -> int:
        return self.text + self.length

    def without(self, words: int) -> Run:
        """The run without its first words, which belong to the previous run."""
        return Run(self.passage + words, self.text + words, self.length - words)


def words_of(text: str) -> tuple[list[str], list[int], list[int]]:
    """The casefolded words, where each starts, and where each ends."""
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


def best_chains(words: WordIndex, passage: Sequence[str], quote: range, most: int) -> Iterator[list[Run]]:
    """The best chains of runs in order, best first, at places that do not overlap.

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
            shared = max(0, earlier.passage_end - run.passage, earlier.text_end - run.text)
            if shared >= run.length or earlier.passage >= run.passage or earlier.text >= run.text:
                continue
            gap = run.text + shared - earlier.text_end
            missed = run.passage + shared - earlier.passage_end
            if gap > widest:
                continue
            score = scores[other] + _letters(passage, run.without(shared)) - GAP_COST * log2(1 + gap + missed)
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


def _place(chain: Sequence[Run], quote: range) -> tuple[int, int]:
    """The range of the quote's words that were found; of a chain without one, all of it."""
    inner = [run for run in chain if run.passage < quote.stop and run.passage_end > quote.start]
    if not inner:
        return chain[0].text, chain[-1].text_end
    first, last = inner[0], inner[-1]
    start = first.text + max(0, quote.start - first.passage)
    return start, last.text_end - max(0, last.passage_end - quote.stop)


def _chain(runs: Sequence[Run], before: Sequence[int | None], last: int) -> list[Run]:
    chain = [runs[last]]
    link = before[last]
    while link is not None:
        run, later = runs[link], chain[-1]
        shared = max(0, run.passage_end - later.passage, run.text_end - later.text)
        chain[-1] = later.without(shared)
        chain.append(run)
        link = before[link]
    return chain[::-1]


def _letters(passage: Sequence[str], run: Run) -> int:
    return sum(map(len, passage[run.passage : run.passage_end]))


def _runs(words: WordIndex, passage: Sequence[str]) -> list[Run]:
    """In the order of the passage; of too many, those with the most letters."""
    reached: dict[int, int] = {}
    runs: list[Run] = []
    for start, places in _seeds(words, passage):
        for place in places:
            if reached.get(place - start, 0) <= start:
                run = _extended(words.keys, passage, start, place)
                reached[place - start] = run.passage_end
                runs.append(run)
    if len(runs) > MOST_RUNS:
        runs = sorted(runs, key=lambda run: -_letters(passage, run))[:MOST_RUNS]
    return sorted(runs, key=lambda run: (run.passage, run.text))


def _seeds(words: WordIndex, passage: Sequence[str]) -> Iterator[tuple[int, Sequence[int]]]:
    for start, key in enumerate(passage):
        if start + 1 < len(passage):
            places = words.pairs((key, passage[start + 1]))
            if len(places) <= COMMONEST_PAIR:
                yield start, places
        places = words.places(key)
        if len(places) <= COMMONEST_WORD:
            yield start, places


def _extended(keys: Sequence[str], passage: Sequence[str], start: int, place: int) -> Run:
    shift = place - start
    first, end = start, start + 1
    while first and first + shift and keys[first - 1 + shift] == passage[first - 1]:
        first -= 1
    while end < len(passage) and end + shift < len(keys) and keys[end + shift] == passage[end]:
        end += 1
    return Run(first, first + shift, end - first)
