"""Corrections that the reader made to a briefing, and the briefing with them.

A line of another engine is recognized by its names, or by its passages and its label.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, TypeVar, cast

from briefing.domain.analysis import (
    PARTS,
    Actor,
    ActorKind,
    Analysis,
    AnalysisItem,
    Event,
    Issue,
    IssueKind,
    PartName,
    Point,
    Quote,
    date_order,
    first_day,
    part_of_item,
    passages_of,
)
from briefing.domain.anchoring.quote_lookup import find_quote
from briefing.domain.briefing import tells
from briefing.domain.span import Passage, Span

Item = TypeVar("Item", bound=AnalysisItem)

SAME_PASSAGE = 0.5
"""The share of the code points of two lines' passages from which they are one line."""
SHOWN_MENTIONS = 3
"""The number of mentions that a correction keeps of its actor."""


class CorrectionKind(StrEnum):
    HIDE = "hide"
    """Leave the line out, or all lines of a part."""
    KEEP = "keep"
    """Show the actor, the issue or the quote, even where an engine does not find it, or a folded event."""
    RENAME = "rename"
    """Give the actor another name, or the issue another label."""
    KIND = "kind"
    ROLE = "role"
    """Give the actor another role, or none."""
    SPEAKER = "speaker"
    """Give the quote another speaker, or none."""
    DATE = "date"
    """Give the event another date, or the issue another day on which it is due, or none."""
    REPLACE = "replace"
    """Put another sentence in the place of the summary's, or of the event's passage."""
    MERGE = "merge"
    """Merge the actor or issue with another, which keeps its name, kind and role."""


@dataclass(frozen=True, slots=True)
class WholePart:
    """A part of the briefing with all its lines, such as its open issues."""

    name: str


Subject = AnalysisItem | WholePart


@dataclass(frozen=True, slots=True)
class Correction:
    kind: CorrectionKind
    subject: Subject
    """The line as it was in the briefing when it was corrected."""
    value: str = ""
    """The new name, label, kind, role, speaker or date; empty for none."""
    into: AnalysisItem | None = None
    """The actor or issue that it was merged with, or the passage in its place."""
    made: str = ""
    """The time of making in ISO 8601; corrections apply in this order."""
    raw: Mapping[str, Any] = field(default_factory=dict, compare=False)
    """The JSON object that was read, for unknown members."""

    def __post_init__(self) -> None:
        """Raise ValueError if the members do not fit the kind."""
        if self.kind is CorrectionKind.KIND:
            (ActorKind if isinstance(self.subject, Actor) else IssueKind)(self.value)
        if self.kind is CorrectionKind.DATE and (self.value or isinstance(self.subject, Event)):
            first_day(self.value)
        fits = {
            CorrectionKind.RENAME: bool(self.value.strip()),
            CorrectionKind.MERGE: type(self.into) is type(self.subject),
            CorrectionKind.REPLACE: isinstance(self.into, Passage),
        }
        subjects = _SUBJECTS.get(self.kind, (Actor, Issue))
        if not fits.get(self.kind, True) or not isinstance(self.subject, subjects):
            raise ValueError(f"not a correction: {self.kind} of {self.subject}")
        if part_of(self.subject) not in PARTS:
            raise ValueError(f"not a part of a briefing: {part_of(self.subject)}")


_SUBJECTS: Mapping[CorrectionKind, tuple[type, ...]] = {
    CorrectionKind.HIDE: (Actor, Issue, Passage, Event, Quote, WholePart),
    CorrectionKind.KEEP: (Actor, Issue, Event, Quote),
    CorrectionKind.ROLE: (Actor,),
    CorrectionKind.SPEAKER: (Quote,),
    CorrectionKind.DATE: (Event, Issue),
    CorrectionKind.REPLACE: (Passage, Event),
}
"""What can be corrected in which way, if it is not actors and issues."""


