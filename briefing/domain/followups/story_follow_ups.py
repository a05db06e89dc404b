"""Adds to a story's open issues what later articles say and what the reader decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from briefing.domain.followups.tracked_issue import IssueState, LaterPassage, TrackedIssue
from briefing.domain.span import Span
from briefing.domain.stories.story_briefing import StoryBriefing, StoryIssue

_Place = tuple[str, Span]
"""An article's id and the passage on which an issue rests."""


def with_follow_ups(briefing: StoryBriefing, tracked: Sequence[TrackedIssue]) -> StoryBriefing:
    """Add later passages and decisions to a briefing's issues, from the tracked issues of its articles."""
    by_place = _by_place(tracked)
    return replace(briefing, issues=tuple(_followed(each, by_place) for each in briefing.issues))


def issues_of(issue: StoryIssue, tracked: Sequence[TrackedIssue]) -> list[TrackedIssue]:
    """Return the tracked issues that a story's issue stands for."""
    return _issues_at(issue, _by_place(tracked))


def _by_place(tracked: Sequence[TrackedIssue]) -> Mapping[_Place, Sequence[TrackedIssue]]:
    found: dict[_Place, list[TrackedIssue]] = defaultdict(list)
    for each in tracked:
        for raised in each.raised:
            found[raised.article.id, raised.passage.span].append(each)
    return found


def _issues_at(issue: StoryIssue, by_place: Mapping[_Place, Sequence[TrackedIssue]]) -> list[TrackedIssue]:
    places = ((each.article, each.passage.span) for each in issue.evidence)
    found = list(dict.fromkeys(each for place in places for each in by_place.get(place, ())))
    # One passage may leave several matters open.
    return [
        each for each in found if any(one.issue.label == issue.issue.label for one in each.raised)
    ] or found


def _followed(issue: StoryIssue, by_place: Mapping[_Place, Sequence[TrackedIssue]]) -> StoryIssue:
    found = _issues_at(issue, by_place)
    raising = {each.article for each in issue.evidence}
    later: dict[str, LaterPassage] = {}
    for tracked in found:
        for each in tracked.later:
            if each.article.id not in raising:
                later.setdefault(each.article.id, each)
    return replace(
        issue,
        later=tuple(sorted(later.values(), key=lambda each: (each.article.time, each.article.id))),
        state=found[0].state if found else IssueState.OPEN,
    )
