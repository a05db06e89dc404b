"""The files of corrections: durable, repaired from a backup, and merged with those of another device."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from briefing.domain import Issue, IssueKind, Passage, Span
from briefing.domain.annotation import ArticleHead
from briefing.domain.correction import Correction, CorrectionKind
from briefing.errors import StoreError
from briefing.store.annotations.correction_store import CorrectionStore
from briefing.store.notices import Notices

ID = "0123456789abcdef"
HEAD = ArticleHead(ID, "Talks")
NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


def dismissal(label: str) -> Correction:
    issue = Issue(label, IssueKind.RISK, 1, (Passage(Span(0, 5), "Brook"),), (), None)
    return Correction(CorrectionKind.HIDE, issue, made=f"2026-03-04T12:00:0{len(label)}.000000+00:00")


A, BB, CCC = dismissal("a"), dismissal("bb"), dismissal("ccc")


class Stored:
    def __init__(self, folder: Path) -> None:
        self.notices = Notices()
        self.store = CorrectionStore(folder, self.notices, now=lambda: NOON)
        self.file = folder / f"{ID}.json"

    def add(self, *corrections: Correction) -> None:
        self.store.edit(HEAD, lambda made: (*made, *corrections))

    def labels(self) -> list[str]:
        subjects = [each.subject for each in self.store.read(ID).corrections]
        return [each.label for each in subjects if isinstance(each, Issue)]


@pytest.fixture
def stored(tmp_path: Path) -> Stored:
    return Stored(tmp_path / "corrections")


def test_without_a_file_there_is_none(stored: Stored) -> None:
    assert stored.labels() == [] and stored.store.ids() == [] and not stored.store.folder.exists()


def test_what_was_written_is_read_in_the_order_in_which_it_was_made(stored: Stored) -> None:
    stored.add(BB)
    stored.add(A, BB)
    assert stored.labels() == ["a", "bb"] and stored.store.ids() == [ID]
    stored.store.edit(HEAD, lambda made: tuple(each for each in made if each != A))
    assert Stored(stored.store.folder).labels() == ["bb"]
    assert json.loads(stored.file.read_bytes())["article"]["title"] == "Talks"


def test_a_damaged_file_is_set_aside_and_its_backup_written(stored: Stored) -> None:
    stored.add(A)
    stored.add(BB)
    stored.file.write_bytes(b'{"items": [')
    assert stored.labels() == ["a", "bb"]
    (notice,) = stored.notices.pop()
    assert notice == (
        f"corrections/{ID}.json was damaged (it is not JSON): it has been set aside as "
        f"{ID}.json.damaged-20260304-120000, with 2 corrections of “Talks” brought back from its "
        f"backup."
    )
    assert Stored(stored.store.folder).labels() == ["a", "bb"] and not stored.notices.pop()
    assert all(each.read_bytes() != b'{"items": [' for each in (stored.store.folder / "backups").iterdir())


@pytest.mark.parametrize("content", [b"", b"{}"])
def test_a_damaged_file_without_a_backup_is_set_aside(stored: Stored, content: bytes) -> None:
    stored.store.folder.mkdir()
    stored.file.write_bytes(content)
    stored.add(A)
    assert stored.labels() == ["a"] and len(stored.notices.pop()) == 1
    assert any(each.read_bytes() == content for each in stored.store.folder.glob("*.damaged-*"))


def test_the_copy_of_another_device_is_merged(stored: Stored, tmp_path: Path) -> None:
    stored.add(A, BB)
    other = Stored(tmp_path / "other")
    other.add(BB, CCC)
    copy = stored.store.folder / f"{ID} (conflicted copy 2026-03-04).json"
    copy.write_bytes(other.file.read_bytes())
    assert stored.labels() == ["a", "bb", "ccc"] and not copy.exists()
    (notice,) = stored.notices.pop()
    assert "was merged into these corrections" in notice
    assert Stored(stored.store.folder).labels() == ["a", "bb", "ccc"]


def test_a_damaged_copy_of_another_device_is_moved_to_backups_and_not_called_merged(stored: Stored) -> None:
    stored.add(A)
    copy = stored.store.folder / f"{ID} (conflicted copy 2026-03-04).json"
    copy.write_bytes(b"{")
    assert stored.labels() == ["a"] and not copy.exists()
    assert stored.notices.pop() == (f"{copy.name} was damaged, and was moved to backups.",)
    assert (stored.store.folder / "backups" / copy.name).read_bytes() == b"{"


def test_the_file_of_a_newer_version_is_read_and_not_changed(stored: Stored) -> None:
    stored.add(A)
    newer = stored.file.read_bytes().replace(b'"schema": 1', b'"schema": 2')
    stored.file.write_bytes(newer)
    assert stored.labels() == ["a"]
    with pytest.raises(StoreError, match="newer briefing"):
        stored.add(BB)
    assert stored.file.read_bytes() == newer


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "corrections").write_text("a file")
    with pytest.raises(StoreError):
        Stored(tmp_path / "corrections").add(A)


def test_what_killed_writes_left_is_swept_away(stored: Stored) -> None:
    stored.add(A)
    folder = stored.file.parent
    left = [each / ".~x.json.0a1b2c3d.tmp" for each in (folder, folder / "backups")]
    for each in left:
        each.write_bytes(b"cut")
        os.utime(each, (1, 1))
    of_now = folder / ".~y.json.0a1b2c3d.tmp"
    of_now.write_bytes(b"another process is writing it")
    again = Stored(folder)
    again.add(BB)
    assert not any(each.exists() for each in left) and of_now.exists()


class TestDeletedByAnotherProgram:
    """The file of two corrections is gone, and nobody took them back here."""

    @pytest.fixture(autouse=True)
    def deleted(self, stored: Stored) -> None:
        stored.add(A, BB)
        stored.file.unlink()

    def test_reading_tells_it_once(self, stored: Stored) -> None:
        assert stored.labels() == []
        (lost,) = stored.notices.pop_deleted()
        assert lost.entries == "2 corrections of “Talks”"
        assert lost.sentence == (
            f"2 corrections of “Talks” were deleted by another program with corrections/{ID}.json: "
            f"`briefing doctor --repair` writes it again."
        )
        for again in (stored, Stored(stored.store.folder)):
            assert again.labels() == [] and again.notices.pop_deleted() == []
        lost.bring_back()
        assert stored.labels() == ["a", "bb"]

    def test_a_kill_within_the_backup_before_costs_nothing(self, stored: Stored) -> None:
        backups = stored.store.folder / "backups"
        (backups / f"{ID}.1.json").replace(backups / f"{ID}.2.json")  # the first is written next
        (found,) = stored.store.problems()
        assert found.sentence.startswith("2 corrections of “Talks” were deleted by another program")
        assert stored.labels() == []
        (lost,) = stored.notices.pop_deleted()
        lost.bring_back()
        assert stored.labels() == ["a", "bb"]

    def test_they_outlive_whatever_is_corrected_since(self, stored: Stored) -> None:
        for _ in range(9):
            stored.store.edit(HEAD, lambda _: ())
            stored.store.edit(HEAD, lambda _: (CCC,))
        (lost,) = stored.notices.pop_deleted()
        assert [each.sentence for each in stored.store.problems()] == [lost.sentence]
        lost.bring_back()
        assert stored.labels() == ["a", "bb", "ccc"]
        assert list(stored.store.problems()) == []

    def test_deleted_again_is_told_again(self, stored: Stored) -> None:
        for _ in range(3):
            assert stored.labels() == []
            (lost,) = stored.notices.pop_deleted()
            lost.bring_back()
            assert stored.labels() == ["a", "bb"]
            stored.file.unlink()

    def test_what_was_taken_back_is_not_told(self, stored: Stored) -> None:
        stored.store.edit(HEAD, lambda _: ())
        stored.notices.pop_deleted()
        for copy in (stored.store.folder / "backups").glob("*.deleted-*"):
            copy.unlink()
        stored.file.unlink()
        assert stored.labels() == [] and stored.notices.pop_deleted() == []
        assert list(stored.store.problems()) == []

    def test_a_folder_that_cannot_be_written_tells_each_time(
        self, stored: Stored, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(*_: object, **__: object) -> None:
            raise OSError("full")

        monkeypatch.setattr("briefing.store.files.generations.write_durably", refuse)
        for _ in range(2):
            assert stored.labels() == [] and len(stored.notices.pop_deleted()) == 1
