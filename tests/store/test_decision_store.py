"""The file of what the reader decided on open issues."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from briefing.domain.correction_codec import ItemList
from briefing.domain.followups.issue_decision import (
    DECISIONS,
    IssueDecision,
    RaisedAt,
)
from briefing.domain.followups.tracked_issue import IssueState
from briefing.domain.span import Span
from briefing.errors import StoreError
from briefing.store.annotations.merged_files import ItemFile
from briefing.store.notices import Notices

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


def decision(label: str, minute: int = 0, state: IssueState = IssueState.SETTLED) -> IssueDecision:
    return IssueDecision(state, (RaisedAt("a" * 16, label, Span(0, 5)),), f"2026-03-04T12:{minute:02}:00Z")


@pytest.fixture
def notices() -> Notices:
    return Notices()


@pytest.fixture
def store(tmp_path: Path, notices: Notices) -> ItemFile[IssueDecision]:
    return ItemFile(tmp_path, DECISIONS, notices, now=lambda: NOON)


def add(store: ItemFile[IssueDecision], *made: IssueDecision) -> None:
    for each in made:
        store.edit(lambda known, each=each: (*known, each))  # type: ignore[misc]


def test_what_was_decided_is_read_by_the_next(store: ItemFile[IssueDecision], tmp_path: Path) -> None:
    assert store.read() == ()
    assert not list(tmp_path.iterdir()), "reading writes nothing"
    add(store, decision("Vote", 1), decision("Trial", 2))
    assert ItemFile(tmp_path, DECISIONS, Notices()).read() == (decision("Vote", 1), decision("Trial", 2))


@pytest.mark.parametrize("content", [b"", b'{"items": [', b"\0" * 200, b"[1]"])
def test_a_damaged_file_is_set_aside_and_its_backup_comes_back(
    store: ItemFile[IssueDecision], notices: Notices, content: bytes
) -> None:
    add(store, decision("Vote", 1), decision("Trial", 2))
    store.file.write_bytes(content)
    (problem,) = store.problems()
    assert "issues.json is damaged" in problem.sentence and "--repair" in problem.sentence
    assert store.read() == (decision("Vote", 1), decision("Trial", 2))
    (notice,) = notices.pop()
    assert "issues.json.damaged-20260304-120000" in notice and "2 decisions" in notice
    assert store.file.with_name("issues.json.damaged-20260304-120000").read_bytes() == content
    assert all(each.is_harmless for each in store.problems())
    assert store.read() and not notices.pop()


def test_a_damaged_file_without_a_backup_is_kept(store: ItemFile[IssueDecision], notices: Notices) -> None:
    store.file.write_bytes(b"{")
    add(store, decision("Vote"))
    assert store.read() == (decision("Vote"),)
    assert store.file.with_name("issues.json.damaged-20260304-120000").read_bytes() == b"{"
    assert "nothing brought back" in notices.pop()[0]


@pytest.mark.parametrize(
    "name",
    [
        "issues (conflicted copy 2026-03-04).json",
        "issues.sync-conflict-20260304-120000-ABCDEFG.json",
        "issues 2.json",
        "issues-LAPTOP.json",
    ],
)
def test_a_copy_of_another_device_is_merged(
    store: ItemFile[IssueDecision], notices: Notices, name: str
) -> None:
    add(store, decision("Vote", 1), decision("Trial", 2))
    theirs = decision("Vote", 3, IssueState.ASIDE), decision("Ceasefire", 4)
    store.file.with_name(name).write_bytes(DECISIONS.serialize(ItemList(theirs)))
    (problem,) = store.problems()
    assert name in problem.sentence
    assert store.read() == (decision("Trial", 2), *theirs)
    assert not store.file.with_name(name).exists()
    assert name in notices.pop()[0]


def test_a_file_of_the_user_is_none(store: ItemFile[IssueDecision]) -> None:
    mine = store.file.with_name("issues-old.json")
    mine.write_bytes(DECISIONS.serialize(ItemList((decision("Vote"),))))
    assert store.read() == () and mine.exists()


def test_a_damaged_copy_is_moved_to_the_backups(store: ItemFile[IssueDecision], notices: Notices) -> None:
    add(store, decision("Vote"))
    store.file.with_name("issues 2.json").write_bytes(b"{")
    assert store.read() == (decision("Vote"),)
    assert (store.file.parent / "backups" / "issues 2.json").read_bytes() == b"{"
    assert "issues 2.json was damaged" in notices.pop()[0]


def test_a_file_of_a_newer_briefing_is_read_and_not_changed(store: ItemFile[IssueDecision]) -> None:
    newer = DECISIONS.serialize(ItemList((decision("Vote"),))).replace(b'"schema": 1', b'"schema": 2')
    store.file.write_bytes(newer)
    assert store.read() == (decision("Vote"),)
    with pytest.raises(StoreError, match="newer briefing"):
        add(store, decision("Trial"))
    assert store.file.read_bytes() == newer
    assert "newer briefing" in next(store.problems()).sentence


def test_a_backup_is_merged(store: ItemFile[IssueDecision]) -> None:
    content = DECISIONS.serialize(ItemList((decision("Vote", 5),)))
    store.bring_in(content)
    assert store.file.read_bytes() == content
    add(store, decision("Trial", 6))
    store.bring_in(DECISIONS.serialize(ItemList((decision("Vote", 3), decision("Ceasefire", 2)))))
    assert [each.raised[0].label for each in store.read()] == ["Ceasefire", "Vote", "Trial"]
    assert store.read()[1].made.endswith("12:05:00Z")


def test_a_folder_that_cannot_be_written_keeps_the_file_as_it_was(
    store: ItemFile[IssueDecision], monkeypatch: pytest.MonkeyPatch
) -> None:
    add(store, decision("Vote"))

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("briefing.store.annotations.merged_files.write_durably", full)
    with pytest.raises(StoreError):
        add(store, decision("Trial"))
    assert store.read() == (decision("Vote"),)
