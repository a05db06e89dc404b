"""Reads the tables of config.toml that most do without: [feeds], [queries], [[rules]] and [model]."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime
from typing import Any

from briefing.domain.feeds.feed import FeedOptions
from briefing.domain.feeds.feed_address import subscription_address
from briefing.domain.query.article_query import query_problems
from briefing.domain.rule import Rule, parse_rule
from briefing.domain.text.sanitize import safe_line
from briefing.settings.checks import Reader, Unusable, leaves, read_fields, switch, table, text, value_at
from briefing.settings.clear_secrets import secret_warnings
from briefing.settings.model_settings import read_model
from briefing.settings.settings_errors import Problems


def read_library_tables(values: Mapping[str, object], problems: Problems) -> dict[str, object]:
    """Read the tables that are present, by their attributes in `Settings`."""
    readers: dict[str, Callable[[object, Problems], object]] = {
        "feeds.of": _read_feed_options,
        "queries": _read_queries,
        "rules": _read_rules,
        "model": read_model,
    }
    given = {name: value_at(values, name) for name in readers}
    return {name: readers[name](value, problems) for name, value in given.items() if value is not None}


def _headers(value: object) -> dict[str, str]:
    wanted = Unusable('a table of texts, such as { X-Token = "${NEWS_TOKEN}" }')
    if not isinstance(value, dict):
        raise wanted
    headers = dict(leaves(value))
    if not all(isinstance(each, str) for each in headers.values()):
        raise wanted
    return {name: str(each) for name, each in headers.items()}


def _proxy(value: object) -> str:
    if not isinstance(value, str):
        raise Unusable('an address in quotes, or "" for none at all')
    return value.strip()


_OF_ONE: Mapping[str, Reader] = {"full_text": switch, "headers": _headers, "proxy": _proxy, "user": text}


def _read_feed_options(value: object, problems: Problems) -> dict[str, FeedOptions]:
    """Read the options of single feeds. Passwords and tokens in clear text are used, and reported."""
    found: dict[str, FeedOptions] = {}
    for written, options in table(value, ("feeds", "of"), problems).items():
        place = ("feeds", "of", written)
        address = subscription_address(written)
        if address is None:
            shown = safe_line(written)
            problems.add(
                place, f'“{shown}” is no address of a feed: write [feeds.of."https://…"], in quotes.'
            )
        else:
            found[address] = _options(options, place, problems)
            for name, warning in secret_warnings(address, found[address]):
                problems.add((*place, name) if name else place, warning)
    return found


def _options(value: object, place: tuple[str, ...], problems: Problems) -> FeedOptions:
    values = table(value, place, problems)
    _add_unknown(values, _OF_ONE, place, problems, "[feeds.of]")
    return FeedOptions(**read_fields(values, _OF_ONE, FeedOptions(), problems, place))


def _add_unknown(
    values: Mapping[str, Any], known: Collection[str], place: tuple[str, ...], problems: Problems, within: str
) -> None:
    for name in values:
        if name not in known:
            problems.add_unknown((*place, name), known, within=within)


def _read_queries(value: object, problems: Problems) -> dict[str, str]:
    """Return the queries that make sense, by name."""
    found: dict[str, str] = {}
    for name, query in leaves(table(value, ("queries",), problems)):
        place, shown = ("queries", name), safe_line(name).strip()
        if not shown:
            problems.add(place, "a saved query needs a name, as in unread-climate = 'is:unread climate'.")
        elif not isinstance(query, str) or not query.strip():
            problems.add(place, f"the query of “{shown}” must be text in quotes.")
        elif faults := query_problems(query, _now()):
            for fault in faults:
                problems.add(place, f"the query “{shown}” is left out: {_continued(fault.sentence)}")
        else:
            found[shown] = query.strip()
    return found


def _read_rules(value: object, problems: Problems) -> tuple[Rule, ...]:
    """Return the rules that can be followed, in the order of the file."""
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        problems.add(("rules",), "“rules” must be a list of tables, each written [[rules]].")
        return ()
    rules = [_read_rule(each, ("rules", str(number)), problems) for number, each in enumerate(value, 1)]
    return tuple(rule for rule in rules if rule is not None)


def _read_rule(values: dict[str, Any], place: tuple[str, str], problems: Problems) -> Rule | None:
    _add_unknown(values, ("when", "then"), place, problems, "[[rules]]")
    missing = [name for name in ("when", "then") if not isinstance(values.get(name), str)]
    for name in missing:
        what = "a query" if name == "when" else "mute, star, read, notify or tag:NAME"
        problems.add((*place, name), f"the rule is left out: “{name}” must be {what} in quotes.")
    if missing:
        return None
    try:
        return parse_rule(values["when"], values["then"], _now())
    except ValueError as error:
        problems.add(place, f"the rule is left out: {_continued(str(error))}")
        return None


def _continued(sentence: str) -> str:
    """Return a sentence as it goes on after a colon."""
    words = safe_line(sentence)
    return words[:1].lower() + words[1:]


def _now() -> datetime:
    return datetime.now(UTC).astimezone()
