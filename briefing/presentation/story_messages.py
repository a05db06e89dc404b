"""Sentences about stories, as the reader and the command line show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from briefing.domain.stories.activity import activity
from briefing.domain.stories.story import Story, StoryArticle
from briefing.domain.stories.story_briefing import LineState, StoryLine
from briefing.domain.stories.today import Today
from briefing.domain.text.sanitize import safe_line
from briefing.presentation.chart_rows import chart_of
from briefing.presentation.sentences import pluralize, shortened

CHART_CELLS = 12
NAME_CELLS = 24
NOT_YET = "This article has no story yet: articles are put into stories in the background."


def why_one_story(story: Story) -> str:
    """Say what the articles of a story share."""
    if len(story.articles) == 1:
        return "No other article tells this story" + (": you split it off." if story.by_hand else ".")
    by_hand = "; you changed it by hand" if story.by_hand else ""
    shared = " · ".join(story.terms) or "no word that is rare"
    return f"{pluralize(len(story.articles), 'article')} share {shared}{by_hand}."


def story_counts(story: Story) -> tuple[str, ...]:
    """Return the numbers of a story: "8 articles", "6 sources", "2 copies"."""
    counts = pluralize(len(story.articles), "article"), pluralize(story.sources, "source")
    return (*counts, pluralize(story.copies, "copy")) if story.copies else counts


def story_flag(story: Story) -> str:
    return "muted" if story.muted else "followed" if story.followed else ""


def story_heading(story: Story) -> str:
    """Return how articles came day by day, and their number: "▂█▁ 8 articles, 6 sources, 2 copies"."""
    chart = chart_of(activity(article.time for article in story.articles), CHART_CELLS)
    said = ", ".join(filter(None, (*story_counts(story), story_flag(story))))
    return f"{chart} {said}".strip()


def today_summary(today: Today) -> str:
    """Summarize Today: "227 articles · 61 stories · 12 shown, 5 min".

    It says if all articles are of one source, as then no story can be told by several.
    """
    shown = f"{len(today.entries)} shown, {today.minutes} min"
    sources = {article.source for entry in today.entries for article in entry.story.articles}
    articles = f"{pluralize(today.articles, 'article')}{' of one source' if len(sources) == 1 else ''}"
    return " · ".join((articles, pluralize(today.stories, "story"), shown))


def nothing_new(today: Today, waiting: int, *, has_feeds: bool) -> str:
    """Say why Today has no story, and what brings some; `waiting` articles have none yet."""
    if waiting:
        return f"{pluralize(waiting, 'article')} came and will be here once they have been put into stories."
    if today.stories:
        return "Of what you have seen, nothing new is told since your last look."
    if not has_feeds:
        return (
            "Nothing new since your last look: {reader.feeds} in the library follows feeds, which bring some."
        )
    return "Nothing new since your last look: {today.refresh} refreshes your feeds."


def later_count(number: int) -> str:
    return f"later on this: {number}"


def watch_names(names: Sequence[str], most: int | None = None) -> str:
    """Return so many of the names, and how many more there are: "watch: Wang Yi, Ukraine +1"."""
    said = ", ".join(shortened(safe_line(name), NAME_CELLS) for name in names[:most])
    more = f" +{len(names) - most}" if most is not None and len(names) > most else ""
    return f"watch: {said}{more}" if said else ""


def number_note(line: StoryLine, where: str) -> str:
    """Return the numbers in which articles differ: "34 people, changed from 20 people (Courier)"."""
    if line.numbers is None:
        return ""
    here, there = map(safe_line, line.numbers)
    word = "changed from" if line.state is LineState.CHANGED else "differs from"
    return f"{here}, {word} {there}{f' ({where})' if where else ''}"


def voices_of(line: StoryLine, sources: int, articles: Mapping[str, StoryArticle]) -> str:
    """Return who says a line: "2 of 5 sources: Courier, Post"."""
    names = source_names(articles[each.article] for each in line.citations)
    return f"{line.voices} of {pluralize(sources, 'source')}{f': {names}' if names else ''}"


def source_names(articles: Iterable[StoryArticle]) -> str:
    """Name each source once; articles that do not name theirs add none."""
    return ", ".join(dict.fromkeys(safe_line(article.source) for article in articles if article.source))
