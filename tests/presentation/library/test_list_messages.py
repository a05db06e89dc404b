"""The columns of the list, and the words around it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from rich.cells import cell_len

from briefing.domain.article import ArticleEntry
from briefing.domain.query.article_query import Sort
from briefing.presentation.article_texts import chosen_text_message, fetched_text_message
from briefing.presentation.keys.registry import COMMANDS, with_keys
from briefing.presentation.library.library_rows import ArticleRow, article_row
from briefing.presentation.library.list_messages import ListCounts, empty_list_message, list_summary
from briefing.presentation.library.list_place import STARRED, UNREAD, ListPlace, Scope
from briefing.ui.widgets.lists.article_columns import line_parts, lines_for

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
ROW = ArticleRow(
    "a", "Envoys meet again in Geneva", source="The Daily Courier", age="3h", notes=2, more=1, is_read=False
)


def entry(**changes: object) -> ArticleEntry:
    values: dict[str, object] = {
        "id": "a",
        "title": "Envoys meet",
        "author": None,
        "published": "2026-11-20T09:00:00Z",
        "source": "Courier",
        "url": None,
        "path": None,
        "language": "en",
        "fetched": "2026-11-20T11:00:00Z",
        "read": False,
        "starred": True,
        "reading_position": 0,
    }
    return ArticleEntry(**{**values, **changes})  # type: ignore[arg-type]


def line(row: ArticleRow, width: int, part: int = 0) -> str:
    return "".join(piece.text for piece in line_parts(row, part, width))


def test_a_row_says_what_is_known_of_an_article() -> None:
    row = article_row(entry(), NOW, {"a": 3}, more=2)
    assert (row.source, row.age, row.notes, row.more, row.is_read, row.is_starred) == (
        "Courier", "3h", 3, 2, False, True,
    )  # fmt: skip
    assert (
        row.about == "Courier · 2026-11-20 · 2 more tell it: {library.unfold} shows them" and row.expandable
    )
    opened = article_row(entry(), NOW, more=2, is_folded=False)
    assert opened.about.endswith("{library.fold} folds them") and not opened.expandable


def test_a_wide_list_has_all_columns_on_one_line() -> None:
    assert lines_for(78) == 1
    assert line(ROW, 78) == "N  3h       The Daily Co… Envoys meet again in Geneva                    *2 +1"


def test_a_narrow_list_breaks_the_title_and_has_the_source_where_it_ends() -> None:
    assert lines_for(40) == 2
    assert line(ROW, 25) == "N  Envoys meet again   3h"
    assert line(ROW, 25, part=1) == "   in Geneva        *2 +1"
    assert line(ROW, 40) == "N  Envoys meet again in Geneva        3h"
    assert line(ROW, 40, part=1) == "   The Daily Courier               *2 +1"


@pytest.mark.parametrize(
    "title", ["Envoys", "大使たちはジュネーブで再び会う" * 3, "👩‍👩‍👧 " * 20, "word " * 60, ""]
)
@pytest.mark.parametrize("width", [0, 3, 5, 17, 46, 70, 120])
def test_every_line_is_exactly_as_wide_as_it_may_be(title: str, width: int) -> None:
    for depth in (0, 1):
        row = ArticleRow("a", title, depth=depth, source="Zürcher Zeitung", age="Nov 2019", notes=12, more=3)
        for part in range(lines_for(width)):
            assert cell_len(line(row, width, part)) == width


COUNTS = ListCounts(listed=12, of=2000, unread=9, in_library=2000)


@pytest.mark.parametrize(
    ("place", "above", "width", "words"),
    [
        (ListPlace(), 0, 80, "12 articles · 9 unread"),
        (ListPlace(typed="ferry"), 0, 80, "12 of 2000 · 9 unread"),
        (ListPlace(sort=Sort.TITLE), 0, 80, "12 articles · 9 unread · by title"),
        (ListPlace(sort=Sort.TITLE), 0, 46, "12 articles · 9 unread"),
        (ListPlace(), 3, 80, "3 new above · 12 articles · 9 unread"),
        (ListPlace(), 3, 46, "3 new above · 9 unread"),
    ],
)
def test_the_rule_counts_what_is_listed(place: ListPlace, above: int, width: int, words: str) -> None:
    assert list_summary(COUNTS, place, above, width) == words


def test_a_list_of_unread_articles_does_not_count_them_twice() -> None:
    assert list_summary(ListCounts(9, 9, 9, 20), ListPlace(UNREAD), 0, 80) == "9 articles"
    assert list_summary(ListCounts(9, 9, 7, 20), ListPlace(UNREAD), 0, 80) == "9 articles · 7 unread"


@pytest.mark.parametrize(
    ("place", "problems", "nearest", "words"),
    [
        (ListPlace(UNREAD), (), "", "No unread articles. ga lists all articles."),
        (ListPlace(STARRED), (), "", "No starred articles: s stars one. ga lists all articles."),
        (ListPlace(Scope("Wire", "x")), (), "", "No article is in “Wire”. ga lists all articles."),
        (ListPlace(typed="tag:x "), (), "tag:y", "No article matches tag:x. Nearest: tag:y. Esc clears."),
        (ListPlace(typed="q"), ("Odd.",), "", "No article matches q. Odd. Esc clears."),
    ],
)
def test_an_empty_list_says_what_to_do(
    place: ListPlace, problems: tuple[str, ...], nearest: str, words: str
) -> None:
    assert with_keys(empty_list_message(place, problems, nearest), COMMANDS) == words


SHORT = "The story begins here. Nordline gave no reason."
LONG = f"{SHORT} " + "The operator said that fares would rise by a tenth in spring. " * 10


def test_which_of_two_texts_is_shown_is_said_with_the_reason() -> None:
    assert fetched_text_message(SHORT, LONG, LONG).startswith("Showing the full page, ")
    assert fetched_text_message(LONG, SHORT, LONG) == (
        "The feed's text stays: the page is shorter. {reader.full-text} shows the full page."
    )
    assert fetched_text_message(SHORT, LONG, SHORT).startswith("The page lacks passages of your notes")
    assert chosen_text_message(LONG, SHORT, to_page=True) == (
        "Showing the full page. The feed's text is better: the page is shorter. {reader.full-text} shows it."
    )
    assert chosen_text_message(SHORT, LONG, to_page=True).startswith("Showing the full page, ")
