from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Briefing = Callable[..., Any]  # the fixture's own Run lives in conftest, which is no module to import


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        pytest.param(
            ["shwo"], 2, "There is no file “shwo”; did you mean `briefing show`?", id="mistyped command"
        ),
        pytest.param(
            ["lst", "x"], 2, "There is no file “lst”; did you mean `briefing list`?", id="with a word"
        ),
        pytest.param(
            ["gone.txt"],
            1,
            "There is no file “gone.txt”: check the name, or write https:// before it if it is an address.",
            id="missing file",
        ),
        pytest.param(
            [],
            1,
            "The reader cannot open because standard error is not a terminal: "
            "`briefing show ARTICLE` prints a briefing, and `briefing list` the library.",
            id="bare, no terminal",
        ),
        pytest.param(
            ["talks.txt"],
            1,
            "The reader cannot open because standard error is not a terminal: "
            "`briefing show ARTICLE` prints a briefing, and `briefing list` the library.",
            id="an article, no terminal",
        ),
    ],
)
def test_the_reader_says_why_it_does_not_open(
    briefing: Briefing,
    news: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: list[str],
    status: int,
    says: str,
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    run = briefing(*words)
    assert (run.status, run.out, run.err) == (status, "", f"briefing: {says}\n")


@pytest.mark.parametrize("term", ["dumb", "unknown"])
def test_a_dumb_terminal_is_refused(briefing: Briefing, monkeypatch: pytest.MonkeyPatch, term: str) -> None:
    monkeypatch.setenv("TERM", term)
    run = briefing()
    assert (run.status, run.out) == (1, "")
    assert run.err == (
        f"briefing: The reader cannot open because TERM={term} names a terminal that cannot place text: "
        "`briefing show ARTICLE` prints a briefing, and `briefing list` the library.\n"
    )


def test_a_file_whose_name_is_near_a_command_is_that_file(briefing: Briefing, news: Path) -> None:
    (news / "shwo").write_text("A headline of words\nAnd text below it, some of it.\n")
    run = briefing("shwo")
    assert run.status == 1
    assert "did you mean" not in run.err


_CHILD = """
import fcntl, json, os, sys, termios, types
fcntl.ioctl(2, termios.TIOCSCTTY, 0)

def run_reader(paths, settings, problems, references):
    print(json.dumps([list(references), os.isatty(0), sys.stdin.isatty(), settings.width, list(problems)]))
    return 7

sys.modules["briefing.ui.bootstrap"] = types.SimpleNamespace(run_reader=run_reader)
from briefing.cli import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
class TestOnATerminal:
    """The reader itself is replaced; what is tested is what it gets, and which keyboard."""

    def _open(self, home: Path, words: list[str], given: str | None) -> tuple[int, Any, str]:
        """Status, what the reader got, what the terminal showed; `given`, if anything, is piped in."""
        import pty

        master, slave = pty.openpty()
        process = subprocess.Popen(
            [sys.executable, "-c", _CHILD, *words],
            stdin=slave if given is None else subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=slave,
            start_new_session=True,
            text=True,
            env={**os.environ, "BRIEFING_HOME": str(home), "TERM": "xterm"},
        )
        os.close(slave)
        out, _ = process.communicate(given, timeout=60)
        try:
            shown = os.read(master, 10_000).decode()
        except OSError:  # nothing was written before the other end closed
            shown = ""
        os.close(master)
        return process.returncode, json.loads(out) if out else None, shown

    def test_references_are_handed_on(self, home: Path, news: Path) -> None:
        home.mkdir()
        (home / "config.toml").write_text("width = 60\nhue = 1\n")
        status, got, shown = self._open(home, ["talks.txt", "https://example.com/a"], None)
        assert status == 7, shown
        references, _, _, width, problems = got
        assert references == ["talks.txt", "https://example.com/a"]
        assert width == 60
        assert len(problems) == 1

    def test_a_piped_article_is_kept_and_keys_come_from_the_terminal(self, home: Path, news: Path) -> None:
        text = (news / "talks.txt").read_text()
        status, got, shown = self._open(home, ["-", "storm.txt"], text)
        assert status == 7, shown
        references, is_terminal, object_is_terminal, _, _ = got
        assert len(references[0]) == 16 and references[1] == "storm.txt"
        assert is_terminal and object_is_terminal
        listed = subprocess.run(
            [sys.executable, "-m", "briefing", "list"],
            env={**os.environ, "BRIEFING_HOME": str(home)},
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert listed.stdout.startswith(references[0])

    def test_an_empty_pipe_is_a_sentence(self, home: Path, news: Path) -> None:
        status, got, shown = self._open(home, ["-"], "")
        assert (status, got) == (1, None)
        assert shown.startswith("briefing: ") and shown.count("\n") == 1

    def test_a_pipe_that_was_not_asked_for_is_refused(self, home: Path, news: Path) -> None:
        status, got, shown = self._open(home, ["talks.txt"], "piped")
        assert (status, got) == (1, None)
        assert "because standard input is not a terminal: `briefing -` reads an article from it, " in shown
