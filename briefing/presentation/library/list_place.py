"""Saves and restores the state of the library's list: scope, filter, sort order and cursor."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from typing import Any

from briefing.domain.query.article_query import Sort
from briefing.domain.query.query_composition import quoted_value, while_typed

MAX_FILTERS = 30


@dataclass(frozen=True, slots=True)
class Scope:
    """All articles, unread or starred ones, a feed, a folder, a tag or a saved query."""

    title: str
    query: str = ""
    """A query in the filter's grammar, `briefing.domain.query.grammar`; empty for everything."""

    @property
    def is_feed(self) -> bool:
        """Whether it is one feed, whose articles on a story are no copies of each other."""
        return self.query.startswith("feed:") and " OR " not in self.query


ALL = Scope("Library")
UNREAD = Scope("Unread", "is:unread")
STARRED = Scope("Starred", "is:starred")


def feed_scope(title: str, urls: Collection[str]) -> Scope:
    """Return the scope of a feed or, given several addresses, of a folder."""
    return Scope(title, " OR ".join(f"feed:{quoted_value(url)}" for url in urls))


def tag_scope(tag: str) -> Scope:
    return Scope(f"#{tag}", f"tag:{quoted_value(tag)}")


@dataclass(frozen=True, slots=True)
class ListPlace:
    """The state of the list: scope, order, filter and the article under the cursor."""

    scope: Scope = ALL
    typed: str = ""
    sort: Sort = Sort.NEWEST
    at: str = ""
    """The id of the article under the cursor."""
    reading: str = ""
    """The id of the article that was being read; empty if the reader was in the list."""
    filters: tuple[str, ...] = ()
    """Earlier filters, the latest first."""

    @property
    def filter(self) -> str:
        """The typed query, whose last word need not be whole."""
        return while_typed(self.typed)

    def with_filter(self, typed: str) -> ListPlace:
        """Return the state with this filter, which becomes the latest of the earlier filters."""
        if not typed.strip():
            return self
        others = (each for each in self.filters if each != typed)
        return replace(self, filters=(typed, *others)[:MAX_FILTERS])

    def written(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def read(cls, written: str) -> ListPlace:
        """Parse a saved state; what is missing or damaged gets its default."""
        try:
            values = json.loads(written)
        except ValueError:
            return cls()
        if not isinstance(values, dict):
            return cls()
        scope, sort, filters = values.get("scope"), values.get("sort"), values.get("filters")
        return cls(
            Scope(_text(scope, "title") or ALL.title, _text(scope, "query")),
            _text(values, "typed"),
            Sort(sort) if sort in list(Sort) else Sort.NEWEST,
            _text(values, "at"),
            _text(values, "reading"),
            tuple(map(str, filters))[:MAX_FILTERS] if isinstance(filters, list) else (),
        )


def _text(values: Any, name: str) -> str:  # JSON holds values of any type
    value = values.get(name) if isinstance(values, dict) else None
    return value if isinstance(value, str) else ""
