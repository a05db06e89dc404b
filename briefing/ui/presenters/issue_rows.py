"""The rows of the tracker of open issues: each issue, and below it what it rests on and what came later."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from briefing.domain.followups.tracked_issue import IssueState, TrackedIssue
from briefing.ui.presenters.articles.reader_messages import pluralize
from briefing.ui.presenters.articles.story_messages import later_count

SILENT_DAYS = 7
"""Days without a word on an issue from which it counts as silent."""


def issue_word(issue: TrackedIssue, today: date) -> str:
    """ "due", or what the reader decided, or else of which kind it is."""
    if issue.is_due(today):
        return "due"
    return issue.issue.kind.value if issue.state is IssueState.OPEN else issue.state.value


def issue_facts(issue: TrackedIssue, today: date) -> Iterator[str]:
    """ "by 2026-10-19", "3 sources", "later on this: 2", "no more on this since 2026-11-03"."""
    if issue.due is not None:
        yield f"by {issue.due.isoformat()}"
    if issue.sources > 1:
        yield pluralize(issue.sources, "source")
    if issue.later:
        yield later_count(len(issue.later))
    elif issue.state is IssueState.OPEN and (today - issue.last.day).days >= SILENT_DAYS:
        yield f"no more on this since {issue.last.day.isoformat()}"
