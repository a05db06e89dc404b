"""Declares every setting: a line for each, with its default, its check and its meaning."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields, replace
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from briefing.nlp.engine.built_in_names import BUILT_IN, DEFAULT_PIPELINES, SUMMARY_POINTS
from briefing.settings.checks import Reader, address, limit, one_of, switch, text, whole_number

if TYPE_CHECKING:
    from briefing.domain.feeds.feed import FeedOptions
    from briefing.domain.rule import Rule
    from briefing.nlp.language_model.model_config import ModelConfig

AUTO_THEME = "auto"
"""A theme that is light or dark as the terminal is."""
TODAY, LIST = "today", "list"
"""The first screens of a library with feeds."""
PRESETS = ("vim", "arrows")
"""The sets of keys to choose among; `briefing.presentation.keys.presets` has them."""
CENTURY = 36_500
"""Days in a century."""

_DECLARED = "declared"
"""The key of a field's metadata."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting with a single value, as it was declared."""

    name: str
    """The name in the file, with its table: "feeds.per_host"."""
    attribute: str
    """The attribute of `Settings`, dotted for a field of a field."""
    default: str | int | bool | None
    read: Reader
    """Checks a value of the file."""
    meaning: str
    is_live: bool
    """Whether a change takes effect at once, and not at the next start."""
    choices: Mapping[str, str]
    """The values to choose among, each with a few words about it; empty if any may be typed."""

    @property
    def shown(self) -> str:
        """The name in messages: without its table, unless that says what the name is of."""
        last = self.attribute.rpartition(".")[2]
        return last if self.name.endswith(last) else self.name

    def value(self, settings: Settings) -> str | int | bool | None:
        value: str | int | bool | None = attrgetter(self.attribute)(settings)
        return value


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose names are the reader's own, as it was declared."""

    name: str
    attribute: str
    meaning: str
    form: str
    """The words to type for one more line of the table; empty if only the file takes one."""
    is_live: bool


def _value(
    default: str | int | bool | None,
    read: Reader,
    meaning: str,
    *,
    name: str = "",
    is_live: bool = True,
    choices: Mapping[str, str] | None = None,
) -> Any:
    """Declare a field for a setting; `name` is its name in the file if that is another."""

    declared = Setting(name, "", default, read, meaning, is_live, choices or {})
    return field(default=default, metadata={_DECLARED: declared})


def _table(
    make_default: Callable[[], object], meaning: str, form: str, *, name: str = "", is_live: bool = True
) -> Any:
    """Declare a field for a table whose names are the reader's own."""

    return field(default_factory=make_default, metadata={_DECLARED: Table(name, "", meaning, form, is_live)})


@dataclass(frozen=True, slots=True)
class FeedSettings:
    """The limits of fetching feeds, and of the articles that are kept."""

    connections: int = _value(
        64, whole_number(1, 256), "Requests at once, to all servers: 1 to 256.", is_live=False
    )
    per_host: int = _value(4, whole_number(1, 32), "Requests at once, to one server: 1 to 32.", is_live=False)
    refresh_minutes: int = _value(
        0, whole_number(0, 10_080), "Minutes until the reader refreshes by itself; 0 for never."
    )
    keep_days: int | None = _value(
        None, limit(CENTURY), "Days that articles stay; 0 for ever.", is_live=False
    )
    keep_per_feed: int | None = _value(
        None, limit(1_000_000), "Articles of each feed that stay, the newest; 0 for all.", is_live=False
    )
    private_addresses: bool = _value(
        False, switch, "true where links and redirects may lead into your own network.", is_live=False
    )
    tracking_parameters: bool = _value(
        False,
        switch,
        "true to keep utm_… and its kin in links that are fetched, opened or exported.",
        is_live=False,
    )
    of: Mapping[str, FeedOptions] = _table(dict, "Options of single feeds, by address.", "", is_live=False)
    """Options by the feed's address, in the form of `subscription_address`."""


@dataclass(frozen=True, slots=True)
class SyncSettings:
    """The account on a server that feeds and marks are synced with."""

    address: str = _value(
        "",
        address,
        "The server to sync with: FreshRSS, Miniflux or another with the Google Reader API.",
        is_live=False,
    )
    user: str = _value(
        "", text, "Your user name there; the password is in the keyring or the environment.", is_live=False
    )


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, complete and in range."""

    theme: str = _value(AUTO_THEME, text, "The colours: a theme, or auto for one that suits the terminal.")
    """The name that a theme file gives itself, or `AUTO_THEME`."""
    width: int = _value(92, whole_number(20, 200), "The longest line of article text, in columns: 20 to 200.")
    opens_on: str = _value(
        TODAY,
        one_of(TODAY, LIST),
        "What a library with feeds opens on, from the second day of articles on.",
        is_live=False,
        choices={
            TODAY: "the stories since your last look",
            LIST: "the list of articles, or the article left open",
        },
    )
    notify_watches: bool = _value(
        False, switch, "true for a message when a refresh brings what you watch for.", is_live=False
    )
    preset: str = _value(
        PRESETS[0],
        one_of(*PRESETS),
        "The keys to begin with: vim, or arrows for no sequences.",
        name="keymap.preset",
        choices={
            "vim": "j k h l, gg G, sequences such as dd",
            "arrows": "arrows, Home, End, Ctrl keys",
        },
    )
    """The keys of commands that `keymap` does not name."""
    engine: str = _value(
        BUILT_IN,
        text,
        "What makes the briefings: briefing, or one that another package brings.",
        name="engine.name",
        is_live=False,
    )
    """The engine's name; `briefing.nlp.engine.engine_registry` knows whether it is installed."""
    summary_points: int = _value(
        SUMMARY_POINTS,
        whole_number(1, 10),
        "Sentences of a summary at most: 1 to 10.",
        name="engine.summary_points",
        is_live=False,
    )
    pipelines: Mapping[str, str] = _table(
        lambda: DEFAULT_PIPELINES,
        "The spaCy pipeline of each language.",
        "language = pipeline",
        name="engine.pipelines",
        is_live=False,
    )
    """The package or folder of the spaCy pipeline of each language, ISO 639-1."""
    queries: Mapping[str, str] = _table(dict, "Saved queries, which Feeds lists.", "name = query")
    rules: tuple[Rule, ...] = _table(
        tuple,
        "Done with new articles of feeds as they come in.",
        "query = mute, star, read, notify or tag:NAME",
        is_live=False,
    )
    model: ModelConfig | None = _table(  # noqa: RUF009  (a field, as those above are)
        lambda: None, "A language model of your own, of which every line is checked.", ""
    )
    keymap: Mapping[str, str] = _table(
        dict, "Keys of commands, by the ids that Help shows.", "command = keys"
    )
    """Keys by command id, as written; `briefing.presentation.keys.keymap` validates both."""
    feeds: FeedSettings = field(default_factory=FeedSettings)
    sync: SyncSettings = field(default_factory=SyncSettings)


def _declared(values: type, attribute: str = "") -> tuple[Setting | Table, ...]:
    """Return the declarations of a class of settings, those of its fields included."""
    found: list[Setting | Table] = []
    each: Field[Any]
    for each in fields(values):
        path = f"{attribute}{each.name}"
        if declared := each.metadata.get(_DECLARED):
            found.append(replace(declared, name=declared.name or path, attribute=path))
        elif each.default_factory is not MISSING:
            found += _declared(type(each.default_factory()), f"{path}.")
    return tuple(found)


DECLARED = _declared(Settings)
SETTINGS = tuple(each for each in DECLARED if isinstance(each, Setting))
TABLES = tuple(each for each in DECLARED if isinstance(each, Table))
