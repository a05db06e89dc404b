"""Selecting in the article, by keys and by mouse."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import pytest
from rich.style import Style
from textual.app import ComposeResult
from textual.events import Key, MouseDown, MouseEvent, MouseMove, MouseUp
from textual.keys import _character_to_key
from textual.message import Message
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input

from briefing.domain import Span
from briefing.presentation.keys.keymap import resolve_keymap
from briefing.presentation.keys.registry import COMMANDS, commands_for
from briefing.services.library import Library
from briefing.ui.commands.bindings import CommandScreen, places_of
from briefing.ui.keys import CommandApp
from briefing.ui.theme import VARIABLES
from briefing.ui.widgets.article.article_view import ArticleView
from tests.ui.conftest import reader_app
from tests.ui.reading import settle

M = TypeVar("M", bound=Message)

FIRST = "One two, three. Four five! Six.\n\n"
TEXT = FIRST + "\n\n".join(
    f"Paragraph {number} begins here. It says, in plain words, what the ministers of {number} countries did "
    "and what they left undone. Nobody knows when they will meet again."
    for number in range(40)
)


class CountedView(ArticleView):
    """Notes the rows that it paints anew."""

    def __init__(self) -> None:
        super().__init__()
        self.rows_painted: list[int] = []

    def row_layers(self, row: int) -> Sequence[tuple[int, int, Style]]:
        self.rows_painted.append(row)
        return super().row_layers(row)


class ViewScreen(CommandScreen[None]):
    """An article view where the reader's commands answer too, and tell that they did."""

    PLACES = ("reader",)

    def __init__(self) -> None:
        super().__init__()
        self.answered: list[str] = []

    def compose(self) -> ComposeResult:
        yield CountedView()
        yield Input()

    async def action_command(self, id_: str) -> None:
        self.answered.append(id_)


class ViewApp(CommandApp):
    CSS = "ArticleView { height: 1fr; } Input { dock: bottom; }"
    CLICK_CHAIN_TIME_THRESHOLD = 60.0  # a busy machine clicks slowly

    def get_default_screen(self) -> Screen[None]:
        return ViewScreen()

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return dict.fromkeys(VARIABLES, "#204060")

    @property
    def view(self) -> CountedView:
        return self.screen.query_one(CountedView)

    @property
    def answered(self) -> list[str]:
        assert isinstance(self.screen, ViewScreen)
        return self.screen.answered


async def open_article(pilot: Pilot[None], text: str = TEXT) -> CountedView:
    view = pilot.app.screen.query_one(CountedView)
    view.show("", text)
    view.focus()
    await pilot.pause()
    return view


def selected(view: ArticleView) -> str | None:
    return view.selection.of(view.text) if view.selection is not None else None


def collect(kind: type[M], into: list[M]) -> Callable[[Message], None]:
    """A message hook that keeps each message of a kind once, though it is told again as it bubbles."""

    def keep(message: Message) -> None:
        if isinstance(message, kind) and not any(message is each for each in into):
            into.append(message)

    return keep


NAMED = {"<": "left", ">": "right", "~": "escape", "_": "ctrl+d", "°": "space"}


async def press(pilot: Pilot[None], keys: str) -> None:
    """Type all keys in one go, as they come over a slow line."""
    for key in keys:
        named = NAMED.get(key) or _character_to_key(key)
        pilot.app.post_message(Key(named, None if key in NAMED else key))
    await pilot.pause()


# Keys


