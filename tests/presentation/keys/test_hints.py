"""Key hints are dropped from the middle until the row fits."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from briefing.presentation.keys.hints import Hint, fit_hints


def hints(*words: str, kept: str = "? help") -> list[Hint]:
    key, _, name = kept.partition(" ")
    offered = [Hint(word.partition(" ")[0], word.partition(" ")[2], "") for word in words]
    return [*offered, Hint(key, name, "", kept=True)]


def test_hints_are_dropped_from_the_middle_and_the_kept_one_never() -> None:
    offered = hints("a note", "t tag", "z zoom")
    assert [hint.key for hint in fit_hints(offered, 80)] == ["a", "t", "z", "?"]
    assert [hint.key for hint in fit_hints(offered, 22)] == ["a", "t", "?"]
    assert [hint.key for hint in fit_hints(offered, 6)] == ["?"]


@given(st.lists(st.text("ab 漢", min_size=1, max_size=8), max_size=8), st.integers(8, 60))
def test_fitted_hints_never_exceed_the_width(words: list[str], width: int) -> None:
    offered = [*(Hint("k", word, "") for word in words), Hint("?", "help", "", kept=True)]
    shown = fit_hints(offered, width)
    assert sum(cell_len(hint.text) + 2 for hint in shown) - 2 <= width
    assert shown[-1].kept


def test_lasting_hints_outlive_those_before_them() -> None:
    offered = [Hint("a", "note", ""), Hint("F", "feeds", "", lasting=True), Hint("?", "help", "", kept=True)]
    assert [hint.key for hint in fit_hints(offered, 80)] == ["a", "F", "?"]
    assert [hint.key for hint in fit_hints(offered, 16)] == ["F", "?"]
