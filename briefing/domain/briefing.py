"""A briefing as every screen and every output has it: titled sections of lines that rest on passages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar, Final

from briefing.domain.analysis import (
    Actor,
    Analysis,
    AnalysisItem,
    Event,
    Issue,
    ModelWords,
    PartName,
    Point,
    Quote,
    is_corrected,
)
from briefing.domain.span import Passage


@dataclass(frozen=True, slots=True)
class Citation:
    """A passage of an article."""

    JSON: ClassVar = "article start end text"
    JSON_IN_PLACE: ClassVar = True

    article: str
    """The article's id."""
    passage: Passage


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a briefing: a pane on the screen, a heading in a document."""

    name: PartName
    title: str
    missing: str
    """A name for what an engine leaves out if it makes no such part."""
    nothing: str
    """The words to show if an article has no such lines."""
    nothing_in_story: str
    """The words to show if the articles of a story have none."""
    nothing_undated: str = ""
    """The words to show instead for an article of an unknown day."""
    folded: str = "more"
    """The word for lines that are folded: "+3 less sure"."""
    all_folded: str = "Nothing that is worth a line."
    """The words to show if all lines are folded."""
    is_aside: bool = False
    """Whether the section is shown in place of the first sections, not beside them."""
    gap: int = 0
    """Blank rows between lines on the screen."""


SUMMARY: Final = "summary"
ACTORS: Final = "actors"
ISSUES: Final = "issues"
TIMELINE: Final = "timeline"
QUOTES: Final = "quotes"
SECTIONS = (
    Section(
        SUMMARY, "Summary", "summary", gap=1,
        nothing="Nothing to summarize: no sentence of the article stands alone.",
        nothing_in_story="No article of the story has a sentence that stands alone.",
    ),
    Section(
        ACTORS, "Key actors", "actors",
        nothing="The article names nobody who acts or speaks.",
        nothing_in_story="The articles name nobody who acts or speaks.",
    ),
    Section(
        ISSUES, "Open issues", "open issues",
        nothing="The article leaves nothing open.",
        folded="less sure",
        all_folded="Nothing open that the engine is sure of.",
        nothing_in_story="Nothing open that the engine is sure of.",
    ),
    Section(
        TIMELINE, "Timeline", "dates", is_aside=True,
        nothing="The article dates nothing.",
        nothing_in_story="The articles date nothing.",
        nothing_undated="No event with a whole date was found, and as the day of publication is not known, "
        "nobody can tell which “Tuesday” is meant.",
    ),
    Section(
        QUOTES, "Quotes", "quotes", is_aside=True, gap=1,
        nothing="The article quotes nobody.",
        nothing_in_story="No quote that is worth a line.",
    ),
)  # fmt: skip
"""The sections in the order in which every output shows them."""

NOTHING_FOUND = "Nothing was found."
NOT_SOUGHT = "Nothing was found, or it was not looked for."
"""The words under an analysis with a notice, which says what the engine left out."""


@dataclass(frozen=True, slots=True)
class CitedLine:
    """A line of a section, to which each output adds its own marks."""

    item: AnalysisItem
    """The item that the line was made from; of several articles' items, the first."""
    citations: tuple[Citation, ...]
    """The passages that bear it out; the first is the line itself, unless it has a kind."""
    name: str = ""
    """The name of an actor or speaker, or the label of an issue."""
    kind: str = ""
    """The kind of an actor or an issue; empty for a line that is a passage."""
    about: str = ""
    """The role of an actor, or the time that an issue names."""
    aliases: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    """The actors whom an issue involves."""
    importance: int | None = None
    below: tuple[Citation, ...] = ()
    """The passages below the line: statements of an actor, the evidence of an issue."""
    verb: str = ""
    """The verb before each statement, such as "says"."""
    date: str = ""
    is_next: bool = False
    """Whether the article expects it on its date."""
    statement: str = ""
    """The words that tell it in place of the first passage."""
    is_quote: bool = False
    words: ModelWords | None = None
    """The words of a language model to show in place of the passage or the name, if it wrote the line."""

    def text(self, escape: Callable[[str], str] = str) -> str:
        """Return the statement or first passage, made literal by `escape`; a quote in quotation marks."""
        words = escape(self.statement or self.citations[0].passage.text)
        return f"“{words}”" if self.is_quote else words

    @property
    def is_corrected(self) -> bool:
        """Whether the line is as the reader has corrected it."""
        return is_corrected(self.item)

    @property
    def articles(self) -> int:
        """The number of articles that bear it out."""
        return len({each.article for each in self.citations})