KEYS = [
    ("two", "v", "t"),  # v the character at the caret
    ("five", "V", "Four five!"),  # V the sentence at the caret
    ("two", "vl", "tw"),  # l
    ("two", "v>>", "two"),  # right
    ("two", "vh", "t"),  # h on a blank takes none
    ("two", "v<<", "e t"),  # left
    ("two", "v3l", "two,"),  # a count
    ("two", "v10l", "two, three."),  # a nought in a count
    ("two", "vw", "two"),  # w to the word's end
    ("two", "v2w", "two, three"),  # 2w
    ("two", "vwwwb", "two, three"),  # b gives a word up
    ("three", "v2b", "One two, t"),  # b to the word's start
    ("two", "v)", "two, three."),  # ) to the sentence's end
    ("two", "v2)", "two, three. Four five!"),  # 2)
    ("five", "v(", "Four f"),  # ( to the sentence's start
    ("two", "v}", "two, three. Four five! Six."),  # } to the paragraph's end
    ("five", "v{", "One two, three. Four f"),  # { to the paragraph's start
    ("two", "v$", "two, three. Four five! Six."),  # $
    ("five", "v0", "One two, three. Four f"),  # 0
    ("five", "v^", "One two, three. Four f"),  # ^
    ("five", "vgg", "One two, three. Four f"),  # gg
    ("five", "vGgg", "One two, three. Four f"),  # G and back across the anchor
    ("two", "vjk", "t"),  # k undoes j
    ("two", "v2wo2h", "e two, three"),  # o moves the other end
    ("two", "v2woo", "two, three"),  # o twice
    ("two", "viw", "two"),  # iw
    ("wo,", "v2iw", "two, three"),  # 2iw
    ("wo,", "vis", "One two, three."),  # is
    ("wo,", "v2is", "One two, three. Four five!"),  # 2is
    ("wo,", "visis", "One two, three. Four five!"),  # is again
    ("wo,", "vip", "One two, three. Four five! Six."),  # ip
    ("five", "V)", "Four five! Six."),  # V)
    ("five", "V(", "One two, three. Four five!"),  # V(
    ("five", "vV", "Four five!"),  # V while selecting characters
    ("five", "Vvll", "Four five! S"),  # v while selecting sentences
    ("five", "vv", None),  # v again leaves
    ("five", "VV", None),  # V again leaves
    ("five", "V~", None),  # Esc leaves
    ("two", "v3", "t"),  # a count alone
    ("two", "v9zl", "tw"),  # a count that was for another key is gone
    ("two", "vi3l", "two,"),  # a sequence broken off by a count
]
"""Where the caret is, the keys, and what they select."""


async def test_keys_select() -> None:
    app = ViewApp()
    async with app.run_test(size=(60, 20)) as pilot:
        for start, keys, passage in KEYS:
            await press(pilot, "~~")
            view = await open_article(pilot)
            view.go_to(TEXT.index(start))
            await press(pilot, keys)
            assert selected(view) == passage, (start, keys)
            assert view.selecting is (passage is not None), (start, keys)
            assert view.is_in_view(view.caret, view.caret + 1), (start, keys)


@pytest.mark.parametrize(
    ("keys", "passage"), [("V", "Paragraph 0 begins here."), ("v", "P"), ("vw", "Paragraph")]
)
async def test_on_a_blank_line_the_next_text_is_selected(keys: str, passage: str) -> None:
    app = ViewApp()
    async with app.run_test(size=(60, 20)) as pilot:
        view = await open_article(pilot)
        view.go_to(TEXT.index("\n\n") + 1)
        await press(pilot, keys)
        assert selected(view) == passage


async def test_what_moves_the_caret_by_rows_selects_up_to_it() -> None:
    app = ViewApp()
    async with app.run_test(size=(60, 20)) as pilot:
        for key in "_°jG":  # half a page, a page, a line, to the end
            await press(pilot, "~")
            view = await open_article(pilot)
            view.go_to(TEXT.index("two"))
            await press(pilot, "v" + key)
            assert view.caret > TEXT.index("Six"), key
            assert selected(view) == TEXT[TEXT.index("two") : view.caret + 1].strip(), key
            assert view.is_in_view(view.caret, view.caret + 1), key


@pytest.mark.quick
async def test_an_escape_or_q_leaves_the_selection_and_goes_no_further() -> None:
    app = ViewApp()
    async with app.run_test(size=(60, 20)) as pilot:
        view = await open_article(pilot)
        await press(pilot, "v3lo~")
        assert (selected(view), app.answered) == (None, [])
        await press(pilot, "vwq")
        assert (selected(view), app.answered) == (None, [])
        await press(pilot, "3o~q")
        assert app.answered == ["reader.pane-3", "reader.browser", "reader.close", "reader.back"]


async def test_other_commands_work_and_leave_the_selection_alone() -> None:
    app = ViewApp()
    async with app.run_test(size=(60, 20)) as pilot:
        view = await open_article(pilot)
        await press(pilot, "vw5z")
        assert app.answered == ["reader.zoom"]
        app.screen.query_one(Input).focus()
        await pilot.pause()
        assert selected(view) == "One"
        view.focus()
        await press(pilot, "w")
        assert selected(view) == "One two"
        await press(pilot, "e")
        assert selected(view) == "One two, three"


async def test_going_to_a_match_selects_up_to_its_end() -> None:
    app = ViewApp()
    async with app.run_test(size=(60, 20)) as pilot:
        view = await open_article(pilot)
        matches = [Span(TEXT.index(word), TEXT.index(word) + len(word)) for word in ("One", "five", "Six")]
        view.go_to(TEXT.index("three"))
        await press(pilot, "v")
        for current, passage in ((1, "three. Four five"), (2, "three. Four five! Six"), (0, "One two, t")):
            view.show_matches(matches, current=current)
            view.go_to(matches[current].start)
            assert selected(view) == passage


