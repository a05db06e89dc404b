"""The note editor: whatever is typed is told and saved, and the box stands where its passage can be seen."""

from __future__ import annotations

import re
import stat
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.events import Key, Paste
from textual.pilot import Pilot

from briefing.domain.annotation import Color, clean_note
from briefing.presentation.annotations.note_values import NoteValues
from briefing.ui.commands.bindings import CommandScreen
from briefing.ui.keys import CommandApp
from briefing.ui.screens.annotations.note_screen import Beside, NoteScreen
from briefing.ui.theme import VARIABLES
from briefing.ui.widgets.article.article_view import ArticleView
from briefing.ui.widgets.chrome.footer import HintFooter
from briefing.ui.widgets.editor.color_row import color_pieces
from briefing.ui.widgets.editor.editor_layout import EditorRows, editor_rows, place_editor
from briefing.ui.widgets.editor.note_text import NoteText
from briefing.ui.widgets.editor.tag_chips import chip_rows
from tests.ui.reading import screen_text

KNOWN = {"military": 4, "military-dialogue": 3, "economy": 12, "climate change": 7}
TEXT = "\n\n".join(
    f"Paragraph {number} says what the two sides did, and what they left undone. " * 3 for number in range(12)
)
NOTE = "The only channel that the visit had closed."
SIZES = [
    pytest.param((80, 24), id="80x24"),
    pytest.param((60, 16), id="60x16"),
    pytest.param((120, 40), id="120x40"),
]


class ArticleScreen(CommandScreen[None]):
    """An article with a row beneath, and commands by letter; the reader's, as it is asked."""

    PLACES = ("reader",)
    BINDINGS = [Binding("j,q,m,ctrl+o,tab", "letter", show=False)]

    def __init__(self) -> None:
        super().__init__()
        self.commands_run = 0
        self.said: list[str] = []

    def compose(self) -> ComposeResult:
        with Vertical():
            yield ArticleView()

    def on_mount(self) -> None:
        self.query_one(ArticleView).show("A headline", TEXT)

    def action_letter(self) -> None:
        self.commands_run += 1

    def say(self, sentence: str, *, error: bool = False) -> None:
        self.said.append(sentence)


class EditorApp(CommandApp):
    """Keeps what the editor tells."""

    ALLOW_SELECT = False
    CSS = "ArticleView { height: 1fr; margin-bottom: 1; }"

    def __init__(self) -> None:
        super().__init__()
        self.changes: list[NoteValues] = []
        self.ending: NoteValues | str | None = None
        """The values that were saved, "closed", or None while it goes on."""
        self.shown = ArticleScreen()

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return dict.fromkeys(VARIABLES, "#204060")

    def get_default_screen(self) -> ArticleScreen:
        return self.shown

    @property
    def view(self) -> ArticleView:
        return self.shown.query_one(ArticleView)

    @property
    def editor(self) -> NoteScreen:
        assert isinstance(self.screen, NoteScreen)
        return self.screen

    def end(self, values: NoteValues | None) -> None:
        assert self.ending is None
        self.ending = values or "closed"


async def open_editor(
    pilot: Pilot[None],
    *,
    note: str = "",
    tags: Sequence[str] = (),
    color: Color = Color.YELLOW,
    only_tags: bool = False,
    draft: NoteValues | None = None,
    passage: str = "Paragraph 0 says",
    title: str = "New note on 16 characters",
) -> NoteScreen:
    app = pilot.app
    assert isinstance(app, EditorApp)
    app.changes.clear()
    app.ending = None
    start = TEXT.index(passage)
    screen = NoteScreen(
        title,
        NoteValues(note, tuple(tags), color),
        KNOWN,
        ended=app.end,
        changed=app.changes.append,
        only_tags=only_tags,
        draft=draft,
        beside=Beside(app.view, start, start + len(passage)),
    )
    await app.push_screen(screen)
    await pilot.pause()
    await pilot.pause()
    return screen


