"""`briefing backup` and `briefing restore`."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Briefing = Callable[..., Any]  # the fixture's own Run lives in conftest, which is no module to import


@pytest.fixture
def noted(briefing: Briefing, news: Path) -> Path:
    """The folder of two articles, one with a note."""
    briefing("annotate", "talks.txt", "--quote", "Ada Roe", "--note", "Who is she?")
    briefing("add", "storm.txt")
    return news


def test_a_backup_comes_back_in_another_home(briefing: Briefing, noted: Path, tmp_path: Path) -> None:
    run = briefing("backup")
    assert run.status == 0
    name = run.out.strip()
    assert re.fullmatch(r"briefing-\d{8}-\d{6}\.zip", name)
    assert "was read back and compared: annotations of 1 article, corrections of 0, the text of 2" in run.err
    run = briefing("restore", name, "--home", tmp_path / "other")
    assert run.status == 0
    assert "annotations of 1 article" in run.out and "new here are 2 articles and 0 feeds." in run.out
    assert "Who is she?" in briefing("annotations", "--home", tmp_path / "other").out
    assert len(briefing("list", "--home", tmp_path / "other").out.splitlines()) == 2


def test_a_backup_replaces_nothing_unless_it_is_told_to(briefing: Briefing, noted: Path) -> None:
    (noted / "b.zip").write_text("mine")
    run = briefing("backup", "b.zip")
    assert (run.status, run.err) == (1, "briefing: b.zip exists: choose another name, or give --replace.\n")
    assert (noted / "b.zip").read_text() == "mine"
    assert briefing("backup", "b.zip", "--replace").status == 0
    assert briefing("restore", "b.zip").status == 0


def test_an_empty_home_makes_an_empty_backup_and_stays_empty(
    briefing: Briefing, home: Path, news: Path
) -> None:
    assert briefing("backup", "b.zip").status == 0
    assert not home.exists()
    assert briefing("restore", "b.zip").status == 0


def test_what_is_no_backup_is_told_in_a_sentence(briefing: Briefing, home: Path, news: Path) -> None:
    run = briefing("restore", "talks.txt")
    assert (run.status, run.out) == (1, "")
    assert run.err == (
        "briefing: talks.txt is no backup of briefing, or it is damaged: choose another one.\n"
    )
    run = briefing("restore", "nothing.zip")
    assert run.status == 1 and run.err.count("\n") == 1
    assert not home.exists()


def test_what_stood_there_is_told(briefing: Briefing, noted: Path, home: Path) -> None:
    (home / "config.toml").write_text("width = 70\n")
    briefing("backup", "b.zip")
    (home / "config.toml").write_text("width = 60\n")
    run = briefing("restore", "b.zip")
    assert "config.toml is that of the backup now; the one before is config.toml.before-restore-" in run.err
    assert f"What stood here before is in {home / 'backups' / 'before-restore-'}" in run.err
