"""Queries for long lists of articles: matches, order, rows, stories and tags."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from briefing.domain.article import ArticleEntry
from briefing.domain.query.article_query import FIELDS, Sort
from briefing.domain.query.grammar import QueryProblem, fields_in, parse
from briefing.domain.query.query_composition import join_queries
from briefing.domain.query.search_words import search_words
from briefing.domain.stories.activity import ActorCounts, Period
from briefing.store.articles.article_lookup import (
    articles_of_stories,
    change_marker,
    entries_by_ids,
    existing_ids,
)
from briefing.store.articles.article_search import ArticleSearch
from briefing.store.articles.article_store import ArticleStore
from briefing.store.articles.article_tags import ArticleTags
from briefing.store.articles.text_versions import Origin, TextVersions

_PLACE = "list"
"""Metadata key of the reader's position in the list."""

MAX_DAYS, MAX_WEEKS, MAX_ACTORS = 90, 104, 200
"""The most days, weeks and actors that charts show."""


@dataclass(frozen=True, slots=True)
class ArticleMatches:
    """The ids of all articles that queries match, in order, or of the first."""

    ids: tuple[str, ...]
    problems: tuple[QueryProblem, ...] = ()
    """Parts of the queries that were ignored."""
    unsearched: int = 0
    """The number of articles that are not indexed yet."""


class ArticleListService:
    """Answers queries of lists, in any thread. Every method may raise StoreError."""

    def __init__(self, store: ArticleStore, search: ArticleSearch) -> None:
        self._store = store
        self._search = search
        self._database = store.database
        self.tags = ArticleTags(store.database)

    def first(self, scope: str, typed: str, sort: Sort, limit: int) -> ArticleMatches:
        """The first articles that match both the scope and the typed query."""
        query = join_queries(scope, typed, fields=FIELDS)
        ids: list[str] = []
        problems: dict[str, QueryProblem] = {
            problem.sentence: problem for each in (typed, scope) for problem in parse(each, FIELDS).problems
        }
        unsearched = 0
        for part, order in _parts(query, sort):
            page = self._search.entries(part, order=order, limit=limit - len(ids))
            ids += (entry.id for entry in page.entries)
            # Only what a value of the joined query means is news to the reader: how it is written is ours.
            problems |= {each.sentence: each for each in page.problems if "at character" not in each.sentence}
            unsearched = page.unsearched
            if len(ids) >= limit:
                break
        return ArticleMatches(tuple(ids), tuple(problems.values()), unsearched)

    def ids(self, scope: str, typed: str, sort: Sort) -> list[str]:
        """The ids of all articles that match both, in order."""
        query = join_queries(scope, typed, fields=FIELDS)
        return [id_ for part, order in _parts(query, sort) for id_ in self._search.ids(part, order=order)]

    def count(self, *queries: str) -> int:
        """Count the articles that match all of the queries."""
        return self._search.count(join_queries(*queries, fields=FIELDS))

    def periods(self, *queries: str, by_week: bool = False) -> tuple[Period, ...]:
        """The articles that match all of the queries, by day or by week, the newest first."""
        days, most = (7, MAX_WEEKS) if by_week else (1, MAX_DAYS)
        return self._search.periods(join_queries(*queries, fields=FIELDS), days=days, most=most)

    def actors(self, *queries: str) -> ActorCounts:
        """The most frequent actors of the articles that match all of the queries."""
        return self._search.actors(join_queries(*queries, fields=FIELDS), most=MAX_ACTORS)

    def stories(self) -> Mapping[str, str]:
        """Ids of stories of several articles, by article id."""
        return articles_of_stories(self._database)

    def entries(self, ids: Sequence[str]) -> list[ArticleEntry]:
        """Find the entries of these articles, in no order; removed articles have none."""
        return entries_by_ids(self._database, ids)

    def existing_ids(self, ids: Collection[str]) -> set[str]:
        return existing_ids(self._database, ids)

    @property
    def change_marker(self) -> tuple[int, int, int]:
        """A value that differs once articles have been added or removed, or stories have changed."""
        return change_marker(self._database)

    def suggest(self, typed: str) -> str:
        """Return a query for the known tag nearest to a misspelt one, such as "tag:military", or ""."""
        known = {search_words(tag): tag for tags in self.tags.by_article().values() for tag in tags}
        for field in fields_in(parse(typed, FIELDS).query):
            value = search_words(field.value.lstrip("#"))
            if field.name == "tag" and value not in known:
                near = get_close_matches(value, known, 1, 0.6)
                if near:
                    return f"tag:{known[near[0]]}"
        return ""

    def text_versions(self, id_: str) -> Mapping[Origin, str]:
        """The texts of an article's feed and page; empty until its page is fetched."""
        return TextVersions(self._database).get(id_)

    def saved_position(self) -> str:
        """The position that was last given to `save_position`, or ""."""
        return self._store.get_meta(_PLACE) or ""

    def save_position(self, place: str) -> None:
        if not self._store.read_only:
            self._store.set_meta(_PLACE, place)


def _parts(query: str, sort: Sort) -> list[tuple[str, Sort]]:
    """Split a query into queries that together match the same articles, in the wanted order."""
    if sort is Sort.UNREAD:
        return [(f"is:{mark} {query}".strip(), Sort.NEWEST) for mark in ("unread", "read")]
    return [(query, sort)]
