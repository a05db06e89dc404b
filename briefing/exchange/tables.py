"""The tables of a library for DuckDB, pandas and Polars: their columns, and the rows of an article."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from briefing.domain import Analysis, Article
from briefing.domain.analysis import Issue, first_day
from briefing.domain.article import article_id
from briefing.domain.followups.tracked_issue import Raised, TrackedIssue
from briefing.domain.query.search_words import search_words
from briefing.domain.span import Passage, Span
from briefing.domain.stories.story import Story

Row = dict[str, Any]
"""The values of a row by column: strings, lists of strings, numbers, booleans, days, times in UTC or None."""
RaisedKey = tuple[str, Span, str]
"""What names an issue of an article: the article's id, the passage and the label."""


Columns = Mapping[str, Mapping[str, str]]
"""Of each column its `type` and its `meaning`."""


def tables() -> dict[str, dict[str, Any]]:
    """Return the tables by name: what a row is `about`, and its `columns`, as tables.toml has them."""
    return tomllib.loads(Path(__file__).with_name("tables.toml").read_text(encoding="utf-8"))


def actor_id(name: str) -> str:
    """Return the id of an actor's name, whatever its case and accents."""
    return article_id(f"actor {search_words(name)}")


def _key(raised: Raised) -> RaisedKey:
    return raised.article.id, raised.passage.span, raised.issue.label


def issue_id(raised: RaisedKey) -> str:
    article, span, label = raised
    return article_id(f"issue {article} {span.start} {label}")


def matters_of(tracked: Iterable[TrackedIssue]) -> dict[RaisedKey, TrackedIssue]:
    """Return the matters of tracked issues by what names each issue of an article."""
    return {_key(at): each for each in tracked for at in each.raised}


def article_rows(
    article: Article,
    fetched: datetime,
    story: str | None,
    analysis: Analysis | None,
    matters: Mapping[RaisedKey, TrackedIssue],
) -> Iterator[tuple[str, Row]]:
    """Yield the rows of an article and its briefing, each with the name of its table."""
    day, published = _day_and_time(article.published)
    made = (
        None
        if analysis is None
        else f"{analysis.engine.name} {analysis.engine.version} {analysis.engine.model}"
    )
    yield "articles", {
        "id": article.id, "title": article.title, "author": article.author, "source": article.source,
        "url": article.url, "language": article.language, "day": day or fetched.astimezone(UTC).date(),
        "published": published, "fetched": fetched.astimezone(UTC), "story": story, "engine": made,
        "words": article.words, "text": article.text,
    }  # fmt: skip
    for name, row in () if analysis is None else _briefing_rows(article.id, analysis, matters):
        yield name, {"article": article.id} | row


def _briefing_rows(
    article: str, analysis: Analysis, matters: Mapping[RaisedKey, TrackedIssue]
) -> Iterator[tuple[str, Row]]:
    for actor in analysis.actors:
        yield "actors", {
            "actor": actor_id(actor.name), "name": actor.name, "kind": str(actor.kind), "role": actor.role,
            "aliases": list(actor.aliases), "salience": actor.salience, "mentions": len(actor.mentions),
            "shown": actor.shown,
        }  # fmt: skip
    for issue in analysis.issues:
        if issue.evidence:
            yield "issues", _issue_row(article, issue, matters)
    yield from (("statements", row) for row in _statement_rows(analysis))
    for event in analysis.timeline:
        yield "timeline", {
            "date": event.date, "day": _first_day(event.date), "expected": event.is_next,
            "shown": event.shown, **_passage(event.passage),
        }  # fmt: skip


def _issue_row(article: str, issue: Issue, matters: Mapping[RaisedKey, TrackedIssue]) -> Row:
    key = article, issue.evidence[0].span, issue.label
    matter = matters.get(key)
    first = None if matter is None else matter.raised[0]
    of_matter = key if first is None else _key(first)
    due = None if matter is None else next(at.due for at in matter.raised if _key(at) == key)
    return {
        "issue": issue_id(key), "matter": issue_id(of_matter), "label": issue.label, "kind": str(issue.kind),
        "importance": issue.importance, "said_when": issue.when, "due": due,
        "last": None if matter is None else matter.last.day,
        "state": None if matter is None else str(matter.state),
        "actors": list(issue.actors), "shown": issue.shown, **_passage(issue.evidence[0]),
    }  # fmt: skip


def _statement_rows(analysis: Analysis) -> Iterator[Row]:
    """Yield the statements of actors, and the quotes that are in none of them."""
    quotes = [quote.passage.span for quote in analysis.quotes]
    said: list[Span] = []
    for actor in analysis.actors:
        for passage in actor.statements:
            said.append(passage.span)
            is_quoted = any(_overlap(passage.span, span) for span in quotes)
            yield {
                "actor": actor_id(actor.name), "speaker": actor.name, "quoted": is_quoted,
                "position": passage == actor.position, **_passage(passage),
            }  # fmt: skip
    actors = {actor.name for actor in analysis.actors}
    for quote in analysis.quotes:
        if not any(_overlap(quote.passage.span, span) for span in said):
            id_ = actor_id(quote.speaker) if quote.speaker in actors else None
            yield {
                "actor": id_, "speaker": quote.speaker, "quoted": True, "position": False,
                **_passage(quote.passage),
            }  # fmt: skip


def story_row(story: Story) -> Row:
    return {
        "id": story.id, "title": story.title, "first": datetime.fromisoformat(story.first),
        "last": datetime.fromisoformat(story.last), "articles": len(story.articles), "sources": story.sources,
        "followed": story.followed, "terms": list(story.terms),
    }  # fmt: skip


def _passage(passage: Passage) -> Row:
    return {"text": passage.text, "start": passage.span.start, "stop": passage.span.end}


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _day_and_time(published: str | None) -> tuple[date | None, datetime | None]:
    """Return the day at the place of publication, and the time in UTC where it is told."""
    try:
        moment = datetime.fromisoformat(published or "")
    except ValueError:
        return None, None
    with suppress(OverflowError):  # such as the first second of the year 1, east of UTC
        return moment.date(), moment.astimezone(UTC) if moment.tzinfo else None
    return moment.date(), None


def _first_day(when: str) -> date | None:
    try:
        return date.fromisoformat(f"{first_day(when)}-01-01"[: len("2026-01-01")])
    except ValueError:  # another engine may say it in its own way
        return None