async def test_keys_of_the_settings_select_too() -> None:
    commands, problems = resolve_keymap({"select.swap": "x", "text.select": "C", "select.object-word": "a w"})
    assert not problems
    app = ViewApp()
    app.commands = commands  # type: ignore[attr-defined]  # what the reader's app has
    async with app.run_test(size=(60, 20)) as pilot:
        view = await open_article(pilot)
        view.go_to(TEXT.index("two"))
        await press(pilot, "Cawxh")
        assert selected(view) == "two"
        await press(pilot, "ho")
        assert (selected(view), app.answered) == ("e two", ["reader.browser"])


def test_what_selecting_takes_is_told_of_no_other_command() -> None:
    keys = {
        command.id: command.keys
        for command in commands_for(COMMANDS, ["select", "move", "text", "reader", "app"])
    }
    assert keys["select.swap"] == ("o",) and keys["reader.browser"] == ()
    assert keys["reader.next-pane"] == ("tab",) and keys["reader.pane-1"] == ()
    assert keys["reader.close"] == () and keys["text.select"] == ()
    assert keys["move.top"] == ("g g", "home") and keys["text.word-forward"] == ("w",)


async def test_the_places_tell_that_something_is_selected() -> None:
    app = ViewApp()
    async with app.run_test(size=(60, 20)) as pilot:
        view = await open_article(pilot)
        assert places_of(view) == ("move", "text", "reader")
        await press(pilot, "v")
        assert places_of(view) == ("select", "move", "text", "reader")


# What is told, kept and painted


async def test_each_change_is_told_with_what_is_selected() -> None:
    told: list[ArticleView.SelectionChanged] = []
    app = ViewApp()
    async with app.run_test(size=(60, 20), message_hook=collect(ArticleView.SelectionChanged, told)) as pilot:
        view = await open_article(pilot)
        await press(pilot, "vwwv")
        spans = [message.span for message in told]
        assert [span and span.of(TEXT) for span in spans] == ["O", "One", "One two", None]
        assert all(message.view is view for message in told)


async def test_the_selection_stays_right_through_resizing_and_scrolling() -> None:
    app = ViewApp()
    async with app.run_test(size=(60, 20)) as pilot:
        view = await open_article(pilot)
        await press(pilot, "Vw2)")
        before = view.selection
        for width, height in [(30, 12), (3, 9), (110, 30), (60, 20)]:
            await pilot.resize_terminal(width, height)
            await pilot.pause()
            assert view.selection == before
        view.scroll_rows(30)
        await pilot.pause()
        assert view.selection == before
        await press(pilot, "j")
        assert view.selection is not None and view.selection.start == 0
        assert view.scroll_offset.y >= 29, "the first key after scrolling does not throw the reader back"


async def test_another_article_ends_the_selection() -> None:
    told: list[ArticleView.SelectionChanged] = []
    app = ViewApp()
    async with app.run_test(size=(60, 20), message_hook=collect(ArticleView.SelectionChanged, told)) as pilot:
        view = await open_article(pilot)
        await press(pilot, "v}")
        view.show("Another", "Its text.")
        await pilot.pause()
        assert (view.selection, view.selecting, told[-1].span) == (None, False, None)
        await press(pilot, "l")
        assert view.selection is None


async def test_there_is_nothing_to_select_without_a_text() -> None:
    app = ViewApp()
    async with app.run_test(size=(60, 20)) as pilot:
        view = await open_article(pilot, "")
        await press(pilot, "vV")
        view.select(Span(0, 4))
        assert not view.selecting


async def test_a_passage_is_selected_with_the_caret_at_its_end() -> None:
    app = ViewApp()
    async with app.run_test(size=(60, 20)) as pilot:
        view = await open_article(pilot)
        view.select(Span(TEXT.index("two"), TEXT.index(". Four")))
        assert (selected(view), view.caret) == ("two, three", TEXT.index(". Four") - 1)
        await press(pilot, "l")
        assert selected(view) == "two, three."
        view.stop_selecting()
        assert view.selection is None


