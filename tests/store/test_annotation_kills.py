"""A note that was acknowledged survives a kill at any instant, and another process that writes at once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from briefing.domain.annotation import Annotation
from briefing.store.annotations.annotation_store import AnnotationStore

ANNOTATING = Path(__file__).with_name("annotating.py")
ROOT = ANNOTATING.parents[2]
ROUNDS = 100

pytestmark = pytest.mark.slow


def start(*words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(ANNOTATING), *words],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def acknowledged(process: subprocess.Popen[str]) -> list[tuple[str, str, str]]:
    """Article, annotation, and its note or a tag of it, of each write that was acknowledged."""
    out, errors = process.communicate(timeout=120)
    assert (process.returncode, errors) == (0, "")
    lines = [line.split(" ", 2) for line in out.splitlines()]
    return [(article_id, annotation_id, note) for article_id, annotation_id, note in lines]


def kept(folder: Path) -> dict[tuple[str, str], Annotation]:
    """By article and id; each file must be sound, and stand on a text that is there."""
    found: dict[tuple[str, str], Annotation] = {}
    store = AnnotationStore(folder)
    for article_id in store.ids():
        json.loads((folder / f"{article_id}.json").read_bytes())
        notes = store.read(article_id)
        assert notes is not None
        assert notes.notices == ()
        assert notes.article.text is not None
        for each in notes.article.annotations:
            assert each.anchor.span is not None
            assert each.anchor.span.of(notes.article.text) == each.anchor.quote
            found[article_id, each.id] = each
    return found


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked to be killed")
@pytest.mark.parametrize("kills", [50, pytest.param(200, marks=pytest.mark.thorough)])
def test_every_acknowledged_note_is_there_after_many_kills(tmp_path: Path, kills: int) -> None:
    written = acknowledged(start("killed", str(tmp_path), "20260304", str(kills)))
    assert len(written) > kills / 2
    notes = kept(tmp_path)
    assert [each for each in written if (there := notes.get(each[:2])) is None or there.note != each[2]] == []
    # What was on its way when the process was killed may be there too, at most one a kill.
    assert len(notes) <= len(written) + kills
    assert list(tmp_path.glob("*.damaged-*")) == []


def test_two_processes_that_write_one_article_lose_nothing(tmp_path: Path) -> None:
    both = [start("shared", str(tmp_path), name, str(ROUNDS)) for name in ("one", "other")]
    written = [each for process in both for each in acknowledged(process)]
    assert len(written) == 2 * ROUNDS
    found = kept(tmp_path)
    assert [each for each in written if each[2] not in found[each[0], each[1]].tags] == []
    assert sum(len(each.tags) for each in found.values()) == 2 * ROUNDS
    assert len(found) == 2 * ROUNDS // 4 + 1
