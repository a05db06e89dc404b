"""Encodes stories, their briefings and the pages of actors as JSON values."""

from __future__ import annotations

from collections.abc import Sequence

from briefing.domain.analysis import PARTS, Actor, PartName
from briefing.domain.briefing import ISSUES, SUMMARY, Citation, CitedLine
from briefing.domain.codec import Json, encode, encoded
from briefing.domain.followups.tracked_issue import later_to_dict
from briefing.domain.stories.actor_page import ActorPage
from briefing.domain.stories.story import Story
from briefing.domain.stories.story_briefing import StoryBriefing, StoryIssue, StoryLine
from briefing.domain.stories.today import Today


def story_briefing_to_dict(story: Story, briefing: StoryBriefing) -> Json:
    """The story, then the parts as `briefing show` has them, each passage with its article."""
    own: dict[PartName, list[Json]] = {
        SUMMARY: list(map(_line, briefing.summary)),
        ISSUES: [
            _issue(each) | {"later": list(map(later_to_dict, each.later)), "state": str(each.state)}
            for each in briefing.issues
        ],
    }
    return {
        **encode(story),
        **{
            part: own[part]
            if part in own
            else [_passages_line(each) for each in briefing.lines.get(part, ())]
            for part in PARTS
        },
        "missing": list(briefing.missing),
        **({} if briefing.model is None else {"model": encode(briefing.model)}),
    }


def _passages_line(line: CitedLine) -> Json:
    if isinstance(line.item, Actor):
        return {
            "name": line.name,
            "kind": line.kind,
            "role": line.item.role,
            "aliases": list(line.aliases),
            "articles": line.articles,
            "mentions": encoded(line.citations),
            "statements": encoded(line.below),
        }
    passages = cited(line.citations)
    words = {name: value for name, value in encode(line.item).items() if name not in passages}
    return {**words, **passages}


def today_to_dict(today: Today) -> Json:
    """Encode the stories that are shown, with their lines."""
    return {
        "since": today.since,
        "stories": today.stories,
        "articles": today.articles,
        "minutes": today.minutes,
        "shown": [
            {
                **encode(each.story),
                "summary": list(map(_line, each.lines)),
                "watches": list(each.watches),
                "matter": each.matter or None,
                "column": each.is_opinion,
            }
            for each in today.entries
        ],
        "more": list(map(encode, today.more)),
        "watched": [
            {**encode(each.story), "watches": list(each.watches), "watched": each.articles}
            for each in today.watched
        ],
    }


def actor_page_to_dict(page: ActorPage) -> Json:
    """Encode a page, each passage with its article: of what several articles have, the first that had it."""
    return {
        "name": page.name,
        "kind": str(page.kind),
        "role": page.role,
        "aliases": list(page.aliases),
        "namesakes": encoded(page.namesakes),
        "articles": encoded(page.articles),
        "older": page.older,
        "activity": encoded(page.activity),
        "lines": [
            {"kind": str(line.kind), "date": line.date, **cited(line.citations)} for line in page.lines
        ],
        "company": encoded(page.company),
        "stories": list(map(encode, page.stories)),
        "issues": list(map(_issue, page.issues)),
    }


def _issue(each: StoryIssue) -> Json:
    return encode(each.issue) | {"evidence": encoded(each.evidence), "articles": each.articles}


def _line(line: StoryLine) -> Json:
    return {**cited(line.citations), **encode(line)}


def cited(citations: Sequence[Citation]) -> Json:
    """The first of them, and `also` the others."""
    first, *others = citations
    return {**encode(first), "also": encoded(others)}
