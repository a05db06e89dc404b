"""Classifies the items of a fetched feed as new, changed or known.

An item is identified by its guid within the feed, else by its article's id, which comes from the page's
address, else by its content within the feed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from briefing.domain import Article
from briefing.store.articles.article_rows import article_values, safe_article
from briefing.store.articles.article_writer import insert_articles, update_article
from briefing.store.database.batches import batched, marks_for

__all__ = ["StoredItems", "store_items"]


@dataclass(frozen=True, slots=True)
class StoredItems:
    """What came of a feed's items."""

    url: str
    new: tuple[Article, ...] = ()
    changed: tuple[Article, ...] = ()
    """Those whose text is another now, so that annotations on them must be found again."""
    known: int = 0
    """How many items were there before, whatever became of their articles."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What was remembered of an item."""

    article: int | None
    """None where the article was taken out, which it stays."""
    said: str
    present: bool


def store_items(
    connection: sqlite3.Connection,
    feed: int,
    url: str,
    items: Iterable[tuple[str, Article]],
    fetched: datetime,
) -> StoredItems:
    """Keep the items of a document. Of several with one guid, the first counts."""
    said = {guid: safe_article(article) for guid, article in reversed(list(items))}
    said = dict(reversed(said.items()))
    known = _by_guid(connection, feed, list(said))
    changed: list[Article] = []
    for guid, item in known.items():
        kept = _changed(connection, feed, guid, item, said[guid], fetched)
        if kept is not None:
            changed.append(kept)
    fresh = {guid: article for guid, article in said.items() if guid not in known}
    new = _join(connection, feed, fresh, fetched)
    _note_absent(connection, feed, said)
    return StoredItems(url, new, tuple(changed), len(said) - len(new))


def _by_guid(connection: sqlite3.Connection, feed: int, guids: Sequence[str]) -> dict[str, _Known]:
    return {
        guid: _Known(article, said, bool(present))
        for some in batched(guids)
        for guid, article, said, present in connection.execute(
            "SELECT guid, article, said, present FROM feed_articles "
            f"WHERE feed = ? AND guid IN ({marks_for(some)})",
            (feed, *some),
        )
    }


def _changed(
    connection: sqlite3.Connection, feed: int, guid: str, known: _Known, article: Article, fetched: datetime
) -> Article | None:
    """Let a known item say what it says now; the article as it is kept, where its text is another."""
    said = article.input_sha256
    if known.said == said:
        if not known.present:
            connection.execute(
                "UPDATE feed_articles SET present = 1 WHERE feed = ? AND guid = ?", (feed, guid)
            )
        return None
    connection.execute(
        "UPDATE feed_articles SET said = ?, present = 1 WHERE feed = ? AND guid = ?", (said, feed, guid)
    )
    if known.article is None:
        return None
    connection.execute(
        "UPDATE other_texts SET text = ? WHERE article = ? AND origin = 'feed'", (article.text, known.article)
    )
    id_, shown = connection.execute(
        "SELECT id, input_sha256 FROM articles WHERE number = ?", (known.article,)
    ).fetchone()
    # What is shown may be the page's text, another feed's, or one that the reader chose: it is left alone.
    if shown != known.said:
        return None
    kept = replace(article, id=id_)
    has_other_text = update_article(connection, known.article, article_values(kept, fetched), kept.text)
    return kept if has_other_text else None


def _join(
    connection: sqlite3.Connection, feed: int, fresh: Mapping[str, Article], fetched: datetime
) -> tuple[Article, ...]:
    """Items that this feed has not had before, each to its article; the articles that are new."""
    values = {guid: article_values(article, fetched) for guid, article in fresh.items()}
    there = _by_id(connection, [article.id for article in fresh.values()])
    told = _by_story(connection, feed, values.values())
    new: dict[str, tuple[dict[str, Any], Article]] = {}
    goes_to: dict[str, str | int | None] = {}
    first_to_tell: dict[tuple[str, str], str] = {}
    for guid, article in fresh.items():
        story = (values[guid]["story"], article.title)
        if article.id in there:
            goes_to[guid] = there[article.id]
        elif article.id in new:
            goes_to[guid] = article.id
        elif story in told:
            goes_to[guid] = told[story]
        elif story in first_to_tell:
            goes_to[guid] = first_to_tell[story]
        else:
            new[article.id] = (values[guid] | {"by_hand": 0}, article)
            first_to_tell[story] = goes_to[guid] = article.id
    numbers = insert_articles(connection, [(each, article.text) for each, article in new.values()])
    numbered = dict(zip(new, numbers, strict=True))
    rows = []
    for guid, article in fresh.items():
        place = goes_to[guid]
        number = numbered[place] if isinstance(place, str) else place
        removed = article.id if number is None else None
        rows.append((feed, guid, number, removed, values[guid]["input_sha256"]))
    connection.executemany(
        "INSERT INTO feed_articles (feed, guid, article, removed, said) VALUES (?, ?, ?, ?, ?)", rows
    )
    return tuple(article for _, article in new.values())


def _by_id(connection: sqlite3.Connection, ids: Sequence[str]) -> dict[str, int | None]:
    """The number of each that is there; None for one that came by a feed and was taken out."""
    found: dict[str, int | None] = {}
    for some in batched(ids):
        among = f"IN ({marks_for(some)})"
        found |= dict.fromkeys(
            id_
            for (id_,) in connection.execute(
                f"SELECT removed FROM feed_articles WHERE removed IS NOT NULL AND removed {among}", some
            )
        )
        found |= connection.execute(f"SELECT id, number FROM articles WHERE id {among}", some).fetchall()
    return found


def _by_story(
    connection: sqlite3.Connection, feed: int, values: Iterable[Mapping[str, Any]]
) -> dict[tuple[str, str], int]:
    """The articles of this feed that tell one of these stories, by story and title."""
    found: dict[tuple[str, str], int] = {}
    for some in batched([each["story"] for each in values]):
        for story, title, number in connection.execute(
            f"SELECT story, title, number FROM articles WHERE story IN ({marks_for(some)}) "
            "AND EXISTS (SELECT 1 FROM feed_articles WHERE article = number AND feed = ?)",
            (*some, feed),
        ):
            found[story, title] = number
    return found


def _note_absent(connection: sqlite3.Connection, feed: int, said: Mapping[str, Article]) -> None:
    """Items that the document does not hold; those taken out are forgotten when it is so the second time.

    Not the first: a server may send half of a feed once, and what was taken out must not come back by that.
    """
    connection.execute(
        "DELETE FROM feed_articles WHERE feed = ? AND article IS NULL AND present = 0", (feed,)
    )
    listed = connection.execute("SELECT guid FROM feed_articles WHERE feed = ? AND present = 1", (feed,))
    absent = [(feed, guid) for (guid,) in listed.fetchall() if guid not in said]
    connection.executemany("UPDATE feed_articles SET present = 0 WHERE feed = ? AND guid = ?", absent)
