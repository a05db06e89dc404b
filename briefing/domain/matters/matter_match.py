"""Tells which stories belong to a matter, by its actors and by the words of its titles."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from briefing.domain.analysis import ActorKind
from briefing.domain.stories.actor_merge import NamedActor
from briefing.domain.stories.event_index import SECONDS_A_DAY
from briefing.domain.stories.terms import terms_of

MAX_DAYS = 30
"""The most days between a story and the nearest article of the matter that it comes to."""
LEAST, LEAST_TITLE = 0.29, 0.15
"""The likeness, and that of the titles alone, from which a story belongs to a matter.

Both were chosen for precision, by reading the nearest stories to the events of two windows of dated news.
"""
TITLE = 0.5
"""Weight of the likeness of titles; that of the actors has the rest of 1."""
HALF_LIFE = 7.0
"""Days after which the words of a title count half: what a matter is called changes."""
_BACKGROUND = 50
"""Stories without any terms that are counted besides: else every word of a few stories is rare."""


@dataclass(frozen=True, slots=True)
class MatterTitle:
    """The title of an article of a story, and its time."""

    terms: frozenset[str]
    time: float
    """The time of publication, or else of the fetch, in seconds since 1970."""


@dataclass(frozen=True, slots=True)
class MatterActor:
    """A person, place or institution of a matter."""

    names: tuple[frozenset[str], ...]
    """The terms of each of its names: an article that has all terms of one names it."""
    share: float
    """The share of the matter's articles that name it."""


def matter_actor(group: Sequence[NamedActor], articles: int) -> MatterActor:
    """Make an actor of a matter from one actor of its articles; a person is also known by the surname."""
    names = {name for _, each in group for name in (each.name, *each.aliases)}
    if group[0][1].kind is ActorKind.PERSON:
        names |= {each.name.rpartition(" ")[2] for _, each in group}
    terms = dict.fromkeys(frozenset(terms_of(name)) for name in sorted(names))
    return MatterActor(tuple(filter(None, terms)), len({at for at, _ in group}) / articles)


class MatterMatcher:
    """Compares matters with the stories of some weeks, whose titles tell which words are common."""

    def __init__(
        self,
        stories: Mapping[str, Sequence[MatterTitle]],
        names: Callable[[str], Sequence[Collection[str]]],
    ) -> None:
        """`stories` has the titles of each; `names` returns the names in each article of a story."""
        self._stories = stories
        self._names = names
        self._titles = {id_: _shares(titles) for id_, titles in stories.items()}
        self._frequency = Counter(term for titles in self._titles.values() for term in titles)

    def joining(
        self, titles: Sequence[MatterTitle], actors: Sequence[MatterActor], among: Iterable[str]
    ) -> Iterator[str]:
        """Yield those of some stories that belong to the matter of these titles and actors."""
        for id_ in among:
            title = self._title_likeness(titles, id_)
            if (
                title >= LEAST_TITLE
                and TITLE * title + (1 - TITLE) * self._actor_likeness(actors, id_) >= LEAST
            ):
                yield id_

    def _title_likeness(self, titles: Sequence[MatterTitle], id_: str) -> float:
        """Return the cosine of the words of the titles, 0 to 1; those of days far away count less."""
        time = min(each.time for each in self._stories[id_])
        counts: dict[str, float] = defaultdict(float)
        for each in titles:
            days = abs(each.time - time) / SECONDS_A_DAY
            for term in each.terms if days <= MAX_DAYS else ():
                counts[term] += 0.5 ** (days / HALF_LIFE)
        ours = {term: count * self._rarity(self._frequency[term]) for term, count in counts.items()}
        theirs = {
            term: share * self._rarity(self._frequency[term]) for term, share in self._titles[id_].items()
        }
        product = math.fsum(ours[term] * weight for term, weight in theirs.items() if term in ours)
        return product / (math.hypot(*ours.values()) * math.hypot(*theirs.values())) if product else 0.0

    def _rarity(self, number: int) -> float:
        return math.log((len(self._stories) + _BACKGROUND) / (number + 1))

    def _actor_likeness(self, actors: Sequence[MatterActor], id_: str) -> float:
        """Return the share of the matter's actors, by their weight, that the story's articles name."""
        articles = self._names(id_)
        weights = [each.share * self._rarity(self._titled(each)) for each in actors]
        found = math.fsum(
            weight * sum(_is_named(each, one) for one in articles) / len(articles)
            for each, weight in zip(actors, weights, strict=True)
        )
        return found / math.fsum(weights) if found else 0.0

    def _titled(self, actor: MatterActor) -> int:
        """Count the stories that name an actor in a title."""
        return sum(_is_named(actor, titles) for titles in self._titles.values())


def _shares(titles: Sequence[MatterTitle]) -> Mapping[str, float]:
    """Return the terms of the titles, each with the share of the titles that have it."""
    counts = Counter(term for each in titles for term in each.terms)
    return {term: count / len(titles) for term, count in counts.items()}


def _is_named(actor: MatterActor, terms: Collection[str]) -> bool:
    return any(all(term in terms for term in name) for name in actor.names)
