"""What cannot be saved at the end is put where import finds it."""

from __future__ import annotations

import errno
import os
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

from briefing.domain.annotation import sort_by_position
from briefing.errors import ExchangeError
from briefing.exchange.emergency_export import emergency_message, write_emergency_export
from briefing.exchange.export_bundle import ExportBundle
from briefing.exchange.importers.import_file import read_annotations
from tests.exchange.foreign import NOW


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_the_file_holds_every_annotation_as_import_reads_it(bundle: ExportBundle, temporary: Path) -> None:
    file = write_emergency_export(bundle.articles, temporary / "state")
    assert (file.parent, file.suffix) == (temporary / "state", ".json")
    incoming = read_annotations(file.read_bytes(), file.name, NOW).incoming
    for article in bundle.articles:
        own = [each.annotation for each in incoming if each.article_id == article.head.id]
        assert [replace(each, raw={}) for each in sort_by_position(own)] == list(article.annotations)


def test_two_files_never_have_one_name(bundle: ExportBundle, temporary: Path) -> None:
    assert write_emergency_export(bundle.articles, temporary / "state") != write_emergency_export(
        bundle.articles, temporary / "state"
    )


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
def test_no_other_user_can_read_it(bundle: ExportBundle, temporary: Path) -> None:
    assert write_emergency_export(bundle.articles, temporary / "state").stat().st_mode & 0o077 == 0


def test_where_even_that_cannot_be_written_it_is_said_so(
    bundle: ExportBundle, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched, pytest.raises(ExchangeError) as raised:
        patched.setattr(os, "fsync", fail)
        write_emergency_export(bundle.articles, temporary / "state")
    assert str(raised.value) == (
        "The unsaved annotations could not be written to the temporary folder either (no space left on "
        "device), and are lost: free some space before you write them again."
    )

    assert list(temporary.rglob("*.json")) == [], "half a file would be taken for a whole one"


def test_where_the_folder_cannot_be_made_it_lies_among_temporary_files(
    bundle: ExportBundle, temporary: Path
) -> None:
    (temporary / "taken").write_text("a file")
    file = write_emergency_export(bundle.articles, temporary / "taken" / "unsaved")
    assert file.parent == temporary


@pytest.mark.parametrize(
    ("changes", "file", "sentence"),
    [
        (
            1,
            Path("/tmp/a.json"),
            "1 change to your annotations could not be saved: what they made is in /tmp/a.json, "
            "and `briefing import /tmp/a.json` takes it in.",
        ),
        (2, None, "2 annotations could not be deleted: delete them again the next time."),
        (1, None, "1 annotation could not be deleted: delete it again the next time."),
    ],
)
def test_the_sentence_says_what_to_do_next(changes: int, file: Path | None, sentence: str) -> None:
    assert emergency_message(changes, file) == sentence
