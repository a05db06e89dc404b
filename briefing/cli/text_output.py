"""The briefing of an article as plain text: in colour and folded on a terminal, bare lines in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from briefing.domain import Actor, Analysis, Article, Event, Issue, Quote

__all__ = ["print_text"]

_NOTHING = "Nothing was found."


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
    yield from _section("Summary", (_Line(_one_line(each.text), lead="- ") for each in analysis.summary))
    yield from _section("Key actors", (line for actor in analysis.actors for line in _actor(actor)))
    yield from _section("Open issues", (line for issue in analysis.issues for line in _issue(issue)))
    yield from _section("Timeline", map(_event, analysis.timeline))
    yield from _section("Quotes", map(_quote, analysis.quotes))


def _section(heading: str, lines: Iterable[_Line]) -> Iterator[_Line]:
    yield _Line("")
    yield _Line(heading, "bold cyan")
    yield from list(lines) or [_Line(_NOTHING, "dim")]


def _actor(actor: Actor) -> Iterator[_Line]:
    role = f", {actor.role}" if actor.role else ""
    also = f"; also {', '.join(actor.aliases)}" if actor.aliases else ""
    yield _Line(_one_line(f"{actor.name} ({actor.kind}{role}){also}"), "bold", "- ")
    for statement in actor.statements:
        yield _Line(_one_line(statement.text), lead="    says: ")


def _issue(issue: Issue) -> Iterator[_Line]:
    when = f", {issue.when}" if issue.when else ""
    who = f"; {', '.join(issue.actors)}" if issue.actors else ""
    yield _Line(_one_line(f"{issue.label} ({issue.kind} {issue.importance}{when}){who}"), "bold", "- ")
    for evidence in issue.evidence:
        yield _Line(_one_line(evidence.text), lead="    ")


def _event(event: Event) -> _Line:
    return _Line(_one_line(event.passage.text), lead=f"- {event.date}: ")


def _quote(quote: Quote) -> _Line:
    speaker = f"{quote.speaker}: " if quote.speaker else ""
    return _Line(_one_line(f"{speaker}“{quote.passage.text}”"), lead="- ")


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