def box(pilot: Pilot[None]) -> list[str]:
    """The rows of the screen that the box takes, from its upper to its lower edge."""
    rows = screen_text(pilot)
    first = next(number for number, row in enumerate(rows) if "╭" in row)
    last = next(number for number, row in enumerate(rows) if "╰" in row)
    return rows[first : last + 1]


# What is saved


SAVED: list[tuple[dict[str, Any], list[str], NoteValues | str]] = [
    # An untouched new note saves nothing
    ({}, ["escape"], "closed"),
    # Nor one that is empty again
    ({}, ["x", "backspace", "escape"], "closed"),
    # Nor an old one left as it was
    ({"note": NOTE, "tags": ["a"]}, ["escape"], "closed"),
    # A note
    ({}, ["h", "i", "escape"], NoteValues("hi")),
    # Ctrl+S saves too
    ({}, ["h", "i", "ctrl+s"], NoteValues("hi")),
    # Two lines
    ({}, ["a", "enter", "b", "escape"], NoteValues("a\nb")),
    # A new tag
    ({}, ["a", "tab", *"zebra", "enter", "escape"], NoteValues("a", ("zebra",))),
    # A known tag
    ({}, ["tab", *"econ", "enter", "escape"], NoteValues("", ("economy",))),
    # Down
    ({}, ["tab", *"mil", "down", "enter", "escape"], NoteValues("", ("military-dialogue",))),
    # The last row is the new one, and arrows stay among the rows
    ({}, ["tab", *"mil", "up", "down", "down", "down", "enter", "escape"], NoteValues("", ("mil",))),
    # A comma
    ({}, ["tab", *"mil", "comma", "escape"], NoteValues("", ("mil",))),
    # Half-typed: Esc saves at once, as the frame says
    ({}, ["tab", *"mil", "escape"], NoteValues("", ("mil",))),
    # Enter where nothing is typed saves
    ({}, ["a", "tab", "enter"], NoteValues("a")),
    # The second Enter does, after the first has taken the tag
    ({}, ["tab", *"econ", "enter", "enter"], NoteValues("", ("economy",))),
    # Esc closes the list of the most used, where nothing is typed
    ({"tags": ["a"]}, ["tab", "down", "escape", "escape"], "closed"),
    # Ctrl+S, too
    ({}, ["tab", *"mil", "ctrl+s"], NoteValues("", ("mil",))),
    # Once
    ({}, ["tab", *"a b", "comma", *"A B", "comma", "escape"], NoteValues("", ("a b",))),
    # With nothing typed, down offers the most used
    (
        {},
        ["tab", "down", "enter", "down", "down", "enter", "escape"],
        NoteValues("", ("economy", "military")),
    ),
    # Backspace in the empty field takes the last tag away
    ({"tags": ["a", "b"]}, ["tab", "backspace", "escape"], NoteValues("", ("a",))),
    # And first what is typed
    ({"tags": ["a", "b"]}, ["tab", "x", "backspace", "escape"], "closed"),
    # A digit
    ({}, ["tab", "tab", "4", "escape"], NoteValues(color=Color.ORANGE)),
    # Left
    ({}, ["tab", "tab", "left", "escape"], NoteValues(color=Color.VIOLET)),
    # Tab comes around
    ({}, ["tab", "tab", "tab", "x", "escape"], NoteValues("x")),
    # Shift+Tab
    ({}, ["shift+tab", "2", "escape"], NoteValues(color=Color.GREEN)),
    # A draft
    ({"draft": NoteValues(NOTE, ("a",))}, ["escape"], NoteValues(NOTE, ("a",))),
    # Emptied
    ({"note": NOTE, "draft": NoteValues("")}, ["escape"], NoteValues("")),
    # Tags alone: the rest stays
    (
        {"only_tags": True, "note": NOTE, "tags": ["a"], "color": Color.BLUE},
        ["tab", *"b", "comma", "tab", "f4", "escape"],
        NoteValues(NOTE, ("a", "b"), Color.BLUE),
    ),
]
"""How the editor begins, the keys, and how it ends."""


