"""Lists every setting with its meaning, for the Settings screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from briefing.settings.values import Settings


@dataclass(frozen=True, slots=True)
class SettingInfo:
    name: str
    """As in the file, with its table: "feeds.per_host"."""
    meaning: str
    value: Callable[[Settings], str | int | bool | None]
    is_live: bool = True
    """Whether a change takes effect at once, and not at the next start."""
    choices: Mapping[str, str] = field(default_factory=dict)
    """The values to choose among, each with a few words about it; empty where any may be typed."""


@dataclass(frozen=True, slots=True)
class TableInfo:
    """A table whose names are the user's own."""

    name: str
    meaning: str
    form: str
    """What is typed for one more line of it; empty where only the file takes one."""
    is_live: bool = True


SETTINGS = (
    SettingInfo("theme", "The colours: a theme, or auto for one that suits the terminal.", lambda s: s.theme),
    SettingInfo("width", "The longest line of article text, in columns: 20 to 200.", lambda s: s.width),
    SettingInfo(
        "plain_emoji", "true where the terminal gets the width of emoji wrong.", lambda s: s.plain_emoji
    ),
    SettingInfo(
        "opens_on",
        "What a library with feeds opens on, from the second day of articles on.",
        lambda s: s.opens_on,
        is_live=False,
        choices={
            "today": "the stories since your last look",
            "list": "the list of articles, or the article left open",
        },
    ),
    SettingInfo(
        "notify_watches",
        "true for a message when a refresh brings what you watch for.",
        lambda s: s.notify_watches,
        is_live=False,
    ),
    SettingInfo(
        "keymap.preset",
        "The keys to begin with: vim, or arrows for no sequences.",
        lambda s: s.preset,
        choices={
            "vim": "j k h l, gg G, sequences such as dd",
            "arrows": "arrows, Home, End, Ctrl keys",
        },
    ),
    SettingInfo(
        "engine.name",
        "What makes the briefings: briefing, or one that another package brings.",
        lambda s: s.engine,
        is_live=False,
    ),
    SettingInfo(
        "engine.summary_points",
        "Sentences of a summary at most: 1 to 10.",
        lambda s: s.summary_points,
        is_live=False,
    ),
    SettingInfo(
        "feeds.connections",
        "Requests at once, to all servers: 1 to 256.",
        lambda s: s.feeds.connections,
        is_live=False,
    ),
    SettingInfo(
        "feeds.per_host",
        "Requests at once, to one server: 1 to 32.",
        lambda s: s.feeds.per_host,
        is_live=False,
    ),
    SettingInfo(
        "feeds.refresh_minutes",
        "Minutes until the reader refreshes by itself; 0 for never.",
        lambda s: s.feeds.refresh_minutes,
    ),
    SettingInfo(
        "feeds.keep_days", "Days that articles stay; 0 for ever.", lambda s: s.feeds.keep_days, is_live=False
    ),
    SettingInfo(
        "feeds.keep_per_feed",
        "Articles of each feed that stay, the newest; 0 for all.",
        lambda s: s.feeds.keep_per_feed,
        is_live=False,
    ),
    SettingInfo(
        "feeds.private_addresses",
        "true where links and redirects may lead into your own network.",
        lambda s: s.feeds.private_addresses,
        is_live=False,
    ),
    SettingInfo(
        "feeds.tracking_parameters",
        "true to keep utm_… and its kin in links that are fetched, opened or exported.",
        lambda s: s.feeds.tracking_parameters,
        is_live=False,
    ),
)

TABLES = (
    TableInfo(
        "engine.pipelines", "The spaCy pipeline of each language.", "language = pipeline", is_live=False
    ),
    TableInfo("queries", "Saved queries, which Feeds lists.", "name = query"),
    TableInfo(
        "rules",
        "Done with new articles of feeds as they come in.",
        "query = mute, star, read, notify or tag:NAME",
        is_live=False,
    ),
    TableInfo("model", "A language model of your own, of which every line is proved.", "", is_live=False),
    TableInfo("keymap", "Keys of commands, by the ids that Help shows.", "command = keys"),
    TableInfo("feeds.of", "Options of single feeds, by address.", "", is_live=False),
)
