"""Notes in the margin: beside their passage, one beneath the other, never wider than the margin."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style
from textual.app import App, ComposeResult

from briefing.ui.textlayout.margin_notes import NOTE_ROWS, MarginNote, margin_rows
from briefing.ui.theme import VARIABLES
from briefing.ui.widgets.article.article_view import ArticleView
from tests.ui.reading import screen_text

PELOSI = "The only channel Pelosi’s 2022 visit had closed. Is the call part of the same promise?"


def rows(*notes: MarginNote, width: int = 20, height: int = 40) -> Mapping[int, str]:
    """Of a text in which every row is ten code points long."""
    return margin_rows(notes, lambda offset: offset // 10, width, height)


@pytest.mark.parametrize(
    ("notes", "expected"),
    [
        pytest.param([], {}, id="none"),
        pytest.param([MarginNote(35, "")], {}, id="a highlight says nothing"),
        pytest.param([MarginNote(35, "Short.")], {3: "Short."}, id="beside the first row of its passage"),
        pytest.param(
            [MarginNote(0, "", ("military", "a b"))], {0: "#military #a b"}, id="tags without a note"
        ),
        pytest.param(
            [MarginNote(0, PELOSI, ("military",))],
            {0: "The only channel", 1: "Pelosi’s 2022 visit", 2: "had closed. Is the…", 3: "#military"},
            id="three rows, cut, and the tags",
        ),
        pytest.param(
            [MarginNote(0, "first\n\n- second\tthird")], {0: "first - second third"}, id="lines flow together"
        ),
        pytest.param(
            [MarginNote(12, "Below.", ("x",)), MarginNote(0, PELOSI)],
            {
                0: "The only channel",
                1: "Pelosi’s 2022 visit",
                2: "had closed. Is the…",
                4: "Below.",
                5: "#x",
            },
            id="pushed down by the one above, in the order of the text",
        ),
        pytest.param(
            [MarginNote(5, "One."), MarginNote(7, "Two.")], {0: "One.", 2: "Two."}, id="on the same row"
        ),
        pytest.param(
            [MarginNote(0, "", ("international-relations", "x"))],
            {0: "#international-rela…"},
            id="tags that are too long",
        ),
        pytest.param(
            [MarginNote(0, "新华社北京九月十二日电记者报道")],
            {0: "新华社北京九月十二日", 1: "电记者报道"},
            id="characters two cells wide",
        ),
        pytest.param([MarginNote(0, "[bold]x[/]")], {0: "[bold]x[/]"}, id="no markup"),
    ],
)
def test_where_notes_stand(notes: list[MarginNote], expected: dict[int, str]) -> None:
    assert rows(*notes) == expected


def test_a_note_is_cut_where_the_text_ends() -> None:
    assert rows(MarginNote(35, PELOSI, ("x",)), height=5) == {
        3: "The only channel",
        4: "Pelosi’s 2022 visit…",
    }
    assert rows(MarginNote(0, "One."), MarginNote(1, "Two."), height=2) == {0: "One."}


@given(
    notes=st.lists(
        st.builds(
            MarginNote,
            st.integers(0, 300),
            st.text(max_size=90),
            st.lists(st.text(max_size=9), max_size=3).map(tuple),
        ),
        max_size=8,
    ),
    width=st.integers(0, 30),
)
def test_whatever_is_noted(notes: list[MarginNote], width: int) -> None:
    """No row is wider than the margin or outside the text, and a single note begins at its passage."""
    found = rows(*notes, width=width, height=31)
    assert all(cell_len(words) <= width for words in found.values())
    assert all(0 <= row < 31 for row in found)
    assert len(found) <= (NOTE_ROWS + 1) * len(notes)
    for note in notes:
        alone = rows(note, width=width, height=31)
        assert not alone or min(alone) == note.start // 10


class MarginApp(App[None]):
    """An article view that fills the screen."""

    CSS = "ArticleView { height: 1fr; }"

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return dict.fromkeys(VARIABLES, "#204060")

    def compose(self) -> ComposeResult:
        yield ArticleView(max_width=40)

    @property
    def view(self) -> ArticleView:
        return self.query_one(ArticleView)


TEXT = "The two sides will meet again.\n\nNobody knows who will pay for the talks.\n\nA last word."


@pytest.mark.parametrize(
    ("width", "beside"),
    [
        pytest.param(100, "The only channel Pelosi’s 2022 visit had", id="wide: no wider than can be read"),
        pytest.param(66, "The only channel", id="20 cells"),
        pytest.param(60, "", id="too narrow: nothing"),
    ],
)
async def test_notes_are_painted_where_there_is_room(width: int, beside: str) -> None:
    app = MarginApp()
    async with app.run_test(size=(width, 20)) as pilot:
        app.view.show("Talks", TEXT)
        app.view.margin_notes = (MarginNote(TEXT.index("Nobody"), PELOSI, ("talks",)),)
        await pilot.pause()
        shown = next(line for line in screen_text(pilot) if "Nobody" in line)
        assert shown.rstrip("█▇▆▅▄▃▂▁ ")[app.view.left_cells + 42 :] == beside
        assert all(app.view.render_line(y).cell_length == app.view.size.width for y in range(20))


async def test_a_resize_lays_the_notes_out_anew_and_another_article_has_none() -> None:
    app = MarginApp()
    async with app.run_test(size=(60, 20)) as pilot:
        app.view.show("Talks", TEXT)
        app.view.margin_notes = (MarginNote(0, "Where?"),)
        await pilot.resize_terminal(90, 20)
        await pilot.pause()
        assert any(line.endswith("Where?") for line in screen_text(pilot))
        app.view.show("Other talks", TEXT)
        await pilot.pause()
        assert not any("Where?" in line for line in screen_text(pilot))


@pytest.mark.quick
async def test_only_rows_whose_words_changed_are_painted_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    app = MarginApp()
    async with app.run_test(size=(90, 20)) as pilot:
        app.view.show("Talks", TEXT)
        app.view.margin_notes = (MarginNote(0, "First."), MarginNote(TEXT.index("Nobody"), "Second."))
        await pilot.pause()
        painted: list[int] = []
        row_margin = app.view.row_margin

        def counted(row: int) -> tuple[str, Style]:
            painted.append(row)
            return row_margin(row)

        monkeypatch.setattr(app.view, "row_margin", counted)
        app.view.margin_notes = (MarginNote(0, "First."), MarginNote(TEXT.index("Nobody"), "Other."))
        await pilot.pause()
        assert painted == [2]
