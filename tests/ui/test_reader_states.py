"""The reader when things come late, go missing or no longer fit: focus, places and words stay right."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from briefing.domain import Article
from briefing.domain.analysis import PARTS as PANES
from briefing.presentation.rows import Row
from briefing.services.articles import AddResult
from briefing.services.library import Library
from briefing.ui.briefing.panes import PaneRows
from briefing.ui.screens.reader.article_controller import AddedArticles
from briefing.ui.screens.reader.screen import ReaderScreen
from briefing.ui.widgets.article.article_view import ArticleView
from tests.ui.conftest import FERRY, reader_app
from tests.ui.reading import lit, screen_text, settle, status


def several(tmp_path: Path, number: int) -> list[str]:
    paths = []
    for index in range(number):
        path = tmp_path / f"a{index}.txt"
        path.write_text(
            f"Headline number {index}\n\nThe story {index} begins here, and Nordline gave no reason.\n"
        )
        paths.append(str(path))
    return paths


async def another_row(pilot: Pilot[None], screen: ReaderScreen) -> Row:
    """Go to the library, and there to a row that is not the open article's."""
    await pilot.press("q", "g", "g")
    if screen.article is not None and screen.library_rows.rows[0].key == screen.article.id:
        await pilot.press("j")
    row = screen.library_rows.row
    assert row is not None
    return row


def title(screen: ReaderScreen) -> str:
    return screen.article.title if screen.article else ""


@pytest.mark.quick
async def test_the_list_keeps_its_cursor_when_it_is_read_again(library: Library, tmp_path: Path) -> None:
    async with reader_app(library, *several(tmp_path, 4)).run_test(size=(120, 40)) as pilot:
        screen = await settle(pilot)
        row = await another_row(pilot, screen)
        await pilot.press("s")
        await settle(pilot)
        assert screen.library_rows.row is not None and screen.library_rows.row.key == row.key
        assert [entry.id for entry in library.articles.entries() if entry.starred] == [row.key]


async def test_a_file_opened_again_goes_on_where_reading_stopped(library: Library, talks: str) -> None:
    async with reader_app(library, talks).run_test(size=(120, 40)) as pilot:
        screen = await settle(pilot)
        screen.view.focus()
        await pilot.press("G")
        caret = screen.view.caret
        await pilot.press("Q")
    for _ in range(2):
        async with reader_app(library, talks).run_test(size=(120, 40)) as pilot:
            screen = await settle(pilot)
            assert screen.view.caret == caret > 0
            assert screen.view.is_in_view(caret, caret)
            await pilot.press("Q")


async def test_a_place_is_kept_where_the_screen_is_narrow_too(
    library: Library, talks: str, ferry: str
) -> None:
    async with reader_app(library, ferry, talks).run_test(size=(80, 24)) as pilot:
        screen = await settle(pilot)
        screen.controllers.article.fetch(
            next(
                entry.id
                for entry in screen.controllers.article_list.entries
                if entry.title.startswith("Envoys")
            )
        )
        await settle(pilot)
        screen.parts.go_to_article()
        await pilot.press("G")
        caret = screen.view.caret
        await pilot.press("q", "enter")
        await settle(pilot)
        assert screen.view.caret == caret
        assert screen.view.is_in_view(caret, caret)


async def test_a_changed_file_gets_a_briefing_of_its_own(library: Library, talks: str) -> None:
    async with reader_app(library, talks).run_test(size=(120, 40)) as pilot:
        screen = await settle(pilot)
        assert len(screen.panes.pane("actors").rows.rows) == 2
        Path(talks).write_text(FERRY, encoding="utf-8")
        await pilot.press("+", *talks, "enter")
        await settle(pilot)
        assert title(screen) == "Ferry fares to rise"
        assert screen.panes.pane("actors").rows.rows == ()
        await pilot.press("1")
        assert lit(screen) == ["Nordline gave no reason."]


WALL = """\
Envoys meet

Brook called the first round useful.

Subscribe to continue reading.
"""


@pytest.mark.parametrize("size", [(80, 24), (200, 60)])
async def test_what_is_no_article_is_said_and_briefed_when_one_asks(
    library: Library, tmp_path: Path, size: tuple[int, int]
) -> None:
    path = tmp_path / "wall.txt"
    path.write_text(WALL, encoding="utf-8")
    async with reader_app(library, str(path)).run_test(size=size) as pilot:
        screen = await settle(pilot)
        said = "the beginning of an article behind a paywall: 10 words. gb briefs it all the same."
        assert said in status(screen)
        assert all(not screen.panes.pane(name).rows.rows for name in PANES)
        await pilot.press("1")
        shown = " ".join(" ".join(screen_text(pilot)).split())
        assert "This looks like the beginning" in shown
        await pilot.press("g", "b")
        await settle(pilot)
        assert [row.text for row in screen.panes.pane("summary").rows.rows] == [
            "Brook called the first round useful."
        ]
    async with reader_app(library, str(path)).run_test(size=size) as pilot:
        screen = await settle(pilot)
        assert screen.panes.pane("summary").rows.rows


