"""Reads the articles that stories are made of, and stores the stories."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from briefing.domain.article import ArticleEntry
from briefing.domain.stories.assignment import AssignedStory, Membership
from briefing.domain.stories.event_index import SECONDS_A_DAY
from briefing.domain.stories.terms import ArticleTerms, article_terms, terms_from_json, terms_to_json
from briefing.store.articles.article_rows import ENTRY_COLUMNS, entry_from_row
from briefing.store.database.batches import batched, placeholders
from briefing.store.database.connections import Database
from briefing.store.stories.story_sources import LATE_DAYS

CHANGES = "changes of stories"
"""Metadata key for the number of changes of stories."""
KEPT_DAYS, KEPT_ARTICLES = 7, 3_000
"""Days, counted back from the newest article, for which the terms of articles are kept, and the number of
newest articles for which they are kept at least."""


@dataclass(frozen=True, slots=True)
class DatedArticle:
    """An article with what its assignment to a story depends on."""

    number: int
    id: str
    language: str | None
    fetched: datetime
    newest: float
    """The time of publication, or else of the fetch, in seconds since 1970."""
    is_dated: bool
    text_sha256: str
    membership: Membership | None


@dataclass(frozen=True, slots=True)
class StoryMember:
    """An article of a story, as lists show it."""

    entry: ArticleEntry
    same_text: str
    newest: float
    score: float
    by_hand: bool

    @property
    def arrived(self) -> float:
        """The time from which the reader could see the article, in seconds since 1970.

        An article that a feed brings some days after its publication is news; later, it is the feed's past.
        One that was added by hand is as old as it says.
        """
        fetched = datetime.fromisoformat(self.entry.fetched).timestamp()
        is_late = self.entry.by_hand or fetched - self.newest > LATE_DAYS * SECONDS_A_DAY
        return self.newest if is_late else fetched

    @property
    def is_undated(self) -> bool:
        """Whether it was added by hand and has no day, so that it is never news."""
        return self.entry.by_hand and not self.entry.published


@dataclass(frozen=True, slots=True)
class StoredStory:
    """A story with its members, the newest first."""

    id: str
    terms: tuple[str, ...]
    followed: bool
    muted: bool
    seen: float | None
    members: tuple[StoryMember, ...]

    @property
    def last(self) -> float:
        return self.members[0].newest


_ENTRY = ", ".join(f"a.{column.strip()}" for column in ENTRY_COLUMNS.split(","))
_ARTICLES = """
    SELECT a.number, a.id, a.language, a.fetched, a.newest, a.published, a.text_sha256, s.id, m.by_hand
    FROM articles a
    LEFT JOIN story_members m ON m.article = a.number
    LEFT JOIN stories s ON s.number = m.story
