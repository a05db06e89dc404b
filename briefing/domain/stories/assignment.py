"""Assigns articles to stories, and keeps a story's id while its articles change."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from briefing.domain.clustering import average_link
from briefing.domain.stories.event_index import EventArticle, EventIndex

JOIN = 0.4
"""Mean probability from which articles are one story: the best for the topics the weights were trained on."""
_MIN_CHANCE = 0.01
"""The probability of a pair below which it counts as 0 in a mean."""
MAX_TERMS = 5

Chances = Mapping[tuple[int, int], float]


@dataclass(frozen=True, slots=True)
class Membership:
    """An article's place in a story."""

    story: str
    by_hand: bool = False
    """Whether the reader put the article there; such an article stays."""


@dataclass(frozen=True, slots=True)
class StoryWindow:
    """The articles to compare: the new ones, and those of the days around them."""

    articles: Sequence[EventArticle]
    """The articles in the order in which stories are begun: the first article of a story names it."""
    ids: Mapping[int, str]
    """The id of the story that each article would begin, by the article's number."""
    memberships: Mapping[int, Membership] = field(default_factory=dict)
    """The present stories of articles, by the article's number."""


@dataclass(frozen=True, slots=True)
class AssignedStory:
    """A story as it is after an assignment."""

    id: str
    members: Mapping[int, float]
    """The articles that were compared, by number, each with the mean probability that it tells of one event
    with another member; 1 for the only one.
    """
    terms: tuple[str, ...]
    """The terms that most members share, the most telling first."""
    replaces: tuple[str, ...] = ()
    """Ids of stories most of whose members are now in this one."""


def assign_stories(
    window: StoryWindow, new: Collection[int], taken: Collection[str] = ()
) -> list[AssignedStory]:
    """Assign the new articles to stories, and return every story that they may have changed.

    A story that a new article may join is put together anew with it, so that the order in which articles come
    matters little; articles that the reader placed stay. No story is begun under an id in `taken`.
    """
    index = EventIndex(window.articles)
    arrived = set(new)
    pairs = list(index.likely_pairs(arrived, _MIN_CHANCE))
    numbers = _affected(window, arrived, {other for _, other, chance in pairs if chance >= JOIN})
    earlier = set(numbers) - arrived
    chances = {(one, other): chance for one, other, chance in pairs if other in arrived or other in earlier}
    chances |= {
        (one, other): chance
        for one, other, chance in index.likely_pairs(earlier, _MIN_CHANCE)
        if other in earlier
    }
    by_hand: dict[str, list[int]] = defaultdict(list)
    loose: list[list[int]] = []
    for number in numbers:
        membership = window.memberships.get(number)
        if membership is not None and membership.by_hand:
            by_hand[membership.story].append(number)
        else:
            loose.append([number])
    groups = average_link([*by_hand.values(), *loose], chances, JOIN, fixed=range(len(by_hand)))
    place = {number: at for at, number in enumerate(numbers)}
    for group in groups:
        group.sort(key=place.__getitem__)
    kept, replaced = _kept_ids(window, groups)
    used = {*taken, *kept.values(), *(each.story for each in window.memberships.values())}
    assigned = []
    for at, group in enumerate(groups):
        id_ = kept.get(at) or next(each for each in _new_ids(window, group) if each not in used)
        used.add(id_)
        assigned.append(
            AssignedStory(
                id_, _scores(group, chances), index.shared_terms(group, MAX_TERMS), replaced.get(at, ())
            )
        )
    return assigned


def _affected(window: StoryWindow, new: set[int], near: set[int]) -> list[int]:
    """List the new articles and the members of stories near them, in the window's order."""
    stories = {window.memberships[number].story for number in (near | new) & window.memberships.keys()}
    return [
        article.number
        for article in window.articles
        if article.number in new
        or (article.number in window.memberships and window.memberships[article.number].story in stories)
    ]


def _kept_ids(
    window: StoryWindow, groups: Sequence[Sequence[int]]
) -> tuple[dict[int, str], dict[int, tuple[str, ...]]]:
    """Return, by group, the id of the story that it continues, and the ids of the stories that end in it.

    A story continues where the articles are that the reader put into it, else where most of its members are.
    """
    shares: Counter[tuple[str, int]] = Counter()
    hand: set[tuple[str, int]] = set()
    for at, group in enumerate(groups):
        for number in group:
            if (membership := window.memberships.get(number)) is not None:
                shares[membership.story, at] += 1
                if membership.by_hand:
                    hand.add((membership.story, at))
    kept: dict[int, str] = {}
    ended: dict[int, tuple[str, ...]] = {}
    done: set[str] = set()
    for story, at in sorted(shares, key=lambda pair: (pair not in hand, -shares[pair], pair)):
        if story in done:
            continue
        if at not in kept:
            kept[at] = story
            done.add(story)
    for story, at in sorted(shares, key=lambda pair: (-shares[pair], pair)):
        if story not in done:
            ended[at] = (*ended.get(at, ()), story)
            done.add(story)
    return kept, ended


def _new_ids(window: StoryWindow, group: Sequence[int]) -> Iterator[str]:
    """Yield ids for a group's story: those of its articles in order, then the first one with a number."""
    yield from (window.ids[number] for number in group)
    count = 2
    while True:
        yield f"{window.ids[group[0]]}-{count}"
        count += 1


def _scores(group: Sequence[int], chances: Chances) -> dict[int, float]:
    if len(group) == 1:
        return {group[0]: 1.0}
    return {
        number: sum(
            chances.get((number, other), 0.0) or chances.get((other, number), 0.0)
            for other in group
            if other != number
        )
        / (len(group) - 1)
        for number in group
    }
