"""The list of rows: the cursor keeps to its row, the row stays in view, every line is as wide as the list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest
from textual.app import ComposeResult
from textual.message import Message
from textual.pilot import Pilot
from textual.strip import Strip

from briefing.presentation.rows import Row
from briefing.ui.keys import CommandApp
from briefing.ui.theme import VARIABLES
from briefing.ui.widgets.lists.row_list import RowList
from tests.ui.counted_rows import CountedRow, counted_rows

EMPTY = "There is nothing here yet: press plus and name a file, a folder or an address."


class ListApp(CommandApp):
    """A list of rows, and what it has said."""

    CSS = "RowList { height: 1fr; } .-hidden { display: none; }"

    def __init__(self, *, gap: int = 0) -> None:
        super().__init__()
        self._gap = gap
        self.chosen: list[str] = []
        self.highlighted: list[str] = []

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return dict.fromkeys(VARIABLES, "#204060") | {"mark-1": "#f0e000"}

    def compose(self) -> ComposeResult:
        yield RowList(empty=EMPTY, gap=self._gap)

    @property
    def list(self) -> RowList:
        return self.query_one(RowList)

    def on_row_list_chosen(self, message: RowList.Chosen) -> None:
        self.chosen.append(message.row.key)

    def on_row_list_highlighted(self, message: RowList.Highlighted) -> None:
        self.highlighted.append(message.row.key)


def titled(numbers: Iterable[int]) -> list[Row]:
    """Rows of a line each, named by their number."""
    return [Row(str(number), f"Title {number}", label="N", count="3d") for number in numbers]


async def show(pilot: Pilot[None], rows: list[Row]) -> RowList:
    row_list = pilot.app.query_one(RowList)
    row_list.show(rows)
    row_list.focus()
    await pilot.pause()
    return row_list


def lines(row_list: RowList) -> list[str]:
    return [row_list.render_line(y).text for y in range(row_list.scrollable_content_region.height)]


def marked(row_list: RowList) -> list[str]:
    """The lines in view that have the cursor's mark, without it."""
    return [line[2:].rstrip() for line in lines(row_list) if line.startswith(("▶", "›"))]


# Rows that come and go


CHANGES: dict[str, tuple[Iterable[int], int, Iterable[int], int]] = {
    "rows before it go": (range(10), 5, range(3, 10), 5),
    "rows before it come": (range(5, 10), 7, range(10), 7),
    "so many come that it must scroll": (range(3), 2, [*range(100, 200), 2], 2),
    "so many go that it need not": ([*range(100, 200), 2], 2, range(3), 2),
    "all others go": (range(100), 50, [50], 50),
    "one comes at the top": (range(1, 100), 1, range(100), 1),
    "the last goes": (range(10), 9, range(9), 8),
    "its own goes": (range(10), 4, [0, 1, 2, 3, 5], 5),
    "all are others": (range(100), 99, range(200, 203), 202),
}
"""Rows, the one under the cursor, other rows, and which of them is then under it."""


async def test_the_cursor_keeps_to_its_row_and_the_row_is_in_view() -> None:
    app = ListApp()
    async with app.run_test(size=(30, 8)) as pilot:
        for name, (before, cursor, after, under) in CHANGES.items():
            row_list = await show(pilot, titled(before))
            row_list.move_to([row.key for row in row_list.rows].index(str(cursor)))
            await pilot.pause()
            row_list.show(titled(after))
            await pilot.pause()
            assert row_list.row is not None
            assert row_list.row.key == str(under), name
            assert [line.split()[:3] for line in marked(row_list)] == [["N", "Title", str(under)]], name


@pytest.mark.quick
async def test_what_comes_above_the_first_row_while_the_list_is_hidden_is_in_view_after() -> None:
    app = ListApp()
    async with app.run_test(size=(30, 8)) as pilot:
        row_list = await show(pilot, titled(range(1, 30)))
        row_list.add_class("-hidden")
        await pilot.pause()
        row_list.show(titled(range(30)))
        row_list.remove_class("-hidden")
        await pilot.pause()
        assert [line.split()[-2] for line in lines(row_list)] == [str(number) for number in range(8)]
        assert marked(row_list)[0].startswith("N Title 1 ")


