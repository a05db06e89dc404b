"""Tells which stories belong to a matter, by the words, names and titles of its articles."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from briefing.domain.stories.event_index import (
    SECONDS_A_DAY,
    EventIndex,
    PlacedArticle,
    Vector,
    unit_vector,
    vector_cosine,
)

MAX_DAYS = 30
"""The most days between a story and the nearest article of the matter that it comes to."""
LEAST, LEAST_EARLIER = 0.45, 0.9
"""The probabilities from which a story belongs to a matter.

The second one is for a story that ended before the matter began: most matters are followed when they begin.
"""
LEAST_WORDS = 0.05
"""The cosine of words below which a story is not looked at further."""
LEAST_SHARED = 2
"""The words, besides names, that a story must share with the matter: a town and its mayor are no matter."""
JOINED = 0.3
"""Weight of each story that a matter did not begin with, lest what joins carry the matter elsewhere."""
NEIGHBOURS = 5
"""The number of the nearest other stories that tell what else a story is like."""

Features = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class MatchWeights:
    """The weights of a logistic regression that tells whether a story belongs to a matter."""

    bias: float
    words: float
    """Of the cosine of their words, 0 to 1."""
    names: float
    titles: float
    others: float
    """Of the mean cosine of the story's words with those of the nearest stories outside the matter."""

    def probability(self, features: Features) -> float:
        """Return how likely a story with these features belongs to the matter."""
        weights = (self.words, self.names, self.titles, self.others)
        weighed = zip(weights, features, strict=True)
        return 1 / (1 + math.exp(-self.bias - math.fsum(weight * value for weight, value in weighed)))


WEIGHTS = MatchWeights(bias=-4.26, words=16.05, names=4.54, titles=4.99, others=-3.69)
"""Weights trained on 39 matters over days in four windows of dated news, by training/matter_weights.py."""


@dataclass(frozen=True, slots=True)
class _Centre:
    """The mean of some articles: unit vectors of their words, names and titles."""

    words: Vector
    names: Vector
    titles: Vector
    length: float
    """The length of the mean of their words, which is 1 where all articles have the same."""


class MatterMatcher:
    """Compares matters with the stories of the articles in an index."""

    def __init__(self, index: EventIndex, articles: Mapping[int, PlacedArticle]) -> None:
        self._index = index
        self._story = {number: each.story for number, each in articles.items()}
        self._members: dict[str, list[int]] = defaultdict(list)
        self._days: dict[str, list[float]] = defaultdict(list)
        for number, each in sorted(articles.items(), key=lambda pair: (pair[1].time, pair[0])):
            self._members[each.story].append(number)
            self._days[each.story].append(each.time / SECONDS_A_DAY)
        self._centres: dict[str, _Centre] = {}
        self._near: dict[str, Sequence[tuple[float, str]]] = {}

    def joining(
        self,
        matter: Sequence[str],
        among: Iterable[str],
        weights: MatchWeights = WEIGHTS,
        least: float = LEAST,
    ) -> list[str]:
        """Return those of some stories that belong to the matter of these stories, given in their order."""
        stories = [each for each in matter if each in self._members]
        near = [each for each in among if stories and self._days_to(stories, each) <= MAX_DAYS]
        found = []
        for id_, values in self._compared(stories, near):
            wanted = LEAST_EARLIER if self._is_earlier(id_, stories[0]) else least
            if (
                weights.probability((*values, 0.0)) >= wanted  # else the dear part is idle
                and weights.probability((*values, self._others(id_, stories))) >= wanted
            ):
                found.append(id_)
        return found

    def features(self, matter: Sequence[str], among: Iterable[str]) -> Iterator[tuple[str, Features]]:
        """Yield what tells whether a story belongs to a matter, in the order of the weights.

        Stories that share few words with the matter are left out: they never do.
        """
        for id_, values in self._compared(matter, among):
            yield id_, (*values, self._others(id_, matter))

    def _compared(
        self, matter: Sequence[str], among: Iterable[str]
    ) -> Iterator[tuple[str, tuple[float, float, float]]]:
        """Yield the features but the last one of the stories that share enough words with a matter."""
        whole = self._centre_of(
            {
                number: JOINED if at else 1.0
                for at, each in enumerate(matter)
                for number in self._members[each]
            }
        )
        for id_ in among:
            centre = self._centre(id_)
            words = vector_cosine(whole.words, centre.words)
            if words < LEAST_WORDS:
                continue
            shared = (whole.words.keys() & centre.words.keys()) - whole.names.keys() - centre.names.keys()
            if len(shared) >= LEAST_SHARED:
                names = vector_cosine(whole.names, centre.names)
                titles = vector_cosine(whole.titles, centre.titles)
                yield id_, (words, names, titles)

    def _days_to(self, matter: Sequence[str], id_: str) -> float:
        """Return the days between the story and the nearest article of the matter."""
        ours = [day for each in matter for day in self._days[each]]
        return min((abs(day - one) for day in ours for one in self._days.get(id_, ())), default=math.inf)

    def _is_earlier(self, id_: str, other: str) -> bool:
        """Whether a story ended before the other one began."""
        return self._days[id_][-1] < self._days[other][0]

    def _others(self, id_: str, apart: Collection[str]) -> float:
        """Return the mean cosine of a story's words with the nearest stories but those in `apart`."""
        cosines = (cosine for cosine, other in self._neighbours(id_) if other not in apart)
        return math.fsum(islice(cosines, NEIGHBOURS)) / NEIGHBOURS

    def _neighbours(self, id_: str) -> Sequence[tuple[float, str]]:
        """Return the other stories whose words are like a story's, the nearest first, with the cosines."""
        if id_ not in self._near:
            sums: dict[str, float] = defaultdict(float)
            for number in self._members[id_]:
                for other, cosine in self._index.near(number):
                    if (story := self._story.get(other)) not in (None, id_):
                        sums[story] += cosine
            length = len(self._members[id_]) * self._centre(id_).length
            lengths = {each: len(self._members[each]) * self._centre(each).length for each in sums}
            found = ((value / (length * lengths[each]), each) for each, value in sums.items())
            self._near[id_] = sorted(found, reverse=True)
        return self._near[id_]

    def _centre(self, id_: str) -> _Centre:
        if id_ not in self._centres:
            self._centres[id_] = self._centre_of(dict.fromkeys(self._members[id_], 1.0))
        return self._centres[id_]

    def _centre_of(self, weights: Mapping[int, float]) -> _Centre:
        """Return the mean of articles with these weights."""
        sums = [defaultdict[str, float](float) for _ in range(3)]
        for number, own in weights.items():
            for total, vector in zip(sums, self._index.vectors(number), strict=True):
                for term, weight in vector.items():
                    total[term] += own * weight
        words, names, titles = sums
        length = math.hypot(*words.values()) / max(math.fsum(weights.values()), 1)
        return _Centre(unit_vector(words), unit_vector(names), unit_vector(titles), length or 1.0)
