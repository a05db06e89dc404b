"""The tables of a library for DuckDB, pandas and Polars: what columns mean, and the rows of an article."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Literal

from briefing.domain import Analysis, Article
from briefing.domain.analysis import Issue, first_day
from briefing.domain.article import article_id
from briefing.domain.followups.tracked_issue import Raised, TrackedIssue
from briefing.domain.query.search_words import search_words
from briefing.domain.span import Passage, Span
from briefing.domain.stories.story import Story

ColumnType = Literal["text", "texts", "integer", "number", "boolean", "day", "time"]
Row = dict[str, Any]
"""The values of a row by column: strings, lists of strings, numbers, booleans, days, times in UTC or None."""
RaisedKey = tuple[str, Span, str]
"""What names an issue of an article: the article's id, the passage and the label."""


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    type: ColumnType
    meaning: str


@dataclass(frozen=True, slots=True)
class LibraryTable:
    name: str
    about: str
    columns: tuple[Column, ...]


_ARTICLE = Column("article", "text", "`id` of the article")
_SHOWN = Column("shown", "boolean", "whether the briefing shows it at once; otherwise it is less sure")
_PASSAGE = (
    Column("text", "text", "the words of the article"),
    Column("start", "integer", "where they begin in the article's `text`, in code points"),
    Column("stop", "integer", "where they end"),
)
_NAMES = Column(
    "name", "text", "as the article has it; `actor` is the same for names that differ in case or accents"
)

TABLES = (
    LibraryTable("articles", "An article of the library.", (
        Column("id", "text", "of the article, as `list` prints it"),
        Column("title", "text", ""),
        Column("author", "text", ""),
        Column("source", "text", "the publisher"),
        Column("url", "text", ""),
        Column("language", "text", "ISO 639-1"),
        Column("day", "day", "of publication, or else of the fetch"),
        Column("published", "time", "null where only the day is known"),
        Column("fetched", "time", ""),
        Column("story", "text", "`id` of its story"),
        Column("engine", "text", "that made its briefing; null if it has none, and no rows in other tables"),
        Column("words", "integer", ""),
        Column("text", "text", ""),
    )),
    LibraryTable("actors", "An actor of an article.", (
        _ARTICLE,
        Column("actor", "text", "of the name, the same in all articles"),
        _NAMES,
        Column("kind", "text", "person, organization, country or group"),
        Column("role", "text", "in the article's words"),
        Column("aliases", "texts", "its other names in the article"),
        Column("salience", "number", "its weight in the article, 0 to 1"),
        Column("mentions", "integer", "how often the article names it"),
        _SHOWN,
    )),
    LibraryTable("issues", "A matter that an article leaves open.", (
        Column("issue", "text", "of the article's issue"),
        _ARTICLE,
        Column("matter", "text", "the same for issues of several articles that are one matter"),
        Column("label", "text", "what is open"),
        Column("kind", "text", "pending, dispute, unknown, risk, demand or question"),
        Column("importance", "integer", "3 central, 2 worth following, 1 worth a line"),
        Column("said_when", "text", "the time that the article gives for it, in its words"),
        Column("due", "day", "the last day of that time, where it can be told"),
        Column("last", "day", "on which an article raised the matter or came back to it"),
        Column("state", "text", "as you decided: open, settled or aside"),
        Column("actors", "texts", "the names of those involved"),
        _SHOWN,
        *_PASSAGE,
    )),
    LibraryTable("statements", "What somebody says, quoted or reported.", (
        _ARTICLE,
        Column("actor", "text", "who says it; null if it is no actor of the article"),
        Column("speaker", "text", "the name or description; null if the article does not tell"),
        Column("quoted", "boolean", "whether it has a direct quote"),
        Column("position", "boolean", "whether it tells where the actor stands"),
        *_PASSAGE,
    )),
    LibraryTable("timeline", "What an article tells with its date.", (
        _ARTICLE,
        Column("date", "text", "as precise as the article: 2026-03-04, 2026-W10, 2026-03, 2026"),
        Column("day", "day", "the first day of it"),
        Column("expected", "boolean", "whether it is still to come, as the article has it"),
        _SHOWN,
        *_PASSAGE,
    )),
    LibraryTable("stories", "The articles on one event; `story` of `articles` leads here.", (
        Column("id", "text", ""),
        Column("title", "text", ""),
        Column("first", "time", "of its earliest article"),
        Column("last", "time", "of its latest article"),
        Column("articles", "integer", ""),
        Column("sources", "integer", "publishers with a text of their own"),
        Column("followed", "boolean", ""),
        Column("terms", "texts", "what most of its articles share, the most telling first"),
    )),
)  # fmt: skip


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
