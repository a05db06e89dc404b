"""Encodes tracked issues as JSON values."""

from __future__ import annotations

from datetime import date

from briefing.domain.codec import Json, encode
from briefing.domain.followups.tracked_issue import IssueArticle, LaterPassage, TrackedIssue
from briefing.domain.span import Passage


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
