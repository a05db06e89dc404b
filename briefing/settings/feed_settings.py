"""What config.toml says about feeds: how they are asked for, what is kept, and what holds for one of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from briefing.domain.feeds.feed_address import feed_address
from briefing.domain.feeds.feed_options import FeedOptions
from briefing.domain.text.sanitize import safe_line
from briefing.settings.checks import Reader, Unusable, leaves, read_fields, switch, table, text, whole_number
from briefing.settings.clear_secrets import secret_warnings
from briefing.settings.settings_errors import Problems
from briefing.settings.values import FeedSettings

__all__ = ["read_feeds"]

CENTURY = 36_500


def _limit(most: int) -> Reader:
    """A number of things to keep, where 0 stands for all of them."""
    read = whole_number(0, most)
    return lambda value: read(value) or None


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


_READERS: Mapping[str, Reader] = {
    "connections": whole_number(1, 256),
    "per_host": whole_number(1, 32),
    "refresh_minutes": whole_number(0, 10_080),
    "keep_days": _limit(CENTURY),
    "keep_per_feed": _limit(1_000_000),
}
_OF_ONE: Mapping[str, Reader] = {"full_text": switch, "headers": _headers, "proxy": _proxy, "user": text}


def read_feeds(value: object, problems: Problems) -> FeedSettings:
    """Passwords and tokens that stand there in clear are used, and told as problems."""
    values = table(value, ("feeds",), problems)
    _tell_unknown(values, (*_READERS, "of"), ("feeds",), problems, within="[feeds]")
    fields = read_fields(values, _READERS, FeedSettings(), problems, ("feeds",))
    of: dict[str, FeedOptions] = {}
    for written, options in table(values.get("of", {}), ("feeds", "of"), problems).items():
        place = ("feeds", "of", written)
        address = feed_address(written)
        if address is None:
            shown = safe_line(written)
            problems.add(
                place, f'“{shown}” is no address of a feed: write [feeds.of."https://…"], in quotes.'
            )
        else:
            of[address] = _options(options, place, problems)
            for name, warning in secret_warnings(address, of[address]):
                problems.add((*place, name) if name else place, warning)
    return FeedSettings(**fields, of=of)


def _options(value: object, place: tuple[str, ...], problems: Problems) -> FeedOptions:
    values = table(value, place, problems)
    _tell_unknown(values, _OF_ONE, place, problems, within="[feeds.of]")
    return FeedOptions(**read_fields(values, _OF_ONE, FeedOptions(), problems, place))


def _tell_unknown(
    values: Mapping[str, Any],
    known: Iterable[str],
    place: tuple[str, ...],
    problems: Problems,
    *,
    within: str,
) -> None:
    for name in values:
        if name not in known:
            problems.add_unknown((*place, name), known, within=within)
