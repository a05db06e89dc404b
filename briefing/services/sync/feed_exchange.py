"""Decides which feeds and folders go from a sync server to here, and from here to the server."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from briefing.domain.feeds.feed import Subscription
from briefing.domain.feeds.feed_address import is_mailbox
from briefing.domain.feeds.sync import ServerFeed, SharedFeed, SyncState, match_key
from briefing.sources.http.credentials import login_of_url


@dataclass(frozen=True, slots=True)
class FeedExchange:
    take: tuple[ServerFeed, ...] = ()
    """Feeds to follow here."""
    give: tuple[Subscription, ...] = ()
    """Feeds to follow on the server."""
    move_here: tuple[tuple[Subscription, ServerFeed], ...] = ()
    """Feeds that have another folder on the server than at the last sync."""
    move_there: tuple[tuple[Subscription, ServerFeed], ...] = ()
    """Feeds that have another folder here than at the last sync."""
    notes: tuple[str, ...] = ()
    """A sentence about each feed that one side has unfollowed; the other keeps it."""


def feed_exchange(
    state: SyncState, there: Iterable[ServerFeed], here: Iterable[Subscription]
) -> FeedExchange:
    """Compare the feeds of both sides with those of the last sync; a move here comes before one there.

    No feed is unfollowed because the other side lacks it: half an answer, or a lost file, would cost it and
    its articles.
    """
    followed = {match_key(feed.url): feed for feed in here}
    served = {match_key(feed.url): feed for feed in there}
    before = {match_key(feed.url): feed for feed in state.feeds}
    known_here = {match_key(url) for url in state.here}
    move_here, move_there, notes = list[tuple[Subscription, ServerFeed]](), [], list[str]()
    for key, feed in served.items():
        own, last = followed.get(key), before.get(key)
        if last is None or last.here is None:
            continue
        if own is None:
            notes.append(f"“{feed.title}” is no longer followed here; the server still has it.")
        elif own.folder != last.here:
            move_there.append((own, feed))
        elif feed.folder != last.there:
            move_here.append((own, feed))
    for key, last in before.items():
        if key in followed and key not in served and last.here is not None:
            notes.append(
                f"“{last.title}” is no longer on the server: it stays here, and is fetched as before."
            )
    take = (feed for key, feed in served.items() if key not in followed and key not in before)
    give = (feed for key, feed in followed.items() if key not in served and key not in known_here)
    return FeedExchange(
        tuple(take) if state.takes else (),
        givable(give)[0] if state.gives else (),
        tuple(move_here),
        tuple(move_there),
        tuple(notes),
    )


def missing_here(there: Iterable[ServerFeed], here: Iterable[Subscription]) -> tuple[ServerFeed, ...]:
    followed = {match_key(feed.url) for feed in here}
    return tuple(feed for feed in there if match_key(feed.url) not in followed)


def missing_there(
    there: Iterable[ServerFeed], here: Iterable[Subscription]
) -> tuple[tuple[Subscription, ...], tuple[Subscription, ...]]:
    """Return the feeds that the server lacks: those that it can be given, and those that need a login."""
    served = {match_key(feed.url) for feed in there}
    return givable(feed for feed in here if match_key(feed.url) not in served)


def givable(
    feeds: Iterable[Subscription],
) -> tuple[tuple[Subscription, ...], tuple[Subscription, ...]]:
    """Separate the feeds whose address names a login: it is for their own host alone.

    No server reads mailboxes.
    """
    wanted = tuple(feed for feed in feeds if not is_mailbox(feed.url))
    private = tuple(feed for feed in wanted if login_of_url(feed.url)[0] is not None)
    return tuple(feed for feed in wanted if feed not in private), private


def shared_feeds(there: Iterable[ServerFeed], here: Iterable[Subscription]) -> tuple[SharedFeed, ...]:
    """Return the server's feeds as both sides have them now."""
    followed = {match_key(feed.url): feed for feed in here}
    shared = []
    for feed in there:
        own = followed.get(match_key(feed.url))
        url, folder = (own.url, own.folder) if own is not None else (feed.url, None)
        shared.append(SharedFeed(url, feed.stream, feed.title, feed.folder, folder))
    return tuple(shared)


def taken_subscription(feed: ServerFeed) -> Subscription:
    return Subscription(feed.url, feed.title or None, feed.folder)
