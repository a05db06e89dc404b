"""Copies what can still be read of a damaged library.db into a new one.

SQLite refuses a table at the first page that it cannot read. Here each table is read by ranges of its row
numbers, which are halved around such a page until only the rows on it are missing.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Collection, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from briefing.domain.article import is_article_id, text_hash
from briefing.store.articles.article_marks import Marks, merge_marks
from briefing.store.articles.article_rows import same_text
from briefing.store.database.batches import placeholders

RESTORED = "recovered"
"""Name of the fact that articles were restored from their annotations: a salvaged library needs it again."""
MAX_FAILURES = 100_000
"""Ranges of a table that cannot be read, before the rest of it is given up: about a second."""

_FLAGS = ("read", "starred", "muted", "by_hand")
_FEED_VALIDATORS = ("etag", "last_modified", "body_sha256")
"""Columns of a feed that would keep its server from sending again what was lost."""

_WITHOUT_ROWID = ("story_names",)
"""Tables that are read from the start to the first page that cannot be."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class SalvageReport:
    articles: int = 0
    marked: int = 0
    """Articles whose text is lost and whose marks are not."""


def salvage_database(damaged: Path, connection: sqlite3.Connection) -> SalvageReport:
    """Fill a new database with what the file still has. The file stays as it is."""
    with tempfile.TemporaryDirectory(prefix="briefing-") as folder:
        source = _open(damaged)
        if source is None:
            copy = Path(folder) / "copy.db"
            with suppress(OSError):
                _copy_with_schema(damaged, copy, connection.serialize())
                source = _open(copy)
        if source is None:
            return SalvageReport()
        with closing(source):
            connection.execute("BEGIN IMMEDIATE")
            salvage = _copy_all(source, connection)
            connection.execute("COMMIT")
            return salvage


def _open(file: Path) -> sqlite3.Connection | None:
    """None for a file that names no articles."""
    try:
        # Only for reading: closing it must not write its log into it.
        source = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
    except sqlite3.Error:
        return None
    source.text_factory = lambda raw: raw.decode("utf-8", "replace")
    with suppress(sqlite3.Error):
        source.execute("PRAGMA trusted_schema = OFF")
        source.execute("PRAGMA cell_size_check = ON")
        source.execute("SELECT number, id FROM articles LIMIT 0")
        source.execute("SELECT number, text FROM texts LIMIT 0")
        return source
    source.close()
    return None


