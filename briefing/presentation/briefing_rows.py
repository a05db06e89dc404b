"""The briefing of an article as rows of the panes, as far as it has been made."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from briefing.domain import Actor, ActorKind, Analysis, Article, Event, Issue, Part, Passage, Quote
from briefing.domain.analysis import PARTS, AnalysisItem, ModelShare, first_day, is_shown, organizations_of
from briefing.domain.briefing import (
    ISSUES,
    SECTIONS,
    SUMMARY,
    TIMELINE,
    Citation,
    CitedLine,
    Section,
    line_of,
    timeline_lines,
)
from briefing.domain.structure import Stub
from briefing.presentation.model_messages import in_own_words, model_cost, model_note
from briefing.presentation.rows import Row
from briefing.presentation.sentences import runnable
from briefing.presentation.signs import ISSUE_KINDS, KIND_LETTERS

CONTEXT = 32
"""Code points shown on either side of a mention."""
QUIET = "—"
"""The words of a part without rows where another says why."""
NOT_BRIEFED = "Not briefed: {reader.pane-1} says why."
EXCERPT_WORDS = 80
"""A text of fewer words may be the beginning that a feed gives."""
FULL_TEXT = "{reader.full-text} loads the whole text."
FOLLOW_SITE = "Here {reader.feeds} and {feeds.follow} do."
BRIEF_ANYWAY = "{reader.brief-anyway} briefs it all the same."


@dataclass(frozen=True, slots=True)
class BriefingState:
    """The parts of a briefing made so far, and which rows are expanded."""

    # The values are Any: each has the type of the field of `Analysis` that bears the name.
    parts: Mapping[str, Any] = field(default_factory=dict)
    """The values of the parts that have been made, by name."""
    expanded: frozenset[str] = frozenset()
    """Keys of the expanded rows, which are valid for this briefing only."""

    @classmethod
    def of(cls, analysis: Analysis) -> BriefingState:
        return cls({name: getattr(analysis, name) for name in ("notice", "model", *PARTS)})

    def with_part(self, part: Part) -> BriefingState:
        return replace(self, parts={**self.parts, part.name: part.value})

    def toggled(self, key: str) -> BriefingState:
        """Expand the row of this key, or collapse it; for a detail, use its `parent`."""
        return replace(self, expanded=self.expanded ^ {key})

    def rows(self, pane: str, article: Article) -> tuple[Row, ...] | None:
        """Return a pane's rows for the briefing of this article, or None while the part is being made."""
        if pane not in self.parts:
            return None
        issues = self.parts.get(ISSUES, ())
        rows = pane_rows(pane, self.parts[pane], self.expanded, article, issues)
        if pane != SUMMARY or not rows:
            return rows
        share, notice = self.parts.get("model"), self.parts.get("notice")
        below = [Row("notice", str(notice), depth=1)] if notice else []
        return (*rows, *below, *([model_row(share)] if share is not None else ()))

    def when_empty(self, section: Section, article: Article) -> str:
        """Return the message of a part without rows."""
        notice = self.parts.get("notice")
        stub = article.structure.stub
        if notice and stub and not any(map(self.parts.get, PARTS)):
            return stub_message(notice, stub) if section.name == SUMMARY else NOT_BRIEFED
        if notice:
            empty = (each.name for each in SECTIONS if not self.parts.get(each.name, NOT_BRIEFED))
            return runnable(str(notice)) if section.name == next(empty, section.name) else QUIET
        if section.name == SUMMARY and (more := excerpt_message(article)):
            return f"{section.nothing} {more}"
        return section.nothing if article.published else section.nothing_undated or section.nothing


def excerpt_message(article: Article) -> str:
    """Return the key that loads the rest of what may be the beginning that a feed gives; "" for others."""
    is_excerpt = bool(article.url) and article.words < EXCERPT_WORDS and article.structure.stub is None
    return FULL_TEXT if is_excerpt else ""


def stub_message(notice: str, stub: Stub) -> str:
    """Return the notice of what is no article, and the keys that do something about it."""
    return " ".join([notice, *([FOLLOW_SITE] if stub is Stub.SITE else []), BRIEF_ANYWAY])