async def test_a_motion_paints_only_the_rows_that_change() -> None:
    app = ViewApp()
    async with app.run_test(size=(60, 24)) as pilot:
        view = await open_article(pilot)
        await press(pilot, "v10j")
        assert view.body is not None
        row = view.body.row(view.caret)
        for key, changed in (("j", {row, row + 1}), ("k", {row, row + 1}), ("l", {row})):
            view.rows_painted.clear()
            await press(pilot, key)
            assert set(view.rows_painted) <= changed, key
            assert view.rows_painted or key == "k", "what was painted before is kept"


async def test_what_is_selected_is_painted_to_its_last_letter() -> None:
    app = ViewApp()
    async with app.run_test(size=(60, 24)) as pilot:
        view = await open_article(pilot)
        view.go_to(TEXT.index("two"))
        await press(pilot, "vwo")
        plain = view.rich_style.bgcolor
        strip = view.render_line(TEXT[: view.caret].count("\n"))
        lit = "".join(text for text, style, _ in strip if style and style.bgcolor != plain)
        assert lit == "two"


# The mouse


def cell_of(view: ArticleView, words: str) -> tuple[int, int]:
    """Where the first letter of words is drawn in the view."""
    assert view.body is not None
    row, cell = view.body.cell(view.text.index(words))
    return cell + 3, row - view.scroll_offset.y


async def point(pilot: Pilot[None], kind: type[MouseEvent], x: int, y: int, *, shift: bool = False) -> None:
    """Let the mouse do something at a cell of the view, which it may be out of."""
    view = pilot.app.screen.query_one(ArticleView)
    x, y = x + view.region.x, y + view.region.y
    pilot.app.screen._forward_event(kind(view, x, y, 0, 0, 1, shift, False, False, x, y))
    await pilot.pause()


async def click(pilot: Pilot[None], words: str, *, shift: bool = False) -> None:
    view = pilot.app.screen.query_one(ArticleView)
    for kind in (MouseDown, MouseUp):
        await point(pilot, kind, *cell_of(view, words), shift=shift)


async def test_dragging_selects_by_character_either_way() -> None:
    app = ViewApp()
    async with app.run_test(size=(60, 20)) as pilot:
        view = await open_article(pilot)
        await point(pilot, MouseDown, *cell_of(view, "two"))
        await point(pilot, MouseMove, *cell_of(view, "two"))
        assert not view.selecting, "a hand that trembles within a cell"
        await point(pilot, MouseMove, *cell_of(view, "hree"))
        assert selected(view) == "two, th"
        await point(pilot, MouseMove, *cell_of(view, "ne two"))
        assert selected(view) == "ne t"
        assert app.mouse_captured is view
        await point(pilot, MouseUp, *cell_of(view, "ne two"))
        await pilot.hover(ArticleView, cell_of(view, "Six"))
        assert selected(view) == "ne t", "the button is up"
        assert app.mouse_captured is None


async def test_a_real_drag_survives_the_click_that_ends_it() -> None:
    app = ViewApp()
    async with app.run_test(size=(60, 20)) as pilot:
        view = await open_article(pilot)
        await pilot.mouse_down(ArticleView, offset=cell_of(view, "two"))
        await pilot.hover(ArticleView, offset=cell_of(view, ", three"))
        await pilot.mouse_up(ArticleView, offset=cell_of(view, ", three"))
        await pilot.hover(ArticleView, offset=cell_of(view, "Six"))
        assert selected(view) == "two,"


async def test_keys_go_on_with_what_the_mouse_began() -> None:
    app = ViewApp()
    async with app.run_test(size=(60, 20)) as pilot:
        view = await open_article(pilot)
        await point(pilot, MouseDown, *cell_of(view, "two"))
        await point(pilot, MouseMove, *cell_of(view, "wo,"))
        await point(pilot, MouseUp, *cell_of(view, "wo,"))
        await press(pilot, "2wo2h")
        assert selected(view) == "e two, three"


@pytest.mark.parametrize(
    ("clicks", "passage", "dragged"),
    [
        pytest.param(2, "five", "five! Six", id="twice, a word"),
        pytest.param(3, FIRST.strip(), FIRST.strip(), id="three times, a paragraph"),
        pytest.param(4, None, "five! Si", id="four times, begins anew"),
    ],
)
async def test_several_clicks_select_and_drag_by_units(
    clicks: int, passage: str | None, dragged: str
) -> None:
    app = ViewApp()
    async with app.run_test(size=(60, 20)) as pilot:
        view = await open_article(pilot)
        for _ in range(clicks - 1):
            await click(pilot, "five")
        await point(pilot, MouseDown, *cell_of(view, "five"))
        assert selected(view) == passage
        await point(pilot, MouseMove, *cell_of(view, "ix."))
        assert selected(view) == dragged


