"""Finds stories by their number of publishers, and by their news."""

from __future__ import annotations

import sqlite3
from collections import defaultdict

from briefing.domain.article import publisher_of

LATE_DAYS = 4
"""Days after its publication within which an article that a feed brings is news."""

WITH_NEWS = f"""
    SELECT story FROM stories s JOIN story_members ON story = s.number JOIN articles a ON a.number = article
    WHERE s.seen < CASE
        WHEN a.by_hand = 1 AND a.published IS NULL THEN 0
        WHEN a.by_hand = 0 AND CAST(strftime('%s', a.fetched) AS INTEGER) - a.newest <= {LATE_DAYS} * 86400
        THEN CAST(strftime('%s', a.fetched) AS INTEGER) ELSE a.newest END
"""
"""The stories with news (see `StoryMember.arrived` and `is_undated`) since the reader left them."""


def stories_of_more(connection: sqlite3.Connection, than: int) -> list[int]:
    """Return the numbers of the stories that more publishers than this tell, each in a text of its own."""
    rows = connection.execute(
        "SELECT story, same_text, id, source, url FROM story_members JOIN articles ON number = article "
        "WHERE story IN (SELECT story FROM story_members GROUP BY story HAVING count(*) > ?) "
        "ORDER BY newest, id DESC",
        (than,),
    )
    first: dict[tuple[int, str], str] = {}
    for story, same_text, *about in rows:
        first.setdefault((story, same_text), publisher_of(*about))
    publishers: dict[int, set[str]] = defaultdict(set)
    for (story, _), name in first.items():
        publishers[story].add(name)
    return [story for story, names in publishers.items() if len(names) > than]