async def test_the_row_is_in_view_when_it_is_shown_after_it_was_hidden() -> None:
    app = ListApp()
    async with app.run_test(size=(30, 8)) as pilot:
        row_list = await show(pilot, titled(range(30)))
        row_list.add_class("-hidden")
        await pilot.pause()
        row_list.move_to(20)
        row_list.show(titled(range(5, 40)))
        row_list.remove_class("-hidden")
        await pilot.pause()
        assert [line.split()[:3] for line in marked(row_list)] == [["N", "Title", "20"]]


async def test_rows_that_change_while_the_list_is_hidden_leave_it_scrolled_as_it_was() -> None:
    app = ListApp()
    async with app.run_test(size=(30, 8)) as pilot:
        row_list = await show(pilot, titled(range(40)))
        row_list.move_to(29)
        row_list.move_to(24)
        row_list.add_class("-hidden")
        await pilot.pause()
        row_list.show([replace(row, label="S") for row in row_list.rows])
        row_list.remove_class("-hidden")
        await pilot.pause()
        assert row_list.scroll_offset.y == 22
        assert [line.split()[:3] for line in marked(row_list)] == [["S", "Title", "24"]]


async def test_a_smaller_screen_keeps_the_whole_row_in_view() -> None:
    app = ListApp()
    async with app.run_test(size=(30, 20)) as pilot:
        row_list = await show(pilot, titled(range(40)))
        row_list.move_to(18)
        await pilot.resize_terminal(14, 6)
        await pilot.pause()
        assert "".join(lines(row_list)).partition("▶")[2].split()[:4] == ["N", "Title", "3d", "18"]


async def test_the_same_rows_again_leave_the_list_where_it_was_scrolled_to() -> None:
    app = ListApp()
    async with app.run_test(size=(30, 8)) as pilot:
        row_list = await show(pilot, titled(range(40)))
        row_list.scroll_to(y=20, animate=False)
        await pilot.pause()
        app.highlighted.clear()
        row_list.show(titled(range(40)))
        await pilot.pause()
        assert row_list.scroll_offset.y == 20
        assert app.highlighted == []


async def test_only_other_rows_or_another_width_are_laid_out() -> None:
    app = ListApp()
    async with app.run_test(size=(40, 12)) as pilot:
        rows: list[Row] = [*counted_rows(500, "A title")]
        row_list = await show(pilot, rows)
        CountedRow.reads = 0
        row_list.show(rows)
        row_list.move_to(20)
        await pilot.resize_terminal(40, 10)
        await pilot.pause()
        assert CountedRow.reads < len(rows)
        await pilot.resize_terminal(30, 10)
        await pilot.pause()
        assert CountedRow.reads > len(rows)


@pytest.mark.quick
async def test_other_words_for_the_row_under_the_cursor_are_told_of() -> None:
    app = ListApp()
    async with app.run_test(size=(30, 8)) as pilot:
        row_list = await show(pilot, titled(range(3)))
        await pilot.pause()
        app.highlighted.clear()
        row_list.show([Row("0", "Another title")])
        await pilot.pause()
        assert app.highlighted == ["0"]
        assert marked(row_list) == ["Another title"]


# What is painted

SHAPES = [
    Row("wraps", "A title of many words that takes several lines in a list as narrow as this", count="2"),
    Row("han", "日本の首相は来週、北京で中国の国家主席と会談すると発表した。", label="pending", count="12"),
    Row(
        "emoji",
        "👩\u200d👩\u200d👧 met 👍🏽 and 🇫🇷🇩🇪 flags ❤\ufe0f in 🧑🏿\u200d🚀 today",
        label="漢字",
        strong=20,
    ),
    Row("marks", "e\u0301te\u0301 a\u200d b\u200d " * 6, depth=2, strong=5),
    Row("blanks", "word" + " " * 60 + "word", depth=1, label="says"),
    Row("unbroken", "x" * 90, label="N", count="Aug 2024"),
    Row("hostile", "[bold]\x1b]52;c;AAAA\x07 \x1b[31mred\n\u202esecond line", label="N"),
    Row("empty", ""),
]


