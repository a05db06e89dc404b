"""The rows of dossiers: each matter, and below one its days, its open issues and articles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from briefing.domain.briefing import Citation
from briefing.domain.followups.tracked_issue import TrackedIssue
from briefing.domain.matters.dossier import Dossier, DossierDay
from briefing.domain.query.search_words import has_words
from briefing.domain.stories.story import StoryArticle
from briefing.domain.stories.story_briefing import LineState
from briefing.domain.text.sanitize import safe_line
from briefing.presentation.issue_rows import issue_facts, issue_word
from briefing.presentation.model_messages import shown_text
from briefing.presentation.rows import Row
from briefing.presentation.sentences import pluralize
from briefing.presentation.story_messages import number_note, source_names
from briefing.presentation.today_rows import citation_key

NOTHING = "You follow no matter: {today.follow} on a story follows the matter that it is about."
UNDATED = "undated"
MAX_PUBLISHERS = 5
"""The most publishers of a matter that are named."""


def dossier_rows(
    dossiers: Sequence[Dossier], shown: Dossier | None, today: date, typed: str = ""
) -> list[Row]:
    """Return a row for each matter, and below the one shown the lines that contain all words typed."""
    found: list[Row] = []
    for each in dossiers:
        is_shown = shown is not None and shown.matter.id == each.matter.id
        dossier = shown if shown is not None and is_shown else each
        lines = (
            [row for row in _lines(dossier, today) if has_words(typed, (row.text, row.label, row.about))]
            if is_shown
            else []
        )
        titles = (dossier.title, *(story.title for story in dossier.stories), *dossier.publishers)
        if has_words(typed, titles) or lines:
            title = safe_line(dossier.title)
            found.append(
                Row(
                    dossier.matter.id,
                    title,
                    label="ended" if dossier.matter.ended else "",
                    count=pluralize(len(dossier.articles), "article"),
                    strong=len(title),
                    about=matter_facts(dossier),
                    expandable=True,
                    item=dossier,
                )
            )
            found += lines
    return found


def _lines(dossier: Dossier, today: date) -> Iterator[Row]:
    articles = {article.id: article for article in dossier.articles}
    of_article = {article.id: story.id for story in dossier.stories for article in story.articles}

    def row(key: str, text: str, label: str, count: str, about: str, *cited: Citation) -> Row:
        story = of_article.get(cited[0].article if cited else key, "")
        return Row(
            f"{dossier.matter.id}:{label}:{key}",
            safe_line(text),
            label,
            count,
            depth=1,
            parent=dossier.matter.id,
            citations=cited,
            about=about,
            item=story,
        )

    for day in dossier.days:
        words = shown_text(day.line.citations[0].passage, day.line.words)
        state = {LineState.CHANGED: "changed · ", LineState.DIFFER: "differs · "}.get(day.line.state, "")
        voices = f"{state}{day.line.voices}/{day.sources}"
        about = " · ".join(reversed(tuple(day_facts(day, articles))))
        key = citation_key(day.line.citations[0])  # a story may have two lines of one day
        yield row(key, words, day.day, voices, about, *day.line.citations)
    for issue in dossier.issues:
        raised, label = issue.raised, issue_state(issue)
        cited = [Citation(each.article.id, each.passage) for each in raised]
        cited += (Citation(each.article.id, each.passage) for each in issue.later)
        if issue.evidence is not None:
            cited.insert(0, Citation(issue.evidence.article, issue.evidence.passage))
        key, since = f"{raised[0].article.id}:{issue.issue.label}", _raised_on(issue)
        about = " · ".join(reversed(issue_notes(issue, today)))
        yield row(key, issue.issue.label, label, since, about, *cited)
    for article in dossier.articles:
        about = "the same text as another one" if article.copy_of is not None else ""
        yield row(article.id, article.title, "article", article.day or UNDATED, about or article.source or "")


def matter_facts(dossier: Dossier) -> str:
    """Return "since 2026-11-03, last 2026-11-20 · 31 articles, 4 stories · BBC, Courier, 3 more"."""
    publishers = [safe_line(each) for each in dossier.publishers]
    more = len(publishers) - MAX_PUBLISHERS
    names = ", ".join((*publishers[:MAX_PUBLISHERS], *([f"{more} more"] if more > 0 else [])))
    counts = f"{pluralize(len(dossier.articles), 'article')}, {pluralize(len(dossier.stories), 'story')}"
    days = f"since {dossier.first}, last {dossier.last}" if dossier.first else UNDATED
    return " · ".join(filter(None, ("ended" if dossier.matter.ended else "", days, counts, names)))


def day_facts(day: DossierDay, articles: Mapping[str, StoryArticle]) -> Iterator[str]:
    """Yield who says what happened on a day, then the other number if there is one."""
    names = source_names(articles[each.article] for each in day.line.citations)
    voices = f"{day.line.voices} of {pluralize(day.sources, 'source')}"
    yield f"{voices}: {names}" if names else voices
    if day.line.versus is not None:
        article = articles[day.line.versus.article]
        where = ", ".join(filter(None, (safe_line(article.source or ""), article.time[:10])))
        yield number_note(day.line, where)


def issue_state(issue: TrackedIssue) -> str:
    """Return "open", "answered", or what the reader decided without a passage."""
    if issue.evidence is not None or issue.answered is not None:
        return "answered"
    return issue.state.value


def issue_notes(issue: TrackedIssue, today: date) -> tuple[str, ...]:
    """Return since when it is open, what is known of it, and the sentence that answered it."""
    word = issue_word(issue, today)
    raised = "since" if word == issue.issue.kind else "· raised"
    day = _raised_on(issue)
    since = f"{word} · {day}" if day == UNDATED else f"{word} {raised} {day}"
    notes = (" · ".join((since, *issue_facts(issue))),)
    if issue.evidence is None:
        return notes
    where = ", ".join(filter(None, (issue.evidence.source, issue.evidence.published[:10])))
    return (*notes, f"answered: {safe_line(issue.evidence.passage.text)} ({safe_line(where)})")


def _raised_on(issue: TrackedIssue) -> str:
    """Return the day of the first article that raises an issue, unless that is undated."""
    first = issue.raised[0].article
    return first.day.isoformat() if first.published else UNDATED
