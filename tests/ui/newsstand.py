"""A library of made-up news, and what a reader does to the list of it, in a reader's words."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from textual.pilot import Pilot

from briefing.domain import Article
from briefing.services.library import Library
from briefing.store.articles.article_rows import article_row, article_values
from briefing.store.articles.article_writer import insert_articles
from briefing.ui.screens.reader.screen import ReaderScreen
from tests.ui.conftest import reader_app
from tests.ui.reading import press, settle

__all__ = ["NEWEST", "cursor_title", "fill", "news", "press", "read", "row_on_screen", "the_list", "titles"]

NEWEST = datetime(2026, 11, 20, 12, tzinfo=UTC)


def news(number: int, **changes: object) -> Article:
    """The article so many hours older than the newest; its text tells no other story."""
    values: dict[str, object] = {
        "id": f"{number:016x}",
        "title": f"Headline {number}",
        "text": f"The story {number} begins here. Nordline gave no reason.",
        "published": (NEWEST - timedelta(hours=number)).isoformat(),
        "source": ("Wire A", "Courier")[number % 2],
        "url": f"http://127.0.0.1/{number}",
        "language": "en",
    }
    return Article(**{**values, **changes})  # type: ignore[arg-type]


def fill(library: Library, articles: Iterable[Article]) -> None:
    """Put articles into the library as a feed brings them: all at once, unread."""
    with library._store.database.writing() as connection:
        insert_articles(
            connection, [article_row(each, article_values(each, datetime.now(UTC))) for each in articles]
        )
    library.finish_index()


def titles(screen: ReaderScreen) -> Sequence[str]:
    """What the list shows, from top to bottom."""
    return [row.text for row in screen.library_rows.rows]


def cursor_title(screen: ReaderScreen) -> str:
    row = screen.library_rows.row
    return row.text if row is not None else ""


def row_on_screen(screen: ReaderScreen) -> int:
    """The line of the screen that the cursor is on."""
    rows = screen.library_rows
    return rows.row_layout.first_lines[rows.cursor] - round(rows.scroll_offset.y)


def read(library: Library) -> list[str]:
    """The titles of the articles that are read."""
    return sorted(entry.title for entry in library.articles.entries() if entry.read)


@asynccontextmanager
async def the_list(
    library: Library, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[Pilot[None], ReaderScreen]]:
    """The list of a library that the sample has been taken out of."""
    library._store.set_meta("sample", "removed")
    async with reader_app(library).run_test(size=size) as pilot:
        yield pilot, await settle(pilot)
