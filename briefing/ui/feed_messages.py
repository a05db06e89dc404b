"""What background work on feeds tells the screen that asked for it."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message

from briefing.domain.feeds.feed import Subscription
from briefing.ui.presenters.feed_rows import FeedOverview

__all__ = ["FeedsFollowed", "FeedsFound", "FeedsListed", "FeedsUnlisted"]


@dataclass
class FeedsListed(Message):
    """What is followed, and what else can be listed."""

    overview: FeedOverview
    notices: tuple[str, ...]
    """What was odd about the file of subscriptions, a sentence each."""


@dataclass
class FeedsUnlisted(Message):
    """What there is could not be found out; the sentence says why and what to do."""

    sentence: str


@dataclass
class FeedsFound(Message):
    """Feeds to pick from."""

    title: str
    feeds: tuple[Subscription, ...]
    followed: frozenset[str]
    """The addresses of those that are followed already, and of others."""


@dataclass
class FeedsFollowed(Message):
    """Feeds that were not followed before are now."""

    feeds: tuple[Subscription, ...]
    said: str
    """What was done, as `Change.done` has it."""
    notices: tuple[str, ...] = ()
    """What else is to be said, a sentence each."""
    are_asked: bool = False
    """Whether their servers have been asked already."""