def part_of(subject: Subject) -> PartName:
    """Return the part of the briefing in which the line stands."""
    return cast(PartName, subject.name) if isinstance(subject, WholePart) else part_of_item(subject)


def corrected(
    analysis: Analysis, corrections: Iterable[Correction], text: str, published: str | None = None
) -> Analysis:
    """Apply all corrections whose subject the analysis of this text has."""
    for each in corrections:
        match each.subject:
            case WholePart():
                analysis = _with_items(analysis, part_of(each.subject), ())
            case Actor():
                analysis = _correct_actor(analysis, each, each.subject, text)
            case Issue():
                analysis = _correct_issue(analysis, each, each.subject, text)
            case _:
                analysis = _correct_passage(analysis, each, text, published)
    return analysis


def in_brief(subject: Subject) -> Subject:
    """Return the subject without what its recognition does not need."""
    match subject:
        case Issue():
            return replace(subject, is_kept=False, is_corrected=False)
        case Actor():
            mentions = subject.mentions[:SHOWN_MENTIONS]
            return replace(subject, mentions=mentions, statements=(), is_corrected=False)
        case Event() | Quote():
            return replace(subject, is_corrected=False)
        case Passage():
            return Passage(subject.span, subject.text)
        case _:
            return subject


# Sentences of the summary, events and quotes


def _correct_passage(
    analysis: Analysis, correction: Correction, text: str, published: str | None
) -> Analysis:
    """Correct a line that is a passage."""
    subject, part = correction.subject, part_of(correction.subject)
    items: tuple[Any, ...] = analysis.items(part)  # of the subject's type
    at = _passage_index(items, subject, text)
    if correction.kind is CorrectionKind.HIDE:
        right = items if at is None else (*items[:at], *items[at + 1 :])
    elif correction.kind is CorrectionKind.KEEP:
        if at is None and isinstance(subject, Quote) and subject.speaker:
            analysis = _with_statement(analysis, subject, subject.speaker, text)
        right = _with_kept(items, at, subject, text)
    elif isinstance(subject, Event):
        if correction.kind is CorrectionKind.DATE:
            analysis = _with_due_day(analysis, subject, correction.value)
        right = items if at is None else _with_event(items, at, correction, text, published)
    elif isinstance(subject, Quote):
        analysis = _with_statement(analysis, subject, correction.value, text)
        right = items if at is None else _with_speaker(items, at, correction.value or None)
    else:
        right = _with_sentence(items, at, correction, text)
    return _with_items(analysis, part, right)


def _with_event(
    events: tuple[Event, ...], at: int, correction: Correction, text: str, published: str | None
) -> tuple[Event, ...]:
    """Give an event its new date or passage, and its place by date."""
    event = events[at]
    if correction.kind is CorrectionKind.DATE:
        begins = first_day(correction.value)
        is_next = begins > published[: len(begins)] if published else event.is_next
        event = replace(event, date=correction.value, is_next=is_next)
    for passage in _located_into(correction, text):
        event = replace(event, passage=passage, words=None)
    right = replace(event, shown=True, is_corrected=True)
    return tuple(sorted(_replaced(events, at, right), key=date_order))


def _with_kept(items: tuple[Any, ...], at: int | None, subject: Subject, text: str) -> tuple[Any, ...]:
    """Show an event or a quote that is folded, or put a quote that is not there among the others."""
    if at is not None:
        return _replaced(items, at, replace(items[at], shown=True, is_corrected=True))
    if isinstance(subject, Quote):
        for passage in _located([subject.passage], text):
            kept = replace(subject, passage=passage, shown=True, is_corrected=True)
            return tuple(sorted((*items, kept), key=lambda each: each.passage))
    return items


def _with_speaker(quotes: tuple[Quote, ...], at: int, speaker: str | None) -> tuple[Quote, ...]:
    return _replaced(quotes, at, replace(quotes[at], speaker=speaker, shown=True, is_corrected=True))


