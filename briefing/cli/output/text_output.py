"""Prints the briefing of an article as plain text: coloured and folded on a terminal, bare in a pipe."""

from __future__ import annotations

from collections.abc import Iterator

from briefing.cli.output.terminal import OutputLine, one_line, print_folded
from briefing.domain import Analysis, Article
from briefing.domain.briefing import CitedLine, document_sections
from briefing.presentation.model_messages import in_own_words, model_note


def print_text(article: Article, analysis: Analysis, width: int) -> None:
    """`width` is the longest line on a terminal, in columns."""
    print_folded(_lines(article, analysis), width)


def _lines(article: Article, analysis: Analysis) -> Iterator[OutputLine]:
    yield OutputLine(article.title, "bold")
    facts = (article.section, article.source, article.author, article.published)
    about = " · ".join(fact for fact in facts if fact)
    for line in (about, article.url or article.path):
        if line:
            yield OutputLine(one_line(line), "dim")
    for title, items, empty in document_sections(analysis):
        yield OutputLine("")
        yield OutputLine(title, "bold cyan")
        yield from [printed for line in items for printed in _item(line)] or [OutputLine(empty, "dim")]
    if analysis.model is not None:
        yield OutputLine("")
        yield OutputLine(model_note(analysis.model), "dim")


def _item(line: CitedLine) -> Iterator[OutputLine]:
    own = in_own_words(line.words.text) if line.words is not None else ""
    if line.kind:
        importance = f" {line.importance}" if line.importance is not None else ""
        about = f", {line.about}" if line.about else ""
        also = f"; also {', '.join(line.aliases)}" if line.aliases else ""
        who = f"; {', '.join(line.actors)}" if line.actors else ""
        corrected = ", corrected" if line.is_corrected else ""
        text = f"{own or line.name} ({line.kind}{importance}{about}{corrected}){also}{who}"
        yield OutputLine(one_line(text), "bold", "- ")
        lead = f"    {line.verb}: " if line.verb else "    "
        yield from (OutputLine(one_line(each.passage.text), lead=lead) for each in line.below)
    else:
        speaker = f"{line.name}: " if line.name else ""
        lead = f"- {line.date}: " if line.date else "- "
        corrected = " (corrected)" if line.is_corrected else ""
        yield OutputLine(one_line((own or f"{speaker}{line.text()}") + corrected), lead=lead)
        if own:
            yield from (OutputLine(one_line(each.passage.text), "dim", "    ") for each in line.citations)
