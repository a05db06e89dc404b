"""Numbers of articles: of each day or week, of the periods of a chart, of the actors that they name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

MAX_DAYS = 31
"""Days from the first article to the last up to which articles are counted by day, not by week."""
MAX_WEEKS = 53
"""The most weeks that are counted; older articles are left out."""


@dataclass(frozen=True, slots=True)
class Activity:
    """The number of articles of each day or week, from that of the first article to that of the last."""

    first: date
    """The first day; where weeks are counted, a Monday."""
    days: int
    """The length of a step in days: 1, or 7 where weeks are counted."""
    articles: tuple[int, ...]


def activity(times: Iterable[str]) -> Activity | None:
    """Count articles by their times (ISO 8601), or return None where there are none."""
    days = sorted(date.fromisoformat(time[:10]) for time in times)
    if not days:
        return None
    first, last = days[0], days[-1]
    step = 1 if (last - first).days < MAX_DAYS else 7
    if step == 7:
        first, last = (day - timedelta(days=day.weekday()) for day in (first, last))
        first = max(first, last - timedelta(weeks=MAX_WEEKS - 1))
    counts = Counter((day - first).days // step for day in days)
    return Activity(first, step, tuple(counts[at] for at in range((last - first).days // step + 1)))


@dataclass(frozen=True, slots=True)
class Period:
    """The number of articles of some days, and how many of them are read, and have annotations."""

    first: date | None
    """The first day; None for all days before the chart."""
    last: date
    articles: int = 0
    read: int = 0
    annotated: int = 0


@dataclass(frozen=True, slots=True)
class ActorCount:
    name: str
    """The most common spelling of the name."""
    kind: str
    articles: int


@dataclass(frozen=True, slots=True)
class ActorCounts:
    actors: tuple[ActorCount, ...]
    """The actors, the most frequent first."""
    briefed: int
    """The number of the articles that have a stored analysis."""
    articles: int