async def test_what_is_saved() -> None:
    app = EditorApp()
    async with app.run_test(size=(80, 24)) as pilot:
        for begun, keys, saved in SAVED:
            await open_editor(pilot, **begun)
            await pilot.press(*keys)
            await pilot.pause()
            assert app.ending == saved, (begun, keys)
            assert app.screen is app.shown, (begun, keys)
            assert not any("╭" in row for row in screen_text(pilot)), (begun, keys)


async def test_whatever_closes_it_saves() -> None:
    app = EditorApp()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_editor(pilot)
        await pilot.press(*"why")
        screen.dismiss()
        await pilot.pause()
        assert app.ending == NoteValues("why", (), Color.YELLOW) and app.screen is app.shown


async def test_tab_goes_down_the_box_and_comes_around() -> None:
    app = EditorApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await open_editor(pilot)
        rows = []
        for _ in range(4):
            assert app.focused is not None
            rows.append(app.focused.region.y)
            await pilot.press("tab")
            await pilot.pause()
        assert rows[0] < rows[1] < rows[2] and rows[3] == rows[0]


FRAMES = {
    "the note": ((), "Esc saves · u undoes · F4 editor"),
    "an empty field of tags": (("tab",), "Enter adds a tag, Enter again saves · u undoes"),
    "half a tag": (("tab", *"mil"), "Enter adds the tag · Esc saves"),
    "a tag that is no longer typed": (
        ("tab", "m", "backspace"),
        "Enter adds a tag, Enter again saves · u undoes",
    ),
    "a tag that was taken": (("tab", *"mil", "enter"), "Enter adds a tag, Enter again saves · u undoes"),
    "the most used tags": (("tab", "down"), "Enter adds the tag · Esc closes the list"),
    "colours": (("tab", "tab"), "Esc saves · u undoes"),
}
"""The keys, and what the frame then says of Enter and Esc."""


async def test_the_frame_says_what_enter_and_esc_do() -> None:
    app = EditorApp()
    async with app.run_test(size=(80, 24)) as pilot:
        for where, (keys, said) in FRAMES.items():
            await open_editor(pilot)
            await pilot.press(*keys)
            await pilot.pause()
            assert box(pilot)[-1].strip("╰─╯ ") == said, where
            await pilot.press("ctrl+s")


@pytest.mark.quick
async def test_each_change_is_told_with_a_half_typed_tag_and_nothing_else_is() -> None:
    app = EditorApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await open_editor(pilot, tags=["a"])
        assert app.changes == []
        await pilot.press("h", "i", "left", "tab", "m", "tab", "3")
        await pilot.pause()
        assert app.changes == [
            NoteValues("h", ("a",)),
            NoteValues("hi", ("a",)),
            NoteValues("hi", ("a", "m")),
            NoteValues("hi", ("a", "m"), Color.BLUE),
        ]
        assert app.editor.values == app.changes[-1]


async def test_keys_in_one_burst_go_where_the_reader_meant_them() -> None:
    """A terminal far away sends several at a time, and none may go to the field that had the focus before."""
    app = EditorApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await open_editor(pilot)
        for key in ["h", "i", "tab", "a", "comma", "b", "enter", "tab", "3", "tab", "x", "escape"]:
            app.post_message(Key(key, {"comma": ","}.get(key, key if len(key) == 1 else None)))
        while app.ending is None:
            await pilot.pause()
        assert app.ending == NoteValues("hix", ("a", "b"), Color.BLUE)


async def test_a_click_on_the_article_saves() -> None:
    app = EditorApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await open_editor(pilot)
        await pilot.press("h")
        await pilot.click(offset=(10, 20))
        await pilot.pause()
        assert app.ending == NoteValues("h") and app.screen is app.shown


async def test_no_key_reaches_the_commands_of_the_article() -> None:
    app = EditorApp()
    async with app.run_test(size=(80, 24)) as pilot:
        editor = await open_editor(pilot)
        await pilot.press("j", "ctrl+o", "tab", "q", "ctrl+o", "tab", "j", "q", "m", "enter", "ctrl+o")
        await pilot.pause()
        assert app.screen is editor and app.shown.commands_run == 0
        assert editor.values == NoteValues("j", ("q",))


