"""Turns a fetch result into the feed's new state, its items and its new address."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from briefing.domain.feeds.backoff import after_failure, after_removal, after_success, after_wait
from briefing.domain.feeds.feed import FeedState
from briefing.domain.feeds.feed_address import feed_address
from briefing.services.feeds.fetch_pipeline import FetchResult
from briefing.sources.http.credentials import copy_login, login_of_url, strip_login
from briefing.sources.http.fetch_result import ErrorKind, Received, ReceivedMails, Refused, Unchanged
from briefing.store.feeds.feed_store import FeedUpdate


def feed_update(result: FetchResult, before: FeedState, now: datetime) -> FeedUpdate:
    """Return the feed's new state and its articles.

    A response that cannot be parsed to its end keeps the old ETag and hash, so that all is fetched again.
    """
    match result.outcome:
        case Unchanged(etag, last_modified):
            state = replace(before, etag=etag, last_modified=last_modified)
            return FeedUpdate(after_success(state, now, is_new=False))
        case Received() as received:
            if result.reading is None:
                return FeedUpdate(after_failure(before, now, result.unreadable or ""))
            head = result.reading.head
            state = replace(before, title=head.title or before.title, site=head.site or before.site)
            if is_whole := result.unreadable is None:
                state = replace(
                    state,
                    etag=received.etag,
                    last_modified=received.last_modified,
                    body_sha256=received.sha256,
                )
            state = replace(after_success(state, now, is_new=True), error=result.unreadable)
            return FeedUpdate(state, result.reading.entries, is_whole=is_whole)
        case ReceivedMails(_, etag, title):
            entries = result.reading.entries if result.reading else ()
            state = after_success(replace(before, title=title, etag=etag), now, is_new=bool(entries))
            # The other mails are here, and those that failed are not asked for again.
            return FeedUpdate(replace(state, error=result.unreadable), entries, is_whole=False)
        case Refused(sentence, ErrorKind.GONE):
            return FeedUpdate(after_removal(before, now, sentence))
        case Refused(_, ErrorKind.WAITING, _, float(wait)):
            return FeedUpdate(after_wait(before, now, wait))
        case Refused(sentence, _, _, retry_after):
            return FeedUpdate(after_failure(before, now, sentence, retry_after))
        case _:
            assert_never(result.outcome)


def permanent_address(result: FetchResult, url: str) -> str | None:
    """The address to which the server moved the feed permanently; None where it stays.

    Only an answer that is a feed counts: a login page redirects permanently, too.
    """
    match result.outcome:
        case Received(permanent_url=str(moved)) if result.reading is not None:
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
