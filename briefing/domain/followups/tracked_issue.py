"""Open issues over time: who raised them, and what later articles say on the same matter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from briefing.domain.analysis import Issue, IssueKind
from briefing.domain.codec import Json, encode
from briefing.domain.span import Passage

DUE_LATELY = timedelta(days=30)
DUE_KINDS = frozenset((IssueKind.PENDING, IssueKind.DEMAND, IssueKind.RISK))
"""What lies ahead: the day that a dispute or an unknown fact names is mostly that of what has happened."""


class IssueState(StrEnum):
    """The reader alone changes it."""

    OPEN = "open"
    SETTLED = "settled"
    ASIDE = "aside"
    """Not wanted in lists."""

    @property
    def following(self) -> IssueState:
        states = tuple(IssueState)
        return states[(states.index(self) + 1) % len(states)]


@dataclass(frozen=True, slots=True)
class IssueArticle:
    """An article that raises an issue, or comes back to one."""

    id: str
    title: str
    source: str | None
    published: str | None
    """As the article says it; ISO 8601."""
    time: float
    """Seconds since 1970: when it was published, or else fetched."""
    publisher: str
    """Articles of one publisher are one source."""
    language: str | None = None
    story: str | None = None
    """The id of its story."""

    @property
    def day(self) -> date:
        """In UTC."""
        return datetime.fromtimestamp(self.time, UTC).date()


@dataclass(frozen=True, slots=True)
class Raised:
    """An issue of one article."""

    article: IssueArticle
    issue: Issue
    due: date | None = None
    """The last day of the time that the issue names."""

    @property
    def passage(self) -> Passage:
        return self.issue.evidence[0]


@dataclass(frozen=True, slots=True)
class LaterPassage:
    """A sentence of a later article on the same matter; it need not settle it."""

    article: IssueArticle
    passage: Passage


@dataclass(frozen=True, slots=True)
class SettlingPassage:
    """The passage under the cursor when the reader decided on an issue."""

    JSON: ClassVar = "article start end text title source published"

    article: str
    passage: Passage
    title: str = ""
    source: str = ""
    published: str = ""


@dataclass(frozen=True, slots=True)
class TrackedIssue:
    """A matter that one or more articles leave open."""

    raised: tuple[Raised, ...]
    """At least one, in the order of their time."""
    later: tuple[LaterPassage, ...] = ()
    """In the order of their time, at most one of an article."""
    state: IssueState = IssueState.OPEN
    evidence: SettlingPassage | None = None
    """What the reader decided by."""
    decided: str = ""
    """When the reader decided; ISO 8601."""

    @property
    def issue(self) -> Issue:
        """As the article that is surest of it names it."""
        return surest(each.issue for each in self.raised)

    @property
    def sources(self) -> int:
        return len({each.article.publisher for each in self.raised})

    @property
    def last(self) -> IssueArticle:
        """The article that mentioned it last."""
        articles = [*(each.article for each in self.raised), *(each.article for each in self.later)]
        return max(articles, key=lambda each: each.time)

    @property
    def due(self) -> date | None:
        """The latest day that it names."""
        return max((each.due for each in self.raised if each.due is not None), default=None)

    def is_due(self, today: date) -> bool:
        """Whether it is open, and its day has passed without a word on it since."""
        return self.state is IssueState.OPEN and self.due is not None and self.last.day <= self.due < today


def surest(issues: Iterable[Issue]) -> Issue:
    return max(issues, key=lambda each: (each.confidence or 0.0, each.importance))


def in_order_of_news(issues: Sequence[TrackedIssue], today: date) -> list[TrackedIssue]:
    """Those that became due in the last weeks first, then those mentioned last; decided ones at the end."""
    return sorted(
        issues,
        key=lambda each: (
            each.state is IssueState.OPEN,
            each.is_due(today) and each.due is not None and today - each.due <= DUE_LATELY,
            each.last.day,
            bool(each.later),
            each.issue.importance,
            each.sources,
            each.issue.label,
        ),
        reverse=True,
    )


# JSON, for other programs


def tracked_issue_to_dict(tracked: TrackedIssue, today: date) -> Json:
    """The issue as its surest article has it, then where it was raised and what came later."""
    issue, due, evidence = tracked.issue, tracked.due, tracked.evidence
    actors = dict.fromkeys(actor for each in tracked.raised for actor in each.issue.actors)
    return {
        "label": issue.label,
        "kind": str(issue.kind),
        "importance": issue.importance,
        "state": str(tracked.state),
        "when": issue.when,
        "due": None if due is None else due.isoformat(),
        "overdue": tracked.is_due(today),
        "last": tracked.last.day.isoformat(),
        "sources": tracked.sources,
        "actors": list(actors),
        "raised": [
            {**_passage(each.article, each.passage), "label": each.issue.label} for each in tracked.raised
        ],
        "later": list(map(later_to_dict, tracked.later)),
        "evidence": None if evidence is None else encode(evidence),
    }


def later_to_dict(later: LaterPassage) -> Json:
    return _passage(later.article, later.passage)


def _passage(article: IssueArticle, passage: Passage) -> Json:
    return {
        "text": passage.text,
        "article": article.id,
        "start": passage.span.start,
        "end": passage.span.end,
        "published": article.published,
        "title": article.title,
        "source": article.source,
    }
