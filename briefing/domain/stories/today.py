"""Chooses the overview of Today: the stories since the reader's last look, cut to a reading time."""

from __future__ import annotations

import math
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass, replace

from briefing.domain.article import WORDS_A_MINUTE
from briefing.domain.stories.story import Story, StoryArticle
from briefing.domain.stories.story_briefing import LineState, StoryBriefing, StoryLine
from briefing.domain.stories.terms import terms_of
from briefing.domain.text.news_sentences import explains, is_hardly_news

MINUTES = 5
"""The reading time to which Today is cut, unless another is asked for."""
MAX_LINES = 3
"""The most lines of a story in the overview."""
MAX_ROWS = 40
"""The most stories that are named, those without lines included."""
KNOWN_TITLE = 2 / 3
"""The share of a title's words by which an earlier title names the same event."""
FOLLOWED = 1.5
"""Weight of following a story, in doublings of its publishers."""
WATCHED = 1.0
"""Weight of new articles that the reader watches for, in doublings of the publishers."""


@dataclass(frozen=True, slots=True)
class TodayEntry:
    """A story with the lines of it that are shown."""

    story: Story
    lines: tuple[StoryLine, ...]
    watches: tuple[str, ...] = ()
    """The watches, by name, that its new articles match."""
    matter: str = ""
    """The title of the followed matter that it belongs to."""
    is_opinion: bool = False
    """Whether its new articles are columns, which tell no event."""

    @property
    def words(self) -> int:
        return len(self.story.title.split()) + sum(
            len(line.citations[0].passage.text.split()) for line in self.lines
        )


@dataclass(frozen=True, slots=True)
class WatchHits:
    """The articles that a watch finds, as ids."""

    articles: tuple[str, ...]
    central: frozenset[str]
    """Those of them that are about what is watched, and do not only mention it."""


@dataclass(frozen=True, slots=True)
class WatchedStory:
    """A story that is not among the entries but has new articles that the reader watches for."""

    story: Story
    watches: tuple[str, ...]
    articles: int
    is_central: bool = False
    """Whether an article of it is about what is watched, and does not only mention it."""