def _with_sentence(
    points: tuple[Passage, ...], at: int | None, correction: Correction, text: str
) -> tuple[Passage, ...]:
    """Put a sentence in the place of another of the summary, or into it where that is not there.

    A sentence that is in the summary already is not there twice.
    """
    for passage in _located_into(correction, text):
        others = points if at is None else (*points[:at], *points[at + 1 :])
        if any(each.span == passage.span for each in others):
            return others
        before = points[at] if at is not None else None
        last = max((each.rank for each in others if isinstance(each, Point)), default=len(others))
        rank = before.rank if isinstance(before, Point) else last + 1
        point = Point(passage.span, passage.text, rank, is_corrected=True)
        return tuple(sorted((*others, point), key=lambda each: each.span))
    return points


def _located_into(correction: Correction, text: str) -> tuple[Passage, ...]:
    """Return the passage that a correction puts in, where it now stands; none if it is gone."""
    return _located([correction.into], text) if isinstance(correction.into, Passage) else ()


def _with_due_day(analysis: Analysis, event: Event, day: str) -> Analysis:
    """Move the issues that tell the event to another day."""
    issues = (replace(each, due=day) if tells(each, event) else each for each in analysis.issues)
    return replace(analysis, issues=tuple(issues))


def _with_statement(analysis: Analysis, quote: Quote, speaker: str, text: str) -> Analysis:
    """Move what an actor says in the quote to another actor."""
    said = _located([quote.passage], text)

    def with_statements(actor: Actor) -> Actor:
        left = tuple(
            each for each in actor.statements if not any(each.span.overlap(one.span) for one in said)
        )
        is_speaker = speaker in (actor.name, *actor.aliases)
        return replace(actor, statements=_united(left, said) if is_speaker else left)

    return replace(analysis, actors=tuple(map(with_statements, analysis.actors)))


def _passage_index(items: Sequence[AnalysisItem], subject: Subject, text: str) -> int | None:
    wanted = [each.span for each in _located(passages_of(cast(AnalysisItem, subject))[:1], text)]

    def likeness(item: AnalysisItem) -> float:
        same = _shared(wanted, [each.span for each in passages_of(item)[:1]])
        is_same_day = isinstance(item, Event) and isinstance(subject, Event) and item.date == subject.date
        return same + is_same_day if same >= SAME_PASSAGE else 0

    return _most(items, likeness)


def _with_items(analysis: Analysis, part: PartName, items: tuple[AnalysisItem, ...]) -> Analysis:
    values: dict[str, Any] = {part: items}  # the value has the type of the field of its name
    return replace(analysis, **values)


# Actors


def _correct_actor(analysis: Analysis, correction: Correction, subject: Actor, text: str) -> Analysis:
    actors = analysis.actors
    at = _actor_index(actors, subject)
    if at is None:
        if correction.kind is CorrectionKind.KEEP and (mentions := _located(subject.mentions, text)):
            kept = replace(subject, mentions=mentions, shown=True, is_corrected=True)
            return replace(analysis, actors=_inserted(actors, kept, lambda each: each.salience))
        return analysis
    actor = actors[at]
    others = (*actors[:at], *actors[at + 1 :])
    if correction.kind is CorrectionKind.KEEP:
        role = subject.role or actor.role
        right = replace(actor, kind=subject.kind, role=role, shown=True, is_corrected=True)
        return replace(analysis, actors=_replaced(actors, at, right))
    if correction.kind is CorrectionKind.HIDE:
        return _with_name(replace(analysis, actors=others), actor.name, None)
    if correction.kind is CorrectionKind.KIND:
        right = replace(actor, kind=ActorKind(correction.value), shown=True, is_corrected=True)
        return replace(analysis, actors=_replaced(actors, at, right))
    if correction.kind is CorrectionKind.ROLE:
        right = replace(actor, role=correction.value or None, shown=True, is_corrected=True)
        return replace(analysis, actors=_replaced(actors, at, right))
    if correction.kind is CorrectionKind.RENAME:
        name = correction.value
        aliases = _names(name, *actor.aliases, actor.name)
        right = replace(actor, name=name, aliases=aliases, shown=True, is_corrected=True)
        return _with_name(replace(analysis, actors=_replaced(actors, at, right)), actor.name, name)
    if isinstance(correction.into, Actor) and (into_at := _actor_index(others, correction.into)) is not None:
        into = others[into_at]
        merged = replace(
            into,
            role=into.role or actor.role,
            aliases=_names(into.name, *into.aliases, actor.name, *actor.aliases),
            salience=max(into.salience, actor.salience),
            mentions=_united(into.mentions, actor.mentions),
            statements=_united(into.statements, actor.statements),
            shown=True,
            is_corrected=True,
        )
        listed = _joined(others, at, into_at, merged)
        return _with_name(replace(analysis, actors=listed), actor.name, into.name)
    return analysis


