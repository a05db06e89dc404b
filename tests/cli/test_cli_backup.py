"""`briefing backup` and `briefing restore`."""

from __future__ import annotations

import os
import re
import textwrap
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
    assert (run.status, run.err) == (1, "briefing: There is no nothing.zip: check its name.\n")
    assert not home.exists()


def test_a_backup_makes_no_folder(briefing: Briefing, noted: Path) -> None:
    run = briefing("backup", "nowhere/b.zip")
    assert (run.status, run.err) == (1, "briefing: There is no folder nowhere: make it, or choose another.\n")


def test_what_stood_there_is_told(briefing: Briefing, noted: Path, home: Path) -> None:
    (home / "config.toml").write_text("width = 70\n")
    briefing("backup", "b.zip")
    (home / "config.toml").write_text("width = 60\n")
    run = briefing("restore", "b.zip")
    assert "config.toml is that of the backup now; the one before is config.toml.before-restore-" in run.err
    assert f"What stood here before is in {home / 'backups' / 'before-restore-'}" in run.err


def test_earlier_notes_are_listed_and_come_back_and_so_do_those_of_now(
    briefing: Briefing, noted: Path, home: Path
) -> None:
    briefing("annotate", "talks.txt", "--quote", "Kim Sen", "--note", "And he?")
    (file,) = (home / "annotations").glob("*.json")
    for number in (1, 2):  # told apart by when they were written
        os.utime(
            home / "annotations" / "backups" / f"{file.stem}.{number}.json", (1e9 - number, 1e9 - number)
        )
    (line,) = briefing("restore", "talks.txt", "--earlier").out.splitlines()
    assert re.fullmatch(r" 1  2001-09-0\d \d\d:46:38  1 annotation", line)
    run = briefing("restore", "--take", "1", "talks.txt")
    assert (run.status, run.out) == (0, "1 annotation, as on 2001-09-09.\n")
    assert len(briefing("annotations").out.splitlines()) == 1
    assert [line.split()[3] for line in briefing("restore", file.stem, "--earlier").out.splitlines()] == ["2"]
    assert briefing("restore", "talks.txt", "--take", "1").out.startswith("2 annotations")
    assert len(briefing("annotations").out.splitlines()) == 2
    assert file.read_bytes().count(b"And he?") == 1


def test_without_an_earlier_state_that_is_said(briefing: Briefing, noted: Path) -> None:
    run = briefing("restore", "storm.txt", "--earlier")
    assert (run.status, run.out) == (0, "")
    assert run.err == "briefing: No earlier state of its annotations is kept.\n"
    run = briefing("restore", "storm.txt", "--take", "3")
    assert (run.status, run.err) == (1, "briefing: There are 0 earlier states: --earlier lists them.\n")
    assert briefing("restore", "elsewhere.txt", "--earlier").status == 1


class TestSettingsOfAStranger:
    ACTING = """
        theme = "wire"
        [engine]
        name = "spy"
        [engine.pipelines]
        de = "de_spy"
        [model]
        api = "openai"
        name = "big"
        address = "https://models.example"
        key = "${OPENAI_API_KEY}"
        allow_remote = true
        [sync]
        address = "https://reader.example"
        user = "mallory"
        [feeds]
        private_addresses = true
        [feeds.of."https://spy.example/feed"]
        headers = { X-Key = "${AWS_SECRET_ACCESS_KEY}", Accept = "text/xml" }
        user = "root"
        proxy = "http://proxy.example:8080"
    """
    WOULD = (
        "let the engine “spy” of another package make the briefings",
        "load “de_spy” as the pipeline of de",
        "ask the language model at https://models.example about articles with your key",
        "sync with https://reader.example/ as mallory",
        "let links and redirects lead into your own network",
        "send ${AWS_SECRET_ACCESS_KEY} to spy.example",
        "log in at spy.example as root",
        "reach spy.example through http://proxy.example:8080",
    )

    def archive(self, briefing: Briefing, home: Path, settings: str) -> str:
        home.mkdir(exist_ok=True)
        (home / "config.toml").write_text(textwrap.dedent(settings), encoding="utf-8")
        assert briefing("backup", "b.zip").status == 0
        return "b.zip"

    def test_stay_aside_until_the_reader_agrees_and_are_named_one_by_one(
        self, briefing: Briefing, news: Path, home: Path, tmp_path: Path
    ) -> None:
        name, other = self.archive(briefing, home, self.ACTING), tmp_path / "other"
        run = briefing("restore", name, "--home", other)
        assert run.status == 0
        assert "The settings of the backup are put aside as config.toml.restored, since they would" in run.err
        assert [line for line in run.err.splitlines() if line.startswith("briefing:   - ")] == [
            f"briefing:   - {would}" for would in self.WOULD
        ]
        assert "If you want that: briefing restore b.zip --with-settings" in run.err
        assert not (other / "config.toml").exists()
        assert 'name = "spy"' in (other / "config.toml.restored").read_text()
        assert "put aside" not in briefing("restore", name, "--home", other, "--with-settings").err
        assert 'name = "spy"' in (other / "config.toml").read_text()

    def test_that_only_look_different_are_used(
        self, briefing: Briefing, news: Path, home: Path, tmp_path: Path
    ) -> None:
        name, other = self.archive(briefing, home, 'theme = "wire"\n'), tmp_path / "other"
        assert "put aside" not in briefing("restore", name, "--home", other).err
        assert (other / "config.toml").read_text() == 'theme = "wire"\n'

    def test_of_ones_own_are_used_again(self, briefing: Briefing, news: Path, home: Path) -> None:
        name = self.archive(briefing, home, self.ACTING)
        (home / "config.toml").write_text(
            textwrap.dedent(self.ACTING).replace('"wire"', '"newsprint"'), encoding="utf-8"
        )
        assert "put aside" not in briefing("restore", name).err
        assert 'theme = "wire"' in (home / "config.toml").read_text()
