"""The rows of dossiers: each matter, and below one its days, its open issues, positions and articles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from briefing.domain.stories.dossier import Dossier, DossierDay, DossierIssue, Position
from briefing.domain.stories.story import StoryArticle
from briefing.domain.stories.story_briefing import LineState
from briefing.domain.text.sanitize import safe_line
from briefing.presentation.issue_rows import issue_facts, issue_word
from briefing.presentation.sentences import pluralize
from briefing.presentation.story_messages import source_names

NOTHING = "You follow no matter: {today.follow} on a story follows the matter that it is about."
MAX_PUBLISHERS = 5
"""The most publishers of a matter that are named."""


def matter_facts(dossier: Dossier) -> str:
    """Return "since 2026-11-03, last 2026-11-20 · 31 articles, 4 stories · BBC, Courier, 3 more"."""
    publishers = [safe_line(each) for each in dossier.publishers]
    more = len(publishers) - MAX_PUBLISHERS
    names = ", ".join((*publishers[:MAX_PUBLISHERS], *([f"{more} more"] if more > 0 else [])))
    counts = f"{pluralize(len(dossier.articles), 'article')}, {pluralize(len(dossier.stories), 'story')}"
    days = f"since {dossier.first}, last {dossier.last}"
    return " · ".join(filter(None, ("ended" if dossier.matter.ended else "", days, counts, names)))


def day_facts(day: DossierDay, articles: Mapping[str, StoryArticle]) -> Iterator[str]:
    """Yield who says what happened on a day, then the other number if there is one."""
    names = source_names(articles[each.article] for each in day.line.citations)
    voices = f"{day.line.voices} of {pluralize(day.sources, 'source')}"
    yield f"{voices}: {names}" if names else voices
    if day.line.numbers is not None and day.line.versus is not None:
        word = "changed from" if day.line.state is LineState.CHANGED else "differs from"
        article = articles[day.line.versus.article]
        where = ", ".join(filter(None, (safe_line(article.source or ""), article.time[:10])))
        yield f"{safe_line(day.line.numbers[0])}, {word} {safe_line(day.line.numbers[1])} ({where})"


def issue_notes(issue: DossierIssue, today: date) -> tuple[str, ...]:
    """Return since when it is open, what is known of it, and the sentence that answered it."""
    tracked = issue.tracked
    since = f"{issue_word(tracked, today)} since {tracked.raised[0].article.day.isoformat()}"
    notes = (" · ".join((since, *issue_facts(tracked, today))),)
    if issue.answered is None:
        return notes
    where = ", ".join(filter(None, (issue.answered.source, issue.answered.published[:10])))
    return (*notes, f"answered: {safe_line(issue.answered.passage.text)} ({safe_line(where)})")


def position_facts(position: Position, articles: Mapping[str, StoryArticle]) -> str:
    source = articles[position.citation.article].source
    return ", ".join(safe_line(each) for each in (position.about, source, position.day) if each)