def pane_rows(
    pane: str,
    items: Sequence[AnalysisItem],
    expanded: Collection[str],
    article: Article,
    issues: Sequence[Issue] = (),
) -> tuple[Row, ...]:
    """Return the rows of a pane, the folded ones last; an expanded one is followed by its details.

    `issues` are those of the article, of which the timeline shows the dated ones.
    """
    shown = list(filter(is_shown, items))
    folded = [item for item in items if not is_shown(item)]
    if pane == TIMELINE:
        events = (each for each in shown if isinstance(each, Event))
        lines = timeline_lines(events, (each for each in issues if each.shown), article.id)
    else:
        lines = [line_of(item, article.id) for item in shown]
    rows = list(_numbered(pane, lines, items, expanded, article))
    if folded:
        fold = _fold_row(pane, len(folded), is_open=f"{pane}:fold" in expanded, is_alone=not rows)
        rows.append(fold)
        if fold.key in expanded:
            more = [line_of(item, article.id) for item in folded]
            rows += _numbered(f"{pane}:more", more, items, expanded, article)
    return tuple(rows)


def _fold_row(pane: str, count: int, *, is_open: bool, is_alone: bool) -> Row:
    """Make the row that stands for the folded ones of a pane, or above them once it is expanded."""
    section = next(each for each in SECTIONS if each.name == pane)
    text = f"{'−' if is_open else '+'}{count} {section.folded}"
    about = "{pane.close} folds them" if is_open else "{pane.open} shows them"
    alone = f"{section.all_folded} " if is_alone else ""
    return Row(f"{pane}:fold", alone + text, depth=1, about=about, expandable=True)


def _numbered(
    prefix: str,
    lines: Iterable[CitedLine],
    items: Sequence[AnalysisItem],
    expanded: Collection[str],
    article: Article,
) -> Iterator[Row]:
    """Yield a row for each line, with its details if it is expanded."""
    for number, line in enumerate(lines):
        # The keys are numbered, since two rows may bear the same words, and words may hold any character.
        row = _row(f"{prefix}:{number}", number, line)
        yield row
        if row.key in expanded and isinstance(line.item, Actor):
            actors = [each for each in items if isinstance(each, Actor)]
            yield from _actor_details(row, line.item, actors, article)
        elif row.key in expanded and isinstance(line.item, Issue):
            yield from _issue_details(row, line.item)


def _row(key: str, number: int, line: CitedLine) -> Row:
    row = _described(key, number, line)
    return replace(row, about=f"{row.about} · corrected") if line.is_corrected else row


def _described(key: str, number: int, line: CitedLine) -> Row:
    row = line_row(key, line)
    if line.date:
        return replace(row, count="next" if line.is_next else "", about=_spelled(line.date))
    match line.item:
        case Actor() as actor:
            about = actor.role or (actor.kind.value if actor.kind is not ActorKind.PERSON else "")
            position = f": {actor.position.text}" if actor.position is not None else ""
            return replace(
                row,
                text=(f"{actor.name} · {about}" if about else actor.name) + position,
                count=str(len(actor.mentions)),
                noun="mention",
                about=actor.name,
                expandable=True,
            )
        case Issue() as issue:
            return _issue_row(row, issue)
        case Quote():
            return replace(row, about=line.name or "The article does not say who speaks")
        case Passage():
            about = f", in words of {line.words.model}" if line.words is not None else ""
            return replace(row, about=f"Point {number + 1}{about}")
    return row


def line_row(key: str, line: CitedLine, clean: Callable[[str], str] = str) -> Row:
    """Make the row of a line, of one article or many; `clean` makes an article's text safe."""
    text = name = clean(line.name)
    if not line.kind:
        said = line.text(clean) if line.words is None else in_own_words(line.words.text)
        text = f"{name}: {said}" if name else said
    return Row(key, text, line.date, strong=len(name), citations=line.citations, item=line.item)


def model_row(share: ModelShare) -> Row:
    """Make a row about the language model's share in the pane above it."""
    return Row("model", model_note(share), depth=1, about=model_cost(share))


