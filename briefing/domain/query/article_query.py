"""Fields of queries over articles, and the values they accept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from difflib import get_close_matches

from briefing.domain.query.date_values import read_day
from briefing.domain.query.grammar import FieldTerm
from briefing.domain.query.search_words import search_words

__all__ = ["FIELDS", "HAS", "IS", "chosen_value", "day_begins"]

FIELDS = ("title", "feed", "source", "author", "tag", "is", "has", "actor", "issue", "after", "before")
"""Field names."""
IS = ("unread", "read", "starred", "muted")
HAS = ("note", "tag", "annotation")


def chosen_value(field: FieldTerm, values: Sequence[str]) -> str:
    """The field's value among `values`. Raises ValueError with a sentence."""
    value = search_words(field.value)
    if value in values:
        return value
    near = get_close_matches(value, values, 1, 0.5)
    advice = f"did you mean {field.name}:{near[0]}?" if near else f"{field.name}: takes {', '.join(values)}."
    raise ValueError(f"There is no “{field.name}:{field.value}”; {advice}")


def day_begins(field: FieldTerm, now: datetime) -> float:
    """The start of the given day in the time zone of `now`, in seconds since 1970.

    `after:` includes that day, `before:` excludes it. Raises ValueError with a sentence.
    """
    return datetime.combine(read_day(field.value, now.date()), time(), now.tzinfo).timestamp()
