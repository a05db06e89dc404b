"""Resolves the time that an open issue names to the day by which it should be settled."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from briefing.domain.analysis import first_day
from briefing.nlp.timeline.date_expressions import find_dates
from briefing.nlp.timeline.relative_days import Tense

_DEADLINE = re.compile(
    r"^(?:until|till|before|prior to|ahead of|no later than|not later than)\s+", re.IGNORECASE
)
_AFTER = re.compile(r"^(?:after|following|from|since)\b", re.IGNORECASE)


def due_time(when: str, published: date) -> str | None:
    """Return the first date in `when` in ISO 8601, as precise as it is; None if it is past or missing."""
    if _AFTER.match(when):
        return None
    for expression in find_dates(_DEADLINE.sub("", when)):
        resolved = expression.resolve(published, Tense.FUTURE)
        return resolved if resolved is not None and last_day(resolved) >= published else None
    return None


def is_ahead(when: str, published: date) -> bool:
    """Whether a day, week, month or year in ISO 8601 begins after the day of publication."""
    begins = first_day(when)
    return begins > published.isoformat()[: len(begins)]


def is_to_come(when: str, published: date, tense: Tense) -> bool:
    """Whether what is told in a tense is to come: "will be announced this week", though that has begun."""
    return is_ahead(when, published) or (tense is Tense.FUTURE and last_day(when) >= published)


def last_day(when: str) -> date:
    """Return the last day of a day, week, month or year in ISO 8601."""
    if "-W" in when:
        return date.fromisoformat(first_day(when)) + timedelta(days=6)
    year, month, day = ([*map(int, when.split("-")), 0, 0])[:3]
    if not month:
        return date(year, 12, 31)
    return date(year, month, day or monthrange(year, month)[1])


def last_day_but_of_a_year(when: str | None) -> date | None:
    """Return the last day of a day, week or month in ISO 8601; a year is no day."""
    return last_day(when) if when is not None and len(when) > len("2026") else None
