"""A signal that ends the reader leaves the terminal as it was, and nothing unsaved or running."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("pty", reason="pseudo-terminals are there on Linux and macOS alone")

from benchmarks.process_memory import descendants, left_running
from benchmarks.terminal import Terminal
from tests.nlp.installing import make_home_with_echo

RESTORED = ("?1049l", "?1000l", "?1003l", "?1006l", "?2004l", "?1004l", "?25h", "<u")
"""The alternate screen, mouse reporting, bracketed paste, focus reporting and the kitty keyboard protocol are
left, and the cursor is shown."""


@pytest.fixture(autouse=True)
def hangups_are_let_in() -> Iterator[None]:
    """Also where `nohup` runs the tests, whose children would ignore a hangup as they do."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


def reader_with_a_note_being_typed(tmp_path: Path) -> Terminal:
    article = tmp_path / "a.txt"
    article.write_text("Headline of it\n\nThe words of the article stand here, and they end HERE.\n")
    command = [sys.executable, "-m", "briefing", "--home", str(tmp_path / "home"), str(article)]
    terminal = Terminal(command, env=make_home_with_echo(tmp_path / "home"))
    terminal.wait_for(r"3 Open issues (\d|failed)")
    terminal.send("Va")
    terminal.wait_for("New note")
    terminal.send("half a thought")
    terminal.wait_for("thought")
    return terminal


def saved(tmp_path: Path) -> str:
    return "".join(each.read_text("utf-8") for each in (tmp_path / "home" / "annotations").glob("*.json"))


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=["SIGTERM", "SIGHUP"])
def test_it_restores_the_terminal_and_saves_what_is_being_typed(
    tmp_path: Path, number: signal.Signals
) -> None:
    with reader_with_a_note_being_typed(tmp_path) as terminal:
        started = list(descendants(terminal.pid))
        assert started or sys.platform != "linux"
        terminal.raw.clear()
        os.kill(terminal.pid, number)
        assert terminal.wait_for_end(30) == 128 + number
        assert [each for each in RESTORED if f"\x1b[{each}".encode() not in terminal.raw] == []
        assert b"Traceback" not in terminal.raw
    assert "half a thought" in saved(tmp_path)
    assert left_running(started, timeout=30) == []
    assert not (tmp_path / "home" / "briefing.log").exists()


@pytest.mark.slow
def test_a_terminal_that_is_closed_costs_nothing(tmp_path: Path) -> None:
    with reader_with_a_note_being_typed(tmp_path) as terminal:
        started = list(descendants(terminal.pid))
        terminal.close()
        assert terminal.wait_for_end(30) == 128 + signal.SIGHUP
    assert left_running(started, timeout=30) == []
    assert not (tmp_path / "home" / "briefing.log").exists()
    assert "half a thought" in saved(tmp_path)


@pytest.mark.slow
def test_a_terminal_that_is_closed_ends_the_reader_also_where_hangups_are_ignored(tmp_path: Path) -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as nohup does for what it starts
    with reader_with_a_note_being_typed(tmp_path) as terminal:
        terminal.close()
        assert terminal.wait_for_end(30) == 128 + signal.SIGTERM
    assert "half a thought" in saved(tmp_path)


THAT_DOES_NOT_END = """
import os, threading, time
from briefing import ending_signals

ending_signals.LOST_SECONDS = 0.1

def read_for_ever():
    while True:
        os.read(0, 1024)  # the end of the file, again and again

def end(number):
    threading.Thread(target=read_for_ever).start()  # as a driver does that is resumed as the terminal goes

with ending_signals.ending_by_signals(end):
    print("ready", flush=True)
    while True:
        time.sleep(60)
"""


def test_a_process_whose_terminal_is_gone_ends_whatever_its_threads_do() -> None:
    with Terminal([sys.executable, "-c", THAT_DOES_NOT_END]) as terminal:
        terminal.wait_for("ready")
        terminal.close()
        assert terminal.wait_for_end(30) == 128 + signal.SIGHUP