@pytest.mark.parametrize("gap", [0, pytest.param(1, marks=pytest.mark.thorough)])
async def test_every_line_is_exactly_as_wide_as_the_list(gap: int) -> None:
    app = ListApp(gap=gap)
    async with app.run_test(size=(80, 400)) as pilot:
        row_list = await show(pilot, SHAPES)
        for width in (1, 2, 3, 7, 12, 21, 40, 120):
            await pilot.resize_terminal(width + 1, 400)
            await pilot.pause()
            assert row_list.scrollable_content_region.width == width
            assert row_list.virtual_size.height > len(SHAPES)
            for focused in (None, row_list):
                app.screen.set_focus(focused)
                for number in range(len(SHAPES)):
                    row_list.move_to(number)
                    for y in range(row_list.virtual_size.height + 2):
                        strip = row_list.render_line(y)
                        assert sum(segment.cell_length for segment in strip) == width, strip.text
                        assert "\x1b" not in strip.text


async def test_wrapped_words_stand_beneath_each_other_beside_the_tag_and_the_count() -> None:
    app = ListApp(gap=1)
    async with app.run_test(size=(32, 12)) as pilot:
        row_list = await show(
            pilot,
            [
                Row("a", "Who will pay for the talks in Geneva", label="unknown", count="2"),
                Row("b", "日本の首相は来週、北京で会談する", label="漢字"),
                Row("c", "importance: 3 of 3", depth=1),
            ],
        )
        assert [line.rstrip() for line in lines(row_list)[:8]] == [
            "▶ unknown Who will pay for    2",
            "          the talks in Geneva",
            "",
            "  漢字    日本の首相は来週、北",
            "          京で会談する",
            "",
            "    importance: 3 of 3",
            "",
        ]


async def test_the_sign_of_an_annotation_has_its_colour_not_the_blank_beneath_it() -> None:
    async with ListApp().run_test(size=(32, 12)) as pilot:
        row_list = await show(
            pilot, [Row("a", "Who will pay for the talks in Geneva", label="*", mark="mark-1")]
        )
        colour = row_list.part_style("row-list--mark-1").bgcolor
        painted = [row_list.render_line(y) for y in range(2)]
        coloured = [
            [each.text for each in line if each.style and each.style.bgcolor == colour] for line in painted
        ]
        assert coloured == [["*"], []] and painted[1].text.strip()


async def test_the_sentence_of_an_empty_list_wraps() -> None:
    app = ListApp()
    async with app.run_test(size=(13, 30)) as pilot:
        row_list = await show(pilot, [])
        for width in (12, 24, 100):
            await pilot.resize_terminal(width + 1, 30)
            await pilot.pause()
            shown = lines(row_list)
            assert "".join(shown).split() == EMPTY.split()
            assert {len(line) for line in shown} == {width}
            assert all(line.startswith("  ") for line in shown)


async def test_a_list_that_was_scrolled_shows_its_sentence_when_it_is_emptied() -> None:
    app = ListApp()
    async with app.run_test(size=(40, 6)) as pilot:
        row_list = await show(pilot, titled(range(40)))
        row_list.move_to(39)
        await pilot.pause()
        row_list.show((), empty="Nobody is named.")
        await pilot.pause()
        assert [line.strip() for line in lines(row_list)] == ["Nobody is named.", *[""] * 5]
        assert row_list.row is None


# Moves


MOVES = {
    "j": 1,
    "j j k": 1,
    "k": 0,
    "G": 39,
    "G j": 39,
    "G home": 0,
    "ctrl+d": 5,
    "ctrl+d ctrl+d ctrl+u": 5,
    "ctrl+u": 0,
    "space": 9,
    "space space": 18,
    "G ctrl+u": 34,
    "pagedown pageup": 0,
    "G space": 39,
}
"""Keys at the first of forty rows, of which ten are seen, and where the cursor is then."""


