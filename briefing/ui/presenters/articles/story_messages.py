"""Sentences about stories."""

from __future__ import annotations

from briefing.domain.stories.story import Story
from briefing.ui.presenters.articles.reader_messages import pluralize

NOT_YET = "This article has no story yet: articles are put into stories in the background."


def why_one_story(story: Story) -> str:
    """What the articles of a story share."""
    if len(story.articles) == 1:
        return "No other article tells this story" + (": you split it off." if story.by_hand else ".")
    by_hand = "; you changed it by hand" if story.by_hand else ""
    shared = " · ".join(story.terms) or "no word that is rare"
    return f"{pluralize(len(story.articles), 'article')} share {shared}{by_hand}."
