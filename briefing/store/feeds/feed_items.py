"""Classifies the items of a fetched feed as new, changed or known.

An item is identified by its guid within the feed, or else by its article's id, which comes from the page's
address, or else by its content within the feed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from briefing.domain import Article
from briefing.domain.article import article_id
from briefing.store.articles.article_rows import (
    ARTICLE_COLUMNS,
    JOIN_STRUCTURES,
    article_from_row,
    article_row,
    article_values,
    safe_article,
)
from briefing.store.articles.article_writer import insert_articles, update_article
from briefing.store.database.batches import batched, placeholders


@dataclass(frozen=True, slots=True)
class StoredItems:
    url: str
    new: tuple[Article, ...] = ()
    changed: tuple[Article, ...] = ()
    """Articles whose text changed, so that their annotations must be re-anchored."""
    known: int = 0
    """The number of items that were stored before, whether or not their articles still exist."""


@dataclass(frozen=True, slots=True)
class _StoredItem:
    article: int | None
    """The article's number, or None if the article was removed; it is not added again."""
    said: str
    present: bool


def store_items(
    connection: sqlite3.Connection,
    feed: int,
    url: str,
    items: Iterable[tuple[str, Article]],
    fetched: datetime,
    *,
    is_whole: bool,
) -> StoredItems:
    """Store the items of a document, or a part of them; of items with one guid, the first counts."""
    articles = {guid: safe_article(article) for guid, article in reversed(list(items))}
    articles = dict(reversed(articles.items()))
    known = _by_guid(connection, feed, list(articles))
    changed: list[Article] = []
    for guid, item in known.items():
        kept = _update_item(connection, feed, guid, item, articles[guid], fetched)
        if kept is not None:
            changed.append(kept)
    unknown = {guid: article for guid, article in articles.items() if guid not in known}
    new = _add_items(connection, feed, unknown, fetched)
    if is_whole:
        _mark_absent(connection, feed, articles)
    return StoredItems(url, new, tuple(changed), len(articles) - len(new))


def _by_guid(connection: sqlite3.Connection, feed: int, guids: Sequence[str]) -> dict[str, _StoredItem]:
    return {
        guid: _StoredItem(article, said, bool(present))
        for some in batched(guids)
        for guid, article, said, present in connection.execute(
            "SELECT guid, article, said, present FROM feed_articles "
            f"WHERE feed = ? AND guid IN ({placeholders(some)})",
            (feed, *some),
        )
    }


def _update_item(
    connection: sqlite3.Connection,
    feed: int,
    guid: str,
    known: _StoredItem,
    article: Article,
    fetched: datetime,
) -> Article | None:
    """Update a known item; return the stored article if its text changed."""
    sha256 = article.input_sha256
    if known.said == sha256:
        if not known.present:
            connection.execute(
                "UPDATE feed_articles SET present = 1 WHERE feed = ? AND guid = ?", (feed, guid)
            )
        return None
    connection.execute(
        "UPDATE feed_articles SET said = ?, present = 1 WHERE feed = ? AND guid = ?", (sha256, feed, guid)
    )
    if known.article is None:
        return None
    connection.execute(
        "UPDATE other_texts SET text = ? WHERE article = ? AND origin = 'feed'", (article.text, known.article)
    )
    id_, shown = connection.execute(
        "SELECT id, input_sha256 FROM articles WHERE number = ?", (known.article,)
    ).fetchone()
    # The article may show the page's text, another feed's, or one that the reader chose: leave it.
    if shown != known.said:
        return None
    kept = replace(article, id=id_)
    has_other_text = update_article(connection, known.article, article_values(kept, fetched), kept)
    return kept if has_other_text else None


def _add_items(
    connection: sqlite3.Connection, feed: int, unknown: Mapping[str, Article], fetched: datetime
) -> tuple[Article, ...]:
    """Link new items to their articles and insert those that are missing; return the inserted ones."""
    unknown = _told_apart(connection, unknown)
    values = {guid: article_values(article, fetched) for guid, article in unknown.items()}
    by_id = _by_id(connection, [article.id for article in unknown.values()])
    by_text = _by_text(connection, feed, values.values())
    new: dict[str, tuple[dict[str, Any], Article]] = {}
    targets: dict[str, str | int | None] = {}
    new_texts: dict[tuple[str, str], str] = {}
    for guid, article in unknown.items():
        text_key = (values[guid]["same_text"], article.title)
        if article.id in by_id:
            targets[guid] = stored = by_id[article.id]
            if stored is not None:
                _complete(connection, stored, article, fetched)
        elif article.id in new:
            targets[guid] = article.id
        elif text_key in by_text:
            targets[guid] = by_text[text_key]
        elif text_key in new_texts:
            targets[guid] = new_texts[text_key]
        else:
            new[article.id] = (values[guid] | {"by_hand": 0}, article)
            new_texts[text_key] = targets[guid] = article.id
    numbers = insert_articles(connection, [article_row(article, each) for each, article in new.values()])
    numbered = dict(zip(new, numbers, strict=True))
    rows = []
    for guid, article in unknown.items():
        place = targets[guid]
        number = numbered[place] if isinstance(place, str) else place
        removed = article.id if number is None else None
        rows.append((feed, guid, number, removed, values[guid]["input_sha256"]))
    connection.executemany(
        "INSERT INTO feed_articles (feed, guid, article, removed, said) VALUES (?, ?, ?, ?, ?)", rows
    )
    return tuple(article for _, article in new.values())