def _names(name: str, *others: str) -> tuple[str, ...]:
    """Return the aliases of an actor or issue with this name."""
    return tuple(each for each in dict.fromkeys(others) if each != name)


def _with_name(analysis: Analysis, old: str, new: str | None) -> Analysis:
    """Rename an actor in issues and quotes, or without a new name remove it from the involved."""
    if old == new:
        return analysis

    def named(issue: Issue) -> Issue:
        names = (new if each == old else each for each in issue.actors)
        return replace(issue, actors=tuple(dict.fromkeys(each for each in names if each)))

    quotes = analysis.quotes
    if new is not None:
        quotes = tuple(replace(each, speaker=new) if each.speaker == old else each for each in quotes)
    return replace(analysis, issues=tuple(map(named, analysis.issues)), quotes=quotes)


def _actor_index(actors: Sequence[Actor], subject: Actor) -> int | None:
    wanted = {subject.name.casefold(), *(each.casefold() for each in subject.aliases)}
    placed = {each.span for each in subject.mentions}

    def likeness(actor: Actor) -> float:
        names = {actor.name.casefold(), *(each.casefold() for each in actor.aliases)}
        if actor.name.casefold() == subject.name.casefold():
            return 3
        if subject.name.casefold() in names or actor.name.casefold() in wanted:
            return 2
        shared = len(placed & {each.span for each in actor.mentions}) / len(placed) if placed else 0
        return shared if shared > SAME_PASSAGE else 0

    return _most(actors, likeness)


# Issues


def _correct_issue(analysis: Analysis, correction: Correction, subject: Issue, text: str) -> Analysis:
    issues = analysis.issues
    at = _issue_index(issues, subject, text)
    if at is None:
        if correction.kind is CorrectionKind.KEEP and (evidence := _located(subject.evidence, text)):
            kept = _kept(subject, evidence, analysis)
            return replace(analysis, issues=_inserted(issues, kept, lambda each: each.importance))
        return analysis
    issue = issues[at]
    others = (*issues[:at], *issues[at + 1 :])
    if correction.kind is CorrectionKind.HIDE:
        return replace(analysis, issues=others)
    if correction.kind is CorrectionKind.MERGE:
        into_at = _issue_index(others, correction.into, text) if isinstance(correction.into, Issue) else None
        if into_at is None:
            return analysis
        into = others[into_at]
        merged = replace(
            into,
            importance=max(into.importance, issue.importance),
            evidence=tuple(dict.fromkeys((*into.evidence, *issue.evidence))),
            actors=tuple(dict.fromkeys((*into.actors, *issue.actors))),
            when=into.when or issue.when,
            is_kept=into.is_kept or issue.is_kept,
            shown=True,
            is_corrected=True,
        )
        return replace(analysis, issues=_joined(others, at, into_at, merged))
    if correction.kind is CorrectionKind.KEEP:
        right = replace(issue, is_kept=True)
    elif correction.kind is CorrectionKind.KIND:
        right = replace(issue, kind=IssueKind(correction.value))
    elif correction.kind is CorrectionKind.DATE:
        right = replace(issue, due=correction.value or None)
    else:
        right = replace(issue, label=correction.value, model=None)  # no longer in the model's words
    is_corrected = issue.is_corrected or correction.kind is not CorrectionKind.KEEP
    right = replace(right, shown=True, is_corrected=is_corrected)
    return replace(analysis, issues=_replaced(issues, at, right))