"""


class StoryStore:
    """The stories of a library. Every method may raise StoreError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def unassigned(self, most: int) -> list[DatedArticle]:
        """Return the oldest articles without a story."""
        with self._database.searching() as connection:
            rows = connection.execute(
                f"{_ARTICLES} WHERE m.article IS NULL ORDER BY a.newest, a.id LIMIT ?", (most,)
            ).fetchall()
        return list(map(_dated_article, rows))

    def count_unassigned(self) -> int:
        with self._database.searching() as connection:
            row = connection.execute(
                "SELECT (SELECT count(*) FROM articles) - (SELECT count(*) FROM story_members)"
            ).fetchone()
        return int(row[0])

    def feed_arrivals(self) -> list[datetime]:
        """Return the times at which the first and the last article of feeds came."""
        with self._database.searching() as connection:
            found = [
                connection.execute(
                    f"SELECT fetched FROM articles WHERE by_hand = 0 ORDER BY number {order} LIMIT 1"
                ).fetchone()
                for order in ("ASC", "DESC")
            ]
        return [datetime.fromisoformat(row[0]) for row in found if row is not None]

    def between(self, first: float, last: float) -> list[DatedArticle]:
        """Return the articles that have a story and are from this time, in seconds since 1970."""
        with self._database.searching() as connection:
            rows = connection.execute(
                f"{_ARTICLES} WHERE a.newest BETWEEN ? AND ? AND m.article IS NOT NULL", (first, last)
            ).fetchall()
        return list(map(_dated_article, rows))

    def newest(self, most: int) -> list[DatedArticle]:
        """Return the newest articles, the oldest of them first."""
        with self._database.searching() as connection:
            rows = connection.execute(
                f"{_ARTICLES} ORDER BY a.newest DESC, a.id DESC LIMIT ?", (most,)
            ).fetchall()
        return list(map(_dated_article, reversed(rows)))

    def terms(self, articles: Sequence[DatedArticle]) -> dict[int, ArticleTerms]:
        """Return terms by article number; they are counted anew unless stored for the present text."""
        found: dict[int, ArticleTerms] = {}
        wanted = {article.number: article.text_sha256 for article in articles}
        # Counting takes a millisecond for an article, so no other search should wait for it.
        for some in batched(list(wanted)):
            for number, sha256, terms in self._rows(
                "SELECT article, text_sha256, terms FROM story_terms WHERE article", some
            ):
                if sha256 == wanted[number]:
                    try:
                        found[number] = terms_from_json(terms)
                    except ValueError:
                        continue  # damaged: counted anew
            for number, title, text in self._rows(
                # LEFT JOIN: an article that lost its text gets a story too, or the assignment would not end.
                "SELECT a.number, title, ifnull(text, '') FROM articles a LEFT JOIN texts USING (number) "
                "WHERE a.number",
                [number for number in some if number not in found],
            ):
                found[number] = article_terms(title, text)
        return found

    def texts(self, numbers: Sequence[int]) -> Iterator[str]:
        """Yield the title and text of each of these articles."""
        for title, text in self._rows(
            "SELECT title, text FROM articles JOIN texts USING (number) WHERE number", numbers
        ):
            yield f"{title}\n{text}"

    def texts_of(self, ids: Sequence[str]) -> Iterator[str]:
        """Yield the title and text of each article with one of these ids."""
        return self.texts([number for (number,) in self._rows("SELECT number FROM articles WHERE id", ids)])

    def _rows(self, statement: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
        with self._database.searching() as connection:
            return list(select_in(connection, statement, values))

    def save(
        self,
        stories: Iterable[AssignedStory],
        articles: Mapping[int, DatedArticle],
        terms: Mapping[int, ArticleTerms],
    ) -> None:
        """Store assigned stories in one transaction.

        An article that was removed meanwhile is left out; one that the reader moved meanwhile stays.
        """
        with self._database.writing() as connection:
            (oldest,) = connection.execute(
                "SELECT min(ifnull(max(newest), 0) - ?, ifnull("
                "(SELECT newest FROM articles ORDER BY newest DESC LIMIT 1 OFFSET ?), 0)) FROM articles",
                (KEPT_DAYS * SECONDS_A_DAY, KEPT_ARTICLES - 1),
            ).fetchone()
            existing = {
                number
                for (number,) in select_in(
                    connection, "SELECT number FROM articles WHERE number", list(articles)
                )
            }
            for story in stories:
                _save_story(connection, story, existing)
            connection.executemany(
                "INSERT OR REPLACE INTO story_terms (article, text_sha256, terms) VALUES (?, ?, ?)",
                [
                    (number, articles[number].text_sha256, terms_to_json(each))
                    for number, each in terms.items()
                    if number in existing and articles[number].newest >= oldest
                ],
            )
            connection.execute(
                "DELETE FROM story_terms WHERE article IN "
                "(SELECT article FROM story_terms JOIN articles ON number = article WHERE newest < ?)",
                (oldest,),
            )
            drop_empty(connection)

    def taken_ids(self, ids: Sequence[str]) -> set[str]:
        """Return those ids that a story has, or had before it was merged with another."""
        members = "SELECT id FROM stories WHERE number IN (SELECT story FROM story_members)"
        with self._database.searching() as connection:
            rows = [
                *select_in(connection, f"{members} AND id", ids),
                *select_in(connection, "SELECT id FROM story_names WHERE id", ids),
            ]
        return {id_ for (id_,) in rows}

    def story(self, id_: str) -> StoredStory | None:
        """Return a story by its id, or by that of a story that was merged with it."""
        with self._database.searching() as connection:
            number = number_of(connection, id_)
            return None if number is None else next(_stories(connection, [number]), None)

    def since(self, time: float) -> list[StoredStory]:
        """Return the stories with news that arrived from this time on, in seconds since 1970.

        They come without the articles that are never news, which would pass for what was known before.
        """
        with self._database.searching() as connection:
            rows = connection.execute(
                "SELECT DISTINCT story FROM story_members JOIN articles ON number = article "
                "WHERE newest >= ?",
                (time - LATE_DAYS * SECONDS_A_DAY,),
            ).fetchall()
            found = list(_stories(connection, [story for (story,) in rows]))
        dated = (
            replace(story, members=tuple(each for each in story.members if not each.is_undated))
            for story in found
        )
        return [story for story in dated if any(each.arrived >= time for each in story.members)]

    def followed(self) -> list[StoredStory]:
        """Return the stories that the reader follows and has not muted."""
        with self._database.searching() as connection:
            rows = connection.execute(
                "SELECT number FROM stories WHERE followed = 1 AND muted = 0"
            ).fetchall()
            return list(_stories(connection, [number for (number,) in rows]))

    def of_articles(self, ids: Sequence[str]) -> list[StoredStory]:
        """Return the stories of these articles, in the order of the articles."""
        with self._database.searching() as connection:
            place = {id_: at for at, id_ in enumerate(ids)}
            first: dict[int, int] = {}
            for id_, story in select_in(
                connection,
                "SELECT id, story FROM articles JOIN story_members ON article = number WHERE id",
                list(ids),
            ):
                first[story] = min(place[id_], first.get(story, len(ids)))
            return list(_stories(connection, sorted(first, key=first.__getitem__)))


def number_of(connection: sqlite3.Connection, id_: str) -> int | None:
    """Return the number of the story with this id, or of the one that it was merged with."""
    row = connection.execute(
        "SELECT number FROM stories WHERE id = ? UNION SELECT story FROM story_names WHERE id = ?", (id_, id_)
    ).fetchone()
    return None if row is None else int(row[0])


def select_in(
    connection: sqlite3.Connection, statement: str, values: Sequence[object]
) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a statement that ends with a column, where that has one of these values."""
    for some in batched(values):
        yield from connection.execute(f"{statement} IN ({placeholders(some)})", some)


def _save_story(connection: sqlite3.Connection, story: AssignedStory, existing: Collection[int]) -> None:
    """Store a story; `there` has the numbers of the articles that exist."""
    members = [(number, score) for number, score in story.members.items() if number in existing]
    if not members:
        return
    connection.execute(
        "INSERT INTO stories (id, terms) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET terms = excluded.terms",
        (story.id, json.dumps(story.terms, ensure_ascii=False)),
    )
    (key,) = connection.execute("SELECT number FROM stories WHERE id = ?", (story.id,)).fetchone()
    connection.executemany(
        "INSERT INTO story_members (article, story, score) VALUES (?, ?, ?) "
        "ON CONFLICT (article) DO UPDATE SET score = excluded.score, story = excluded.story "
        "WHERE NOT by_hand OR story = excluded.story",
        [(number, key, score) for number, score in members],
    )
    for id_ in story.replaces:
        redirect(connection, id_, key)


def drop_empty(connection: sqlite3.Connection) -> None:
    """Delete stories without articles, and count the change; this ends every change of stories."""
    connection.execute("DELETE FROM stories WHERE number NOT IN (SELECT story FROM story_members)")
    connection.execute(
        "INSERT INTO facts (name, value) VALUES (?, '1') ON CONFLICT (name) DO UPDATE SET value = value + 1",
        (CHANGES,),
    )


def redirect(connection: sqlite3.Connection, id_: str, key: int) -> None:
    """Let the id of a story that has lost its members lead to another story."""
    row = connection.execute(
        "SELECT number FROM stories s WHERE id = ? AND number != ? "
        "AND NOT EXISTS (SELECT 1 FROM story_members WHERE story = s.number)",
        (id_, key),
    ).fetchone()
    if row is None:
        return
    connection.execute(
        "UPDATE stories SET followed = max(stories.followed, ended.followed), "
        "muted = max(stories.muted, ended.muted) FROM stories ended "
        "WHERE ended.number = ? AND stories.number = ?",
        (row[0], key),
    )
    connection.execute("UPDATE story_names SET story = ? WHERE story = ?", (key, row[0]))
    connection.execute("DELETE FROM stories WHERE number = ?", (row[0],))
    connection.execute("INSERT OR REPLACE INTO story_names (id, story) VALUES (?, ?)", (id_, key))


def _stories(connection: sqlite3.Connection, numbers: Sequence[int]) -> Iterator[StoredStory]:
    """Yield stories with their members, in the order of `numbers`."""
    members: dict[int, list[StoryMember]] = {number: [] for number in numbers}
    for story, score, by_hand, same_text, newest, *row in select_in(
        connection,
        f"SELECT m.story, m.score, m.by_hand, same_text, newest, {_ENTRY} "
        "FROM story_members m JOIN articles a ON a.number = m.article WHERE m.story",
        numbers,
    ):
        members[story].append(
            StoryMember(entry_from_row(tuple(row)), same_text, newest, score, bool(by_hand))
        )
    rows = {
        row[0]: row
        for row in select_in(
            connection, "SELECT number, id, terms, followed, muted, seen FROM stories WHERE number", numbers
        )
    }
    for number in numbers:
        if number in rows and members[number]:
            _, id_, terms, followed, muted, seen = rows[number]
            yield StoredStory(
                id_,
                decoded_terms(terms),
                bool(followed),
                bool(muted),
                seen,
                tuple(sorted(members[number], key=lambda each: (-each.newest, each.entry.id))),
            )


def decoded_terms(text: str) -> tuple[str, ...]:
    try:
        decoded = json.loads(text)
    except ValueError:
        return ()
    return tuple(term for term in decoded if isinstance(term, str)) if isinstance(decoded, list) else ()


def _dated_article(row: tuple[Any, ...]) -> DatedArticle:
    number, id_, language, fetched, newest, published, sha256, story, by_hand = row
    return DatedArticle(
        number,
        id_,
        language,
        datetime.fromisoformat(fetched),
        newest,
        published is not None,
        sha256,
        None if story is None else Membership(story, bool(by_hand)),
    )
