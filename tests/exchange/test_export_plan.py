"""What is said of an export beforehand is what comes of it, and saying it writes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefing.errors import ExchangeError
from briefing.exchange.export_bundle import ExportBundle
from briefing.exchange.export_files import export_to
from briefing.exchange.export_plan import foresee
from briefing.exchange.exporters.own_templates import own_templates, template_format
from briefing.exchange.formats import FORMATS, ExportFormat, format_named
from tests.exchange.notes import annotated, annotation


def named(name: str) -> ExportFormat:
    form = format_named(name)
    assert form is not None
    return form


MARKDOWN, ORG = named("markdown"), named("org")
ONE = ExportBundle((annotated(annotation(0, "one"), annotation(3, "two")),))
FEWER = ExportBundle((annotated(annotation(0, "one")),))


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_a_new_file_is_foreseen_as_it_is_written(
    tmp_path: Path, form: ExportFormat, bundle: ExportBundle
) -> None:
    path = tmp_path / f"notes{form.suffix}"
    (file,) = foresee(path, form, bundle, text=form.render(bundle)).files
    assert file.is_new and not file.changes and not path.exists()
    export_to(path, form, bundle)
    assert path.read_bytes().decode() == file.text


def test_the_notes_of_a_folder_are_foreseen_as_they_are_written(tmp_path: Path, bundle: ExportBundle) -> None:
    folder = tmp_path / "notes"
    foreseen = foresee(folder, MARKDOWN, bundle, text="")
    assert not folder.exists()
    written = export_to(folder, MARKDOWN, bundle)
    assert tuple(file.path for file in foreseen.files) == written.files
    assert [file.text for file in foreseen.files] == [path.read_bytes().decode() for path in written.files]
    again = foresee(folder, MARKDOWN, bundle, text="")
    assert not any(file.is_new or file.changes for file in again.files)


@pytest.mark.parametrize(("whole", "parts"), [(True, 1), (False, 0)], ids=["whole", "selection"])
def test_the_parts_of_a_note_that_will_change_are_counted(tmp_path: Path, whole: bool, parts: int) -> None:
    export_to(tmp_path, MARKDOWN, ONE)
    (file,) = foresee(tmp_path, MARKDOWN, FEWER, text="", whole=whole).files
    assert (file.is_new, file.is_note, file.changed_parts) == (False, True, parts)


def test_a_text_of_the_reader_s_gets_all_parts_and_stays(tmp_path: Path) -> None:
    path = tmp_path / "vale.md"
    path.write_text("Mine.\n", encoding="utf-8")
    (file,) = foresee(path, MARKDOWN, ONE, text="").files
    assert file.changed_parts == 2 and "\nMine.\n" in file.text
    assert path.read_text(encoding="utf-8") == "Mine.\n"


def test_a_note_that_is_no_text_fails_alone(tmp_path: Path, bundle: ExportBundle) -> None:
    first, _ = export_to(tmp_path, MARKDOWN, bundle).files
    first.write_bytes(first.read_bytes() + b"\xff\xfe\x00")
    foreseen = foresee(tmp_path, MARKDOWN, bundle, text="")
    assert len(foreseen.files) == 1
    assert foreseen.failed == (f"{first} is not text that can be read: move it away and export again.",)


def test_the_note_of_another_article_is_named(tmp_path: Path, bundle: ExportBundle) -> None:
    path = tmp_path / "vale.md"
    export_to(path, MARKDOWN, ONE)
    with pytest.raises(ExchangeError, match="note of another article"):
        foresee(path, MARKDOWN, ExportBundle(bundle.articles[:1]), text="")


def test_a_folder_is_no_file_for_one(tmp_path: Path) -> None:
    with pytest.raises(ExchangeError, match="is a folder"):
        foresee(tmp_path, ORG, ONE, text="")


def test_what_is_beneath_a_file_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(ExchangeError, match="name another place"):
        foresee(tmp_path / "file" / "notes.org", ORG, ONE, text="")


def test_the_templates_of_a_folder_are_formats_by_name(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("{{ articles | length }} b", encoding="utf-8")
    (tmp_path / "a.html").write_text("a", encoding="utf-8")
    (tmp_path / ".hidden.txt").write_text("h", encoding="utf-8")
    (tmp_path / "folder.d").mkdir()
    templates = own_templates(tmp_path)
    assert [(each.title, each.suffix) for each in templates] == [
        ("a.html, a template of yours", ".html"),
        ("b.txt, a template of yours", ".txt"),
    ]
    assert templates[1].render(ONE) == "1 b"
    assert own_templates(tmp_path / "none") == ()


def test_a_template_that_cannot_be_read_says_so_when_it_is_used(tmp_path: Path) -> None:
    with pytest.raises(ExchangeError, match=r"gone\.txt cannot be read .*: check its name"):
        template_format(tmp_path / "gone.txt").render(ONE)


def test_a_file_in_another_character_set_is_replaced_or_refused_as_it_is_by_the_export(
    tmp_path: Path, bundle: ExportBundle
) -> None:
    sheet, note = tmp_path / "notes.csv", tmp_path / "note.md"
    for path in (sheet, note):
        path.write_bytes("Übersicht\n".encode("latin-1"))
    csv = next(form for form in FORMATS if form.name == "csv")
    (file,) = foresee(sheet, csv, bundle, text=csv.render(bundle)).files
    assert file.changes and not file.is_note
    one = ExportBundle(bundle.articles[:1])
    for do in (
        lambda: foresee(note, MARKDOWN, one, text=MARKDOWN.render(one)),
        lambda: export_to(note, MARKDOWN, one),
    ):
        with pytest.raises(ExchangeError, match="is not text in UTF-8"):
            do()


def test_several_articles_do_not_go_into_the_note_of_another(tmp_path: Path, bundle: ExportBundle) -> None:
    third = annotated(annotation(0, "mine"))
    (note,) = export_to(tmp_path, MARKDOWN, ExportBundle((third,))).files
    for do in (
        lambda: foresee(note, MARKDOWN, bundle, text=MARKDOWN.render(bundle)),
        lambda: export_to(note, MARKDOWN, bundle, replace=True),
    ):
        with pytest.raises(ExchangeError, match="is the note of another article"):
            do()
