"""Turns an analysis into the rows of the panes, each with the passages that support it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

from briefing.domain import Actor, ActorKind, Event, Issue, Passage, Quote
from briefing.domain.analysis import ModelShare, ModelWords, Point, organizations_of
from briefing.ui.presenters.articles.model_messages import in_own_words, model_cost, model_note, shown_text
from briefing.ui.presenters.signs import ISSUE_KINDS

SURE = 0.9
"""The confidence from which on an issue's label is bold: readers find twice as many of these right."""
CONTEXT = 32
"""Code points shown on either side of a mention."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a pane or list, which may wrap over several rows of the screen."""

    key: str
    """Identifies the row within its list, so that the cursor stays on it when others change."""
    text: str
    label: str = ""
    """A word in a column left of the text: an issue's kind, an event's date."""
    count: str = ""
    """Shown at the right edge of the row's first line."""
    strong: int = 0
    """How many code points at the start of the text are bold."""
    mark: str = ""
    """ "mark-1" to "mark-5": the colour of the label's first cell, the sign of an annotation."""
    depth: int = 0
    """Indentation: 1 for the details of an expanded row."""
    passages: tuple[Passage, ...] = ()
    """The passages that support the row, in the order of showing them."""
    noun: str = "passage"
    """A noun for one of these passages, in the status row."""
    about: str = ""
    """Details for the status row."""
    expandable: bool = False
    parent: str = ""
    """The key of the row that this is a detail of; empty for a top-level row."""


def summary_rows(summary: tuple[Passage, ...]) -> tuple[Row, ...]:
    return tuple(_point_row(number, passage) for number, passage in enumerate(summary, 1))


def _point_row(number: int, passage: Passage) -> Row:
    about = f"Point {number}"
    words: ModelWords | None = None
    also: tuple[Passage, ...] = ()
    if isinstance(passage, Point):
        words, also = passage.words, passage.also
    if words is not None:
        about = f"{about}, in words of {words.model}"
    return Row(f"point:{number}", shown_text(passage, words), passages=(passage, *also), about=about)


def model_row(share: ModelShare) -> Row:
    """What a language model did for the pane above it."""
    return Row("model", model_note(share), depth=1, about=model_cost(share))


def actor_rows(actors: tuple[Actor, ...], expanded: Collection[str], text: str) -> tuple[Row, ...]:
    """The actors; an expanded one is followed by its details, mentions with the words around them."""
    # Keys count, since two rows may bear the same words, and words may hold any character.
    keyed = ((f"actor:{number}", actor) for number, actor in enumerate(actors))
    return tuple(row for key, actor in keyed for row in _actor_rows(key, actor, actors, expanded, text))


def _actor_rows(
    key: str, actor: Actor, actors: tuple[Actor, ...], expanded: Collection[str], text: str
) -> Iterator[Row]:
    about = actor.role or (actor.kind.value if actor.kind is not ActorKind.PERSON else "")
    yield Row(
        key,
        f"{actor.name} · {about}" if about else actor.name,
        count=str(len(actor.mentions)),
        strong=len(actor.name),
        passages=actor.mentions,
        noun="mention",
        about=actor.name,
        expandable=True,
    )
    if key not in expanded:
        return
    detail = partial(Row, depth=1, parent=key)
    role = actor.role or ("no role given" if actor.kind is ActorKind.PERSON else "")
    yield detail(f"{key}/role", f"{actor.kind.value}: {role}" if role else actor.kind.value)
    if actor.aliases:
        yield detail(f"{key}/names", f"also: {', '.join(actor.aliases)}")
    if organizations := [each.name for each in organizations_of(actor, actors)]:
        yield detail(f"{key}/of", f"belongs to: {', '.join(organizations)}")
    if people := [each.name for each in actors if actor in organizations_of(each, actors)]:
        yield detail(f"{key}/people", f"people: {', '.join(people)}")
    for number, passage in enumerate(actor.statements):
        yield detail(
            f"{key}/said:{number}",
            passage.text,
            label="says",
            passages=(passage,),
            noun="statement",
            about=actor.name,
        )
    for number, passage in enumerate(actor.mentions):
        yield detail(
            f"{key}/named:{number}",
            _in_context(passage, text),
            label="named",
            passages=(passage,),
            noun="mention",
            about=actor.name,
        )


