"""What a try at a feed means: how the feed stands afterwards, what it brought, and whether it has moved."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from briefing.domain.feeds.backoff import answered, failed, gone
from briefing.domain.feeds.feed import FeedState
from briefing.domain.feeds.feed_address import feed_address
from briefing.services.feeds.fetch_pipeline import FetchResult
from briefing.sources.http.credentials import copy_login, login_of_url, strip_login
from briefing.sources.http.fetch_result import ErrorKind, Received, Refused, Unchanged
from briefing.store.feeds.feed_store import FeedUpdate

__all__ = ["feed_update", "permanent_address"]


def feed_update(tried: FetchResult, before: FeedState, now: datetime) -> FeedUpdate:
    """What came is noted as read only where it could be read, so that it is asked for in full otherwise."""
    match tried.outcome:
        case Unchanged(etag, last_modified):
            state = replace(before, etag=etag, last_modified=last_modified)
            return FeedUpdate(answered(state, now, is_new=False))
        case Received() as received:
            if tried.reading is None:
                return FeedUpdate(failed(before, now, tried.unreadable or ""))
            head = tried.reading.head
            state = replace(
                before,
                title=head.title or before.title,
                site=head.site or before.site,
                etag=received.etag,
                last_modified=received.last_modified,
                body_sha256=received.sha256,
            )
            return FeedUpdate(answered(state, now, is_new=True), tried.reading.entries)
        case Refused(sentence, ErrorKind.GONE):
            return FeedUpdate(gone(before, now, sentence))
        case Refused(sentence, _, _, retry_after):
            return FeedUpdate(failed(before, now, sentence, retry_after))
        case _:
            assert_never(tried.outcome)


def permanent_address(tried: FetchResult, url: str) -> str | None:
    """Where the feed `url` is had from for good, by its server's word; None where it stays.

    Only what was read as a feed tells: a page to log in at redirects for good as well.
    """
    match tried.outcome:
        case Received(permanent_url=str(moved)) if tried.reading is not None:
            pass
        case Unchanged(permanent_url=str(moved)):
            pass
        case _:
            return None
    if login_of_url(moved)[0] is not None:
        # The request may name a login that the reader's settings gave, which no subscription should name.
        moved = copy_login(moved, url)
    address = feed_address(strip_login(moved) if login_of_url(url)[0] is None else moved)
    return address if address != url else None
