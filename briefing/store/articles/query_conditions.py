"""Compiles a query over articles into an SQL condition."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from briefing.domain.feeds.feed import Subscription
from briefing.domain.query.article_query import FIELDS, HAS, IS, chosen_value, day_begins
from briefing.domain.query.grammar import (
    And,
    FieldTerm,
    Not,
    Or,
    Parsed,
    Phrase,
    Query,
    QueryProblem,
    fields_in,
    parse,
)
from briefing.domain.query.search_words import search_words
from briefing.store.articles.pending_words import PendingWords
from briefing.store.database.batches import marks_for

__all__ = ["Condition", "Conditions"]

_EVERYTHING = "1"

_IS = {"unread": "read = 0", "read": "read = 1", "starred": "starred = 1", "muted": "muted = 1"}

_HAS = {
    "note": "SELECT article_id FROM annotations WHERE note <> ''",
    "tag": "SELECT article_id FROM annotation_tags "
    "UNION ALL SELECT id FROM articles JOIN article_tags ON article = number",
    "annotation": "SELECT article_id FROM annotations",
}


@dataclass
class Condition:
    """What stands after WHERE, for a statement over `articles`."""

    sql: str = _EVERYTHING
    values: list[object] = field(default_factory=list)
    searches_words: bool = False
    """Whether it asks the full-text index, which is what may take long."""
    is_words_alone: bool = False
    problems: tuple[QueryProblem, ...] = ()
    """What was passed over, and why."""


class Conditions:
    """Makes conditions by what stands in the library now."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        pending: PendingWords,
        now: datetime,
        subscriptions: Callable[[], Iterable[Subscription]],
    ) -> None:
        """`subscriptions` are asked for only by a query that names feeds."""
        self._connection = connection
        self._pending = pending
        self._now = now
        self._subscriptions = subscriptions

    def of(self, typed: str, *, within: tuple[int, int] | None = None, walks: bool = True) -> Condition:
        """What was typed as a condition. Muted articles pass where it asks for them by `is:muted`.

        Of the full-text index only articles with numbers `within` these are asked. `walks` says that the
        statement goes through the articles in an order, and stops when it has enough.
        """
        parsed = parse(typed, FIELDS)
        making = _Making(self._connection, self._pending, self._now, self._subscriptions, within, walks)
        sql = making.sql(parsed.query) or _EVERYTHING
        if not _asks_for_muted(parsed):
            # Last: whether an article is muted stands in its row, and of most that alone would be read.
            sql = f"{sql} AND muted = 0" if sql != _EVERYTHING else "muted = 0"
        problems = sorted((*parsed.problems, *making.problems), key=lambda problem: problem.at)
        return Condition(
            sql, making.values, making.searches_words, bool(_match(parsed.query)), tuple(problems)
        )


def _asks_for_muted(parsed: Parsed) -> bool:
    return any(term.name == "is" and search_words(term.value) == "muted" for term in fields_in(parsed.query))


