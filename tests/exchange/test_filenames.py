"""A note's file: its name suits every system, and the note is found again whatever becomes of the title."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.domain.annotation import ArticleHead
from briefing.exchange.exporters.markdown import article_markdown
from briefing.exchange.filenames import note_name
from briefing.exchange.markdown.note_files import find_note, known_notes
from tests.exchange.notes import HEAD, annotated, annotation


def name(title: str, *taken: str) -> str:
    return note_name(replace(HEAD, title=title), taken)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("The Vale talks", "The Vale talks.md"),
        ("Talks: what now?", "Talks – what now.md"),
        ("A/B \\ <C> | “D” * #E [F]^", "A B C “D” E F.md"),
        ("And then...", "And then.md"),
        (".hidden", "hidden.md"),
        ("-rf *", "rf.md"),
        (". --output=x", "output=x.md"),
        ("un\u200bseen \U000e0041\x1b]0;x\x07", "unseen.md"),
        ("con", "con_.md"),
        ("Lpt1.txt", "Lpt1.txt_.md"),
        ("", "01234567.md"),
        ("???", "01234567.md"),
        ("é" * 200, "é" * 58 + ".md"),
        ("word " * 60, "word " * 22 + "word.md"),
    ],
)
def test_names_are_readable_and_safe(title: str, expected: str) -> None:
    assert name(title) == expected


def test_a_name_that_is_taken_gets_the_articles_id() -> None:
    assert name("Talks", "talks.md") == "Talks 01234567.md"
    assert name("Talks", "talks.md", "talks 01234567.md") == "0123456789abcdef.md"
    assert name("é" * 200, ("é" * 58 + ".md").casefold()) == "é" * 54 + " 01234567.md"


@given(st.text(max_size=200))
def test_any_title_makes_a_name_for_every_system(title: str) -> None:
    made = name(title)
    assert len(made.encode()) <= 120
    assert not re.search(r'[<>:"/\\|?*\x00-\x1f\x7f]', made)
    assert not made.startswith("-")
    assert made.removesuffix(".md").strip(". ") == made.removesuffix(".md") != ""
    assert not re.fullmatch(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?", made.removesuffix(".md"))


def existing_note(folder: Path, head: ArticleHead) -> Path | None:
    return find_note(head, folder, known_notes(folder))


def test_a_note_is_found_by_its_article_before_its_name(tmp_path: Path) -> None:
    assert existing_note(tmp_path, HEAD) is None
    named = tmp_path / "The Vale talks.md"
    named.write_text("The reader's own.\n", encoding="utf-8")
    assert existing_note(tmp_path, HEAD) == named
    renamed = tmp_path / "Vale (mine).md"
    renamed.write_text(article_markdown(annotated(annotation(0)), None), encoding="utf-8", newline="\r\n")
    assert existing_note(tmp_path, HEAD) == renamed
    assert existing_note(tmp_path, replace(HEAD, title="Another")) == renamed


def test_another_articles_note_is_not_taken_for_its_name(tmp_path: Path) -> None:
    (tmp_path / "The Vale talks.md").write_text("---\narticle: 'other'\n---\n", encoding="utf-8")
    assert existing_note(tmp_path, HEAD) is None


def test_of_a_sync_services_copies_the_first_is_the_note(tmp_path: Path) -> None:
    note = article_markdown(annotated(annotation(0)), None)
    for each in ("The Vale talks.md", "The Vale talks (conflict).md"):
        (tmp_path / each).write_text(note, encoding="utf-8")
    assert existing_note(tmp_path, HEAD) == tmp_path / "The Vale talks.md"


@pytest.mark.parametrize(
    "content", [b"\xff\xfe\x00", b"---\narticle: [\n---\n", b""], ids=["bytes", "bad", "empty"]
)
def test_files_that_cannot_be_read_do_no_harm(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "other.md").write_bytes(content)
    assert existing_note(tmp_path, HEAD) is None