def line_of(item: AnalysisItem, article: str = "") -> CitedLine:
    """Make the line of an item of the analysis of an article, whose id the citations bear."""

    def cite(passages: Iterable[Passage]) -> tuple[Citation, ...]:
        return tuple(Citation(article, each) for each in passages)

    match item:
        case Actor():
            return CitedLine(
                item,
                cite(item.mentions),
                item.name,
                str(item.kind),
                item.role or "",
                aliases=item.aliases,
                below=cite(item.statements),
                verb="says",
            )
        case Issue():
            evidence = cite(item.evidence)
            return CitedLine(
                item,
                evidence,
                item.label,
                str(item.kind),
                item.when or "",
                actors=item.actors,
                importance=item.importance,
                below=evidence,
                words=ModelWords(item.label, item.model) if item.model is not None else None,
            )
        case Event():
            return CitedLine(
                item, cite((item.passage,)), date=item.date, is_next=item.is_next, words=item.words
            )
        case Quote():
            return CitedLine(item, cite((item.passage,)), item.speaker or "", is_quote=True)
        case Point():
            return CitedLine(item, cite((item, *item.also)), words=item.words)
        case Passage():
            return CitedLine(item, cite((item,)))


def timeline_lines(events: Iterable[Event], issues: Iterable[Issue], article: str = "") -> list[CitedLine]:
    """Make the lines of an article's timeline: what comes next, in the words of issues, then what was.

    An issue stands for the events of its passages on its day, if its label names the day. One whose day no
    event tells is left out: the day may be that of another verb.
    """
    shown = tuple(events)
    told = {event: issue for issue in issues for event in shown if tells(issue, event)}
    lines = [line_of(event, article) for event in shown if event not in told]
    for issue in dict.fromkeys(told.values()):
        citations = tuple(Citation(article, each) for each in issue.evidence)
        lines.append(CitedLine(issue, citations, date=issue.due or "", is_next=True, statement=issue.label))
    coming = sorted((line for line in lines if line.is_next), key=lambda line: line.date)
    return coming + [line for line in lines if not line.is_next]


def tells(issue: Issue, event: Event) -> bool:
    """Whether the label of an issue tells an event with its day."""
    is_named = issue.when is not None and issue.when.casefold() in issue.label.casefold()
    spans = (passage.span for passage in issue.evidence)
    return is_named and event.date == issue.due and any(map(event.passage.span.overlap, spans))


def shown_lines(part: PartName, analysis: Analysis, article: str = "") -> tuple[CitedLine, ...]:
    """Make the lines of a section that are shown at once."""
    items = analysis.shown(part)
    if part == TIMELINE:
        events = (each for each in items if isinstance(each, Event))
        return tuple(timeline_lines(events, analysis.shown_issues, article))
    return tuple(line_of(item, article) for item in items)


def made_by(analysis: Analysis) -> str:
    """Return the sentence that tells a reader of a document who says what stands in the briefing."""
    engine = f"{analysis.engine.name} {analysis.engine.version}".strip()
    made = f"Made by a machine, the engine {engine}"
    if analysis.model is not None:
        made += f" with the language model {analysis.model.name}"
    lines = (line for section in SECTIONS for line in shown_lines(section.name, analysis))
    corrected = any(line.is_corrected for line in lines)
    return f"{made}; a person has corrected the lines that say so." if corrected else f"{made}."


def document_sections(analysis: Analysis) -> Iterator[tuple[str, tuple[CitedLine, ...], str]]:
    """Yield the title and the lines of each section, and the words to write if there are none."""
    nothing = NOT_SOUGHT if analysis.notice else NOTHING_FOUND
    for section in SECTIONS:
        empty = section.all_folded if analysis.items(section.name) else nothing
        yield section.title, shown_lines(section.name, analysis), empty
