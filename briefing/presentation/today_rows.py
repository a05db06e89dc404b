"""The rows of Today: each story with its lines, and what differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from briefing.domain.briefing import Citation
from briefing.domain.query.search_words import has_words
from briefing.domain.stories.story import Story, StoryArticle
from briefing.domain.stories.story_briefing import LineState, StoryLine
from briefing.domain.stories.today import Today, TodayEntry, began_before, new_articles
from briefing.domain.text.news_sentences import explains
from briefing.domain.text.sanitize import safe_line
from briefing.presentation.model_messages import shown_text
from briefing.presentation.rows import Row
from briefing.presentation.sentences import pluralize
from briefing.presentation.story_messages import (
    number_note,
    source_names,
    story_flag,
    voices_of,
    watch_names,
)

NEW = "new"
MATTER = "matter"
"""The mark of a story that belongs to a followed matter."""
COLUMN, EXPLAINER = "column", "explainer"
"""The marks of a story that is somebody's opinion, and of one whose title asks or explains."""


def today_rows(today: Today, typed: str = "") -> tuple[Row, ...]:
    """Make a row for each story and, indented, for each line, of those that contain all words typed."""
    entries = (entry for entry in today.entries if has_words(typed, _searched(entry)))
    more = (
        Row(
            each.id,
            safe_line(each.title),
            count=f"{pluralize(each.sources, 'source')}",
            about=_sources(each),
        )
        for each in today.more
    )
    watched = (
        Row(
            each.story.id,
            safe_line(each.story.title),
            label="watched",
            count=f"{pluralize(each.articles, 'article')} · {watch_names(each.watches, 1)}",
            about=_sources(each.story),
        )
        for each in today.watched
    )
    return (
        *(row for entry in entries for row in _entry_rows(entry, today.since)),
        *(row for row in (*more, *watched) if has_words(typed, (row.text, row.count))),
    )


def kind_of(entry: TodayEntry) -> str:
    """Return the word for a story that is no news, or an empty string."""
    if entry.is_opinion:
        return COLUMN
    return EXPLAINER if explains(entry.story.title) and not entry.lines else ""


def _searched(entry: TodayEntry) -> tuple[str, ...]:
    lines = (line.citations[0].passage.text for line in entry.lines)
    sources = (article.source or "" for article in entry.story.articles)
    return (entry.story.title, *lines, *sources, *entry.watches, entry.matter)


def _entry_rows(entry: TodayEntry, since: str) -> Iterator[Row]:
    story = entry.story
    title = safe_line(story.title)
    new = new_articles(story, since)
    known = f" · {new} new" if began_before(story, since) else ""
    marks = (
        kind_of(entry),
        MATTER if entry.matter else story_flag(story),
        watch_names(entry.watches, 1),
    )
    flag = "".join(f" · {each}" for each in marks if each)
    matter = f"{MATTER}: {safe_line(entry.matter)}" if entry.matter else ""
    shared = f"share {', '.join(story.terms)}" if story.terms and len(story.articles) > 1 else ""
    yield Row(
        story.id,
        title,
        count=f"{pluralize(story.sources, 'source')}{known}{flag}",
        strong=len(title),
        about=" · ".join(filter(None, (matter, watch_names(entry.watches[1:]), _sources(story), shared))),
    )
    articles = {article.id: article for article in story.articles}
    is_all_new = all(line.is_new for line in entry.lines)  # then no line needs a word on it
    for line in entry.lines:
        row = summary_row(line, story, articles)
        yield replace(row, label="") if is_all_new and row.label == NEW else row


def citation_key(citation: Citation) -> str:
    return f"{citation.article}:{citation.passage.span.start}"


def summary_row(line: StoryLine, story: Story, articles: Mapping[str, StoryArticle]) -> Row:
    state, text = "", safe_line(shown_text(line.citations[0].passage, line.words))
    about = voices_of(line, story.sources, articles)
    if line.numbers is not None and line.versus is not None:
        state = "changed" if line.state is LineState.CHANGED else "differs"
        about = f"{number_note(line, source_names([articles[line.versus.article]]))} · {about}"
    if line.words is not None:
        about = f"in words of {safe_line(line.words.model)} · {about}"
    return Row(
        citation_key(line.citations[0]),
        text,
        label=state or (NEW if line.is_new and story.first != story.last else ""),
        count=f"{line.voices}/{story.sources}",
        depth=1,
        parent=story.id,
        citations=(*line.citations, *((line.versus,) if line.versus is not None else ())),
        item=line,
        about=about,
    )


def _sources(story: Story) -> str:
    names = source_names(article for article in story.articles if article.copy_of is None)
    return names + (f", {story.copies} more with the same text" if story.copies else "")
