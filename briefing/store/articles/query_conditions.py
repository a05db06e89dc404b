"""Compiles a query over articles into an SQL condition."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from briefing.domain.feeds.feed import Subscription
from briefing.domain.query.article_query import FIELDS, HAS, IS, chosen_value, day_begins, more_sources_than
from briefing.domain.query.grammar import (
    And,
    FieldTerm,
    Not,
    Or,
    Phrase,
    Query,
    QueryProblem,
    fields_in,
    parse,
)
from briefing.domain.query.search_words import search_words
from briefing.store.articles.article_rows import SAME_INPUT
from briefing.store.database.batches import placeholders
from briefing.store.stories.story_sources import WITH_NEWS, stories_of_more

_EVERYTHING = "1"

_IS = {"unread": "read = 0", "read": "read = 1", "starred": "starred = 1", "muted": "muted = 1"}

_HAS = {
    "note": "SELECT article_id FROM annotations WHERE note <> ''",
    "tag": "SELECT article_id FROM annotation_tags "
    "UNION ALL SELECT id FROM articles JOIN article_tags ON article = number",
    "annotation": "SELECT article_id FROM annotations",
    "new": f"SELECT id FROM story_members JOIN articles ON number = article WHERE story IN ({WITH_NEWS})",
}


@dataclass
class Condition:
    """The WHERE clause of a statement over `articles`."""

    sql: str = _EVERYTHING
    values: list[object] = field(default_factory=list)
    searches_words: bool = False
    """Whether it queries the full-text index."""
    problems: tuple[QueryProblem, ...] = ()
    """The parts of the query that were ignored, and why."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """Compiles queries against the current state of the library."""

    connection: sqlite3.Connection
    now: datetime
    subscriptions: Callable[[], Iterable[Subscription]]
    """Returns the subscriptions; called only for a query with `feed:`."""

    def compile(self, typed: str, *, walks: bool = True) -> Condition:
        """Compile a typed query. Muted articles are excluded unless it contains `is:muted`.

        `walks` says that the statement reads the articles in order and stops at a limit.
        """
        parsed = parse(typed, FIELDS)
        compiler = _Compiler(self, walks)
        sql = compiler.sql(parsed.query) or _EVERYTHING
        if not any(
            term.name == "is" and search_words(term.value) == "muted" for term in fields_in(parsed.query)
        ):
            # This comes last: it reads the article's row, which the other conditions often need not.
            sql = f"{sql} AND muted = 0" if sql != _EVERYTHING else "muted = 0"
        problems = sorted((*parsed.problems, *compiler.problems), key=lambda problem: problem.at)
        return Condition(
            sql,
            compiler.values,
            compiler.searches_words,
            tuple(problems),
        )


class _Compiler:
    """Walks the query once and collects the values in the order of their placeholders."""

    def __init__(self, library: Conditions, walks: bool) -> None:
        self.values: list[object] = []
        self.problems: list[QueryProblem] = []
        self.searches_words = False
        self._library = library
        self._walks = walks

    def sql(self, query: Query) -> str | None:
        """Return the SQL of a part; None if it is empty or ignored."""
        match = _match_expression(query)
        if match is not None:
            return self._matching(match) if match else None
        if isinstance(query, FieldTerm):
            try:
                return self._FIELDS[query.name](self, query)
            except ValueError as error:
                self.problems.append(QueryProblem(str(error), query.at))
                return None
        if isinstance(query, Not):
            denied = self.sql(query.query)
            return None if denied is None else f"NOT {denied}"
        assert isinstance(query, And | Or)
        joins = isinstance(query, And)
        parts = [part for each in _words_merged(query) if (part := self.sql(each)) is not None]
        if len(parts) < 2:
            return parts[0] if parts else None
        return f"({(' AND ' if joins else ' OR ').join(parts)})"

    def _matching(self, match: str) -> str:
        self.searches_words = True
        self.values.append(match)
        # The plus stops the planner, which expects few matches, from looking up and sorting all of them.
        return f"{'+' if self._walks else ''}number IN (SELECT rowid FROM words WHERE words MATCH ?)"

    def _newest(self, term: FieldTerm) -> str:
        self.values.append(day_begins(term, self._library.now))
        return f"newest {'<' if term.name == 'before' else '>='} ?"

    def _source(self, term: FieldTerm) -> str:
        wanted = search_words(term.value)
        rows = self._library.connection.execute(
            "SELECT DISTINCT ifnull(source, '') COLLATE NOCASE FROM articles"
        )
        sources = [source for (source,) in rows if wanted in search_words(source)]
        self.values += sources
        among = f"ifnull(source, '') COLLATE NOCASE IN ({placeholders(sources)})"
        return f"number IN (SELECT number FROM articles WHERE {among})"

    def _feed(self, term: FieldTerm) -> str:
        wanted = search_words(term.value)
        rows = self._library.connection.execute("SELECT number, url, title FROM feeds").fetchall()
        own = {
            each.url: "\n".join((each.title or "", *each.folder)) for each in self._library.subscriptions()
        }
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
        rows = self._library.connection.execute(
            "SELECT tag FROM article_tags UNION SELECT tag FROM annotation_tags"
        )
        tags = [
            tag
            for (tag,) in rows
            if search_words(tag) == wanted or (begins and search_words(tag).startswith(wanted.rstrip("*")))
        ]
        self.values += tags * 2
        marks = placeholders(tags)
        noted = _by_id(f"SELECT article_id FROM annotation_tags WHERE tag IN ({marks})")
        return f"(number IN (SELECT article FROM article_tags WHERE tag IN ({marks})) OR {noted})"

    def _named(self, term: FieldTerm) -> str:
        column = f"{term.name}s"
        wanted = search_words(term.value)
        whole = wanted.startswith("=")
        # The grammar cannot escape a quotation mark, which a name may have.
        names = f"char(10) || replace({column}, '\"', '') || char(10)" if whole else column
        self.values.append(f"\n{wanted.removeprefix('=').strip()}\n" if whole else wanted)
        # Few of the articles are analysed: CROSS JOIN begins with those.
        named = f"analysis_names n CROSS JOIN articles a ON {SAME_INPUT} WHERE instr({names}, ?)"
        return f"number IN (SELECT a.number FROM {named})"

    def _story(self, term: FieldTerm) -> str:
        self.values += (term.value, term.value)
        story = "SELECT number FROM stories WHERE id = ? UNION SELECT story FROM story_names WHERE id = ?"
        return f"number IN (SELECT article FROM story_members WHERE story IN ({story}))"

    def _sources(self, term: FieldTerm) -> str:
        more, not_more = (
            None if than is None else ", ".join(map(str, stories_of_more(self._library.connection, than)))
            for than in more_sources_than(term)
        )
        told = " AND ".join(
            f"story {word} ({stories})"
            for word, stories in (("IN", more), ("NOT IN", not_more))
            if stories is not None
        )
        return f"number IN (SELECT article FROM story_members WHERE {told})"

    _FIELDS: dict[str, Callable[[_Compiler, FieldTerm], str]] = {
        "is": lambda _, term: _IS[chosen_value(term, IS)],
        "has": lambda _, term: _by_id(_HAS[chosen_value(term, HAS)]),
        "after": _newest,
        "before": _newest,
        "source": _source,
        "feed": _feed,
        "tag": _tag,
        "actor": _named,
        "issue": _named,
        "story": _story,
        "sources": _sources,
    }


def _by_id(ids: str) -> str:
    return f"number IN (SELECT number FROM articles WHERE id IN ({ids}))"


# Words


def _words_merged(query: And | Or) -> Sequence[Query]:
    """Return the parts of a query, with all full-text parts merged into one index lookup."""
    words = tuple(each for each in query.queries if _match_expression(each) is not None)
    others = tuple(each for each in query.queries if _match_expression(each) is None)
    return (type(query)(words), *others) if words else others


def _match_expression(query: Query) -> str | None:
    """Return the FTS5 expression, "" if it is empty, None if the query needs more than full text."""
    if isinstance(query, Phrase):
        return _phrase(query.typed or query.text, begins=query.typed.endswith("*") and not query.quoted)
    if isinstance(query, FieldTerm) and query.name in ("title", "author"):
        phrase = _phrase(query.value, begins=query.value.endswith("*") and not query.quoted)
        return phrase and f"{query.name} : {phrase}"
    if isinstance(query, And | Or):
        parts = [_match_expression(each) for each in query.queries]
        said = [part for part in parts if part]
        if None in parts or not parts:
            return None
        return f"({(' AND ' if isinstance(query, And) else ' OR ').join(said)})" if said else ""
    return None


def _phrase(text: str, *, begins: bool) -> str:
    """Quote an FTS5 phrase; return "" for text without a letter or digit, which FTS5 rejects."""
    if not any(letter.isalnum() for letter in text):
        return ""
    quoted = text.replace('"', '""')
    return f'"{quoted}"{"*" if begins else ""}'