async def test_clicks_far_apart_in_time_or_place_are_single_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    app = ViewApp()
    async with app.run_test(size=(60, 20)) as pilot:
        view = await open_article(pilot)
        await click(pilot, "five")
        await click(pilot, "Four")
        assert not view.selecting
        monkeypatch.setattr(app, "CLICK_CHAIN_TIME_THRESHOLD", -1.0)  # as if much time had passed
        await click(pilot, "Four")
        assert not view.selecting


async def test_a_plain_click_sets_the_caret_and_leaves() -> None:
    app = ViewApp()
    async with app.run_test(size=(60, 20)) as pilot:
        view = await open_article(pilot)
        await press(pilot, "v}")
        await click(pilot, "Four")
        assert (view.selection, view.caret) == (None, TEXT.index("Four"))


async def test_a_click_with_shift_selects_from_the_caret_and_then_moves_that_end() -> None:
    app = ViewApp()
    async with app.run_test(size=(60, 20)) as pilot:
        view = await open_article(pilot)
        view.go_to(TEXT.index("two"))
        await click(pilot, "our", shift=True)
        assert selected(view) == "two, three. Fo"
        await click(pilot, "ne two", shift=True)
        assert selected(view) == "ne t"


@pytest.mark.parametrize("below", [True, False], ids=["below", "above"])
async def test_the_text_scrolls_while_the_pointer_is_out_of_the_view(below: bool) -> None:
    app = ViewApp()
    async with app.run_test(size=(60, 20)) as pilot:
        view = await open_article(pilot)
        view.scroll_rows(40)
        await pilot.pause()
        top = view.scroll_offset.y
        await point(pilot, MouseDown, 20, 8)
        anchor = view.caret
        await point(pilot, MouseMove, 20, view.view_height + 5 if below else -5)
        while abs(view.scroll_offset.y - top) < 6:
            await pilot.pause()
        await point(pilot, MouseMove, 20, 8)
        rested = view.scroll_offset.y
        assert (rested > top) is below
        assert view.body is not None and view.selection is not None
        assert anchor in view.selection
        assert view.body.row(view.caret) == rested + 8
        for _ in range(3):
            await pilot.pause()
        assert view.scroll_offset.y == rested
        await point(pilot, MouseUp, 20, 8)


async def test_dragging_below_a_short_text_selects_to_its_end() -> None:
    app = ViewApp()
    async with app.run_test(size=(60, 20)) as pilot:
        view = await open_article(pilot, FIRST.strip())
        await point(pilot, MouseDown, *cell_of(view, "Four"))
        await point(pilot, MouseMove, 2, 12)
        assert selected(view) == "Four five! Six."


async def test_another_article_ends_a_drag() -> None:
    app = ViewApp()
    async with app.run_test(size=(60, 20)) as pilot:
        view = await open_article(pilot)
        await point(pilot, MouseDown, 10, 2)
        await point(pilot, MouseMove, 10, 50)
        view.show("", "Another text, of a few words.")
        await pilot.pause()
        await point(pilot, MouseMove, 20, 0)
        assert view.selection is None and app.mouse_captured is None


# In the reader


async def test_in_the_reader_escape_and_digits_belong_to_the_selection(library: Library, talks: str) -> None:
    async with reader_app(library, talks).run_test(size=(120, 40)) as pilot:
        screen = await settle(pilot)
        screen.parts.go_to_article()
        await pilot.press("z", "v", "3", "w")
        assert selected(screen.view) == "GENEVA — Envoy Ann"
        assert screen.focused is screen.view and screen.parts.is_zoomed
        await pilot.press("escape")
        assert not screen.view.selecting and screen.parts.is_zoomed
        await pilot.press("escape")
        assert not screen.parts.is_zoomed


@pytest.mark.quick
async def test_in_the_reader_the_panes_leave_the_selection_and_a_search_extends_it(
    library: Library, talks: str
) -> None:
    async with reader_app(library, talks).run_test(size=(120, 40)) as pilot:
        screen = await settle(pilot)
        screen.parts.go_to_article()
        await pilot.press("v", "w", "tab")
        await settle(pilot)
        assert screen.focused is not screen.view
        await pilot.press("escape")
        assert (selected(screen.view), screen.focused) == ("GENEVA", screen.view)
        await pilot.press("slash", *"again", "enter")
        await settle(pilot)
        assert selected(screen.view) == "GENEVA — Envoy Ann Brook and Minister Carl Dahl will meet again"
