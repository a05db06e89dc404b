"""Prints the briefing of an article as plain text: coloured and folded on a terminal, bare in a pipe."""

from __future__ import annotations

from collections.abc import Iterator

from briefing.cli.output.terminal import OutputLine, one_line, print_folded
from briefing.domain import Actor, Analysis, Article, Event, Issue, Quote
from briefing.domain.analysis import Point
from briefing.domain.briefing_sections import SectionItem, briefing_sections
from briefing.ui.presenters.articles.model_messages import in_own_words, model_note, shown_text


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
    for section in briefing_sections(analysis):
        yield OutputLine("")
        yield OutputLine(section.title, "bold cyan")
        yield from [line for item in section.items for line in _item(item)] or [
            OutputLine(section.empty, "dim")
        ]
    if analysis.model is not None:
        yield OutputLine("")
        yield OutputLine(model_note(analysis.model), "dim")


def _item(item: SectionItem) -> Iterator[OutputLine]:
    if isinstance(item, Actor):
        role = f", {item.role}" if item.role else ""
        also = f"; also {', '.join(item.aliases)}" if item.aliases else ""
        yield OutputLine(one_line(f"{item.name} ({item.kind}{role}){also}"), "bold", "- ")
        yield from (OutputLine(one_line(each.text), lead="    says: ") for each in item.statements)
    elif isinstance(item, Issue):
        when = f", {item.when}" if item.when else ""
        who = f"; {', '.join(item.actors)}" if item.actors else ""
        label = item.label if item.model is None else in_own_words(item.label)
        yield OutputLine(one_line(f"{label} ({item.kind} {item.importance}{when}){who}"), "bold", "- ")
        yield from (OutputLine(one_line(each.text), lead="    ") for each in item.evidence)
    elif isinstance(item, Event):
        yield OutputLine(one_line(item.passage.text), lead=f"- {item.date}: ")
    elif isinstance(item, Quote):
        speaker = f"{item.speaker}: " if item.speaker else ""
        yield OutputLine(one_line(f"{speaker}“{item.passage.text}”"), lead="- ")
    elif isinstance(item, Point) and item.words is not None:
        yield OutputLine(one_line(shown_text(item, item.words)), lead="- ")
        yield from (OutputLine(one_line(each.text), "dim", "    ") for each in (item, *item.also))
    else:
        yield OutputLine(one_line(item.text), lead="- ")
