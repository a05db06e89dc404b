"""Stores what feeds brought, re-anchors its annotations and applies the reader's rules to it."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from briefing.domain.rule import Notification
from briefing.services.article_ingest import ArticleIngest
from briefing.store.feeds.feed_items import StoredItems
from briefing.store.feeds.feed_store import Awaited, FeedStore, FeedUpdate

if TYPE_CHECKING:
    from briefing.services.feeds.rules import RuleRunner


class FeedIngest:
    """Puts what feeds brought into the library. Every method may raise StoreError."""

    def __init__(
        self,
        feeds: FeedStore,
        articles: ArticleIngest,
        rules: RuleRunner | None,
        now: Callable[[], datetime],
        *,
        with_pages: Container[str] = (),
    ) -> None:
        """`with_pages` are the addresses of the feeds whose new articles get the text of their page."""
        self.feeds = feeds
        self._articles = articles
        self._rules = rules
        self.now = now
        self._with_pages = with_pages

    def store(self, updates: Sequence[FeedUpdate]) -> tuple[list[StoredItems], tuple[Notification, ...]]:
        """Store the updates, and return what was stored of each, and the notifications of the rules."""
        stored = self.feeds.store_updates(updates, fetched=self.now(), with_pages=self._with_pages)
        self._articles.reanchor_new(stored)
        return stored, self._apply_rules([article.id for each in stored for article in each.new])

    def catch_up(self) -> tuple[Notification, ...]:
        """Apply the rules to what an earlier refresh stored right before it was ended."""
        return self._apply_rules(self.feeds.awaiting(Awaited.RULES))

    def _apply_rules(self, ids: Sequence[str]) -> tuple[Notification, ...]:
        if not ids:
            return ()
        notifications = self._rules.apply(ids) if self._rules is not None else ()
        self.feeds.mark_done(Awaited.RULES, ids)
        return notifications