def _kept(subject: Issue, evidence: tuple[Passage, ...], analysis: Analysis) -> Issue:
    """Return an issue that the engine does not find any more."""
    known = {each.name for each in analysis.actors}
    actors = tuple(each for each in subject.actors if each in known)
    return replace(subject, evidence=evidence, actors=actors, is_kept=True, shown=True, is_corrected=True)


def _issue_index(issues: Sequence[Issue], subject: Issue, text: str) -> int | None:
    spans = [each.span for each in _located(subject.evidence, text)]
    words = _words(subject.label)

    def likeness(issue: Issue) -> float:
        same = _shared(spans, [each.span for each in issue.evidence])
        alike = len(words & _words(issue.label)) / max(1, min(len(words), len(_words(issue.label))))
        if issue.label.casefold() == subject.label.casefold():
            return 2 + same
        touches = any(mine.overlap(theirs.span) for mine in spans for theirs in issue.evidence)
        return same + alike if same >= SAME_PASSAGE or (touches and alike > SAME_PASSAGE) else 0

    return _most(issues, likeness)


def _located(passages: Iterable[Passage], text: str) -> tuple[Passage, ...]:
    """Return the passages where they now stand, without those that are gone."""
    found = []
    for passage in passages:
        if passage.holds_in(text):
            found.append(passage)
        elif spans := find_quote(text, passage.text):
            start = passage.span.start
            span = min(spans, key=lambda each: abs(each.start - start))
            found.append(Passage(span, span.of(text)))
    return tuple(found)


def _shared(spans: Sequence[Span], others: Sequence[Span]) -> float:
    """Return the share of code points that both have among those that either has."""
    mine = {offset for span in spans for offset in range(span.start, span.end)}
    theirs = {offset for span in others for offset in range(span.start, span.end)}
    return len(mine & theirs) / max(1, len(mine | theirs))


def _words(label: str) -> set[str]:
    """Return the words that tell one matter from another: long ones, without their endings."""
    return {word[:6].casefold() for word in label.split() if len(word) > 3}


# All lines


def _most(items: Sequence[Item], likeness: Callable[[Item], float]) -> int | None:
    """Return the index of the item with the greatest likeness above 0."""
    best = max(range(len(items)), key=lambda at: likeness(items[at]), default=None)
    return best if best is not None and likeness(items[best]) > 0 else None


def _inserted(items: tuple[Item, ...], item: Item, weight: Callable[[Item], float]) -> tuple[Item, ...]:
    """Insert an item behind those of at least its weight."""
    at = sum(1 for each in items if weight(each) >= weight(item))
    return (*items[:at], item, *items[at:])


def _replaced(items: tuple[Item, ...], at: int, item: Item) -> tuple[Item, ...]:
    return (*items[:at], item, *items[at + 1 :])


def _joined(others: tuple[Item, ...], at: int, kept: int, merged: Item) -> tuple[Item, ...]:
    """Return the others with `merged` for `others[kept]`, at the first of its place and `at`."""
    left = (*others[:kept], *others[kept + 1 :])
    first = min(at, kept)
    return (*left[:first], merged, *left[first:])


def _united(passages: Iterable[Passage], others: Iterable[Passage]) -> tuple[Passage, ...]:
    """Return the passages of both in reading order."""
    return tuple(sorted({*passages, *others}))
