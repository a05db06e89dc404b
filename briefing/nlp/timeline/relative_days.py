"""Computes the day that a relative date means, from the day of publication and the tense of its verb."""

from __future__ import annotations

from calendar import isleap, monthrange
from contextlib import suppress
from datetime import date, timedelta
from enum import StrEnum

_SATURDAY = 5
_RECENT = timedelta(days=31)
_TOLD = 3
"""The most months for which the present tense tells of what is past: "the poll shows that in March …"."""


class Tense(StrEnum):
    """The time of an event relative to the day of publication."""

    PAST = "past"
    PRESENT = "present"
    """The tense of an arranged event: "the court sits on Friday"."""
    FUTURE = "future"
    UNKNOWN = "unknown"


def day_of(published: str | None) -> date | None:
    """Return the day of publication, which may have a time with it; None if there is none."""
    with suppress(ValueError):
        return date.fromisoformat((published or "")[:10])
    return None


def days_from(published: date, days: int) -> str | None:
    """Return the day that is `days` later, or earlier if negative; None beyond the calendar."""
    try:
        return (published + timedelta(days=days)).isoformat()
    except OverflowError:
        return None


def week_of(published: date, weeks: int = 0) -> str | None:
    """Return the ISO 8601 week, which begins on Monday, that is `weeks` later: 2026-W10."""
    try:
        year, week, _ = (published + timedelta(weeks=weeks)).isocalendar()
    except OverflowError:
        return None
    return f"{year:04}-W{week:02}"


def months_from(published: date, months: int) -> str | None:
    """Return the month that is `months` later: 2026-03; None beyond the calendar."""
    year, month = divmod(published.year * 12 + published.month - 1 + months, 12)
    return f"{year:04}-{month + 1:02}" if date.min.year <= year <= date.max.year else None


def weekday(number: int, published: date, tense: Tense, *, weeks: int | None = None) -> str | None:
    """Return the nearest such weekday in the direction of the tense, the day of publication included.

    With `weeks`, return the day in the week of publication, or in the one that many weeks later. Monday is 0.
    """
    days = number - published.weekday()
    if weeks is not None:
        return days_from(published, days + 7 * weeks)
    if tense is Tense.PAST:
        return days_from(published, -(-days % 7))
    if tense in (Tense.PRESENT, Tense.FUTURE):
        return days_from(published, days % 7)
    return None


def weekend(published: date, tense: Tense) -> str | None:
    """Return the Saturday of the last or next weekend; None if published on a weekend, which is ambiguous."""
    return weekday(_SATURDAY, published, tense) if published.weekday() < _SATURDAY else None


def day_of_month(month: int, day: int, published: date, tense: Tense) -> str | None:
    """Return the day in the year that the tense points to, or the nearest one; None if no year has it.

    A day of the last month is always that one, even if the tense is future.
    """
    # Eight years in either direction include a 29 February, even around a year such as 1900.
    years = range(max(date.min.year, published.year - 8), min(date.max.year, published.year + 8) + 1)
    days = [date(year, month, day) for year in years if 0 < day <= _days_in(year, month)]
    before = max((each for each in days if each <= published), default=None)
    after = min((each for each in days if each > published), default=None)
    if before is None or after is None:
        return None
    if before == published:
        return before.isoformat()
    nearer = Tense.PAST if published - before <= after - published else Tense.FUTURE
    # "They said it would open on February 28", on 4 March: this does not mean a day eleven months ahead.
    is_recent = tense is Tense.FUTURE and published - before <= _RECENT
    is_told = tense is Tense.PRESENT and published - before <= _TOLD * _RECENT
    if tense is Tense.UNKNOWN or is_told or is_recent:
        tense = nearer
    return (before if tense is Tense.PAST else after).isoformat()


def month_of_year(month: int, published: date, tense: Tense) -> str | None:
    """Return the last or next such month, this one included; without a tense the nearest.

    The present tense tells of the last months or of what is to come.
    """
    back, ahead = (published.month - month) % 12, (month - published.month) % 12
    if tense is Tense.UNKNOWN or (tense is Tense.PRESENT and back <= _TOLD):
        tense = Tense.PAST if back <= ahead else Tense.FUTURE
    return months_from(published, -back if tense is Tense.PAST else ahead)


def _days_in(year: int, month: int) -> int:
    return 29 if month == 2 and isleap(year) else monthrange(2001, month)[1]
