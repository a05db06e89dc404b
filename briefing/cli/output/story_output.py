"""Prints what a screen shows, such as a story, as text or as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from briefing.cli.output.terminal import OutputLine, one_line, print_folded
from briefing.domain.briefing import NOTHING_FOUND
from briefing.exchange.printouts import Printout, to_markdown


def print_out(printout: Printout, form: str, width: int) -> None:
    """Print text folded at `width` columns on a terminal, or Markdown, in which all text is escaped."""
    if form == "markdown":
        print(to_markdown(printout), end="")
    else:
        print_folded(_text(printout), width)


def _text(printout: Printout) -> Iterator[OutputLine]:
    yield OutputLine(printout.title, "bold")
    yield OutputLine(printout.about, "dim")
    for heading, items in printout.sections:
        yield OutputLine("")
        yield from [OutputLine(heading, "bold cyan")] if heading else ()
        for item in items:
            yield OutputLine(one_line(item.text), "bold" if item.is_strong else "", "- ")
            notes = (*item.notes, *filter(None, (item.url,)))
            yield from (OutputLine(one_line(note), "dim", "    ") for note in notes)
        if not items:
            yield OutputLine(NOTHING_FOUND, "dim")
