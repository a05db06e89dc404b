"""`briefing batch`: what it takes, what it says, and its exit status."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Briefing = Callable[..., Any]  # the fixture's own Run lives in conftest, which is no module to import


@pytest.fixture
def archive(news: Path) -> Path:
    rows = [{"key": "a", "body": "Ada Roe met Kim Sen on Monday."}, {"key": "b", "body": ""}]
    (news / "in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return news


def test_an_archive_is_briefed_once(briefing: Briefing, archive: Path) -> None:
    command = ("batch", "in.jsonl", "-o", "out", "--id", "key", "--text", "body")
    run = briefing(*command)
    assert (run.status, run.out) == (1, "")
    assert run.err == "briefing: 2 articles briefed in out, 1 failed.\n"
    first, second = map(json.loads, (archive / "out" / "part-000001.jsonl").read_text().splitlines())
    assert (first["briefing"]["id"], first["briefing"]["text"]) == ("a", "Ada Roe met Kim Sen on Monday.")
    assert (second["error"], second["briefing"]) == ("The text holds no words.", None)
    run = briefing(*command)
    assert run.status == 0
    assert run.err == "briefing: 0 articles briefed in out, 0 failed, 2 were done before.\n"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("none.jsonl",), "none.jsonl cannot be read (No such file or directory)"),
        (("talks.txt",), "talks.txt is no input of a batch"),
        (("in.jsonl", "--shard", "4/3"), "“4/3” is no share, such as 3/16"),
        (("in.jsonl", "--workers", "0"), "“0” is not a whole number"),
    ],
)
def test_where_nothing_can_run_it_says_why(
    briefing: Briefing, archive: Path, words: tuple[str, ...], says: str
) -> None:
    run = briefing("batch", *words, "-o", "out")
    assert run.status == 2
    assert says in run.err


def test_shares_go_into_one_folder(briefing: Briefing, archive: Path) -> None:
    for share in ("1/2", "2/2"):
        briefing("batch", ".", "-o", "../out", "--shard", share)
    parts = list((archive.parent / "out").glob("part-*of2-*.jsonl"))
    ids = {json.loads(line)["id"] for part in parts for line in part.read_text().splitlines()}
    assert {"talks.txt", "storm.txt", "in.jsonl"} <= ids
