"""The registry of formats, and what an export leaves on disk."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from briefing.errors import ExchangeError
from briefing.exchange import writing
from briefing.exchange.as_markdown import article_markdown, to_markdown
from briefing.exchange.bundle import Bundle
from briefing.exchange.formats import FORMATS, Format, format_for_suffix, format_named
from briefing.exchange.writing import export_to
from tests.exchange.notes import HEAD, annotated, annotation


def named(name: str) -> Format:
    form = format_named(name)
    assert form is not None
    return form


MARKDOWN, ORG = named("markdown"), named("org")
ONE = Bundle((annotated(annotation(0, "one"), annotation(3, "two")),))


def test_every_format_of_the_command_line_is_there() -> None:
    names = "markdown json jsonl csv readwise w3c hypothesis org html".split()
    assert [each.name for each in FORMATS] == names
    assert format_named("docx") is None


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_every_format_writes_any_bundle_the_same_each_time(form: Format, briefed_bundle: Bundle) -> None:
    assert form.render(briefed_bundle) == form.render(briefed_bundle) != ""
    form.render(Bundle(()))
    form.render(Bundle((annotated(),)))


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("notes.md", "markdown"),
        ("NOTES.MD", "markdown"),
        ("a.json", "json"),
        ("a.hypothesis.json", "hypothesis"),
        ("a.jsonl", "jsonl"),
        ("a.jsonld", "w3c"),
        ("a.csv", "csv"),
        ("my.readwise.csv", "readwise"),
        ("a.org", "org"),
        ("a.htm", "html"),
        ("a.docx", None),
        (".md", None),
        ("md", None),
    ],
)
def test_a_files_name_says_its_format(name: str, form: str | None) -> None:
    found = format_for_suffix(Path(name))
    assert (found and found.name) == form


def test_the_registry_imports_no_format() -> None:
    code = (
        "import sys, briefing.exchange.formats, briefing.exchange.writing;"
        "print([m for m in sys.modules if m.startswith('briefing.exchange.as_') or m in ('jinja2', 'yaml')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_folder_gets_a_note_for_each_article(tmp_path: Path, bundle: Bundle) -> None:
    folder = tmp_path / "notes"
    done = export_to(folder, MARKDOWN, bundle)
    assert (done.created, done.updated, done.failed) == (2, 0, ())
    assert [path.name for path in done.files] == [
        "Harbour talks – no deal yet & more.md",
        "Budget – draft.md",
    ]
    for path, article in zip(done.files, bundle.articles, strict=True):
        assert path.read_bytes().decode() == article_markdown(article, None)
    again = export_to(folder, MARKDOWN, bundle)
    assert (again.created, again.updated, again.files) == (0, 0, done.files)
    assert len(list(folder.iterdir())) == 2


def test_a_note_keeps_its_file_and_the_readers_text(tmp_path: Path) -> None:
    (path,) = export_to(tmp_path, MARKDOWN, ONE).files
    mine = path.rename(tmp_path / "My note.md")
    mine.write_bytes(mine.read_bytes() + b"\r\nMine.\r\n")
    renamed = Bundle((annotated(annotation(0, "new"), title="Another title"),))
    done = export_to(tmp_path, MARKDOWN, renamed)
    assert (done.files, done.updated, done.created) == ((mine,), 1, 0)
    words = mine.read_bytes().decode()
    assert words.endswith("\r\nMine.\r\n") and "\nnew" in words and "# Another title" in words


def test_two_articles_of_one_title_get_two_files(tmp_path: Path) -> None:
    other = replace(ONE.articles[0], head=replace(HEAD, id="fedcba9876543210", title="the vale TALKS"))
    both = Bundle((*ONE.articles, other))
    names = [path.name for path in export_to(tmp_path, MARKDOWN, both).files]
    assert names == ["The Vale talks.md", "the vale TALKS fedcba98.md"]
    assert [path.name for path in export_to(tmp_path, MARKDOWN, both).files] == names


def test_a_selection_takes_nothing_from_a_note(tmp_path: Path) -> None:
    (path,) = export_to(tmp_path, MARKDOWN, ONE).files
    export_to(tmp_path, MARKDOWN, Bundle((annotated(annotation(0, "one")),)), whole=False)
    assert "two" in path.read_text(encoding="utf-8")
    export_to(tmp_path, MARKDOWN, Bundle((annotated(annotation(0, "one")),)))
    assert "two" not in path.read_text(encoding="utf-8")


def test_a_file_holds_the_whole_export(tmp_path: Path, bundle: Bundle) -> None:
    for form in FORMATS:
        path = tmp_path / f"notes{form.suffix}"
        assert export_to(path, form, bundle) == writing.Written((path,), created=1)
        assert path.read_bytes().decode() == form.render(bundle)
        assert export_to(path, form, bundle) == writing.Written((path,))
    assert len(list(tmp_path.iterdir())) == len(FORMATS)


def test_one_note_in_a_named_file_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "vale.md"
    path.write_text("Mine.\n", encoding="utf-8")
    assert export_to(path, MARKDOWN, ONE).updated == 1
    words = path.read_text(encoding="utf-8")
    assert "\nMine.\n" in words and "\none\n" in words


@pytest.mark.parametrize("several", [False, True], ids=["another article", "several articles"])
def test_the_note_of_another_article_is_not_written_over(
    tmp_path: Path, bundle: Bundle, several: bool
) -> None:
    path = tmp_path / "vale.md"
    export_to(path, MARKDOWN, ONE)
    before = path.read_bytes()
    with pytest.raises(ExchangeError, match="note of another article"):
        export_to(path, MARKDOWN, bundle if several else Bundle(bundle.articles[:1]))
    assert path.read_bytes() == before


def test_several_articles_in_one_markdown_file(tmp_path: Path, bundle: Bundle) -> None:
    export_to(tmp_path / "all.md", MARKDOWN, bundle)
    assert (tmp_path / "all.md").read_bytes().decode() == to_markdown(bundle)


def test_no_folder_is_made_unasked(tmp_path: Path) -> None:
    with pytest.raises(ExchangeError, match=r"There is no folder .*away: make it"):
        export_to(tmp_path / "away" / "notes.org", ORG, ONE)
    assert not list(tmp_path.iterdir())


def test_a_folder_is_not_a_file(tmp_path: Path) -> None:
    with pytest.raises(
        ExchangeError, match=r"is a folder: name a file in it to export to, such as notes\.org"
    ):
        export_to(tmp_path, ORG, ONE)


def test_what_is_no_text_is_left_alone_and_the_rest_is_written(tmp_path: Path, bundle: Bundle) -> None:
    broken = tmp_path / "Budget – draft.md"
    broken.write_bytes(b"\xff\xfe\x00")
    done = export_to(tmp_path, MARKDOWN, bundle)
    assert (done.created, len(done.files)) == (1, 1)
    assert len(done.failed) == 1 and "was left as it is" in done.failed[0]
    assert broken.read_bytes() == b"\xff\xfe\x00"


def test_a_failed_write_leaves_the_file_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "notes.org"
    path.write_text("before", encoding="utf-8")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ExchangeError, match=r"could not be written \(no space left on device\)"):
        export_to(path, ORG, ONE)
    assert path.read_text(encoding="utf-8") == "before"
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_stays_a_link_and_permissions_stay(tmp_path: Path) -> None:
    target = tmp_path / "target.org"
    target.touch(0o600)
    link = tmp_path / "link.org"
    link.symlink_to(target)
    export_to(link, ORG, ONE)
    assert link.is_symlink() and target.read_bytes() and target.stat().st_mode & 0o777 == 0o600
