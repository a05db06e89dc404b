from __future__ import annotations

import platform
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import briefing.cli.library as article_commands
from briefing import __version__
from briefing.__main__ import main as run_program
from briefing.cli.commands import COMMANDS, GROUPS, READ
from briefing.cli.parser import build_parser, parse
from briefing.errors import StoreError

Briefing = Callable[..., Any]  # the fixture's own Run lives in conftest, which is no module to import


@pytest.mark.parametrize(
    ("words", "command", "expected"),
    [
        pytest.param([], READ, {"articles": [], "home": None}, id="bare"),
        pytest.param(["a.txt", "b.txt"], READ, {"articles": ["a.txt", "b.txt"]}, id="articles"),
        pytest.param(["-"], READ, {"articles": ["-"]}, id="standard input"),
        pytest.param(["./show"], READ, {"articles": ["./show"]}, id="a file named like a command"),
        pytest.param(["--", "show"], READ, {"articles": ["show"]}, id="the same after --"),
        pytest.param(["a.txt", "show"], READ, {"articles": ["a.txt", "show"]}, id="first word decides"),
        pytest.param(["--home", "show", "a"], READ, {"home": "show", "articles": ["a"]}, id="home named so"),
        pytest.param(["a", "--home=h"], READ, {"home": "h", "articles": ["a"]}, id="home after articles"),
        pytest.param(["show", "a"], "show", {"articles": ["a"], "format": "text", "home": None}, id="show"),
        pytest.param(["--home", "h", "show", "a"], "show", {"home": "h"}, id="home before the command"),
        pytest.param(["show", "a", "--home", "h"], "show", {"home": "h"}, id="home after the command"),
        pytest.param(
            ["show", "a", "--format", "json", "b"],
            "show",
            {"articles": ["a", "b"], "format": "json"},
            id="options between words",
        ),
        pytest.param(
            ["show", "--", "--odd"], "show", {"articles": ["--odd"]}, id="a file named like an option"
        ),
        pytest.param(["list"], "list", {"query": [], "limit": None, "format": "table"}, id="list"),
        pytest.param(
            ["list", "a", "--limit", "3", "b"], "list", {"query": ["a", "b"], "limit": 3}, id="query"
        ),
        pytest.param(["completion", "zsh"], "completion", {"shell": "zsh"}, id="completion"),
    ],
)
def test_words_are_understood(words: list[str], command: str, expected: dict[str, object]) -> None:
    args = vars(parse(words))
    assert args["command"] == command
    assert {key: args[key] for key in expected} == expected


@pytest.mark.parametrize(
    ("words", "why"),
    [
        pytest.param(["--frobnicate"], "--frobnicate", id="unknown option"),
        pytest.param(["add", "--bogus"], "unrecognized arguments: --bogus", id="one of a command"),
        pytest.param(["feeds", "--bogus"], "unrecognized arguments: --bogus", id="one before an action"),
        pytest.param(["feeds"], "required: ACTION\n", id="no action"),
        pytest.param(["ask"], "required: QUESTION\n", id="no question"),
        pytest.param(["a.txt", "--format", "json"], "", id="an option of show without show"),
        pytest.param(["show"], "", id="show nothing"),
        pytest.param(["show", "a", "--format", "yaml"], "", id="unknown format"),
        pytest.param(["list", "--lim", "3"], "", id="abbreviated option"),
        pytest.param(["doctor", "now"], "", id="a word too many"),
        pytest.param(["completion", "cmd"], "", id="unknown shell"),
        pytest.param(["--home"], "", id="home without a folder"),
        pytest.param(["show", ""], "", id="an empty name"),
        pytest.param([" "], "", id="a blank name"),
    ],
)
def test_wrong_usage_exits_2_and_says_how(briefing: Briefing, words: list[str], why: str) -> None:
    run = briefing(*words)
    assert (run.status, run.out) == (2, "")
    assert run.err.startswith("usage: briefing") and "error: " in run.err and why in run.err


def test_the_help_has_its_commands_in_groups() -> None:
    lines = build_parser().format_help().partition("commands:\n")[2].splitlines()
    names = [line.split()[0] for line in lines if re.match(r"    \w", line)]
    assert names == list(COMMANDS)
    below = {
        line.strip(): lines[at + 1].split()[0] for at, line in enumerate(lines) if re.match(r"  \w.*:$", line)
    }
    assert below == {f"{group}:": command for command, group in GROUPS.items()}
    assert names[0] in GROUPS, "no command stands above the first heading"


@pytest.mark.parametrize("words", [["--help"], ["-h"], ["a.txt", "--help"], ["--home", "x", "--help"]])
def test_help_names_every_command(briefing: Briefing, words: list[str]) -> None:
    run = briefing(*words)
    assert run.status == 0
    assert all(f"    {name}" in run.out for name in COMMANDS)


