"""A choice among a few: digits, arrows, Enter and the mouse choose, Esc does not; every row fits."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from briefing.ui.keys import CommandApp
from briefing.ui.screens.choice_screen import ChoiceOption, ChoiceScreen, confirmation
from briefing.ui.theme import VARIABLES
from tests.ui.reading import screen_text

LONG = "The only channel Pelosi’s 2022 visit had closed. Is the commanders’ call part of the same promise?"
ROWS = [
    ChoiceOption("first", LONG, "2 green"),
    ChoiceOption("second", "[b]loud[/x] \x1b[31m", "1 yellow"),
    ChoiceOption("third", "新华社北京九月十二日电" * 5),
]


class ChoiceApp(CommandApp):
    """Keeps what the choice was."""

    def __init__(self) -> None:
        super().__init__()
        self.chosen: list[str] = []

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return dict.fromkeys(VARIABLES, "#204060")

    def ask(self, rows: list[ChoiceOption[str]], title: str = "Which of the [three]?") -> None:
        self.push_screen(ChoiceScreen(title, rows, self.chosen.append))


@pytest.mark.parametrize(
    ("keys", "chosen"),
    [
        pytest.param(["enter"], ["first"], id="Enter takes the first"),
        pytest.param(["j", "enter"], ["second"], id="j"),
        pytest.param(["down", "down", "k", "enter"], ["second"], id="arrows and k"),
        pytest.param(["3"], ["third"], id="a digit"),
        pytest.param(["9", "2"], ["second"], id="a digit without a row does nothing"),
        pytest.param(["escape"], [], id="Esc"),
        pytest.param(["q"], [], id="q"),
        pytest.param(["x", "2"], ["second"], id="other keys do nothing"),
    ],
)
async def test_what_is_chosen(keys: list[str], chosen: list[str]) -> None:
    app = ChoiceApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask(ROWS)
        await pilot.pause()
        await pilot.press(*keys)
        await pilot.pause()
        assert app.chosen == chosen
        assert not isinstance(app.screen, ChoiceScreen)


async def test_a_choice_is_used_once_however_often_it_is_clicked() -> None:
    app = ChoiceApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask(ROWS)
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, ChoiceScreen)
        screen.listed.action_select()
        screen.listed.action_select()
        await pilot.pause()
        assert app.chosen == ["first"]


@pytest.mark.parametrize("size", [(80, 24), (60, 16), (120, 40)], ids=lambda size: "x".join(map(str, size)))
async def test_each_row_is_one_line_that_fits(size: tuple[int, int]) -> None:
    app = ChoiceApp()
    async with app.run_test(size=size) as pilot:
        app.ask(ROWS)
        await pilot.pause()
        shown = [row.strip() for row in screen_text(pilot) if "│" in row]
        assert len(shown) == len(ROWS)
        assert shown[0].startswith("│ 1 The only channel") and "…" in shown[0] and "2 green" in shown[0]
        assert "[b]loud[/x] �[31m" in shown[1]
        assert len({cell_len(row) for row in shown}) == 1
        assert any("Which of the [three]?" in row for row in screen_text(pilot))


@pytest.mark.quick
async def test_a_click_chooses() -> None:
    app = ChoiceApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask(ROWS)
        await pilot.pause()
        y = next(number for number, row in enumerate(screen_text(pilot)) if "[b]loud" in row)
        await pilot.click(offset=(20, y))
        await pilot.pause()
        assert app.chosen == ["second"]


async def test_many_rows_scroll_and_a_resize_cuts_them_anew() -> None:
    app = ChoiceApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask([ChoiceOption(str(number), LONG, "3 blue") for number in range(40)])
        await pilot.pause()
        await pilot.press(*["j"] * 12)
        await pilot.resize_terminal(50, 12)
        await pilot.pause()
        assert all("3 blue" in row for row in screen_text(pilot) if "│" in row)
        await pilot.press("enter")
        await pilot.pause()
        assert app.chosen == ["12"]


@pytest.mark.parametrize(
    ("keys", "agreed"),
    [("y", 1), ("enter", 1), ("1", 1), ("2", 0), ("escape", 0), ("j", 0)],
)
async def test_who_is_asked_whether_to_agrees_by_enter_or_y(keys: str, agreed: int) -> None:
    app, done = ChoiceApp(), list[str]()
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(confirmation("a.opml exists", "Replace it", lambda: done.append("")))
        await pilot.pause()
        await pilot.press(keys, "escape")
        await pilot.pause()
        assert len(done) == agreed