def _complete(connection: sqlite3.Connection, number: int, item: Article, fetched: datetime) -> None:
    """Give an article of no feed the day, the author and the source of an item where its page named none."""
    row = connection.execute(
        f"SELECT {ARTICLE_COLUMNS} FROM articles JOIN texts USING (number) {JOIN_STRUCTURES} "
        "WHERE number = ?1 AND NOT EXISTS (SELECT 1 FROM feed_articles WHERE article = ?1)",
        (number,),
    ).fetchone()
    if row is None:
        return
    stored = article_from_row(row)
    host = urlsplit(stored.url).hostname if stored.url else None
    is_host = stored.source is None or (host is not None and host.removeprefix("www.") == stored.source)
    whole = replace(
        stored,
        published=stored.published or item.published,
        author=stored.author or item.author,
        source=(item.source if is_host else None) or stored.source,
    )
    if whole != stored:
        update_article(connection, number, article_values(whole, fetched), whole)


def _told_apart(connection: sqlite3.Connection, unknown: Mapping[str, Article]) -> dict[str, Article]:
    """Give an item an id of its own where an article with its id has neither its title nor its text.

    An address is a page's own, but the Message-ID of a mail is whatever its sender wrote.
    """
    holders: dict[str, set[str]] = {}
    for some in batched([article.id for article in unknown.values() if article.url is None]):
        among = f"SELECT id, title, text_sha256 FROM articles WHERE id IN ({placeholders(some)})"
        holders |= {id_: {title, text} for id_, title, text in connection.execute(among, some)}
    apart = dict(unknown)
    for guid, article in unknown.items():
        said = {article.title, article.sha256}
        if article.url is None and not said & holders.setdefault(article.id, said):
            apart[guid] = replace(article, id=article_id(f"{article.id} {guid}"))
    return apart


def _by_id(connection: sqlite3.Connection, ids: Sequence[str]) -> dict[str, int | None]:
    """Return the numbers of articles by id; None for an article of a feed that was removed."""
    found: dict[str, int | None] = {}
    for some in batched(ids):
        among = f"IN ({placeholders(some)})"
        found |= dict.fromkeys(
            id_
            for (id_,) in connection.execute(
                f"SELECT removed FROM feed_articles WHERE removed IS NOT NULL AND removed {among}", some
            )
        )
        found |= connection.execute(f"SELECT id, number FROM articles WHERE id {among}", some).fetchall()
    return found


def _by_text(
    connection: sqlite3.Connection, feed: int, values: Iterable[Mapping[str, Any]]
) -> dict[tuple[str, str], int]:
    """Return the numbers of this feed's articles that have one of these texts, by text key and title."""
    found: dict[tuple[str, str], int] = {}
    for some in batched([each["same_text"] for each in values]):
        for text, title, number in connection.execute(
            f"SELECT same_text, title, number FROM articles WHERE same_text IN ({placeholders(some)}) "
            "AND EXISTS (SELECT 1 FROM feed_articles WHERE article = number AND feed = ?)",
            (*some, feed),
        ):
            found[text, title] = number
    return found


def _mark_absent(connection: sqlite3.Connection, feed: int, said: Mapping[str, Article]) -> None:
    """Mark items that are missing from the document; forget removed ones once they are missing twice.

    A server may send half a feed once, and a removed article must not reappear after that.
    """
    connection.execute(
        "DELETE FROM feed_articles WHERE feed = ? AND article IS NULL AND present = 0", (feed,)
    )
    listed = connection.execute("SELECT guid FROM feed_articles WHERE feed = ? AND present = 1", (feed,))
    absent = [(feed, guid) for (guid,) in listed.fetchall() if guid not in said]
    connection.executemany("UPDATE feed_articles SET present = 0 WHERE feed = ? AND guid = ?", absent)
