"""What long lists of articles are made from: their order, their rows, and which of them tell one story."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from briefing.domain.query.article_query import FIELDS
from briefing.domain.query.grammar import QueryProblem, fields_in, parse
from briefing.domain.query.query_composition import join_queries
from briefing.domain.query.search_words import search_words
from briefing.store.articles.article_search import ArticleOrder, ArticleSearch
from briefing.store.articles.article_store import ArticleEntry, ArticleStore
from briefing.store.articles.article_tags import ArticleTags
from briefing.store.articles.stories import change_marker, entries_by_ids, existing_ids, shared_stories
from briefing.store.articles.text_versions import Origin, TextVersions

__all__ = ["ArticleListService", "ArticleMatches", "Sort"]

_PLACE = "list"
"""The name of the fact where the list was left."""


class Sort(StrEnum):
    """The orders that a reader chooses among; the values are shown."""

    NEWEST = "newest"
    OLDEST = "oldest"
    SOURCE = "by source"
    TITLE = "by title"
    UNREAD = "unread first"
    """The newest of each first."""

    @property
    def following(self) -> Sort:
        sorts = list(Sort)
        return sorts[(sorts.index(self) + 1) % len(sorts)]


_ORDERS = {Sort.OLDEST: ArticleOrder.OLDEST, Sort.SOURCE: ArticleOrder.SOURCE, Sort.TITLE: ArticleOrder.TITLE}


@dataclass(frozen=True, slots=True)
class ArticleMatches:
    """What queries find, in order; or the first of it, where only that was asked for."""

    ids: tuple[str, ...]
    problems: tuple[QueryProblem, ...] = ()
    """What of the queries was passed over."""
    unsearched: int = 0
    """How many articles could not be looked through for words yet."""


class ArticleListService:
    """Articles by their ids. Every method may be called from any thread, and raises StoreError."""

    def __init__(self, store: ArticleStore, search: ArticleSearch) -> None:
        self._store = store
        self._search = search
        self._database = store.database
        self._tags = ArticleTags(store.database)

    def first(self, scope: str, typed: str, sort: Sort, limit: int) -> ArticleMatches:
        """The first of what the scope and what was typed both find; what of them was passed over."""
        query = join_queries(scope, typed, fields=FIELDS)
        ids: list[str] = []
        problems: dict[str, QueryProblem] = {
            problem.sentence: problem for each in (typed, scope) for problem in parse(each, FIELDS).problems
        }
        unsearched = 0
        for part, order in _parts(query, sort):
            page = self._search.entries(part, order=order, limit=limit - len(ids))
            ids += (entry.id for entry in page.entries)
            # Of the joined query only what a value means is news: how it is written is ours.
            problems |= {each.sentence: each for each in page.problems if "at character" not in each.sentence}
            unsearched = page.unsearched
            if len(ids) >= limit:
                break
        return ArticleMatches(tuple(ids), tuple(problems.values()), unsearched)

    def ids(self, scope: str, typed: str, sort: Sort) -> list[str]:
        """All that both find, in order."""
        query = join_queries(scope, typed, fields=FIELDS)
        return [id_ for part, order in _parts(query, sort) for id_ in self._search.ids(part, order=order)]

    def count(self, *queries: str) -> int:
        """How many articles all of the queries find."""
        return self._search.count(join_queries(*queries, fields=FIELDS))

    def stories(self) -> Mapping[str, str]:
        """By id, the story of each article that is not the only one to tell it."""
        return shared_stories(self._database)

    def entries(self, ids: Sequence[str]) -> list[ArticleEntry]:
        """In no order; those that are gone are left out."""
        return entries_by_ids(self._database, ids)

    def existing_ids(self, ids: Collection[str]) -> set[str]:
        """Those of the ids that the library has an article for."""
        return existing_ids(self._database, ids)

    @property
    def change_marker(self) -> tuple[int, int]:
        """What differs once articles have come or gone: what was listed before may be missing some."""
        return change_marker(self._database)

    def suggest(self, typed: str) -> str:
        """What would have been found instead of what nothing was found for: "tag:military"; else ""."""
        known = {search_words(tag): tag for tags in self._tags.by_article().values() for tag in tags}
        for field in fields_in(parse(typed, FIELDS).query):
            value = search_words(field.value.lstrip("#"))
            if field.name == "tag" and value not in known:
                near = get_close_matches(value, known, 1, 0.6)
                if near:
                    return f"tag:{known[near[0]]}"
        return ""

    def tags(self) -> Mapping[str, int]:
        """By tag: how many articles bear it, themselves or by an annotation."""
        return self._tags.counts()

    def tag(self, ids: Iterable[str], tag: str) -> list[str]:
        """Tag them; the ids of those that did not bear it, which is what an undo needs."""
        return self._tags.add(ids, tag)

    def untag(self, ids: Iterable[str], tag: str) -> list[str]:
        """Take a tag away; the ids of those that bore it."""
        return self._tags.remove(ids, tag)

    def text_versions(self, id_: str) -> Mapping[Origin, str]:
        """What an article's feed and its page say; empty as long as its page has not been fetched."""
        return TextVersions(self._database).get(id_)

    def saved_position(self) -> str:
        """What `leave_at` was given the last time, else ""."""
        return self._store.get_meta(_PLACE) or ""

    def save_position(self, place: str) -> None:
        """Remember where the list is left."""
        if not self._store.read_only:
            self._store.set_meta(_PLACE, place)


def _parts(query: str, sort: Sort) -> list[tuple[str, ArticleOrder]]:
    """The queries that one after the other find all, in the order that is wanted."""
    if sort is Sort.UNREAD:
        return [(f"is:{mark} {query}".strip(), ArticleOrder.NEWEST) for mark in ("unread", "read")]
    return [(query, _ORDERS.get(sort, ArticleOrder.NEWEST))]
