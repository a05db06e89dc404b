"""Links stories of different weeks that are about the same matter, as earlier and later."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import fsum

from briefing.domain.stories.event_index import SECONDS_A_DAY, EventIndex

MAX_DAYS, MIN_DAYS = 60, 0.5
"""Days between the first articles of two linked stories, at most and at least; one day has no threads."""
LEAST, LEAST_WORDS = 0.32, 0.12
"""Mean likeness of the articles, and mean cosine of their words, from which stories are linked.

Both were chosen for precision, on pairs that were read: 300 articles of two months and 120 of two years.
"""
NAMES = 0.4
"""Weight of the cosine of names; that of words has the rest of 1."""
MAX_LINKS = 3
"""The most earlier, and the most later, stories that are linked to one."""
_MAX_COMPARED = 5
"""The number of a story's first articles that are compared."""
_MIN_SHARED = 3
"""The number of rare terms that two articles must share to be compared."""
_MAX_WITH_TERM = 30
"""The most articles that may have a rare term. It does not grow with the library, so that the cost of a
story's links does not either; all 74 links of 2,000 articles were found with it."""
_MAX_CANDIDATES = 20
"""The number of articles, those that share the most rare terms with one, that are compared with it."""


@dataclass(frozen=True, slots=True)
class ThreadArticle:
    """An article with its story and time, kept under its number in the index."""

    story: str
    """The id of its story."""
    time: float
    """Seconds since 1970."""


class ThreadIndex:
    """The stories of some months with their articles, for finding those that follow from one another."""

    def __init__(self, index: EventIndex, articles: Mapping[int, ThreadArticle]) -> None:
        """Keep an index, and those of its articles that have a story."""
        self.index = index
        self.articles = articles
        self._members: dict[str, list[int]] = defaultdict(list)
        for number in sorted(articles, key=lambda each: articles[each].time):
            self._members[articles[number].story].append(number)

    def linked(self, story: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the ids of the earlier and of the later stories, each in the order of time."""
        members = self._members.get(story, [])[:_MAX_COMPARED]
        if not members:
            return (), ()
        sides: tuple[list[tuple[float, str]], ...] = ([], [])
        for other in self._candidates(story, members):
            days = (self._first(other) - self._first(story)) / SECONDS_A_DAY
            if MIN_DAYS <= abs(days) <= MAX_DAYS and (likeness := self._likeness(members, other)) >= LEAST:
                sides[days > 0].append((likeness, other))
        earlier, later = (
            tuple(sorted((id_ for _, id_ in sorted(side, reverse=True)[:MAX_LINKS]), key=self._first))
            for side in sides
        )
        return earlier, later

    def _first(self, story: str) -> float:
        return self.articles[self._members[story][0]].time

    def _candidates(self, story: str, members: Sequence[int]) -> Iterator[str]:
        """Yield the other stories with an article that shares rare terms with one of these."""
        found: set[str] = set()
        for number in members:
            shared: Counter[int] = Counter()
            for others in self.index.sharing(number, _MAX_WITH_TERM):
                shared.update(others)
            found |= {
                self.articles[each].story
                for each, count in shared.most_common(_MAX_CANDIDATES)
                if count >= _MIN_SHARED and each in self.articles  # one may wait for its story
            }
        yield from sorted(found - {story})

    def _likeness(self, members: Sequence[int], story: str) -> float:
        pairs = [(one, other) for one in members for other in self._members[story][:_MAX_COMPARED]]
        words = fsum(self.index.likeness(*pair) for pair in pairs) / len(pairs)
        if words < LEAST_WORDS:
            return 0.0
        names = fsum(self.index.name_likeness(*pair) for pair in pairs) / len(pairs)
        return (1 - NAMES) * words + NAMES * names
