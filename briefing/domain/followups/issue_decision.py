"""The reader's word on open issues: settled, set aside, or open again; and the file of it.

Unknown items, and unknown members of the file and its items, are written back unchanged.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import attrgetter
from typing import Any, ClassVar

from briefing.domain.codec import Json, decode, encode, without_controls
from briefing.domain.correction_codec import ItemForm
from briefing.domain.followups.tracked_issue import (
    IssueState,
    Raised,
    SettlingPassage,
    TrackedIssue,
)
from briefing.domain.span import Span

_time_made = attrgetter("made")


@dataclass(frozen=True, slots=True)
class RaisedAt:
    """The place where an article raises an issue."""

    article: str
    """The article's id."""
    label: str
    span: Span

    @classmethod
    def of(cls, raised: Raised) -> RaisedAt:
        return cls(raised.article.id, raised.issue.label, raised.passage.span)


@dataclass(frozen=True, slots=True)
class IssueDecision:
    """A decision of the reader on an issue."""

    JSON: ClassVar = "state raised made evidence?"

    state: IssueState
    raised: tuple[RaisedAt, ...]
    """The places where the issue was raised when the decision was made; at least one."""
    made: str
    """The time of the decision, in ISO 8601; of two decisions the later one holds."""
    evidence: SettlingPassage | None = None
    raw: Mapping[str, Any] = field(default_factory=dict, compare=False)
    """The JSON object that it was read from, which keeps unknown members."""


def decided_on(
    issue: TrackedIssue, state: IssueState, made: str, evidence: SettlingPassage | None
) -> IssueDecision:
    return IssueDecision(state, tuple(map(RaisedAt.of, issue.raised)), made, evidence)


def latest(decisions: Iterable[IssueDecision]) -> tuple[IssueDecision, ...]:
    """Drop the decisions that later ones have replaced, and sort the rest by the time they were made."""
    in_order = sorted(dict.fromkeys(decisions), key=_order)
    last = {at: each for each in in_order for at in each.raised}
    held = {id(each) for each in last.values()}
    return tuple(each for each in in_order if id(each) in held)


def _order(decision: IssueDecision) -> tuple[str, str]:
    """Return a sort key that gives the same order on every device."""
    return decision.made, repr((decision.state, decision.raised, decision.evidence))


def last_decisions(
    raised: Collection[RaisedAt], decisions: Iterable[IssueDecision]
) -> dict[RaisedAt, IssueDecision]:
    """Find the last decision on each issue that articles raise, leaving out issues without one.

    An issue is recognized by its label or, if a new analysis of its article has no such label, by the passage
    that it rests on. `raised` must have all issues of the articles.
    """
    by_article: dict[str, list[tuple[RaisedAt, IssueDecision]]] = defaultdict(list)
    for decision in decisions:
        for at in decision.raised:
            by_article[at.article].append((at, decision))
    labels = {(each.article, each.label) for each in raised}
    found = {}
    for each in raised:
        on_issue = [
            decision
            for at, decision in by_article.get(each.article, ())
            if at.label == each.label or ((at.article, at.label) not in labels and at.span.overlap(each.span))
        ]
        if on_issue:
            found[each] = max(on_issue, key=_time_made)
    return found


def with_decisions(
    issues: Sequence[TrackedIssue], decisions: Iterable[IssueDecision], others: Iterable[Raised] = ()
) -> list[TrackedIssue]:
    """Apply the reader's last decisions to issues; an issue without one is open.

    `others` are those that the articles raise besides.
    """
    raised = [each for issue in issues for each in issue.raised]
    decided_at = last_decisions([RaisedAt.of(each) for each in (*raised, *others)], decisions)

    def decided(issue: TrackedIssue) -> TrackedIssue:
        found = (decided_at.get(RaisedAt.of(each)) for each in issue.raised)
        last = max(filter(None, found), key=_time_made, default=None)
        if last is None:
            return replace(issue, state=IssueState.OPEN, evidence=None, decided="")
        evidence = None if last.state is IssueState.OPEN else last.evidence
        return replace(issue, state=last.state, evidence=evidence, decided=last.made)

    return list(map(decided, issues))


# The JSON of their file


def _decision_to_dict(decision: IssueDecision) -> Json:
    return {**decision.raw, **encode(decision)}


def _decision_from_dict(value: Mapping[str, Any]) -> IssueDecision:
    decision = decode(IssueDecision, without_controls(value))
    if not decision.raised:
        raise ValueError("on no issue")
    return replace(decision, raw={name: each for name, each in value.items() if name != "evidence"})


DECISIONS = ItemForm(
    name="issues",
    plural="decisions on issues",
    singular="decision",
    whose="on open issues",
    latest=latest,
    decode=_decision_from_dict,
    encode=_decision_to_dict,
)
"""The file of decisions, in the order in which they were made, the last one for each issue."""
