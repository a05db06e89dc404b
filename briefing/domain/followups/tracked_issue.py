"""Open issues over time: the articles that raise them, and later articles that come back to them."""

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
MAX_TRACKED = 1_000
"""The number of newest articles with a briefing whose issues are tracked."""
OVERDUE_DAYS = 7
"""The days without a word after the one on which an issue was due from which it counts as overdue."""
DUE_KINDS = frozenset((IssueKind.PENDING, IssueKind.DEMAND, IssueKind.RISK))
"""Kinds that lie ahead and may be overdue; the day that another kind names has mostly passed already."""


class IssueState(StrEnum):
    """The state of an issue, which only the reader changes."""

    OPEN = "open"
    SETTLED = "settled"
    ASIDE = "aside"
    """Set aside: the reader does not want it in lists."""

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
    """The time of publication as the article gives it, in ISO 8601."""
    time: float
    """The time of publication, or else of the fetch, in seconds since 1970."""
    publisher: str
    """The publisher's name; articles of one publisher count as one source."""
    language: str | None = None
    story: str | None = None
    """The id of the article's story."""

    @property
    def day(self) -> date:
        """The day of the article's time, in UTC."""
        return datetime.fromtimestamp(self.time, UTC).date()


@dataclass(frozen=True, slots=True)
class Raised:
    """An issue of one article."""

    article: IssueArticle
    issue: Issue
    due: date | None = None
    """The last day of the period that the issue names."""
    is_column: bool = False
    """Whether the article is hardly news, and no other publisher tells its story."""

    @property
    def passage(self) -> Passage:
        return self.issue.evidence[0]


@dataclass(frozen=True, slots=True)
class LaterPassage:
    """A sentence of a later article that comes back to an issue; it need not settle it."""

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
    """The articles' issues on this matter, at least one, in the order of time."""
    later: tuple[LaterPassage, ...] = ()
    """Later passages in the order of time, at most one of each article."""
    state: IssueState = IssueState.OPEN
    evidence: SettlingPassage | None = None
    """The passage by which the reader decided."""
    decided: str = ""
    """The time of the decision, in ISO 8601; empty without one."""
    answer: LaterPassage | None = None
    """A later sentence that seems to say what became of it; the reader confirms or refuses that."""

    @property
    def answered(self) -> LaterPassage | None:
        """The sentence that answers the issue, as long as the reader has decided nothing."""
        return self.answer if self.state is IssueState.OPEN and not self.decided else None

    @property
    def issue(self) -> Issue:
        """The issue as the article that is surest of it names it."""
        return surest(each.issue for each in self.raised)

    @property
    def is_sure(self) -> bool:
        """Whether the engine is sure, or several publishers raise it, or the reader has decided on it."""
        return (
            self.sources > 1 or bool(self.decided) or any(map(_is_sure, (each.issue for each in self.raised)))
        )

    @property
    def is_column(self) -> bool:
        """Whether columns alone raise it, and the reader has decided nothing."""
        return not self.decided and all(each.is_column for each in self.raised)

    @property
    def sources(self) -> int:
        return len({each.article.publisher for each in self.raised})

    @property
    def last(self) -> IssueArticle:
        """The article that raised it, or came back to it, last."""
        articles = [*(each.article for each in self.raised), *(each.article for each in self.later)]
        return max(articles, key=lambda each: each.time)

    @property
    def due(self) -> date | None:
        """The latest day that the issue is due according to an article."""
        return max((each.due for each in self.raised if each.due is not None), default=None)

    def is_due(self, today: date) -> bool:
        """Whether the issue is open, and its day has passed without an article on it since."""
        is_open = self.state is IssueState.OPEN and self.answered is None
        return is_open and self.due is not None and self.last.day <= self.due < today

    def is_overdue(self, today: date) -> bool:
        """Whether it is due for a week without an outcome or a mention."""
        return self.is_due(today) and self.due is not None and (today - self.due).days >= OVERDUE_DAYS


def surest(issues: Iterable[Issue]) -> Issue:
    return max(issues, key=lambda each: (each.is_sure, each.confidence or 0.0, each.importance))


def _is_sure(issue: Issue) -> bool:
    return issue.is_sure or issue.is_kept or issue.model is not None


def sure_issues(issues: Iterable[TrackedIssue]) -> list[TrackedIssue]:
    """Return the issues that are sure; those that columns alone raise only if there are no others."""
    sure = [each for each in issues if each.is_sure]
    return [each for each in sure if not each.is_column] or sure


def in_order_of_news(issues: Sequence[TrackedIssue], today: date) -> list[TrackedIssue]:
    """Sort issues: those due in the last weeks come first, then the latest mentioned, decided ones last."""
    return sorted(
        issues,
        key=lambda each: (
            each.state is IssueState.OPEN,
            each.answered is not None
            or (each.is_due(today) and each.due is not None and today - each.due <= DUE_LATELY),
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
        "answer": None if tracked.answered is None else later_to_dict(tracked.answered),
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
