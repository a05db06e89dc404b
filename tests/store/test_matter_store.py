"""The file of the matters that the reader follows."""

from __future__ import annotations

import json
import os
import random
import signal
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from briefing.domain.correction_codec import ItemList
from briefing.domain.matters.matter import MATTERS, Matter
from briefing.errors import StoreError
from briefing.store.annotations.merged_files import ItemFile
from briefing.store.notices import Notices

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
FERRY, BUDGET = Matter("a" * 16, "2026-03-04", ("a" * 16,)), Matter("b" * 16, "2026-03-05", ("b" * 16,))


@pytest.fixture
def notices() -> Notices:
    return Notices()


@pytest.fixture
def store(tmp_path: Path, notices: Notices) -> ItemFile[Matter]:
    return ItemFile(tmp_path, MATTERS, notices, now=lambda: NOON)


def test_a_damaged_file_is_set_aside_and_its_backup_comes_back(
    store: ItemFile[Matter], notices: Notices
) -> None:
    for each in (BUDGET, FERRY):
        store.edit(lambda known, each=each: (*known, each))  # type: ignore[misc]
    store.file.write_bytes(b'{"items": [')
    (problem,) = store.problems()
    assert "matters.json is damaged" in problem.sentence and "backups" in problem.sentence
    assert store.read() == (FERRY, BUDGET)
    assert "2 matters that you follow" in notices.pop()[0]


def test_a_copy_of_another_device_and_a_backup_are_merged(store: ItemFile[Matter]) -> None:
    store.edit(lambda _: (FERRY,))
    copy = store.file.with_name("matters.sync-conflict-20260304-120000-ABCDEFG.json")
    copy.write_bytes(MATTERS.serialize(ItemList((BUDGET,))))
    assert store.read() == (FERRY, BUDGET)
    store.edit(lambda _: (FERRY,))
    store.bring_in(MATTERS.serialize(ItemList((BUDGET,))))
    assert store.read() == (FERRY, BUDGET)


def test_a_file_of_a_newer_briefing_is_not_changed(store: ItemFile[Matter]) -> None:
    newer = MATTERS.serialize(ItemList((FERRY,))).replace(b'"schema": 1', b'"schema": 2')
    store.file.write_bytes(newer)
    assert store.read() == (FERRY,)
    with pytest.raises(StoreError, match="newer"):
        store.edit(lambda _: ())
    assert store.file.read_bytes() == newer


def test_a_file_that_another_program_deleted_is_told_and_written_again(
    store: ItemFile[Matter], notices: Notices
) -> None:
    store.edit(lambda _: (FERRY,))
    store.file.unlink()
    said = (
        "1 matter that you follow was deleted by another program with matters.json: "
        "`briefing doctor --repair` writes it again."
    )
    assert [each.sentence for each in store.problems()] == [said]
    store.edit(lambda known: (*known, BUDGET))
    (found,) = store.problems()
    assert [each.sentence for each in notices.pop_deleted()] == [found.sentence] == [said]
    assert found.repair is not None
    assert list(found.repair()) == ["1 matter that you follow brought back into matters.json."]
    assert store.read() == (FERRY, BUDGET)
    assert not list(store.problems())


def test_a_file_that_another_program_took_away_and_put_back_is_not_brought_back_later(
    store: ItemFile[Matter],
) -> None:
    store.edit(lambda _: (FERRY, BUDGET))
    content = store.file.read_bytes()
    store.file.unlink()
    assert store.read() == ()
    store.file.write_bytes(content)
    store.edit(lambda _: (FERRY,))
    assert not list(store.problems())
    assert store.read() == (FERRY,)


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked to be killed")
def test_what_was_written_is_there_though_the_writer_is_killed(tmp_path: Path) -> None:
    chance = random.Random(20260304)
    acknowledged = 0
    for _ in range(40):
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            store = ItemFile(tmp_path, MATTERS, Notices())
            while True:
                name = len(store.read())
                made = Matter(f"{name:016x}", "2026-03-04", (f"{name:016x}",))
                store.edit(lambda known, made=made: (*known, made))  # type: ignore[misc]
                os.write(writing, b".")
        os.close(writing)
        assert os.read(reading, 1)
        time.sleep(chance.uniform(0, 0.004))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        acknowledged += 1 + len(os.read(reading, 1_000_000))
        os.close(reading)
        notices = Notices()
        kept = ItemFile(tmp_path, MATTERS, notices).read()
        json.loads((tmp_path / "matters.json").read_bytes())
        assert (len(kept) - acknowledged) in range(41) and not notices.pop()
