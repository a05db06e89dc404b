"""The program in a real terminal: what it writes there, byte by byte, and how it ends."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

pytest.importorskip("pty", reason="pseudo-terminals are there on Linux and macOS alone")

from benchmarks.terminal import Terminal
from tests.nlp.installing import make_home_with_echo

HOSTILE = {
    "clipboard": ("\x1b]52;c;aGFja2Vk\x07", b"\x1b]52;"),
    "title": ("\x1b]0;hacked\x1b\\", b"hacked\x1b\\"),
    "colour": ("\x1b[31;5mred\x1b[0m", b"\x1b[31;5m"),
    "eight-bit-csi": ("\x9b31m", "\x9b".encode()),
    "eight-bit-osc": ("\x9d52;c;aGFja2Vk\x9c", "\x9d".encode()),
    "bell": ("ding\x07dong", b"ding\x07"),
    "carriage-return": ("visible\rhidden", b"visible\r"),
    "backspace": ("abc\x08\x08", b"abc\x08"),
    "bidi-override": ("\u202edlrow\u202c", "\u202e".encode()),
    "bidi-isolate": ("\u2067dlrow\u2069", "\u2067".encode()),
    "markup": ("[/x] [@click=app.quit]here[/]", b"\x1b]8;"),
}


ARTICLE = "Headline of it\n\nThe words of the article stand here, and they end HERE.\n"


def reader(home: Path, *articles: Path) -> list[str]:
    return [sys.executable, "-m", "briefing", "--home", str(home), *map(str, articles)]


@pytest.mark.slow
def test_no_hostile_byte_of_an_article_reaches_the_terminal(tmp_path: Path) -> None:
    """In the headline, in the text, in a label, in an actor's name: wherever it may be drawn."""
    article = tmp_path / "hostile.md"
    attack = " ".join(sequence for sequence, _ in HOSTILE.values())
    article.write_text(
        f"# The headline {attack} goes on\n\n"
        f"President Ann{attack} Example said on Monday that talks {attack} will resume in Oslo next week.\n\n"
        f"The end of the text is HERE.\n",
        encoding="utf-8",
        newline="",
    )
    with Terminal(reader(tmp_path / "home", article), env={"PYTHONUTF8": "1"}) as terminal:
        terminal.wait_for(r"HERE")
        terminal.wait_for(r"3 Open issues (\d|failed)")
        for key in "123zz?":
            terminal.press(key)
        written = bytes(terminal.raw)
    for name, (_, harmful) in HOSTILE.items():
        assert harmful not in written, name


@pytest.mark.slow
def test_a_hostile_file_name_in_an_error_is_shown_safely(tmp_path: Path) -> None:
    command = [*reader(tmp_path / "home"), "show", "no\x1b]52;c;aGFja2Vk\x07such.txt"]
    with Terminal(command) as terminal:
        terminal.settle(3)
        assert b"\x1b]52;" not in terminal.raw
        assert "such.txt" in terminal.text


@pytest.mark.slow
def test_no_color_means_no_colour_and_ctrl_q_ends_at_once(tmp_path: Path) -> None:
    article = tmp_path / "a.txt"
    article.write_text(ARTICLE)
    env = make_home_with_echo(tmp_path / "home") | {"NO_COLOR": "1"}
    with Terminal(reader(tmp_path / "home", article), env=env) as terminal:
        terminal.wait_for("HERE")
        terminal.press("1")
        terminal.settle()
        assert b"38;2;" not in terminal.raw and b"48;2;" not in terminal.raw
        terminal.press("\x11")
        assert_it_ends_and_leaves_the_terminal_as_it_was(terminal)


def assert_it_ends_and_leaves_the_terminal_as_it_was(terminal: Terminal) -> None:
    assert terminal.wait_for_end(10) == 0
    assert b"\x1b[?1049l" in terminal.raw
    assert b"Traceback" not in terminal.raw


@pytest.mark.slow
@pytest.mark.parametrize(
    ("command", "key", "shown"),
    [
        pytest.param("{}", "?", "Esc closes", id="over a dialog, and then in the article"),
        pytest.param(
            "sh -c '{}; true'", "g", "end HERE", id="started by another program, which stops with it"
        ),
    ],
)
def test_ctrl_z_gives_the_shell_back_and_fg_the_screen(
    tmp_path: Path, command: str, key: str, shown: str
) -> None:
    article = tmp_path / "a.txt"
    article.write_text(ARTICLE)
    shell = ["bash", "--norc", "-i"]
    env = make_home_with_echo(tmp_path / "home") | {"PS1": "ready> "}
    with Terminal(shell, env=env) as terminal:
        terminal.wait_for("ready>")
        terminal.send(command.format(" ".join(reader(tmp_path / "home", article))) + "\n")
        terminal.wait_for(r"3 Open issues (\d|failed)")
        terminal.press(key)
        terminal.send("\x1a")
        terminal.wait_for("Stopped")
        assert terminal.raw.rindex(b"\x1b[?1049l") < terminal.raw.rindex(b"Stopped")

        terminal.raw.clear()
        terminal.send("stty -a\n")
        terminal.wait_for(r"[^-]icanon[\s\S]* echo ")

        terminal.raw.clear()
        terminal.send("fg\n")
        terminal.wait_for(shown)
        assert b"\x1b[?1049h" in terminal.raw
        terminal.raw.clear()
        if key == "?":
            terminal.send("\x1b")
            terminal.wait_for("end HERE")
        terminal.send("Q")
        terminal.wait_for("ready>")
        assert b"\x1b[?1049l" in terminal.raw


@pytest.mark.slow
def test_ctrl_z_without_a_shell_says_that_there_is_none(tmp_path: Path) -> None:
    """Nobody could continue it: the terminal would be lost."""
    article = tmp_path / "a.txt"
    article.write_text(ARTICLE)
    env = make_home_with_echo(tmp_path / "home")
    with Terminal(reader(tmp_path / "home", article), env=env) as terminal:
        terminal.wait_for(r"3 Open issues (\d|failed)")
        terminal.send("\x1a")
        terminal.wait_for("There is no shell to return to")
        terminal.press("Q")
        assert_it_ends_and_leaves_the_terminal_as_it_was(terminal)
