"""Counts articles for charts: by day or week, and by the actors of their stored analyses."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from briefing.domain.query.search_words import search_words
from briefing.domain.stories.activity import ActorCount, ActorCounts, Period
from briefing.store.articles.query_conditions import Condition

DAY_SECONDS = 86_400


def count_by_period(
    connection: sqlite3.Connection, condition: Condition, now: datetime, *, days: int, most: int
) -> tuple[Period, ...]:
    """At most `most` periods of so many days, today's first, and one for all days before if it has articles.

    A period of seven days begins on a Monday. Days begin where those of `after:` and `before:` do.
    """
    current = now.date() - timedelta(days=now.weekday() if days == 7 else 0)
    oldest = current - timedelta(days=days * (most - 1))
    start = datetime.combine(oldest, time(), now.tzinfo).timestamp()
    rows = connection.execute(
        "SELECT CASE WHEN newest < ? THEN -1 ELSE min(CAST((newest - ?) / ? AS INTEGER), ?) END AS period, "
        "count(*), sum(read), sum(id IN (SELECT article_id FROM annotations)) "
        f"FROM articles WHERE {condition.sql} GROUP BY period",
        [start, start, days * DAY_SECONDS, most - 1, *condition.values],
    ).fetchall()
    counts = {number: tuple(map(int, numbers)) for number, *numbers in rows}
    return tuple(_periods(counts, oldest, now.date(), days, most))


def _periods(
    counts: dict[int, tuple[int, ...]], oldest: date, today: date, days: int, most: int
) -> Iterator[Period]:
    first = min((number for number in counts if number >= 0), default=most - 1)
    for number in reversed(range(first, most) if counts else ()):
        begin = oldest + timedelta(days=days * number)
        last = begin + timedelta(days=days - 1)
        yield Period(begin, min(last, today), *counts.get(number, ()))
    if -1 in counts:
        yield Period(None, oldest + timedelta(days=days * first - 1), *counts[-1])


def count_by_actor(connection: sqlite3.Connection, condition: Condition, *, most: int) -> ActorCounts:
    """Count an actor in each article that names it so, be it by another name of the same actor.

    The number is that of the articles which `actor:"=NAME"` finds.
    """
    found = f"WITH found AS MATERIALIZED (SELECT input_sha256 FROM articles WHERE {condition.sql})"
    named = connection.execute(
        f"{found} SELECT names.actors FROM found JOIN analysis_names names USING (input_sha256)",
        condition.values,
    ).fetchall()
    articles = Counter(name for (names,) in named for name in set(names.split("\n")))
    (total,) = connection.execute(f"{found} SELECT count(*) FROM found", condition.values).fetchone()
    rows = connection.execute(
        f"{found} SELECT json_extract(actor.value, '$.name') AS name, "
        "json_extract(actor.value, '$.kind') AS kind "
        "FROM found JOIN analyses USING (input_sha256) JOIN analysis_names USING (input_sha256), "
        "json_each(coalesce(shown, CASE WHEN json_valid(payload) THEN payload ELSE '{}' END), '$.actors') "
        "AS actor "
        "GROUP BY name, kind ORDER BY count(*) DESC, name, kind",
        condition.values,
    ).fetchall()
    return ActorCounts(_ranked(rows, articles)[:most], len(named), total)


def _ranked(rows: Sequence[tuple[Any, Any]], articles: Counter[str]) -> tuple[ActorCount, ...]:
    """Make one count per name, whatever its spelling; `rows` have the most common spellings first."""
    actors: dict[str, ActorCount] = {}
    for name, kind in rows:
        key = search_words(str(name or ""))
        if key and key not in actors and articles[key]:
            actors[key] = ActorCount(str(name), str(kind or ""), articles[key])
    return tuple(actors[key] for key in sorted(actors, key=lambda key: (-actors[key].articles, key)))
