"""The scope of the library's list: a title, and the query that finds its articles."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scope:
    """All articles, unread or starred ones, a feed, a folder, a tag or a saved query."""

    title: str
    query: str = ""
    """In the filter's grammar, see `briefing.domain.query.grammar`; empty for everything."""


ALL = Scope("Library")
UNREAD = Scope("Unread", "is:unread")
STARRED = Scope("Starred", "is:starred")


def feed_scope(title: str, urls: Collection[str]) -> Scope:
    """The scope of a feed or, given several addresses, of a folder."""
    return Scope(title, " OR ".join(f"feed:{quoted(url)}" for url in urls))


def tag_scope(tag: str) -> Scope:
    return Scope(f"#{tag}", f"tag:{quoted(tag)}")


def actor_query(name: str) -> str:
    """Finds the articles whose briefing names an actor exactly so."""
    return f"actor:{quoted(f'={name}')}"


def quoted(value: str) -> str:
    """A value as it is typed after a colon. The grammar cannot escape a quotation mark."""
    return '"{}"'.format(value.replace('"', " "))