def test_each_command_has_its_help(briefing: Briefing) -> None:
    for name in COMMANDS:
        run = briefing(name, "--help")
        assert run.status == 0 and f"usage: briefing {name}" in run.out


def test_ctrl_c_before_the_command_line_is_even_imported_shows_no_traceback(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def interrupted() -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("briefing.cli.main", interrupted)
    assert run_program() == 130


def test_version(briefing: Briefing) -> None:
    assert briefing("--version").out == f"briefing {__version__}\n"


@pytest.mark.parametrize("words", [("--version", "--debug"), ("--debug", "--version")], ids=" ".join)
def test_version_names_python_and_the_platform_to_who_looks_for_a_fault(
    briefing: Briefing, words: tuple[str, ...]
) -> None:
    run = briefing(*words)
    system = f"Python {platform.python_version()}, {platform.platform()}"
    assert (run.status, run.out) == (0, f"briefing {__version__}, {system}\n")


@pytest.mark.parametrize(
    ("fault", "status", "says"),
    [
        pytest.param(StoreError("The disk is full."), 1, "briefing: The disk is full.\n", id="expected"),
        pytest.param(KeyboardInterrupt(), 130, "", id="Ctrl-C"),
        pytest.param(BrokenPipeError(), 141, "", id="broken pipe"),
        pytest.param(
            OSError(28, "No space left on device"),
            1,
            "briefing: The results could not be written: No space left on device.\n",
            id="full disk",
        ),
    ],
)
def test_every_end_has_its_status_and_no_traceback(
    briefing: Briefing, monkeypatch: pytest.MonkeyPatch, fault: BaseException, status: int, says: str
) -> None:
    def fail(*_: object) -> int:
        raise fault

    monkeypatch.setattr(article_commands, "list_articles", fail)
    run = briefing("list")
    assert (run.status, run.err) == (status, says)


def _process(home: Path, *words: str, **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "briefing", "--home", str(home), *words],
        text=True,
        encoding="utf-8",
        capture_output=True,
        timeout=60,
        **options,
    )


class TestAsAProcess:
    def test_version_is_printed(self, home: Path) -> None:
        run = _process(home, "--version")
        assert (run.returncode, run.stdout, run.stderr) == (0, f"briefing {__version__}\n", "")

    @pytest.mark.slow
    @pytest.mark.parametrize(
        "words",
        [
            ["list"],
            ["feeds", "list"],
            ["add", "talks.txt"],
            ["keys"],
            ["themes"],
            ["completion", "bash"],
            ["--version"],
            ["no-such"],
        ],
        ids=" ".join,
    )
    def test_a_command_imports_what_it_needs(self, home: Path, news: Path, words: list[str]) -> None:
        script = (
            "import sys; from briefing.cli import main; main(sys.argv[1:]);"
            "heavy = {'textual', 'spacy', 'trafilatura', 'httpcore'};"
            "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
        )
        command = [sys.executable, "-c", script, "--home", str(home), *words]
        run = subprocess.run(command, text=True, capture_output=True, timeout=60, cwd=news)
        assert run.stderr.splitlines()[-1] == "[]"

    @pytest.mark.slow
    def test_a_reader_that_goes_away_is_no_error(self, home: Path, news: Path) -> None:
        for number in range(40):
            (news / f"{number}.txt").write_text(
                f"Headline {number} {'x' * 3000}\nText {number} of it here.\n"
            )
        command = [sys.executable, "-m", "briefing", "--home", str(home), "add", "."]
        process = subprocess.Popen(
            command, cwd=news, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
        )
        assert process.stdout is not None and process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == ""
        process.stderr.close()
        assert process.wait(60) == 141

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
    def test_a_full_disk_under_the_results_is_a_sentence(self, home: Path, news: Path) -> None:
        with Path("/dev/full").open("w") as full:
            command = [sys.executable, "-m", "briefing", "--home", str(home), "keys"]
            run = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60)
        assert run.returncode == 1
        assert run.stderr == "briefing: The results could not be written: No space left on device.\n"

    @pytest.mark.slow
    def test_names_that_are_not_unicode_do_not_stop_it(self, home: Path, news: Path) -> None:
        odd = bytes(news / "talks.txt").replace(b"talks", b"caf\xe9")
        (news / "talks.txt").rename(odd.decode(errors="surrogateescape"))
        environ = {"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PATH": "/usr/bin"}
        for words in (
            ["add", "."],
            ["list", "--format", "json"],
            ["add", "caf\udce9.txt"],
            ["list", "caf\udce9"],
            ["remove", "x\udce9"],
        ):
            run = _process(home, *words, cwd=news, env=environ)
            assert "Traceback" not in run.stderr and "Unexpected error" not in run.stderr
            assert run.returncode == (1 if words[0] == "remove" else 0)
