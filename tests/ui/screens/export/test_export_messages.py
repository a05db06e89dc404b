"""What the export screen says of files, and how it reads what is typed as a path."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from briefing.exchange.export_plan import ExportPlan, ExportResult, PlannedFile
from briefing.exchange.formats import FORMATS, ExportFormat, format_named
from briefing.ui.screens.export.export_messages import (
    export_plan_message,
    exported_message,
    first_lines,
    home_path,
)
from briefing.ui.screens.export.export_request import (
    ExportRequest,
    ExportScope,
    format_typed,
    scopes_of,
    target_of,
    with_suffix_of,
)
from briefing.ui.widgets.editor.choice import choice_layout
from briefing.ui.widgets.editor.path_field import completed
from tests.ui.annotated import BIDEN, ENTRIES, OIL

LEDGER = "<!-- written by briefing: {} -->\n"
NEW = PlannedFile(Path("a.md"), LEDGER.format("n1/1/aa").encode(), None, is_note=True)
SAME = PlannedFile(Path("b.md"), b"same", b"same", is_note=True)
ONE_PART = PlannedFile(
    Path("c.md"), LEDGER.format("n1/1/aa").encode(), LEDGER.format("n1/1/bb").encode(), is_note=True
)
TWO_PARTS = PlannedFile(
    Path("d.md"), LEDGER.format("n1/1/aa").encode(), LEDGER.format("n2/1/bb").encode(), is_note=True
)
PROPERTIES = PlannedFile(Path("e.md"), b"new", b"old", is_note=True)
REPLACED = PlannedFile(Path("f.csv"), b"new", b"old", is_note=False)


def named(name: str) -> ExportFormat:
    form = format_named(name)
    assert form is not None
    return form


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ([NEW], "1 new file: a.md"),
        ([SAME], "b.md exists: nothing in it changes"),
        ([PROPERTIES], "e.md exists: its properties change, your own text stays"),
        ([TWO_PARTS], "d.md exists: our 2 blocks change, your own text stays"),
        ([REPLACED], "f.csv exists and is replaced"),
        ([NEW, NEW], "2 files, all new"),
        ([SAME, SAME], "2 files; 2 exist: nothing in them changes"),
        ([NEW, ONE_PART], "2 files; 1 new; 1 exists: one block of ours changes, your own text stays"),
        ([NEW, ONE_PART, TWO_PARTS], "3 files; 1 new; 2 exist: our 3 blocks change, your own text stays"),
    ],
)
def test_what_becomes_of_files_is_one_sentence(files: list[PlannedFile], words: str) -> None:
    assert export_plan_message(ExportPlan(Path("/n"), Path("/n"), tuple(files))) == words


def test_a_note_that_cannot_be_written_is_named_first() -> None:
    assert (
        export_plan_message(ExportPlan(Path("/n"), Path("/n"), (NEW,), ("x.md is no text.",)))
        == "x.md is no text. 1 new file: a.md"
    )


@pytest.mark.parametrize(
    ("written", "words"),
    [
        (ExportResult((Path("/n/a"),), created=1), "Exported 2 annotations to /n/a."),
        (ExportResult((Path("/n/a"),), updated=1), "Exported 2 annotations to /n/a."),
        (ExportResult((Path("/n/a"),)), "Exported 2 annotations to /n/a: it held them already."),
        (
            ExportResult((Path("a"), Path("b"), Path("c")), updated=1, created=1),
            "Exported 2 annotations to /n: 3 files, 1 new, 1 changed.",
        ),
        (ExportResult((Path("a"), Path("b"))), "Exported 2 annotations to /n: 2 files, none had to change."),
    ],
)
def test_what_was_exported_is_told_with_count_and_place(written: ExportResult, words: str) -> None:
    assert exported_message(written, 2, Path("/n")) == words


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("---\ntitle: a\n---\n\n# A\n", "# A"),
        ("<!DOCTYPE html>\n<style>x</style>\n<body>\n<h1>A</h1>", "<body>\n<h1>A</h1>"),
        ("a,b\r\n1,2\r\n", "a,b\n1,2"),
        ("\x1b[31mred\ttab", "\ufffd[31mred    tab"),
    ],
    ids=["note", "page", "rows", "hostile"],
)
def test_the_first_lines_are_those_that_can_be_read(text: str, lines: str) -> None:
    assert first_lines(text) == lines


def test_a_path_at_home_is_short_and_no_control_reaches_the_screen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert home_path(tmp_path / "notes" / "a.md") == "~/notes/a.md"
    assert home_path(Path("/else/\x1bwhere")) == "/else/\ufffdwhere"


@pytest.mark.parametrize(
    ("chosen", "article", "names"),
    [
        (ENTRIES[:1], BIDEN.id, ["these 1", "this article 2", "all 4"]),
        (ENTRIES[:2], BIDEN.id, ["this article 2", "all 4"]),
        (ENTRIES, BIDEN.id, ["all 4", "this article 2"]),
        (ENTRIES, None, ["all 4"]),
        (ENTRIES[1:3], None, ["these 2", "all 4"]),
        (ENTRIES[1:3], "unknown", ["these 2", "all 4"]),
    ],
)
def test_what_was_asked_for_comes_first_and_nothing_is_offered_twice(
    chosen: tuple[object, ...], article: str | None, names: list[str]
) -> None:
    scopes = scopes_of(chosen, ENTRIES, article)  # type: ignore[arg-type] # slices of ENTRIES
    assert [scope.name for scope in scopes] == names
    assert all(scope.whole is not scope.name.startswith("these") for scope in scopes)


@pytest.mark.parametrize(
    ("typed", "form", "entries", "name"),
    [
        ("notes", "markdown", ENTRIES, "notes"),
        ("notes.md", "markdown", ENTRIES, "notes.md"),
        ("notes", "csv", ENTRIES, "notes.csv"),
        ("notes.txt", "csv", ENTRIES, "notes.txt"),
        ("there", "csv", ENTRIES, "there/annotations 2026-11-30.csv"),
        (
            "not/there/",
            "org",
            ENTRIES[2:],
            "not/there/Oil facilities in Saudi Arabia hit by drone attacks 2026-11-30.org",
        ),
        (" there/ ", "markdown", ENTRIES, "there"),
    ],
)
def test_what_is_typed_means_a_file_or_a_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str, form: str, entries: object, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there").mkdir()
    scope = ExportScope("all", entries, whole=True)  # type: ignore[arg-type] # slices of ENTRIES
    request = ExportRequest(
        scope, named(form), typed, briefings=False, guard_cells=False, day=date(2026, 11, 30)
    )
    assert target_of(request) == tmp_path / name
    assert {each.head.id for each in ENTRIES} == {BIDEN.id, OIL.id}


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_every_format_is_known_by_its_ending_and_gives_it(form: ExportFormat) -> None:
    assert format_typed(f"~/x{form.suffix}") == form
    assert with_suffix_of("~/x.md", form) == f"~/x{form.suffix}"
    assert with_suffix_of(f"~/x{form.suffix}", FORMATS[0]) == "~/x.md"


@pytest.mark.parametrize("typed", ["", "~/notes/", "~/notes", "~/x.docx", "~/notes.md/"])
def test_what_names_no_format_stays_as_it_is(typed: str) -> None:
    assert format_typed(typed) is None
    assert with_suffix_of(typed, named("csv")) == typed


@pytest.mark.parametrize(
    ("typed", "whole"),
    [("no", "notes/"), ("notes/", None), ("notes/d", "notes/deep/"), ("fi", None), ("x", None), ("", None)],
    ids=["begun", "whole", "beneath", "a-file", "none", "nothing"],
)
def test_a_path_is_completed_by_folders(tmp_path: Path, typed: str, whole: str | None) -> None:
    (tmp_path / "notes" / "deep").mkdir(parents=True)
    (tmp_path / "file").touch()
    assert completed(f"{tmp_path}/{typed}") == (f"{tmp_path}/{whole}" if whole else None)


def test_a_row_of_choices_takes_more_rows_rather_than_cut_one() -> None:
    pieces = choice_layout(20, ("these 3", "this article 2", "all 41"), 1)
    assert [(piece.row, piece.cell, piece.text) for piece in pieces] == [
        (0, 0, "these 3"),
        (1, 0, "[this article 2]"),
        (2, 0, "all 41"),
    ]
    assert [piece.row for piece in choice_layout(60, ("these 3", "this article 2", "all 41"), 0)] == [0, 0, 0]
