"""The scope of the library's list: a title, and the query that finds its articles."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from briefing.domain.query.query_composition import quoted_value


@dataclass(frozen=True, slots=True)
class Scope:
    """All articles, unread or starred ones, a feed, a folder, a tag or a saved query."""

    title: str
    query: str = ""
    """A query in the filter's grammar, `briefing.domain.query.grammar`; empty for everything."""


ALL = Scope("Library")
UNREAD = Scope("Unread", "is:unread")
STARRED = Scope("Starred", "is:starred")


def feed_scope(title: str, urls: Collection[str]) -> Scope:
    """Return the scope of a feed or, given several addresses, of a folder."""
    return Scope(title, " OR ".join(f"feed:{quoted_value(url)}" for url in urls))


def tag_scope(tag: str) -> Scope:
    return Scope(f"#{tag}", f"tag:{quoted_value(tag)}")