async def test_an_article_that_comes_late_does_not_take_the_prompt_away(
    library: Library, talks: str, ferry: str
) -> None:
    async with reader_app(library, talks).run_test(size=(120, 40)) as pilot:
        screen = await settle(pilot)
        late = library.articles.add([ferry]).articles
        await pilot.press("+", "f")
        screen.controllers.navigation.show_added(AddedArticles(AddResult(late, ()), 0, screen.key_count))
        await settle(pilot)
        await pilot.press("i", "Q")
        assert screen.prompt.is_asking
        assert title(screen) == "Envoys will meet again in Geneva"
        assert "in the library now" in "".join(screen.messages)
        await pilot.press("escape")


async def test_an_article_that_comes_late_does_not_pull_a_reader_off_the_page(
    library: Library, talks: str, ferry: str
) -> None:
    async with reader_app(library, talks).run_test(size=(120, 40)) as pilot:
        screen = await settle(pilot)
        asked = screen.key_count
        await pilot.press("j")
        late = library.articles.add([ferry]).articles
        screen.controllers.navigation.show_added(AddedArticles(AddResult(late, ()), 0, asked))
        await settle(pilot)
        assert title(screen) == "Envoys will meet again in Geneva"
        assert status(screen) == "“Ferry fares to rise” is in the library now."


@pytest.mark.parametrize(
    "keys", [("3", "z", "enter"), ("2", "z", "slash", *"brook", "enter")], ids=["go", "search"]
)
async def test_going_to_the_article_unfolds_what_was_zoomed(
    library: Library, talks: str, keys: tuple[str, ...]
) -> None:
    async with reader_app(library, talks).run_test(size=(120, 40)) as pilot:
        screen = await settle(pilot)
        await pilot.press(*keys)
        await settle(pilot)
        assert isinstance(screen.focused, ArticleView)
        assert screen.view.size.width > 40
        assert not screen.parts.is_zoomed


async def test_what_is_searched_in_the_library_is_the_list(library: Library, talks: str) -> None:
    async with reader_app(library, talks).run_test(size=(120, 40)) as pilot:
        screen = await settle(pilot)
        await pilot.press("q", "slash")
        await settle(pilot)
        assert screen.list_filter.is_typing
        await pilot.press("escape")
        assert screen.focused is screen.library_rows


async def test_a_row_whose_article_is_gone_is_told_and_goes(library: Library, tmp_path: Path) -> None:
    async with reader_app(library, *several(tmp_path, 3)).run_test(size=(120, 40)) as pilot:
        screen = await settle(pilot)
        gone = await another_row(pilot, screen)
        library.articles.remove(gone.key)
        await pilot.press("enter")
        await settle(pilot)
        assert "not in the library" in status(screen)
        assert screen.focused is screen.library_rows
        assert len(screen.library_rows.rows) == 2


@pytest.mark.parametrize("key", ["tab", "shift+tab", "ctrl+o"])
async def test_no_key_leaves_the_prompt_standing_without_the_focus(
    library: Library, talks: str, key: str
) -> None:
    async with reader_app(library, talks).run_test(size=(120, 40)) as pilot:
        screen = await settle(pilot)
        await pilot.press("+", "f", key, "s")
        await settle(pilot)
        assert screen.prompt.is_asking
        assert not library.articles.entries()[0].starred
        await pilot.press("escape")
        await settle(pilot)
        assert not screen.prompt.is_asking
        assert screen.focused is screen.view


async def test_tab_completes_the_path_of_a_file_to_add(library: Library, talks: str) -> None:
    async with reader_app(library, talks).run_test(size=(120, 40)) as pilot:
        screen = await settle(pilot)
        await pilot.press("+")
        field = screen.prompt.query_one(Input)
        field.insert_text_at_cursor(talks[:-3])
        while field._suggestion != talks:
            await pilot.pause()
        await pilot.press("tab")
        assert field.value == talks
        assert field.has_focus


