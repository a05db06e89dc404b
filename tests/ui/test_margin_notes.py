"""Notes in the margin: beside their passage, one beneath the other, never wider than the margin."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from briefing.ui.margin_notes import NOTE_ROWS, MarginNote, margin_rows

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
