"""The terminal is asked for its background: what it answers, how, late or not at all, and what is typed."""

from __future__ import annotations

import os
import pty
import sys
from collections.abc import Iterator
from threading import Thread

import pytest
from textual._xterm_parser import XTermParser
from textual.color import Color

from briefing.services.library import Library
from briefing.ui.terminal_background import QUERY, Background, LateAnswer, ask_background
from tests.ui.conftest import reader_app
from tests.ui.reading import settle

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")

XTERM = {"TERM": "xterm-256color"}
ATTRIBUTES = b"\x1b[?62;22c"
Terminal = tuple[int, int]
"""The terminal's own end, and that of the program."""


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    ends = pty.openpty()
    yield ends
    for end in ends:
        os.close(end)


def answered(terminal: Terminal, answer: bytes) -> Background:
    """What the program makes of a terminal that answers this."""
    ours, theirs = terminal

    def answer_query() -> None:
        read = b""
        while QUERY not in read:
            read += os.read(ours, 1024)
        os.write(ours, answer)

    answering = Thread(target=answer_query)
    answering.start()
    background = ask_background(XTERM, keyboard=theirs, screen=theirs, seconds=60)
    answering.join()
    return background


@pytest.mark.parametrize(
    ("answer", "is_dark"),
    [
        (b"\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\", True),
        (b"\x1b]11;rgb:ffff/fafa/eeee\x07", False),
        (b"\x1b]11;rgb:f/f/f\x1b\\", False),
        (b"\x1b]11;rgba:0000/0000/0000/ffff\x1b\\", True),
        (b"", True),
    ],
    ids=["dark", "light", "short", "with-alpha", "attributes-alone"],
)
def test_its_answer_is_understood(terminal: Terminal, answer: bytes, is_dark: bool) -> None:
    assert answered(terminal, answer + ATTRIBUTES) == Background(is_dark)


def test_what_is_typed_meanwhile_is_kept(terminal: Terminal) -> None:
    answer = b"j\x1b]11;rgb:ffff/ffff/ffff\x1b\\3" + ATTRIBUTES
    assert answered(terminal, answer) == Background(is_dark=False, typed=b"j3")


def test_a_silent_terminal_is_dark_and_may_answer_late(terminal: Terminal) -> None:
    _, theirs = terminal
    assert ask_background(XTERM, keyboard=theirs, screen=theirs, seconds=0) == Background(is_late=True)
    light = {**XTERM, "COLORFGBG": "0;15"}
    assert not ask_background(light, keyboard=theirs, screen=theirs, seconds=0).is_dark


@pytest.mark.parametrize("name", ["dumb", "linux", None])
def test_a_terminal_that_would_print_the_question_is_not_asked(terminal: Terminal, name: str | None) -> None:
    ours, theirs = terminal
    environment = {} if name is None else {"TERM": name}
    assert ask_background(environment, keyboard=theirs, screen=theirs) == Background()
    os.write(theirs, b"end")
    assert os.read(ours, 1024) == b"end"


@pytest.mark.parametrize(("is_dark", "theme"), [(True, "wire"), (False, "newsprint")])
async def test_the_theme_follows_it(library: Library, is_dark: bool, theme: str) -> None:
    app = reader_app(library, theme="auto", background=Background(is_dark))
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await settle(pilot)
        assert app.theme == theme
        assert screen.styles.background == Color.parse(str(app.current_theme.background))


async def test_an_answer_that_comes_late_is_no_command_and_keys_typed_before_are_kept(
    library: Library, talks: str
) -> None:
    app = reader_app(library, talks, background=Background(typed=b"3", is_late=True))
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await settle(pilot)
        assert screen.parts.part == "issues"
        before = screen.key_count
        for key in "^]11;rgb:dddd/dddd/1e1e^\\[?62;22c":
            await pilot.press(key)
        await settle(pilot)
        assert screen.key_count == before
        await pilot.press("2")
        await settle(pilot)
        assert screen.parts.part == "actors"


@pytest.mark.parametrize(
    ("colour", "chosen", "theme"),
    [("ffff/ffff/ffff", "auto", "newsprint"), ("0000/0000/0000", "auto", "wire"), ("f/f/f", "wire", "wire")],
)
async def test_the_theme_follows_an_answer_that_comes_late(
    library: Library, colour: str, chosen: str, theme: str
) -> None:
    app = reader_app(library, theme=chosen, background=Background(is_late=True))
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert app.theme == "wire"
        for event in XTermParser().feed(f"\x1b]11;rgb:{colour}\x1b\\\x1b[?62;22c"):
            app.post_message(event)
        await settle(pilot)
        assert app.theme == theme


def test_without_an_answer_to_come_every_key_is_one() -> None:
    assert not LateAnswer(is_expected=False).includes("circumflex_accent", "^")