def _in_context(passage: Passage, text: str) -> str:
    """The passage with the words around it, from the same paragraph."""
    start, end = passage.span.start, passage.span.end
    before = text[max(0, start - CONTEXT) : start].rpartition("\n")[2]
    after = text[end : end + CONTEXT].partition("\n")[0]
    if start > len(before):  # a cut word says nothing
        before = f"…{before.partition(' ')[2]}" if len(before) == CONTEXT else before
    if len(after) == CONTEXT and end + CONTEXT < len(text):
        after = f"{after.rpartition(' ')[0]}…"
    return f"{before}{passage.text}{after}"


def issue_rows(issues: tuple[Issue, ...], expanded: Collection[str]) -> tuple[Row, ...]:
    keyed = ((f"issue:{number}", issue) for number, issue in enumerate(issues))
    return tuple(row for key, issue in keyed for row in _issue_rows(key, issue, expanded))


def _issue_rows(key: str, issue: Issue, expanded: Collection[str]) -> Iterator[Row]:
    about = [", ".join(issue.actors)] if issue.actors else []
    if issue.when:
        about.append(f"when: {issue.when}")
    name = issue.label if issue.model is None else in_own_words(issue.label)
    if issue.model is not None:
        about.append(f"in words of {issue.model}")
    yield Row(
        key,
        name,
        label=issue.kind.value,
        strong=len(name) if (issue.confidence or 0) >= SURE else 0,
        count=f"{'kept ' if issue.is_kept else ''}{len(issue.evidence)}",
        passages=issue.evidence,
        about=" · ".join(about) or issue.label,
        expandable=True,
    )
    if key not in expanded:
        return
    detail = partial(Row, depth=1, parent=key)
    yield detail(f"{key}/kind", f"{issue.kind.value}: {ISSUE_KINDS[issue.kind]}")
    if issue.actors:
        yield detail(f"{key}/actors", f"who: {', '.join(issue.actors)}")
    if issue.when:
        yield detail(f"{key}/when", f"when: {issue.when}")
    sure = "" if issue.confidence is None else f" · {issue.confidence:.0%} sure that it is open"
    yield detail(f"{key}/importance", f"importance: {issue.importance} of 3{sure}")
    for number, passage in enumerate(issue.evidence):
        yield detail(
            f"{key}/evidence:{number}", passage.text, label="text", passages=(passage,), about=issue.label
        )


def timeline_rows(timeline: tuple[Event, ...]) -> tuple[Row, ...]:
    return tuple(
        Row(
            f"event:{number}",
            event.passage.text,
            label=event.date,
            passages=(event.passage,),
            about=_spelled(event.date),
        )
        for number, event in enumerate(timeline)
    )


def quote_rows(quotes: tuple[Quote, ...]) -> tuple[Row, ...]:
    return tuple(
        Row(
            f"quote:{number}",
            f"{quote.speaker}: “{quote.passage.text}”" if quote.speaker else f"“{quote.passage.text}”",
            strong=len(quote.speaker or ""),
            passages=(quote.passage,),
            about=quote.speaker or "The article does not say who speaks",
        )
        for number, quote in enumerate(quotes)
    )


def _spelled(iso: str) -> str:
    """A date in full, with the day of the week."""
    try:
        if "W" in iso:
            year, week = iso.split("-W")
            monday = date.fromisocalendar(int(year), int(week), 1)
            return f"Week of {monday.day} {monday:%B %Y}"
        if len(iso) == len("2026-03"):
            return f"{date.fromisoformat(f'{iso}-01'):%B %Y}"
        day = date.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{day:%A}, {day.day} {day:%B %Y}"
