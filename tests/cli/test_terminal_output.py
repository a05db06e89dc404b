"""What is printed, by whichever part of the program."""

from __future__ import annotations

import json
import sys
import traceback
from pathlib import Path

import pytest

from briefing.cli.output.terminal import OutputLine, print_cut, print_folded, safe_output
from tests.cli.conftest import TALKS, Briefing

HOSTILE = "a\x1b]0;x\x07\x9b31m\u202e\u200b"
SHOWN = "a\ufffd]0;x\ufffd\ufffd31m\ufffd\ufffd"


def test_nothing_printed_steers_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with safe_output():
        print(HOSTILE)
        print(HOSTILE, file=sys.stderr)
        traceback.print_exception(ValueError(HOSTILE))
    out, err = capsys.readouterr()
    assert out == f"{SHOWN}\n"
    assert err == f"{SHOWN}\nValueError: {SHOWN}\n"
    print("still open")
    assert capsys.readouterr().out == "still open\n"


def test_on_a_terminal_our_own_styles_are_written_and_no_others(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    with safe_output():
        print("before")
        print_cut([HOSTILE], ("bold", 0, 1))
        print_folded([OutputLine(HOSTILE, "bold", HOSTILE)], 80)
    out = capsys.readouterr().out
    assert out.startswith("before\n\x1b[1ma\x1b[0m")
    assert not set("\x07\x9b\u202e\u200b") & set(out) and "\x1b]" not in out


def test_a_wrong_option_of_hostile_bytes_is_named_safely(briefing: Briefing) -> None:
    run = briefing("list", f"--{HOSTILE}")
    assert run.status == 2
    assert f"--{SHOWN}" in run.err


@pytest.mark.skipif(sys.platform == "win32", reason="Windows allows no control characters in names")
def test_a_file_name_is_printed_safely_and_escaped_in_json(briefing: Briefing, tmp_path: Path) -> None:
    file = tmp_path / f"{HOSTILE}.txt"
    file.write_text(TALKS, encoding="utf-8")
    assert SHOWN in briefing("show", file).out
    run = briefing("show", "--format", "json", file)
    assert not set("\x1b\x07\x9b\u202e\u200b") & set(run.out)
    assert json.loads(run.out)["path"] == str(file)