async def test_closing_the_prompt_returns_to_the_part_that_asked(library: Library, talks: str) -> None:
    async with reader_app(library, talks).run_test(size=(80, 24)) as pilot:
        screen = await settle(pilot)
        for keys, part in ((("2",), "actors"), (("q",), "article"), (("q",), "library")):
            await pilot.press(*keys)
            assert screen.parts.part == part
            await pilot.press("+", "escape")
            await settle(pilot)
            assert screen.parts.part == part


async def test_the_focus_survives_a_window_that_was_too_small(library: Library, talks: str) -> None:
    async with reader_app(library, talks).run_test(size=(80, 24)) as pilot:
        screen = await settle(pilot)
        await pilot.press("2")
        for size in ((30, 8), (80, 24)):
            await pilot.resize_terminal(*size)
            await settle(pilot)
        assert screen.focused is not None and screen.focused.size.height > 0


@pytest.mark.parametrize("size", [(50, 20), (120, 12)], ids=str)
async def test_where_panes_do_not_fit_one_has_the_screen_to_itself(
    library: Library, talks: str, size: tuple[int, int]
) -> None:
    async with reader_app(library, talks).run_test(size=size) as pilot:
        screen = await settle(pilot)
        await pilot.press("3")
        await settle(pilot)
        assert isinstance(screen.focused, PaneRows)
        assert any("Second round of talks" in row for row in screen_text(pilot))
        await pilot.press("enter")
        await settle(pilot)
        assert any("will meet again" in row for row in screen_text(pilot))


async def walk(pilot: Pilot[None], *keys: str) -> None:
    """Press keys without waiting for what they set going."""
    for key in keys:
        pilot.app.simulate_key(key)
    await settle(pilot)


async def test_quick_presses_walk_as_many_articles(library: Library, tmp_path: Path) -> None:
    async with reader_app(library, *several(tmp_path, 8)).run_test(size=(120, 40)) as pilot:
        screen = await settle(pilot)
        ids = screen.controllers.list_commands.opened
        assert screen.article is not None and screen.article.id == ids[0]
        await walk(pilot, *["J"] * 3)
        assert screen.article.id == ids[3]
        await pilot.press("backspace")
        await settle(pilot)
        # The last article that was on the screen, which those passed over by the next key never were.
        assert screen.article.id in ids[:3]


async def test_what_could_not_be_opened_is_still_said_when_the_rest_is_shown(
    library: Library, talks: str, tmp_path: Path
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    for name in ("a.txt", "b.bin"):
        (folder / name).write_text("The ferry sails again. Nordline gave no reason.")
    async with reader_app(library, talks, "/no/such.txt").run_test(size=(120, 40)) as pilot:
        screen = await settle(pilot)
        assert title(screen) == "Envoys will meet again in Geneva"
        assert "/no/such.txt" in status(screen)
    async with reader_app(library, "/no/a.txt", str(folder), "/no/b.txt").run_test(size=(120, 40)) as pilot:
        screen = await settle(pilot)
        for key in ("", "j", "f2", "escape"):
            await walk(pilot, *filter(None, [key]))
            assert status(screen) == "2 of 3 could not be read: F2 says why."
        await walk(pilot, "j")
        assert status(screen) != "2 of 3 could not be read: F2 says why."


async def test_an_article_of_another_version_gets_no_part_of_this_ones_briefing(
    library: Library, talks: str
) -> None:
    async with reader_app(library, talks).run_test(size=(120, 40)) as pilot:
        screen = await settle(pilot)
        assert screen.article is not None
        other = Article(screen.article.id, screen.article.title, "Other words.")
        assert screen.is_shown(screen.article)
        assert not screen.is_shown(other)


@pytest.mark.parametrize("keys", ["Q", "ctrl+q"])
async def test_the_messages_can_be_left_by_quitting(library: Library, talks: str, keys: str) -> None:
    app = reader_app(library, talks)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("f2")
        await pilot.pause()
        await pilot.press(keys)
        assert not app.is_running


@pytest.mark.quick
async def test_a_long_message_keeps_its_ending_and_gives_the_rows_back(library: Library, talks: str) -> None:
    async with reader_app(library, talks).run_test(size=(80, 24)) as pilot:
        screen = await settle(pilot)
        screen.say(
            "The server refused the connection: " + "check the address and try again, " * 4 + "or not."
        )
        await settle(pilot)
        rows = screen_text(pilot)
        assert any(row.rstrip().endswith("or not.") for row in rows)
        assert rows[-1].endswith("? help")
        await pilot.press("j")
        await settle(pilot)
        assert screen.status.size.height == 1
