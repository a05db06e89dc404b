"""Prints lines styled, cut or folded to fit a terminal, and bare into a pipe; whatever is printed is safe."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout, suppress
from shutil import get_terminal_size
from typing import TYPE_CHECKING, NamedTuple, Self

from briefing.domain.text.json_text import json_text
from briefing.domain.text.sanitize import printable

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text


class OutputLine(NamedTuple):
    text: str
    style: str = ""
    """In Rich's words; for the terminal alone."""
    lead: str = ""
    """What stands before the first row; later rows are indented by its width."""


class SafeStream(io.TextIOWrapper):
    """Writes what is printed in UTF-8, and no character that could steer a terminal or deceive its reader."""

    def __init__(self, styled: io.TextIOWrapper) -> None:
        super().__init__(
            styled.buffer,
            "utf-8",
            line_buffering=styled.line_buffering,
            write_through=styled.write_through,  # as PYTHONUNBUFFERED asks for
        )
        self.styled = styled
        """The same stream, for text with escape sequences of our own."""

    def isatty(self) -> bool:
        return self.styled.isatty()

    def write(self, text: str) -> int:
        super().write(printable(text))
        return len(text)


class ProgressLine:
    """A line on standard error that says what is being done: on a terminal alone, and gone in the end."""

    def __init__(self) -> None:
        self.is_shown = sys.stderr.isatty()
        self._styled = sys.stderr.styled if isinstance(sys.stderr, SafeStream) else sys.stderr

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.say("")

    def say(self, words: str) -> None:
        """Show these words in place of those before; none before anything else is printed."""
        if self.is_shown:
            shown = one_line(words)[
                : get_terminal_size().columns // 2
            ]  # a character takes two columns at most
            print(f"\r\x1b[K{shown}", end="", file=self._styled, flush=True)


@contextmanager
def safe_output() -> Iterator[None]:
    """Make safe all that is printed meanwhile, on standard output and error, by our code and any other."""
    with ExitStack() as until:
        for redirect, stream in ((redirect_stdout, sys.stdout), (redirect_stderr, sys.stderr)):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # in every locale
                safe = SafeStream(stream)
                until.callback(_detach, safe)
                until.enter_context(redirect(safe))
        yield


def _detach(stream: SafeStream) -> None:
    """Leave the terminal, pipe or file open, which the stream would close at its end."""
    with suppress(OSError):  # a pipe whose reader went away
        stream.detach()


def one_line(words: str) -> str:
    return " ".join(words.split())


def print_objects(objects: Iterable[object], form: str) -> None:
    """Print one array (`json`), or an object a line (`jsonl`)."""
    if form == "json":
        print_object(list(objects))
    else:
        for each in objects:
            print(json_text(each), flush=True)


def print_object(value: object) -> None:
    print(json_text(value, indent=2))


def print_cut(lines: Iterable[str], *styles: tuple[str, int, int]) -> None:
    """Print each line on one row, cut at the terminal's edge. `styles` are Rich's, each with its offsets."""
    if not sys.stdout.isatty():
        for line in lines:
            print(line)
        return
    console, make_text = _rich()
    for line in lines:
        text = make_text(line)
        for style, start, end in styles:
            text.stylize(style, start, end)
        console.print(text, no_wrap=True, overflow="ellipsis", crop=True)


def print_folded(lines: Iterable[OutputLine], width: int) -> None:
    """Print lines folded at `width` columns or the terminal's edge."""
    if not sys.stdout.isatty():
        print(*(line.lead + line.text for line in lines), sep="\n")
        return
    console, make_text = _rich()
    for line in lines:
        room = max(1, min(width, console.width) - len(line.lead))
        rows = make_text(line.text, style=line.style).wrap(console, room) or [make_text("")]
        for number, row in enumerate(rows):
            row.rstrip()
            console.print(make_text(" " * len(line.lead) if number else line.lead) + row, soft_wrap=True)


def _rich() -> tuple[Console, Callable[..., Text]]:
    """A console, and what makes safe text for it. A built Text is never read as markup."""
    from rich import console, text  # 30 ms, which a pipe does without

    sys.stdout.flush()
    styled = sys.stdout.styled if isinstance(sys.stdout, SafeStream) else sys.stdout
    return (
        console.Console(file=styled, highlight=False),
        lambda words, style="": text.Text(printable(words), style),
    )