async def test_keys_move_the_cursor_and_the_row_stays_in_view() -> None:
    app = ListApp()
    async with app.run_test(size=(30, 10)) as pilot:
        row_list = await show(pilot, titled(range(40)))
        for keys, at in MOVES.items():
            row_list.move_to(0)
            await pilot.press(*keys.split())
            await pilot.pause()
            assert row_list.cursor == at, keys
            assert [line.split()[:3] for line in marked(row_list)] == [["N", "Title", str(at)]], keys


async def test_a_cursor_that_moves_paints_the_two_rows_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    painted: list[int] = []
    paint = RowList.render_line

    def noted(row_list: RowList, y: int) -> Strip:
        painted.append(y)
        return paint(row_list, y)

    async with ListApp(gap=1).run_test(size=(30, 20)) as pilot:
        row_list = await show(pilot, titled(range(9)))
        monkeypatch.setattr(RowList, "render_line", noted)
        await pilot.press("j")
        await pilot.pause()
        assert sorted(painted) == [0, 2]
        assert [line.split() for line in marked(row_list)] == [["N", "Title", "1", "3d"]]


@pytest.mark.parametrize("action", ["half_down", "page_down"])
async def test_a_page_moves_on_by_a_row_at_least_where_one_fills_the_view(action: str) -> None:
    app = ListApp(gap=1)
    async with app.run_test(size=(24, 5)) as pilot:
        row_list = await show(pilot, [Row(str(each), f"Row {each} " + "word " * 40) for each in range(3)])
        for at in (1, 2, 2):
            await row_list.run_action(f"move_{action}")
            await pilot.pause()
            assert row_list.cursor == at
            assert marked(row_list)[0].startswith(f"Row {at}")
        for at in (1, 0, 0):
            await row_list.run_action(f"move_{action.replace('down', 'up')}")
            assert row_list.cursor == at


async def test_an_empty_list_has_nowhere_to_move() -> None:
    app = ListApp()
    async with app.run_test(size=(30, 10)) as pilot:
        row_list = await show(pilot, [])
        for action in ("down", "top", "bottom", "half_up", "page_down"):
            await row_list.run_action(f"move_{action}")
            assert row_list.cursor == 0
        assert app.highlighted == []


# The mouse


async def test_a_click_moves_the_cursor_and_a_double_click_chooses() -> None:
    app = ListApp(gap=1)
    async with app.run_test(size=(30, 10)) as pilot:
        row_list = await show(pilot, titled(range(40)))
        await pilot.click(RowList, offset=(5, 4))
        assert row_list.cursor == 2
        assert app.chosen == []
        await pilot.click(RowList, offset=(5, 6), times=2)
        assert app.chosen == ["3"]
        row_list.move_to(39)
        await pilot.pause()
        await pilot.click(RowList, offset=(5, 9), times=2)
        assert app.chosen == ["3", "39"]


async def test_a_double_click_beneath_the_last_row_chooses_nothing() -> None:
    app = ListApp()
    async with app.run_test(size=(30, 10)) as pilot:
        row_list = await show(pilot, titled(range(3)))
        await pilot.click(RowList, offset=(5, 6), times=2)
        assert app.chosen == []
        assert row_list.cursor == 0


@pytest.mark.quick
async def test_messages_name_the_list_that_sent_them() -> None:
    seen: list[Message] = []
    app = ListApp()
    async with app.run_test(size=(30, 10), message_hook=seen.append) as pilot:
        row_list = await show(pilot, titled(range(3)))
        await pilot.click(RowList, offset=(5, 1), times=2)
        sent = [each for each in seen if isinstance(each, RowList.Highlighted | RowList.Chosen)]
        assert {type(each) for each in sent} == {RowList.Highlighted, RowList.Chosen}
        assert {each.row_list for each in sent} == {row_list}
