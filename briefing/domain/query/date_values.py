"""Parses dates in queries: ISO dates, parts of dates, and durations such as `7d`."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from briefing.domain.query.search_words import search_words

_AGO = re.compile(r"([0-9]{1,4})([dwmy])")
_DAY = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")


def read_day(value: str, today: date, *, last: bool = False) -> date:
    """Parse a date: 2026-11-01, 2026-11, 2026, today, yesterday, 7d, 2w, 3m, 1y.

    A month or year yields its first day, or its last one with `last`. Raises ValueError with a sentence.
    """
    word = search_words(value)
    named = {"today": 0, "yesterday": 1}
    try:
        if word in named:
            return today - timedelta(days=named[word])
        if ago := _AGO.fullmatch(word):
            number, unit = int(ago[1]), ago[2]
            if unit in "dw":
                return today - timedelta(days=number * (7 if unit == "w" else 1))
            return _months_before(today, number * (12 if unit == "y" else 1))
        if day := _DAY.fullmatch(word):
            year, month = int(day[1]), int(day[2] or (12 if last else 1))
            number = int(day[3]) if day[3] else monthrange(year, month)[1] if last else 1
            return date(year, month, number)
    except (ValueError, OverflowError):
        pass  # such as the 30th of February, or a date before year 1
    raise ValueError(f"“{value}” is no day; write 2026-11-01, 2026-11, today, yesterday, 7d, 2w or 3m.")


def _months_before(day: date, months: int) -> date:
    """Go back some months, to the same day or, where the month is too short, to its last day."""
    total = day.year * 12 + day.month - 1 - months
    year, month = total // 12, total % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