def _copy_with_schema(damaged: Path, copy: Path, new: bytes) -> None:
    """Copy a file whose first page is damaged, with the pages that name the tables from a new database.

    A table has the same root page in every database that was made by the same statements.
    """
    shutil.copyfile(damaged, copy)
    log = damaged.with_name(f"{damaged.name}-wal")
    if log.exists():
        shutil.copyfile(log, copy.with_name(f"{copy.name}-wal"))
    size = int.from_bytes(new[16:18], "big")
    first = bytearray(new[:size])
    first[28:40] = (copy.stat().st_size // size).to_bytes(4, "big") + bytes(8)  # pages, and none of them free
    pages = []
    if first[100] == 5:  # an inner page: cells, each beginning with the number of a page below, and the last
        cells = [int.from_bytes(first[at : at + 2], "big") for at in range(112, 112 + 2 * first[104], 2)]
        pages = [int.from_bytes(first[at : at + 4], "big") for at in (*cells, 108)]
    with copy.open("r+b") as file:
        file.write(first)
        for page in pages:
            file.seek((page - 1) * size)
            file.write(new[(page - 1) * size : page * size])


def _copy_all(source: sqlite3.Connection, target: sqlite3.Connection) -> SalvageReport:
    articles = {row["number"]: row for row in _rows(source, target, "articles") if _is_article(row)}
    kept: set[int] = set()
    for row in _rows(source, target, "texts"):
        article = articles.get(row["number"])
        text = str(row["text"])
        if article is not None and text_hash(text) == article["text_sha256"]:
            # Computed, since earlier versions have it in another column.
            key = same_text(article["id"], text, article["text_sha256"])
            _insert(target, "articles", article | {"same_text": key})
            _insert(target, "texts", row)
            kept.add(row["number"])
    tags = {number: _tags(source, number) for number in articles}
    for number in kept:
        for tag in tags[number]:
            _insert(target, "article_tags", {"article": number, "tag": tag})
    feeds: set[int] = set()
    for row in _rows(source, target, "feeds"):
        feeds.add(row["number"])
        _insert(target, "feeds", row | dict.fromkeys(_FEED_VALIDATORS))
    stories: set[int] = set()
    for row in filter(_is_story, _rows(source, target, "stories")):
        stories.add(row["number"])
        _insert(target, "stories", row)
    ids = {articles[number]["id"] for number in kept}
    belongs: dict[str, Callable[[Row], bool]] = {
        # One whose article is lost would keep the feed from bringing it again.
        "feed_articles": lambda row: (
            row["feed"] in feeds and (row["article"] in kept or bool(row["removed"]))
        ),
        "story_members": lambda row: (
            row["article"] in kept and row["story"] in stories and isinstance(row["score"], float)
        ),
        "story_names": lambda row: isinstance(row["id"], str) and row["story"] in stories,
        "structures": lambda row: row["article"] in kept,
        "other_texts": lambda row: row["article"] in kept,
        "moved": lambda row: row["article_id"] in ids,
        "facts": lambda row: row["name"] != RESTORED,
        "watches": lambda row: (
            all(isinstance(row[name], str) for name in ("kind", "what"))
            and all(isinstance(row[name], float) for name in ("created", "seen"))
        ),
    }
    for table, is_whole in belongs.items():
        for row in _rows(source, target, table):
            if is_whole(row):
                _insert(target, table, row)
    target.execute("INSERT INTO unindexed (number) SELECT number FROM articles ORDER BY newest DESC")
    lost = [_marks(row, tags[number]) for number, row in articles.items() if number not in kept]
    marked = [each for each in lost if each != Marks(each.id)]
    merge_marks(target, marked)
    return SalvageReport(len(kept), len(marked))


def _rows(source: sqlite3.Connection, target: sqlite3.Connection, table: str) -> Iterator[Row]:
    """The rows that can be read, with the columns that both databases have."""
    try:
        there = _columns(source, table)
        columns = [name for name in _columns(target, table) if name in there]
    except sqlite3.DatabaseError:
        return
    if table in _WITHOUT_ROWID:
        with suppress(sqlite3.DatabaseError):
            for values in source.execute(f"SELECT {', '.join(columns)} FROM {table}"):
                yield dict(zip(columns, values, strict=True))
        return
    statement = (
        f"SELECT rowid, {', '.join(columns)} FROM {table} NOT INDEXED "
        "WHERE rowid BETWEEN ? AND ? ORDER BY rowid"
    )
    ranges = [(1, _last(source, table))] if columns else []
    failures = 0
    while ranges and failures < MAX_FAILURES:
        first, last = ranges.pop()
        try:
            for number, *values in source.execute(statement, (first, last)):
                first = number + 1
                yield dict(zip(columns, values, strict=True))
        except sqlite3.DatabaseError:
            failures += 1
            if first < last:
                middle = (first + last) // 2
                ranges += [(middle + 1, last), (first, middle)]


def _last(source: sqlite3.Connection, table: str) -> int:
    try:
        return int(source.execute(f"SELECT ifnull(max(rowid), 0) FROM {table}").fetchone()[0])
    except sqlite3.DatabaseError:  # then more than the file can hold of rows as small as they come
        return 64 * int(source.execute("PRAGMA page_count").fetchone()[0])


def _columns(connection: sqlite3.Connection, table: str) -> Collection[str]:
    return [name for _, name, *_ in connection.execute(f"PRAGMA table_info({table})")]


def _is_article(row: Row) -> bool:
    """Whether no value was damaged as far as that can be seen."""
    return (
        isinstance(row["id"], str)
        and is_article_id(row["id"])
        and all(isinstance(row[name], str) for name in ("title", "fetched", "text_sha256", "input_sha256"))
        and isinstance(row["newest"], float)
        and isinstance(row["place"], int)
        and all(row[name] in (0, 1) for name in _FLAGS)
    )


def _is_story(row: Row) -> bool:
    return (
        isinstance(row["id"], str)
        and isinstance(row["terms"], str)
        and isinstance(row["seen"], float | None)
        and all(row[name] in (0, 1) for name in ("followed", "muted"))
    )


def _tags(source: sqlite3.Connection, number: int) -> tuple[str, ...]:
    try:
        return tuple(
            tag for (tag,) in source.execute("SELECT tag FROM article_tags WHERE article = ?", (number,))
        )
    except sqlite3.DatabaseError:
        return ()


def _marks(row: Row, tags: tuple[str, ...]) -> Marks:
    read, starred, muted, _ = (bool(row[name]) for name in _FLAGS)
    return Marks(row["id"], read, starred, muted, row["place"], tags)


def _insert(target: sqlite3.Connection, table: str, row: Row) -> None:
    target.execute(
        f"INSERT OR IGNORE INTO {table} ({', '.join(row)}) VALUES ({placeholders(list(row))})",
        list(row.values()),
    )
