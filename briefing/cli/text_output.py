"""The briefing of an article as plain text: in colour and folded on a terminal, bare lines in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from briefing.domain import Actor, Analysis, Article, Event, Issue, Quote
from briefing.domain.briefing_sections import NOTHING_FOUND, SectionItem, briefing_sections

__all__ = ["print_text"]


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    style: str = ""
    """In Rich's words; for the terminal alone."""
    lead: str = ""
    """What stands before the first row; later rows are indented by its width."""


def print_text(article: Article, analysis: Analysis, width: int) -> None:
    """Print it on standard output; `width` is the longest line on a terminal, in columns."""
    lines = _lines(article, analysis)
    if sys.stdout.isatty():
        _print_folded(lines, width)
    else:
        print(*(line.lead + line.text for line in lines), sep="\n")


def _lines(article: Article, analysis: Analysis) -> Iterator[_Line]:
    yield _Line(article.title, "bold")
    facts = (article.section, article.source, article.author, article.published)
    about = " · ".join(fact for fact in facts if fact)
    for line in (about, article.url or article.path):
        if line:
            yield _Line(_one_line(line), "dim")
    for section in briefing_sections(analysis):
        yield _Line("")
        yield _Line(section.title, "bold cyan")
        yield from [line for item in section.items for line in _item(item)] or [_Line(NOTHING_FOUND, "dim")]


def _item(item: SectionItem) -> Iterator[_Line]:
    if isinstance(item, Actor):
        role = f", {item.role}" if item.role else ""
        also = f"; also {', '.join(item.aliases)}" if item.aliases else ""
        yield _Line(_one_line(f"{item.name} ({item.kind}{role}){also}"), "bold", "- ")
        yield from (_Line(_one_line(each.text), lead="    says: ") for each in item.statements)
    elif isinstance(item, Issue):
        when = f", {item.when}" if item.when else ""
        who = f"; {', '.join(item.actors)}" if item.actors else ""
        yield _Line(_one_line(f"{item.label} ({item.kind} {item.importance}{when}){who}"), "bold", "- ")
        yield from (_Line(_one_line(each.text), lead="    ") for each in item.evidence)
    elif isinstance(item, Event):
        yield _Line(_one_line(item.passage.text), lead=f"- {item.date}: ")
    elif isinstance(item, Quote):
        speaker = f"{item.speaker}: " if item.speaker else ""
        yield _Line(_one_line(f"{speaker}“{item.passage.text}”"), lead="- ")
    else:
        yield _Line(_one_line(item.text), lead="- ")


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _print_folded(lines: Iterable[_Line], width: int) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False)
    for line in lines:
        room = max(1, min(width, console.width) - len(line.lead))
        # A built Text is never read as markup.
        rows = Text(line.text, style=line.style).wrap(console, room) or [Text("")]
        for number, row in enumerate(rows):
            row.rstrip()
            console.print(Text(" " * len(line.lead) if number else line.lead) + row, soft_wrap=True)