class _Making:
    """Goes once over a query, and gathers the values in the order of their question marks."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        pending: PendingWords,
        now: datetime,
        subscriptions: Callable[[], Iterable[Subscription]],
        within: tuple[int, int] | None,
        walks: bool,
    ) -> None:
        self.values: list[object] = []
        self.problems: list[QueryProblem] = []
        self.searches_words = False
        self._connection = connection
        self._pending = pending
        self._now = now
        self._subscriptions = subscriptions
        self._within = within
        self._walks = walks

    def sql(self, query: Query) -> str | None:
        """None for what says nothing, or is passed over."""
        match = _match(query)
        if match is not None:
            return self._found(match) if match else None
        if isinstance(query, FieldTerm):
            try:
                return self._field(query)
            except ValueError as error:
                self.problems.append(QueryProblem(str(error), query.at))
                return None
        if isinstance(query, Not):
            denied = self.sql(query.query)
            return None if denied is None else f"NOT {denied}"
        assert isinstance(query, And | Or)
        joins = isinstance(query, And)
        parts = [part for each in _gathered(query) if (part := self.sql(each)) is not None]
        if len(parts) < 2:
            return parts[0] if parts else None
        return f"({(' AND ' if joins else ' OR ').join(parts)})"

    def _found(self, match: str) -> str:
        self.searches_words = True
        self.values.append(match)
        index = "SELECT rowid FROM words WHERE words MATCH ?"
        if self._within is not None:
            index += " AND rowid BETWEEN ? AND ?"
            self.values += self._within
        waiting = self._pending.numbers(match)
        beside = f" UNION ALL VALUES {', '.join(f'({number})' for number in waiting)}" if waiting else ""
        # The plus forbids to look up all that match and to sort them, since the planner expects few.
        return f"{'+' if self._walks else ''}number IN ({index}{beside})"

    def _field(self, term: FieldTerm) -> str:
        return self._FIELDS[term.name](self, term)

    def _is(self, term: FieldTerm) -> str:
        return _IS[chosen_value(term, IS)]

    def _has(self, term: FieldTerm) -> str:
        return _by_id(_HAS[chosen_value(term, HAS)])

    def _after(self, term: FieldTerm) -> str:
        self.values.append(day_begins(term, self._now))
        return "newest >= ?"

    def _before(self, term: FieldTerm) -> str:
        self.values.append(day_begins(term, self._now))
        return "newest < ?"

    def _source(self, term: FieldTerm) -> str:
        wanted = search_words(term.value)
        rows = self._connection.execute("SELECT DISTINCT ifnull(source, '') COLLATE NOCASE FROM articles")
        sources = [source for (source,) in rows if wanted in search_words(source)]
        self.values += sources
        among = f"ifnull(source, '') COLLATE NOCASE IN ({marks_for(sources)})"
        return f"number IN (SELECT number FROM articles WHERE {among})"

    def _feed(self, term: FieldTerm) -> str:
        wanted = search_words(term.value)
        rows = self._connection.execute("SELECT number, url, title FROM feeds").fetchall()
        own = {each.url: "\n".join((each.title or "", *each.folder)) for each in self._subscriptions()}
        feeds = [
            str(number)
            for number, url, title in rows
            if wanted in search_words(f"{url}\n{title or ''}\n{own.get(url, '')}")
        ]
        among = f"feed IN ({', '.join(feeds)}) AND article IS NOT NULL"
        return f"number IN (SELECT article FROM feed_articles WHERE {among})"

    def _tag(self, term: FieldTerm) -> str:
        wanted = search_words(term.value.lstrip("#"))
        begins = wanted.endswith("*") and not term.quoted
        rows = self._connection.execute("SELECT tag FROM article_tags UNION SELECT tag FROM annotation_tags")
        tags = [tag for (tag,) in rows if _is_tag(search_words(tag), wanted, begins)]
        self.values += tags * 2
        marks = marks_for(tags)
        noted = _by_id(f"SELECT article_id FROM annotation_tags WHERE tag IN ({marks})")
        return f"(number IN (SELECT article FROM article_tags WHERE tag IN ({marks})) OR {noted})"

    def _actor(self, term: FieldTerm) -> str:
        return self._named("actors", term)

    def _issue(self, term: FieldTerm) -> str:
        return self._named("issues", term)

    def _named(self, column: str, term: FieldTerm) -> str:
        self.values.append(search_words(term.value))
        named = f"SELECT input_sha256 FROM analysis_names WHERE instr({column}, ?)"
        return f"number IN (SELECT number FROM articles WHERE input_sha256 IN ({named}))"

    _FIELDS: dict[str, Callable[[_Making, FieldTerm], str]] = {
        "is": _is,
        "has": _has,
        "after": _after,
        "before": _before,
        "source": _source,
        "feed": _feed,
        "tag": _tag,
        "actor": _actor,
        "issue": _issue,
    }


def _is_tag(tag: str, wanted: str, begins: bool) -> bool:
    return tag.startswith(wanted.rstrip("*")) if begins else tag == wanted


def _by_id(ids: str) -> str:
    return f"number IN (SELECT number FROM articles WHERE id IN ({ids}))"


# Words


def _gathered(query: And | Or) -> Sequence[Query]:
    """Its parts, with those that are words alone made one, which the index answers at once."""
    words = tuple(each for each in query.queries if _match(each) is not None)
    others = tuple(each for each in query.queries if _match(each) is None)
    return (type(query)(words), *others) if words else others


def _match(query: Query) -> str | None:
    """The full-text expression, "" where it says nothing; None for what is not words alone."""
    if isinstance(query, Phrase):
        return _phrase(query.typed or query.text, begins=query.typed.endswith("*") and not query.quoted)
    if isinstance(query, FieldTerm) and query.name in ("title", "author"):
        phrase = _phrase(query.value, begins=query.value.endswith("*") and not query.quoted)
        return phrase and f"{query.name} : {phrase}"
    if isinstance(query, And | Or):
        parts = [_match(each) for each in query.queries]
        said = [part for part in parts if part]
        if None in parts or not parts:
            return None
        return f"({(' AND ' if isinstance(query, And) else ' OR ').join(said)})" if said else ""
    return None


def _phrase(text: str, *, begins: bool) -> str:
    """The index cuts it into words as it did with the articles; "" where there would be none."""
    if not any(letter.isalnum() for letter in text):
        return ""
    quoted = text.replace('"', '""')
    return f'"{quoted}"{"*" if begins else ""}'
