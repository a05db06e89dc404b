"""Prints lines styled, cut or folded to fit a terminal, and bare into a pipe."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text


@dataclass(frozen=True, slots=True)
class OutputLine:
    text: str
    style: str = ""
    """In Rich's words; for the terminal alone."""
    lead: str = ""
    """What stands before the first row; later rows are indented by its width."""


def one_line(words: str) -> str:
    return " ".join(words.split())


def print_objects(objects: Iterable[object], form: str) -> None:
    """Print one array (`json`), or an object a line (`jsonl`)."""
    if form == "json":
        print(json.dumps(list(objects), ensure_ascii=False, indent=2))
    else:
        for each in objects:
            print(json.dumps(each, ensure_ascii=False))


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


def _rich() -> tuple[Console, type[Text]]:
    """A built Text is never read as markup."""
    from rich import console, text  # 30 ms, which a pipe does without

    return console.Console(highlight=False), text.Text
