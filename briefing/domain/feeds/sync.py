"""Compares the marks of articles here and on a sync server with those that both last agreed on.

A mark is a yes or a no, so three states of it never conflict: where both sides have changed what was agreed,
they have changed it alike. A change here that was not sent yet therefore always holds.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from briefing.domain.feeds.refresh_result import PageFailure


class Mark(StrEnum):
    READ = "read"
    STARRED = "starred"


class ItemState(NamedTuple):
    """The marks of an article, as one side has them or as both agreed on them."""

    read: bool = False
    starred: bool = False


@dataclass(frozen=True, slots=True)
class ServerFeed:
    stream: str
    """The server's id of the feed."""
    url: str
    title: str
    folder: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ServerEntry:
    """What a server says of an article."""

    stream: str
    title: str
    url: str | None
    author: str | None
    published: str | None
    """The time of publication, in ISO 8601."""
    markup: str


@dataclass(frozen=True, slots=True)
class ServerItem:
    """An article on the server with its marks, and its content where we do not have it."""

    id: str
    state: ItemState
    entry: ServerEntry | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """A part of what is new or changed on a server."""

    items: tuple[ServerItem, ...] = ()
    gone: tuple[str, ...] = ()
    """The ids of articles that the server no longer has."""
    done: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class IdSets:
    """The ids of a server's articles: the unread, the starred and, where they were asked for, all."""

    unread: Collection[str]
    starred: Collection[str]
    all: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    told: tuple[ServerItem, ...] = ()
    """Articles of which a set says that they have become unread or starred."""
    asked: tuple[str, ...] = ()
    """Articles to ask the server about: those that we do not know, then those that a set misses."""

    @property
    def is_empty(self) -> bool:
        return not (self.told or self.asked)


def compare(known: Mapping[str, ItemState], ids: IdSets) -> Comparison:
    """Compare the marks that were agreed on with a server's sets.

    That an id is missing proves nothing, as a page of ids may be: such an article is asked about by itself.
    """
    unread, starred = frozenset(ids.unread), frozenset(ids.starred)
    told, doubtful = list[ServerItem](), list[str]()
    for id_, agreed in known.items():
        is_unread, is_starred = id_ in unread, id_ in starred
        if (not agreed.read and not is_unread) or (agreed.starred and not is_starred):
            doubtful.append(id_)
        elif (now := ItemState(not is_unread, is_starred)) != agreed:
            told.append(ServerItem(id_, now))
    listed = dict.fromkeys((*ids.unread, *ids.starred, *ids.all))
    return Comparison(tuple(told), (*(id_ for id_ in listed if id_ not in known), *doubtful))


@dataclass(frozen=True, slots=True)
class SharedFeed:
    """A feed of the server as it was at the last sync."""

    url: str
    stream: str
    title: str
    there: tuple[str, ...] = ()
    """The folder on the server."""
    here: tuple[str, ...] | None = None
    """The folder here; None if the feed is not followed here."""


@dataclass(frozen=True, slots=True)
class SyncState:
    """What is remembered of a server between two syncs, beside the marks that were agreed on."""

    account: str = ""
    """User and address; another account begins anew."""
    feeds: tuple[SharedFeed, ...] = ()
    takes: bool = False
    """Whether feeds that are new on the server are followed here."""
    gives: bool = False
    """Whether feeds that are newly followed here are followed on the server."""
    here: tuple[str, ...] = ()
    """The addresses of all feeds that were followed here."""
    taken: tuple[str, ...] = ()
    """The addresses of feeds that the last move brought here, which can be undone."""
    given: tuple[str, ...] = ()
    """The addresses of feeds that the last move brought to the server, which can be undone."""
    compared: str = ""
    """The time at which everything was last compared, in ISO 8601."""
    synced: str = ""
    """The time of the last sync that came to its end, in ISO 8601."""
    error: str = ""
    """A sentence that says why the last sync failed; "" if it did not."""

    @property
    def served(self) -> frozenset[str]:
        """The addresses of the feeds that the server reads for us."""
        return frozenset(feed.url for feed in self.feeds if feed.here is not None)


@dataclass(frozen=True, slots=True)
class SyncReport:
    new: int = 0
    """The number of new articles."""
    sent: int = 0
    """The number of marks that were sent."""
    received: int = 0
    """The number of articles whose marks the server has changed."""
    notes: tuple[str, ...] = ()
    """Sentences about feeds that came, went or failed."""
    is_new_here: bool = False
    """Whether no feed of the server is followed here."""
    was_cancelled: bool = False
    notifications: tuple[str, ...] = ()
    """A sentence for each matching NOTIFY rule."""
    page_failures: tuple[PageFailure, ...] = ()
    """Pages that could not be fetched, for feeds with full text."""
    pruned: tuple[str, ...] = ()
    """Ids of the articles that retention removed."""


@dataclass(frozen=True, slots=True)
class SyncStep:
    """The progress of a sync."""

    done: int
    total: int
    """The number of articles to ask the server about."""
    new: int


def match_key(url: str) -> str:
    """Return what is the same for the addresses of one feed, whether with http or https."""
    return url.partition("://")[2].rstrip("/")
