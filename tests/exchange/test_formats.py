"""The registry of formats: which there are, and which a file's name asks for."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from briefing.domain.annotation import AnnotatedArticle
from briefing.exchange.export_bundle import ExportBundle
from briefing.exchange.formats import FORMATS, ExportFormat, format_for_suffix, format_named
from tests.exchange.notes import HEAD, annotated, annotation


def test_every_format_of_the_command_line_is_there() -> None:
    names = "markdown json jsonl csv readwise w3c hypothesis org html csl-json ris".split()
    assert [each.name for each in FORMATS] == names
    assert format_named("docx") is None


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_every_format_writes_any_bundle_the_same_each_time(
    form: ExportFormat, briefed_bundle: ExportBundle
) -> None:
    assert form.render(briefed_bundle) == form.render(briefed_bundle) != ""
    form.render(ExportBundle(()))
    form.render(ExportBundle((annotated(),)))


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_no_format_says_that_a_book_without_a_text_has_lost_its_words(form: ExportFormat) -> None:
    book = AnnotatedArticle(replace(HEAD, text_sha256=""), (annotation(1, orphan=True),))
    written = form.render(ExportBundle((book,))).lower()
    assert "no longer" not in written
    assert "earlier version" not in written


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
        ("a.csl.json", "csl-json"),
        ("a.ris", "ris"),
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
        "import sys, briefing.exchange.formats, briefing.exchange.filenames;"
        "loaded = [m for m in sys.modules if m.startswith('briefing.exchange.exporters.')];"
        "print(loaded + [m for m in ('jinja2', 'yaml') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