@dataclass(frozen=True, slots=True)
class Today:
    """The overview of the stories since a time."""

    since: str
    """The time from which articles count as new, in ISO 8601, UTC."""
    entries: tuple[TodayEntry, ...]
    stories: int
    """The number of stories with an article since then."""
    articles: int
    more: tuple[Story, ...] = ()
    """The stories that come next, for which there is no time."""
    watched: tuple[WatchedStory, ...] = ()
    notice: str | None = None
    """A sentence on why a language model has not written the lines."""

    @property
    def minutes(self) -> int:
        """The reading time in minutes, rounded up."""
        return -(-sum(entry.words for entry in self.entries) // WORDS_A_MINUTE)


def with_flags(today: Today, stories: Iterable[Story]) -> Today:
    """Update whether each story is followed and muted, as these stories have it now."""
    now = {story.id: story for story in stories}

    def flagged(story: Story) -> Story:
        known = now.get(story.id, story)
        return replace(story, followed=known.followed, muted=known.muted)

    return with_each(today, flagged)


def with_each(today: Today, change: Callable[[Story], Story]) -> Today:
    """Change each story of Today, wherever it stands."""
    entries = tuple(replace(each, story=change(each.story)) for each in today.entries)
    watched = tuple(replace(each, story=change(each.story)) for each in today.watched)
    return replace(today, entries=entries, more=tuple(map(change, today.more)), watched=watched)


def ranked(
    stories: Iterable[Story], since: str, watched: Container[str] = (), matters: Container[str] = ()
) -> list[Story]:
    """Sort stories by their publishers since a time, then by all their publishers, then the latest first.

    Those of followed matters (ids in `matters`) come before all others. Being followed counts as more
    publishers, and so do new articles that are watched for (ids in `watched`).
    """

    def weight(story: Story) -> float:
        return _weight(story, since) + WATCHED * (story.id in watched)

    def order(story: Story) -> tuple[bool, float, int, str]:
        return story.id in matters, weight(story), story.sources, story.last

    return sorted(stories, key=order, reverse=True)


def _weight(story: Story, since: str) -> float:
    return math.log2(max(1, new_sources(story, since))) + FOLLOWED * story.followed


def new_sources(story: Story, since: str) -> int:
    """Count the publishers that tell a story since a time."""
    publishers = {article.source or article.id for article in _originals(story) if article.arrived >= since}
    return min(len(publishers), story.sources)  # articles may not say whose they are


def began_before(story: Story, since: str) -> bool:
    """Whether the reader could see the story before a time: two of its articles, or half of them."""
    originals = _originals(story)
    before = sum(article.arrived < since for article in originals)
    return before >= min(2, math.ceil(len(originals) / 2))


def _originals(story: Story) -> list[StoryArticle]:
    return [article for article in story.articles if article.copy_of is None]


def new_articles(story: Story, since: str) -> int:
    """Count the articles since a time that are no copies."""
    return sum(article.arrived >= since for article in _originals(story))


def entry(
    story: Story,
    briefing: StoryBriefing,
    *,
    is_known: bool,
    sources: int = 1,
    watches: tuple[str, ...] = (),
    matter: str = "",
    is_opinion: bool = False,
    is_title_new: bool = False,
) -> TodayEntry | None:
    """Choose a story's lines; of one that is known already only the news, or return None if there is none.

    The event that several publishers (`sources`) of new articles tell is news in any case, and so is a title
    that names what no earlier title did (`is_title_new`).
    Without a line that tells the event, what a single publisher says is no line, and the title stands alone.
    Columns (`is_opinion`) have no lines, and are no news of what is known.
    """
    events = briefing.summary[: (sources > 1 or is_title_new) and briefing.is_told]
    lines = [
        line
        for line in briefing.summary
        if (line.is_new or not is_known or line in events) and line.citations[0].passage.text != story.title
    ]
    if is_opinion or (sources == 1 and explains(story.title)):
        lines = []
    elif not briefing.is_told:
        lines = [line for line in lines if line.voices > 1]
    if is_known and (is_opinion or not (lines or is_title_new)):
        return None
    return TodayEntry(story, tuple(_chosen(lines)), watches, matter, is_opinion)


def _chosen(lines: Sequence[StoryLine]) -> list[StoryLine]:
    """Choose the event, then lines in which articles differ, then one of each other article.

    What the next sentences of an article add to its first is mostly background.
    """
    differing = [line for line in lines[1:] if line.state in (LineState.DIFFER, LineState.CHANGED)]
    chosen = [*lines[:1], *differing]
    shown = {line.citations[0].article for line in chosen}
    for line in lines[1:]:
        article = line.citations[0].article
        if line not in differing and (article not in shown or line.words is not None):
            chosen.append(line)
            shown.add(article)
    return chosen[:MAX_LINES]


def names_new_event(story: Story, since: str) -> bool:
    """Whether no article before a time has a title with most of the words of the story's title."""
    words = set(terms_of(story.title))
    earlier = (set(terms_of(each.title)) for each in story.articles if each.arrived < since)
    return all(len(words & each) < KNOWN_TITLE * len(words) for each in earlier)


def comes_last(each: TodayEntry) -> bool:
    """Whether a story is hardly news: an opinion, or one publisher tells it, of no day, or of themselves, or
    asks.

    Stories that are followed or watched are none.
    """
    story = each.story
    if story.followed or each.watches or (story.sources > 1 and not each.is_opinion):
        return False
    return each.is_opinion or is_hardly_news(
        story.title, each.lines[0].citations[0].passage.text if each.lines else ""
    )


def cut(entries: Sequence[TodayEntry], minutes: int) -> tuple[TodayEntry, ...]:
    """Keep as many entries as can be read in these minutes, but at least one."""
    left = minutes * WORDS_A_MINUTE
    kept: list[TodayEntry] = []
    for each in entries:
        left -= each.words
        if kept and left < 0:
            break
        kept.append(each)
    return tuple(kept)
