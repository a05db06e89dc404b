"""The tables of docs/engine.md are written by the benchmark, between its markers."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.engine import BEGIN, END, table, with_table

DOCUMENT = (Path(__file__).parent.parent / "docs" / "engine.md").read_text(encoding="utf-8")


def test_the_tables_take_the_place_of_the_old_ones_and_of_nothing_else() -> None:
    before = f"Above.\n\n{BEGIN}\n\n| old |\n\n{END}\n\nBelow.\n"
    assert with_table(before, "| new |") == f"Above.\n\n{BEGIN}\n\n| new |\n\n{END}\n\nBelow.\n"
    assert with_table(with_table(before, "| newer |"), "| new |") == with_table(before, "| new |")


@pytest.mark.parametrize("document", ["", BEGIN, END])
def test_a_document_without_markers_is_not_written(document: str) -> None:
    with pytest.raises(ValueError, match="the document has no"):
        with_table(document, "| new |")


def test_the_document_has_the_markers_once() -> None:
    assert (DOCUMENT.count(BEGIN), DOCUMENT.count(END)) == (1, 1)


def test_a_figure_that_a_set_does_not_have_is_left_open() -> None:
    made = table(
        {"key3": 0.594, "A.F1": 0.8}, {"A.F1": 0.714}, {"MAP": 0.59}, [("memory", "200 MB", "400 MB")]
    )
    lines = made.splitlines()
    assert "| summary: votes of annotators won, of those that three points can win | 0.59 |  |" in lines
    assert "| actors: F1 of the list | 0.80 | 0.71 |" in lines
    assert "| memory | 200 MB | 400 MB |" in lines
