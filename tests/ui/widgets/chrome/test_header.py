"""The header of a part of the screen, at every width, with and without focus."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from briefing.ui.widgets.chrome.header import Heading, rule_text


@given(st.text("abc 漢é", max_size=90), st.text("0123/·", max_size=20), st.integers(0, 80), st.booleans())
def test_a_rule_is_exactly_as_wide_as_its_part(title: str, right: str, width: int, heavy: bool) -> None:
    assert cell_len(rule_text(width, (Heading(title, heavy),), right, heavy=heavy)) == width


def test_focus_shows_without_colour() -> None:
    titles = (Heading("1 Summary 4"), Heading("2 Key actors 9", True))
    assert rule_text(44, titles, "3/9", heavy=True) == "━ 1 Summary 4 ━━ [2 Key actors 9] ━━━━ 3/9 ━"
    assert rule_text(39, titles, "3/9", heavy=True) == "━ 1 Summary 4 ━━ [2 Key actors 9] ━━━━━"
    assert rule_text(20, (Heading("World"),), "", heavy=False) == "─ World ────────────"


def test_what_is_shown_is_marked_without_the_focus_and_without_colour() -> None:
    titles = (Heading("1 Summary 4", is_shown=True), Heading("2 Key actors 9"))
    assert rule_text(44, titles, "3/9", heavy=False) == "─ ›1 Summary 4 ── 2 Key actors 9 ───── 3/9 ─"
    focused = (Heading("1 Summary 4", focused=True, is_shown=True),)
    assert rule_text(20, focused, "", heavy=True) == "━ [1 Summary 4] ━━━━"


def test_a_long_title_is_cut_so_that_the_place_stays() -> None:
    rule = rule_text(40, (Heading("A headline that is much too long for this rule"),), "12%", heavy=False)
    assert rule.endswith(" 12% ─")
    assert "…" in rule
