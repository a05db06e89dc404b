"""Fields of queries over articles, the values they accept, and checks of these."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, time
from difflib import get_close_matches
from enum import StrEnum

from briefing.domain.query.date_values import read_day
from briefing.domain.query.grammar import FieldTerm, QueryProblem, fields_in, parse
from briefing.domain.query.search_words import search_words

FIELDS = tuple("title feed source author tag is has actor issue story sources after before".split())
"""Names of fields. `actor:` and `issue:` match a part of a name, `actor:=EU` the whole name; `story:` takes
an id, and `sources:>2` matches stories of more than two publishers."""
IS = ("unread", "read", "starred", "muted")
HAS = ("note", "tag", "annotation", "new")


def chosen_value(field: FieldTerm, values: Sequence[str]) -> str:
    """Return the one of `values` that the field has. Raises ValueError with a sentence."""
    value = search_words(field.value)
    if value in values:
        return value
    near = get_close_matches(value, values, 1, 0.5)
    advice = f"did you mean {field.name}:{near[0]}?" if near else f"{field.name}: takes {', '.join(values)}."
    raise ValueError(f"There is no “{field.name}:{field.value}”; {advice}")


def day_begins(field: FieldTerm, now: datetime) -> float:
    """Return the start of the field's day in the time zone of `now`, in seconds since 1970.

    `after:` includes that day, `before:` excludes it. Raises ValueError with a sentence.
    """
    return datetime.combine(read_day(field.value, now.date()), time(), now.tzinfo).timestamp()


def more_sources_than(field: FieldTerm) -> tuple[int | None, int | None]:
    """Return the bounds of `sources:`: more publishers than the first number, not more than the second.

    Raises ValueError with a sentence.
    """
    match = re.fullmatch(r"(>=|<=|>|<|=)?\s*([0-9]{1,6})", field.value.strip(), re.ASCII)
    if match is None:
        raise ValueError(f"“sources:{field.value}” is no number such as sources:3 or sources:>2.")
    number = int(match[2])
    least, most = {
        ">": (number, None),
        ">=": (number - 1, None),
        "<": (None, number - 1),
        "<=": (None, number),
    }.get(match[1] or "=", (number - 1, number))
    return least, most


def query_problems(typed: str, now: datetime) -> tuple[QueryProblem, ...]:
    """Find the problems of a query, in its order; a valid query has none."""
    parsed = parse(typed, FIELDS)
    found = list(parsed.problems)
    for term in fields_in(parsed.query):
        try:
            _check(term, now)
        except ValueError as error:
            found.append(QueryProblem(str(error), term.at))
    return tuple(sorted(found, key=lambda problem: problem.at))


def _check(term: FieldTerm, now: datetime) -> None:
    match term.name:
        case "is":
            chosen_value(term, IS)
        case "has":
            chosen_value(term, HAS)
        case "sources":
            more_sources_than(term)
        case "after" | "before":
            day_begins(term, now)


class Sort(StrEnum):
    """The orders to choose among, by the names that are shown."""

    NEWEST = "newest"
    OLDEST = "oldest"
    SOURCE = "by source"
    TITLE = "by title"
    UNREAD = "unread first"
    """Unread before read articles, each the newest first."""

    @property
    def following(self) -> Sort:
        sorts = list(Sort)
        return sorts[(sorts.index(self) + 1) % len(sorts)]
