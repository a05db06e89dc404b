"""The files of an article, though the listing of their folder is kept."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from briefing.store.annotations.folder_listing import FolderListing

ARTICLE, OTHER = "a" * 16, "b" * 16


@pytest.mark.parametrize("age", [0, 60], ids=["a folder that is being written", "a folder at rest"])
def test_each_article_has_its_own_files_and_others_none(tmp_path: Path, age: int) -> None:
    (tmp_path / f"{ARTICLE}.json").touch()
    changed = tmp_path.stat().st_mtime - age
    os.utime(tmp_path, (changed, changed))
    listing = FolderListing(tmp_path)
    for _ in range(2):  # at first and from memory
        assert listing.files(OTHER) == ()
        assert [each.name for each in listing.files(ARTICLE)] == [f"{ARTICLE}.json"]


def test_a_folder_that_is_not_there_has_none(tmp_path: Path) -> None:
    assert FolderListing(tmp_path / "absent").files(ARTICLE) == ()


@pytest.mark.parametrize("name", [f"{ARTICLE}.json", f"{ARTICLE} (conflicted copy 2026-03-04).json"])
def test_a_stamp_changes_with_the_file_and_with_a_copy_that_is_written_in_place(
    tmp_path: Path, name: str
) -> None:
    (tmp_path / f"{ARTICLE}.json").touch()
    (tmp_path / name).write_text("one")
    listing = FolderListing(tmp_path)
    before = listing.stamps()
    assert listing.stamps() == before
    (tmp_path / name).write_text("another")
    assert listing.stamps().keys() == before.keys() and listing.stamps() != before
