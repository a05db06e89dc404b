"""Says of a story's open issues what came later, and what the reader decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from briefing.domain.followups.tracked_issue import IssueState, LaterPassage, TrackedIssue
from briefing.domain.span import Span
from briefing.domain.stories.story_briefing import StoryBriefing, StoryIssue

_Place = tuple[str, Span]
"""Article id and the passage that an issue rests on."""


def with_follow_ups(briefing: StoryBriefing, tracked: Sequence[TrackedIssue]) -> StoryBriefing:
    """`tracked` are the issues that the story's articles raise."""
    by_place: Mapping[_Place, list[TrackedIssue]] = defaultdict(list)
    for each in tracked:
        for raised in each.raised:
            by_place[raised.article.id, raised.passage.span].append(each)
    return replace(briefing, issues=tuple(_followed(each, by_place) for each in briefing.issues))


def _followed(issue: StoryIssue, by_place: Mapping[_Place, Sequence[TrackedIssue]]) -> StoryIssue:
    places = [(each.article, each.passage.span) for each in issue.evidence]
    found = [each for place in places for each in by_place.get(place, ())]
    # One passage may leave several matters open.
    named = [each for each in found if any(one.issue.label == issue.issue.label for one in each.raised)]
    later: dict[str, LaterPassage] = {}
    for tracked in named or found:
        for each in tracked.later:
            if each.article.id not in {article for article, _ in places}:
                later.setdefault(each.article.id, each)
    decided = max(named or found, key=lambda each: each.decided, default=None)
    return replace(
        issue,
        later=tuple(sorted(later.values(), key=lambda each: (each.article.time, each.article.id))),
        state=IssueState.OPEN if decided is None else decided.state,
    )