async def test_pasted_control_characters_never_reach_the_screen() -> None:
    app = EditorApp()
    async with app.run_test(size=(80, 24)) as pilot:
        editor = await open_editor(pilot)
        app.post_message(Paste("a\r\n\x1b]52;c;AAAA\x07[/x]"))
        await pilot.pause()
        await pilot.press("tab")
        app.post_message(Paste("one\n\x1b[1mtwo\nthree"))
        await pilot.pause()
        await pilot.pause()
        assert editor.values == NoteValues("a\n[/x]", ("one", "two", "three"))
        shown = "\n".join(screen_text(pilot))
        assert "\x1b" not in shown and "52;c" not in shown and "[/x]" in shown


# The editor of the shell


def script(tmp_path: Path, lines: str) -> str:
    path = tmp_path / "an editor"
    path.write_text(f"#!/bin/sh\n{lines}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return f"'{path}' --wait"


@pytest.mark.parametrize(
    ("lines", "note", "failure"),
    [
        pytest.param('echo "$(cat "$2") And more." > "$2"', f"{NOTE} And more.", None, id="changed"),
        pytest.param("exit 0", NOTE, None, id="left as it was"),
        pytest.param('echo lost > "$2"; exit 3', NOTE, "ended with 3", id="given up"),
        pytest.param('rm "$2"', NOTE, "left no note", id="deleted"),
        pytest.param(None, NOTE, "cannot be run", id="no such program"),
    ],
)  # fmt: skip
async def test_f4_opens_the_note_in_the_editor_of_the_shell(
    lines: str | None, note: str, failure: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", script(tmp_path, lines) if lines else str(tmp_path / "none"))
    app = EditorApp()
    monkeypatch.setattr(app, "suspend", nullcontext)
    async with app.run_test(size=(80, 24)) as pilot:
        editor = await open_editor(pilot, note=NOTE, tags=["a"])
        await pilot.press("tab", "f4")
        await pilot.pause()
        assert editor.values == NoteValues(note, ("a",))
        assert len(app.shown.said) == (failure is not None)
        assert all(failure is not None and failure in sentence for sentence in app.shown.said)


@pytest.mark.quick
async def test_what_the_other_editor_did_can_be_undone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", script(tmp_path, 'echo gone > "$2"'))
    app = EditorApp()
    monkeypatch.setattr(app, "suspend", nullcontext)
    async with app.run_test(size=(80, 24)) as pilot:
        editor = await open_editor(pilot, note=NOTE)
        await pilot.press("f4")
        assert editor.values.note == "gone"
        await pilot.press("ctrl+z")
        assert editor.values.note == NOTE


async def test_a_terminal_that_cannot_be_left_says_so() -> None:
    app = EditorApp()
    async with app.run_test(size=(80, 24)) as pilot:
        editor = await open_editor(pilot, note=NOTE)
        await pilot.press("f4")
        await pilot.pause()
        assert editor.values.note == NOTE
        assert app.shown.said == ["This terminal has no room for another editor: write here."]


# What is seen


async def test_the_box_at_80_by_24() -> None:
    app = EditorApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await open_editor(pilot, note=NOTE, tags=["military"], color=Color.GREEN, title="Note of [25] Nov")
        await pilot.press("tab", *"mil")
        await pilot.pause()
        assert [row[3:].rstrip(" │█▇▆▅▄▃▂▁") for row in box(pilot)] == [
            "╭─ Note of [25] Nov ───────────────────────────────────────────────────────╮",
            f"│ {NOTE}",
            "",
            "",
            "│ Tags    #military  mil",
            "│         ▶ #military-dialogue    3 notes",
            "│           new tag #mil",
            "│ Colour  1 yellow  [2 green]  3 blue  4 orange  5 violet",
            "╰───────────────────────────────────────── Enter adds the tag · Esc saves ─╯",
        ]


@pytest.mark.parametrize("size", SIZES)
async def test_the_box_and_its_passage_are_in_view(size: tuple[int, int]) -> None:
    """Whatever its size: the frame, the colours, the field with the focus, its suggestions, the passage."""
    app = EditorApp()
    async with app.run_test(size=size) as pilot:
        for number in (0, 2, 3, 11):
            passage = f"Paragraph {number} says"
            start = TEXT.index(passage)
            app.view.bring_into_view(start, start + 1)
            await open_editor(pilot, note="A line of it.\n" * 9, passage=passage)
            await pilot.press("tab", *"mil")
            await pilot.pause()
            rows = box(pilot)
            shown = "\n".join(rows)
            assert all(part in shown for part in ("╭", "╮", "╯", "New note", "Colour", "new tag #mil"))
            assert any("Tags    mil" in row for row in rows)
            assert any("▶ #military" in row for row in rows)
            assert len([row for row in rows if "A line of it." in row]) >= 2
            assert app.view.is_in_view(start, start + len(passage)), passage
            first, _ = app.view.rows_in_view(start, start + len(passage))
            assert not app.editor._box.region.contains(5, app.view.region.y + first), passage
            await pilot.press("ctrl+s")


async def test_it_grows_with_the_note_and_follows_the_screen() -> None:
    app = EditorApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await open_editor(pilot)
        heights = [len(box(pilot))]
        for _ in range(10):
            await pilot.press("enter", "x")
        await pilot.pause()
        heights.append(len(box(pilot)))
        await pilot.resize_terminal(60, 16)
        await pilot.pause()
        await pilot.pause()
        heights.append(len(box(pilot)))
        assert heights == [7, 12, 12]
        assert all(row.rstrip(" █│")[-1] for row in box(pilot))


async def test_a_note_keeps_all_its_words_on_the_screen_when_that_is_resized() -> None:
    words = [f"word{number:02}" for number in range(30)]
    app = EditorApp()
    async with app.run_test(size=(77, 24)) as pilot:
        await open_editor(pilot, note=" ".join(words))
        for width in (68, 67, 66, 69, 50, 70):
            await pilot.resize_terminal(width, 24)
            await pilot.pause()
            assert re.findall(r"word\d\d", "\n".join(box(pilot))) == words


async def test_it_forgets_where_it_stood_before() -> None:
    """Or the text would be scrolled to the earlier passage once more."""
    app = EditorApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await open_editor(pilot, passage="Paragraph 11 says")
        await pilot.press("escape")
        app.view.scroll_to_offset(TEXT.index("Paragraph 3 says"))
        await pilot.pause()
        before = app.view.scroll_offset.y
        await open_editor(pilot, passage="Paragraph 4 says")
        assert app.view.scroll_offset.y == before


@given(st.text(st.characters(codec="utf-8"), max_size=40).map(clean_note))
def test_a_note_comes_out_of_the_field_as_it_went_in(note: str) -> None:
    field = NoteText()
    field.text = note
    assert clean_note(field.text) == note


@pytest.mark.parametrize("size", [(40, 10), (44, 9), (30, 9)], ids=lambda size: "x".join(map(str, size)))
async def test_where_there_is_hardly_room_each_part_has_a_row(size: tuple[int, int]) -> None:
    app = EditorApp()
    async with app.run_test(size=size) as pilot:
        await open_editor(pilot, note=NOTE, tags=["military"])
        await pilot.press("tab", "x")
        await pilot.pause()
        shown = "\n".join(box(pilot))
        assert all(words in shown for words in ("The only", "Colour", "[1 yellow]", "x"))


async def test_many_tags_stand_above_the_field() -> None:
    app = EditorApp()
    async with app.run_test(size=(60, 24)) as pilot:
        await open_editor(pilot, tags=[f"a tag number {number}" for number in range(4)])
        await pilot.press("tab", *"mil")
        await pilot.pause()
        rows = [row for row in box(pilot) if "#" in row or "mil" in row]
        assert "#a tag number 0  #a tag number 1" in rows[0]
        assert "#a tag number 3" in rows[1]
        assert rows[2].strip("│ █▇▆▅▄▃▂▁").strip() == "mil"


async def test_tags_alone() -> None:
    app = EditorApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await open_editor(pilot, note=NOTE, only_tags=True, title="Tags of “Xi agreed”")
        rows = box(pilot)
        assert len(rows) == 3
        assert "Tags of “Xi agreed”" in rows[0] and "Tags" in rows[1]


@pytest.mark.parametrize(
    ("words", "saved"),
    [
        pytest.param("5 violet", NoteValues("", ("military", "economy"), Color.VIOLET), id="a colour"),
        pytest.param("#military ", NoteValues("", ("economy",)), id="a chip, away with it"),
        pytest.param(
            "#climate", NoteValues("", ("military", "economy", "climate change")), id="a suggestion"
        ),
    ],
)
async def test_what_a_click_does(words: str, saved: NoteValues) -> None:
    app = EditorApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await open_editor(pilot, tags=["military", "economy"])
        await pilot.press("tab")
        if words == "#climate":
            await pilot.press(*"clim")
            await pilot.pause()
        rows = screen_text(pilot)
        y = next(number for number, row in enumerate(rows) if words in row)
        await pilot.click(offset=(rows[y].index(words) + 2, y))
        await pilot.press("escape")
        await pilot.pause()
        assert app.ending == saved


@pytest.mark.quick
async def test_hints_say_what_the_keys_do_here() -> None:
    app = EditorApp()
    async with app.run_test(size=(80, 24)) as pilot:
        editor = await open_editor(pilot)

        def words() -> list[str]:
            return [hint.text for hint in editor.query_one(HintFooter).hints]

        assert words() == ["Esc save", "F4 editor", "Tab tags", "F1 help"]
        await pilot.press("tab", "m")
        await pilot.pause()
        assert words() == ["↓ ↑ choose", "Enter take tag", "Esc save", "Tab colour", "F1 help"]
        await pilot.press("tab")
        assert words() == ["Esc save", "1-5 ← → choose", "Tab note", "F1 help"]


# Where it stands, and how tall it is


@pytest.mark.parametrize(
    ("top", "bottom", "view", "editor", "limits", "expected"),
    [
        pytest.param(2, 3, 20, 9, {}, (4, 0), id="right under its last row"),
        pytest.param(9, 10, 20, 9, {}, (11, 0), id="under it to the last row"),
        pytest.param(9, 11, 20, 9, {}, (0, 0), id="no room beneath: right above its first row"),
        pytest.param(15, 19, 20, 9, {}, (6, 0), id="at the bottom: above"),
        pytest.param(5, 14, 20, 9, {}, (11, 4), id="long: at the bottom, and its last rows above"),
        pytest.param(-5, 30, 20, 9, {}, (11, 20), id="longer than the view"),
        pytest.param(40, 41, 20, 9, {}, (11, 31), id="out of view beneath"),
        pytest.param(-9, -8, 20, 9, {}, (11, -18), id="out of view above"),
        pytest.param(2, 3, 9, 9, {}, (0, 0), id="no room: it takes the view"),
        pytest.param(2, 3, 5, 9, {}, (0, 0), id="less than none"),
        pytest.param(12, 15, 20, 9, {"stays_beneath": True}, (11, 5), id="grown: it does not jump above"),
        pytest.param(5, 18, 20, 9, {"room_beneath": 8}, (11, 8), id="the text can just be scrolled"),
        pytest.param(8, 19, 20, 9, {"room_beneath": 0}, (0, 0), id="it cannot: seen better beneath"),
        pytest.param(2, 19, 20, 9, {"room_beneath": 0}, (0, 0), id="as much as can be"),
        pytest.param(3, 12, 20, 9, {"room_beneath": 0}, (11, 0), id="seen better above"),
    ],
)  # fmt: skip
def test_where_the_editor_stands(
    top: int, bottom: int, view: int, editor: int, limits: dict[str, int], expected: tuple[int, int]
) -> None:
    assert place_editor(top, bottom, view, editor, **limits) == expected  # type: ignore[arg-type]


@given(
    top=st.integers(-40, 40),
    rows=st.integers(1, 30),
    view=st.integers(1, 40),
    editor=st.integers(3, 20),
)
def test_the_editor_is_in_view_and_so_is_the_end_of_its_passage(
    top: int, rows: int, view: int, editor: int
) -> None:
    bottom = top + rows - 1
    y, scroll = place_editor(top, bottom, view, editor)
    assert 0 <= y <= max(0, view - editor)
    if editor < view:
        assert 0 <= bottom - scroll < view
        assert not y <= bottom - scroll < y + editor


@pytest.mark.parametrize(
    ("room", "lines", "choices", "expected"),
    [
        pytest.param(20, 1, 0, EditorRows(3, 1, 0, 1), id="at least three rows of note"),
        pytest.param(20, 6, 3, EditorRows(6, 1, 3, 1), id="as many as there are lines"),
        pytest.param(30, 60, 6, EditorRows(8, 1, 6, 1), id="at most eight"),
        pytest.param(12, 8, 6, EditorRows(3, 1, 5, 1), id="twelve: three for the note, the rest to choose"),
        pytest.param(9, 8, 6, EditorRows(3, 1, 2, 1), id="nine"),
        pytest.param(7, 8, 6, EditorRows(1, 1, 2, 1), id="seven: the suggestions before the note"),
        pytest.param(5, 1, 6, EditorRows(1, 1, 0, 1), id="five: a row each"),
    ],
)  # fmt: skip
def test_how_tall_the_parts_are(room: int, lines: int, choices: int, expected: EditorRows) -> None:
    assert editor_rows(room, lines, 1, choices) == expected


@given(
    room=st.integers(5, 40), lines=st.integers(1, 99), chips=st.integers(1, 4), choices=st.integers(0, 6),
    only_tags=st.booleans(),
)  # fmt: skip
def test_the_parts_fit_the_room(room: int, lines: int, chips: int, choices: int, only_tags: bool) -> None:
    rows = editor_rows(room, lines, chips, choices, only_tags=only_tags)
    assert rows.height <= room
    assert rows.chips >= 1 and bool(rows.note) != only_tags


@pytest.mark.parametrize(
    ("width", "row"),
    [
        pytest.param(64, "1 yellow  [2 green]  3 blue  4 orange  5 violet", id="wide"),
        pytest.param(44, "1 yellow [2 green] 3 blue 4 orange 5 violet", id="narrower"),
        pytest.param(28, "1  [2 green]  3  4  5", id="only the chosen one has its name"),
        pytest.param(9, "1 [2 green] 3 4 5", id="too narrow for anything"),
    ],
)
def test_the_row_of_colours(width: int, row: str) -> None:
    line = ""
    for piece in color_pieces(width, Color.GREEN):
        line = line.ljust(piece.cell) + piece.text
    assert line == row


@pytest.mark.parametrize(
    ("tags", "rows"),
    [
        pytest.param([], [""], id="none"),
        pytest.param(["a", "b c"], ["#a  #b c"], id="in a row"),
        pytest.param(["one", "two", "three"], ["#one  #two", "#three"], id="in two"),
        pytest.param(["一二三四五六七八九"], ["#一二三四五…"], id="one too long, two cells a character"),
        pytest.param(
            [f"tag number {n}" for n in range(5)],
            ["and 3 more", "#tag number…", "#tag number…"],
            id="more than three rows: the last ones",
        ),
    ],
)
def test_the_rows_of_chips(tags: list[str], rows: list[str]) -> None:
    shown = []
    for row in chip_rows(tags, 12):
        line = ""
        for chip in row:
            line = line.ljust(chip.cell) + chip.text
        shown.append(line)
    assert shown == rows