def _detail(row: Row, name: str, text: str, *cited: Citation, label: str = "", noun: str = "passage") -> Row:
    """Make a detail of a row, on the same subject."""
    about = row.about if cited else ""
    key = f"{row.key}/{name}"
    return Row(
        key, text, label, depth=1, parent=row.key, citations=cited, noun=noun, about=about, item=row.item
    )


def _actor_details(row: Row, actor: Actor, actors: Sequence[Actor], article: Article) -> Iterator[Row]:
    role = actor.role or ("no role given" if actor.kind is ActorKind.PERSON else "")
    yield _detail(row, "role", f"{actor.kind.value}: {role}" if role else actor.kind.value)
    if actor.aliases:
        yield _detail(row, "names", f"also: {', '.join(actor.aliases)}")
    if organizations := [each.name for each in organizations_of(actor, actors)]:
        yield _detail(row, "of", f"belongs to: {', '.join(organizations)}")
    if people := [each.name for each in actors if actor in organizations_of(each, actors)]:
        yield _detail(row, "people", f"people: {', '.join(people)}")
    for number, passage in enumerate(actor.statements):
        cited = Citation(article.id, passage)
        yield _detail(row, f"said:{number}", passage.text, cited, label="says", noun="statement")
    for number, passage in enumerate(actor.mentions):
        cited, text = Citation(article.id, passage), _in_context(passage, article.text)
        yield _detail(row, f"named:{number}", text, cited, label="named", noun="mention")


def _in_context(passage: Passage, text: str) -> str:
    """Return the passage with the words around it, from the same paragraph."""
    start, end = passage.span.start, passage.span.end
    before = text[max(0, start - CONTEXT) : start].rpartition("\n")[2]
    after = text[end : end + CONTEXT].partition("\n")[0]
    if start > len(before):  # a cut word says nothing
        before = f"…{before.partition(' ')[2]}" if len(before) == CONTEXT else before
    if len(after) == CONTEXT and end + CONTEXT < len(text):
        after = f"{after.rpartition(' ')[0]}…"
    return f"{before}{passage.text}{after}"


def _issue_row(row: Row, issue: Issue) -> Row:
    about = [issue.kind.value, *([", ".join(issue.actors)] if issue.actors else [])]
    if issue.when or issue.due:
        about.append(_when(issue))
    name = issue.label if issue.model is None else in_own_words(issue.label)
    if issue.model is not None:
        about.append(f"in words of {issue.model}")
    return replace(
        row,
        text=name,
        label=issue.kind.value,
        sign=KIND_LETTERS[issue.kind],
        mark=f"kind-{issue.kind.value}",
        strong=0,
        count=f"{'kept ' if issue.is_kept else ''}{len(issue.evidence)}",
        about=" · ".join(about),
        expandable=True,
    )


def _issue_details(row: Row, issue: Issue) -> Iterator[Row]:
    yield _detail(row, "kind", f"{issue.kind.value}: {ISSUE_KINDS[issue.kind]}")
    if issue.actors:
        yield _detail(row, "actors", f"who: {', '.join(issue.actors)}")
    if issue.when or issue.due:
        yield _detail(row, "when", _when(issue))
    sure = "" if issue.confidence is None else f" · {issue.confidence:.0%} sure that it is open"
    yield _detail(row, "importance", f"importance: {issue.importance} of 3{sure}")
    for number, cited in enumerate(row.citations):
        evidence = _detail(row, f"evidence:{number}", cited.passage.text, cited, label="text")
        yield replace(evidence, about=issue.label)


def _when(issue: Issue) -> str:
    return f"when: {' · '.join(filter(None, (issue.when, issue.due and _spelled(issue.due))))}"


def _spelled(iso: str) -> str:
    """Return a date in full, with the day of the week."""
    try:
        if "W" in iso:
            monday = date.fromisoformat(first_day(iso))
            return f"Week of {monday.day} {monday:%B %Y}"
        if len(iso) == len("2026-03"):
            return f"{date.fromisoformat(f'{iso}-01'):%B %Y}"
        day = date.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{day:%A}, {day.day} {day:%B %Y}"
