"""Chooses what a reader of many feeds reads first: the stories since the last look, cut to some minutes."""

from __future__ import annotations

import math
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace

from briefing.domain.article import WORDS_A_MINUTE
from briefing.domain.followups.tracked_issue import IssueState
from briefing.domain.stories.story import Story, StoryArticle
from briefing.domain.stories.story_briefing import LineState, StoryBriefing, StoryLine

MAX_LINES = 3
"""Lines of a story in the overview."""
MAX_ISSUES = 2
"""Open issues named with a story."""
FOLLOWED = 1.5
"""What following a story counts, in doublings of its sources."""
WATCHED = 1.0
"""What an article counts that the reader watches for."""


@dataclass(frozen=True, slots=True)
class TodayEntry:
    """A story with the lines to show of it."""

    story: Story
    lines: tuple[StoryLine, ...]
    issues: tuple[str, ...] = ()
    """Labels of what its articles leave open, the foremost first."""
    later: tuple[int, ...] = ()
    """For each of these, how many later articles come back to it."""
    watches: tuple[str, ...] = ()
    """What the reader watches and its new articles have."""

    @property
    def words(self) -> int:
        return len(self.story.title.split()) + sum(
            len(line.citations[0].passage.text.split()) for line in self.lines
        )


@dataclass(frozen=True, slots=True)
class WatchedStory:
    """A story that is not shown otherwise, with new articles that the reader watches for."""

    story: Story
    watches: tuple[str, ...]
    articles: int


@dataclass(frozen=True, slots=True)
class Today:
    """What happened since a time."""

    since: str
    """ISO 8601, UTC."""
    entries: tuple[TodayEntry, ...]
    stories: int
    """With an article since then."""
    articles: int
    silent: tuple[Story, ...] = ()
    """Followed stories without an article since then."""
    watched: tuple[WatchedStory, ...] = ()
    notice: str | None = None
    """A sentence on why a language model has written no lines."""

    @property
    def minutes(self) -> int:
        """Reading time, rounded up."""
        return -(-sum(entry.words for entry in self.entries) // WORDS_A_MINUTE)


def with_flags(today: Today, stories: Iterable[Story]) -> Today:
    """With what these stories, as they are now, say of being followed and muted."""
    now = {story.id: story for story in stories}

    def flagged(story: Story) -> Story:
        known = now.get(story.id, story)
        return replace(story, followed=known.followed, muted=known.muted)

    entries = tuple(replace(each, story=flagged(each.story)) for each in today.entries)
    watched = tuple(replace(each, story=flagged(each.story)) for each in today.watched)
    return replace(today, entries=entries, silent=tuple(map(flagged, today.silent)), watched=watched)


def ranked(stories: Iterable[Story], since: str, watched: Container[str] = ()) -> list[Story]:
    """Those of most publishers since then first; of equals, those of most at all, the latest first.

    `watched` has the ids of stories with new articles that the reader watches for.
    """

    def weight(story: Story) -> float:
        return _weight(story, since) + WATCHED * (story.id in watched)

    return sorted(stories, key=lambda story: (weight(story), story.sources, story.last), reverse=True)


def _weight(story: Story, since: str) -> float:
    publishers = {article.source or article.id for article in _originals(story) if article.arrived >= since}
    voices = min(len(publishers), story.sources)  # articles may not say whose they are
    return math.log2(max(1, voices)) + FOLLOWED * story.followed


def began_before(story: Story, since: str) -> bool:
    """Whether the reader could see the story before that time: two of its articles, or half of them."""
    originals = _originals(story)
    before = sum(article.arrived < since for article in originals)
    return before >= min(2, math.ceil(len(originals) / 2))


def _originals(story: Story) -> list[StoryArticle]:
    return [article for article in story.articles if article.copy_of is None]


def new_articles(story: Story, since: str) -> int:
    """Articles since then that are no copies."""
    return sum(article.arrived >= since for article in _originals(story))


def entry(
    story: Story, briefing: StoryBriefing, *, is_known: bool, watches: tuple[str, ...] = ()
) -> TodayEntry | None:
    """The lines of a story; of one that began before, what is new, or None without such."""
    lines = [
        line
        for line in briefing.summary
        if (line.is_new or not is_known) and line.citations[0].passage.text != story.title
    ]
    if is_known and not lines:
        return None
    # What differs is what a reader wants to know of most.
    lines.sort(key=lambda line: line.state not in (LineState.DIFFER, LineState.CHANGED))
    issues = [each for each in briefing.issues if each.state is IssueState.OPEN]
    return TodayEntry(
        story,
        tuple(lines[:MAX_LINES]),
        tuple(each.issue.label for each in issues),
        tuple(len(each.later) for each in issues),
        watches,
    )


def cut(entries: Sequence[TodayEntry], minutes: int) -> tuple[TodayEntry, ...]:
    """As many of the entries as can be read in that time, one at least."""
    left = minutes * WORDS_A_MINUTE
    kept: list[TodayEntry] = []
    for each in entries:
        left -= each.words
        if kept and left < 0:
            break
        kept.append(each)
    return tuple(kept)
