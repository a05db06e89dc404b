"""The settings as the program has them: always complete and in range."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from briefing.nlp.engine.built_in_names import BUILT_IN, DEFAULT_PIPELINES

if TYPE_CHECKING:
    from briefing.domain.feeds.feed_options import FeedOptions
    from briefing.domain.rule import Rule

__all__ = ["FeedSettings", "Settings"]


@dataclass(frozen=True, slots=True)
class FeedSettings:
    """How feeds are asked for, and how much of what they bring is kept."""

    connections: int = 64
    """Servers asked at once."""
    per_host: int = 4
    """The same of one server."""
    refresh_minutes: int = 0
    """How often the reader refreshes by itself; 0 for never."""
    keep_days: int | None = None
    """Articles of the last so many days stay; None for ever."""
    keep_per_feed: int | None = None
    """Of each feed, the newest so many stay; None for all."""
    of: Mapping[str, FeedOptions] = field(default_factory=dict)
    """By the feed's address, as `feed_address` gives it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the reader chose."""

    theme: str = "newsprint"
    """The name a theme file gives itself; whether there is one is for the themes to say."""
    width: int = 76
    """The longest line of article text, in columns."""
    plain_emoji: bool = False
    """Show emoji as single characters, for terminals that get their widths wrong."""
    engine: str = BUILT_IN
    """The name of the engine; whether it is installed is for `briefing.nlp.engine.registry` to say."""
    pipelines: Mapping[str, str] = field(default_factory=lambda: dict(DEFAULT_PIPELINES))
    """The package or folder of the spaCy pipeline of each language, ISO 639-1."""
    feeds: FeedSettings = FeedSettings()
    queries: Mapping[str, str] = field(default_factory=dict)
    """Saved queries over articles, by the names that the reader gave them."""
    rules: tuple[Rule, ...] = ()
    """What is done with articles as they come in."""
    keymap: Mapping[str, str] = field(default_factory=dict)
    """Command id to keys, as written; `briefing.ui.commands.registry` judges both."""
