"""Defines the settings and their defaults."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from briefing.nlp.engine.built_in_names import BUILT_IN, DEFAULT_PIPELINES, SUMMARY_POINTS

if TYPE_CHECKING:
    from briefing.domain.feeds.feed import FeedOptions
    from briefing.domain.rule import Rule
    from briefing.nlp.language_model.model_config import ModelConfig


AUTO_THEME = "auto"
"""A theme that is light or dark as the terminal is."""


TODAY, LIST = "today", "list"
"""What a library with feeds opens on."""


PRESETS = ("vim", "arrows")
"""The sets of keys to choose among; `briefing.ui.commands.key_presets` has them."""


class FeedSettings(NamedTuple):
    """How feeds are fetched, and how many of their articles are kept."""

    connections: int = 64
    """At once, in all."""
    per_host: int = 4
    """Connections to one server."""
    refresh_minutes: int = 0
    """Minutes between automatic refreshes; 0 for never."""
    keep_days: int | None = None
    """Days that articles are kept; None for ever."""
    keep_per_feed: int | None = None
    """Articles of a feed that are kept, the newest; None for all."""
    private_addresses: bool = False
    """Whether links and redirects may lead to this machine and into private networks."""
    tracking_parameters: bool = False
    """Whether addresses are asked for, opened and exported with what they say of where they were seen."""
    of: Mapping[str, FeedOptions] = {}
    """By the feed's address, as `feed_address` gives it."""


class Settings(NamedTuple):
    """Complete and in range."""

    theme: str = AUTO_THEME
    """The name that a theme file gives itself, or `AUTO_THEME`."""
    width: int = 76
    """Of a line of article text at most, in columns."""
    plain_emoji: bool = False
    """Show emoji as single characters, for terminals that get their widths wrong."""
    opens_on: str = TODAY
    """`TODAY`, once feeds have brought articles on two days, or `LIST`."""
    notify_watches: bool = False
    """Whether a message tells of new articles that are watched for, as of those of rules that notify."""
    engine: str = BUILT_IN
    """The name of the engine; whether it is installed is for `briefing.nlp.engine.engine_registry` to say."""
    pipelines: Mapping[str, str] = DEFAULT_PIPELINES
    """The package or folder of the spaCy pipeline of each language, ISO 639-1."""
    summary_points: int = SUMMARY_POINTS
    """Of the built-in engine."""
    feeds: FeedSettings = FeedSettings()
    queries: Mapping[str, str] = {}
    """Saved queries over articles, by name."""
    rules: tuple[Rule, ...] = ()
    """Applied to new articles of feeds."""
    model: ModelConfig | None = None
    """A language model that is asked, besides the engine; None for none."""
    preset: str = PRESETS[0]
    """The keys of commands that `keymap` does not name, one of `PRESETS`."""
    keymap: Mapping[str, str] = {}
    """Command id to keys, as written; `briefing.ui.commands.keymap` validates both."""
