"""Texts about corrections of a briefing: what each does, and did."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from briefing.domain import Actor, Event, Issue, Passage, Quote
from briefing.domain.analysis import AnalysisItem, PartName
from briefing.domain.briefing import SECTIONS
from briefing.domain.correction import Correction, CorrectionKind, Subject, WholePart, part_of
from briefing.presentation.sentences import quoted

NOT_CORRECTABLE = (
    "Lines of the briefing can be corrected, {reader.pane-1} to {reader.pane-5} go to its panes; "
    "or select a name or a sentence with {text.select} to add it."
)
NOTHING_TO_CORRECT = "There is nothing to correct here."
NO_DATE = "Write the date as 2026-03-04, 2026-W10, 2026-03 or 2026."
LONG, SHORT = 40, 20
"""The most cells of a line in a message, and of each of two sentences."""
NONE = "-"
"""What is typed for no role, no speaker or no day."""
EMPTY, TAKE_BACK = "empty", "back"
"""The keys of the choices that are about no single line."""

_FIRST_WORDS: Mapping[type, tuple[str, str]] = {
    Actor: ("Hide it: this is no actor", "Change its name"),
    Issue: ("Dismiss it: this is no open issue", "Change its label"),
    Event: ("Leave it out: this is no event", "Have another sentence tell it"),
    Quote: ("Leave it out: nobody says this", ""),
    Passage: ("Leave it out: it does not belong in the summary", "Put another sentence in its place"),
}
"""What the first two choices do to a line of each type."""


class CorrectionChoice(NamedTuple):
    digit: int
    """The key that chooses it, which is the same in every pane."""
    key: str
    """The kind of correction, `EMPTY` or `TAKE_BACK`."""
    words: str


def name_of(subject: Subject) -> str:
    """Return the name of an actor, the label of an issue, the title of a part, or else the words."""
    match subject:
        case Actor():
            return subject.name
        case Issue():
            return subject.label
        case Event() | Quote():
            return subject.passage.text
        case Passage():
            return subject.text
        case _:
            return next(each.title for each in SECTIONS if each.name == subject.name)


def done_message(correction: Correction) -> str:
    """Say what the correction did, without a full stop, for `Change.done`."""
    cells = SHORT if correction.kind is CorrectionKind.REPLACE else LONG
    subject, value = quoted(name_of(correction.subject), cells), correction.value
    into = quoted(name_of(correction.into), cells) if correction.into is not None else ""
    hid = {Actor: "Hid", Issue: "Dismissed", WholePart: "Emptied"}.get(type(correction.subject), "Left out")
    return {
        CorrectionKind.HIDE: f"{hid} {subject}",
        CorrectionKind.KEEP: f"Kept {subject}",
        CorrectionKind.RENAME: f"Renamed {subject} to {quoted(value)}",
        CorrectionKind.KIND: f"Changed the kind of {subject} to {value}",
        CorrectionKind.ROLE: f"Changed the role of {subject} to {quoted(value) if value else 'none'}",
        CorrectionKind.SPEAKER: f"Changed the speaker of {subject} to {quoted(value) if value else 'none'}",
        CorrectionKind.DATE: f"Changed the date of {subject} to {value or 'none'}",
        CorrectionKind.REPLACE: f"Put {into} in place of {subject}",
        CorrectionKind.MERGE: f"Merged {subject} with {into}",
    }[correction.kind]


def take_back_message(correction: Correction, verb: str = "Take") -> str:
    """Say what it does to take the correction back, or with "Took" what that did."""
    done = done_message(correction)
    return f"{verb} back: {done[0].lower()}{done[1:]}"


def correction_choices(
    subject: AnalysisItem | None, part: PartName, *, has_others: bool, has_lines: bool, has_made: bool
) -> tuple[CorrectionChoice, ...]:
    """Return what can be corrected in the line of a part, if there is one, and in the part.

    A digit means the same in every pane, whatever else is offered.
    """
    choices = list(_line_choices(subject, has_others)) if subject is not None else []
    if has_lines:
        nothing = next(each.nothing for each in SECTIONS if each.name == part)
        choices.append(CorrectionChoice(9, EMPTY, f"Empty the pane: {nothing[0].lower()}{nothing[1:]}"))
    if has_made:
        choices.append(CorrectionChoice(0, TAKE_BACK, "Take a correction back…"))
    return tuple(choices)


def _line_choices(subject: AnalysisItem, has_others: bool) -> Iterator[CorrectionChoice]:
    leave_out, reword = next(words for of, words in _FIRST_WORDS.items() if isinstance(subject, of))
    is_named = isinstance(subject, Actor | Issue)
    yield CorrectionChoice(1, CorrectionKind.HIDE, leave_out)
    if reword:
        yield CorrectionChoice(2, CorrectionKind.RENAME if is_named else CorrectionKind.REPLACE, reword)
    if isinstance(subject, Actor | Issue):
        yield CorrectionChoice(3, CorrectionKind.KIND, f"Change its kind: {subject.kind}")
    if isinstance(subject, Actor):
        role = subject.role or "none is given"
        yield CorrectionChoice(4, CorrectionKind.ROLE, f"Change the role: {role}")
    if isinstance(subject, Quote):
        speaker = subject.speaker or "the article names none"
        yield CorrectionChoice(5, CorrectionKind.SPEAKER, f"Change the speaker: {speaker}")
    if isinstance(subject, Event | Issue):
        day = subject.date if isinstance(subject, Event) else subject.due or "none is given"
        yield CorrectionChoice(6, CorrectionKind.DATE, f"Change the date: {day}")
    if is_named and has_others:
        yield CorrectionChoice(7, CorrectionKind.MERGE, "Merge it with another")
    if isinstance(subject, Issue) and not subject.is_kept:
        words = "Keep it, even where a newer engine does not find it"
        yield CorrectionChoice(8, CorrectionKind.KEEP, words)
    elif not isinstance(subject, Issue | Passage) and not subject.shown:
        yield CorrectionChoice(8, CorrectionKind.KEEP, "Keep it among the lines that are shown")


def made_here(corrections: Iterable[Correction], part: PartName) -> tuple[Correction, ...]:
    """Return the corrections of a part's lines, the last first."""
    return tuple(reversed([each for each in corrections if part_of(each.subject) == part]))
