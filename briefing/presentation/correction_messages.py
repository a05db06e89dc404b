"""Texts about corrections of a briefing: what each does, and did."""

from __future__ import annotations

from collections.abc import Iterable

from briefing.domain import Actor, Issue
from briefing.domain.correction import Correction, CorrectionKind
from briefing.presentation.sentences import quoted

NOT_CORRECTABLE = "Only actors (2) and open issues (3) can be corrected."
NOTHING_TO_CORRECT = "There is nothing to correct here."


def name_of(subject: Actor | Issue) -> str:
    return subject.name if isinstance(subject, Actor) else subject.label


def done_message(correction: Correction) -> str:
    """Say what the correction did, without a full stop, for `Change.done`."""
    subject, value = quoted(name_of(correction.subject)), correction.value
    into = quoted(name_of(correction.into)) if correction.into is not None else ""
    is_actor = isinstance(correction.subject, Actor)
    return {
        CorrectionKind.HIDE: f"Hid {subject}" if is_actor else f"Dismissed {subject}",
        CorrectionKind.KEEP: f"Kept {subject}",
        CorrectionKind.RENAME: f"Renamed {subject} to {quoted(value)}",
        CorrectionKind.KIND: f"Changed the kind of {subject} to {value}",
        CorrectionKind.MERGE: f"Merged {subject} with {into}",
    }[correction.kind]


def take_back_message(correction: Correction, verb: str = "Take") -> str:
    """Say what it does to take the correction back, or with "Took" what that did."""
    done = done_message(correction)
    return f"{verb} back: {done[0].lower()}{done[1:]}"


def correction_choices(subject: Actor | Issue | None, *, has_others: bool) -> tuple[tuple[str, str], ...]:
    """Return the kinds of correction of an actor or issue, each with what it does."""
    if subject is None:
        return ()
    is_actor = isinstance(subject, Actor)
    choices = {
        CorrectionKind.HIDE: "Hide it: this is no actor" if is_actor else "Dismiss it: this is no open issue",
        CorrectionKind.KEEP: "Keep it, even where a newer engine does not find it",
        CorrectionKind.RENAME: "Rename it" if is_actor else "Change its label",
        CorrectionKind.KIND: f"Change its kind: {subject.kind}",
        CorrectionKind.MERGE: "Merge it with another",
    }
    if isinstance(subject, Actor) or subject.is_kept:
        del choices[CorrectionKind.KEEP]
    if not has_others:
        del choices[CorrectionKind.MERGE]
    return tuple((str(kind), words) for kind, words in choices.items())


def made_here(corrections: Iterable[Correction], *, actors: bool) -> tuple[Correction, ...]:
    """Return the corrections of actors, or those of issues, the last first."""
    found = [each for each in corrections if isinstance(each.subject, Actor) is actors]
    return tuple(reversed(found))
