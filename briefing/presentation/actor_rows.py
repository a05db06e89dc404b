"""The page of an actor: facts, and the rows of what they said, of their stories and of what is open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from briefing.domain.query.search_words import has_words
from briefing.domain.stories.actor_page import ActorLine, ActorPage, LineKind, NamedActor
from briefing.domain.text.sanitize import safe_line
from briefing.presentation.rows import Row
from briefing.presentation.sentences import pluralize, quoted, shortened
from briefing.presentation.story_messages import story_counts
from briefing.presentation.story_rows import PASSAGE_CELLS, issue_row
from briefing.presentation.today_rows import citation_key

MAX_NAMES = 10
"""The most names in one line."""


def actor_about(page: ActorPage) -> str:
    """Return facts of an actor: "person · Chinese Foreign Minister · 14 articles"."""
    older = f" and {page.older} older ones" if page.older else ""
    facts = (str(page.kind), safe_line(page.role or ""), f"{pluralize(len(page.articles), 'article')}{older}")
    return " · ".join(filter(None, facts))


def also_called(page: ActorPage) -> str:
    return f"also: {', '.join(map(safe_line, page.aliases[:MAX_NAMES]))}" if page.aliases else ""


def company(page: ActorPage) -> str:
    """Return the actors named beside: "with: Jake Sullivan 9, Antony Blinken 4"."""
    return f"with: {_counted(page.company[:MAX_NAMES])}" if page.company else ""


def namesakes(page: ActorPage) -> str:
    """Return who else is called so, or a warning if articles name people by one word alone."""
    if page.namesakes:
        return f"also called {safe_line(page.name)}: {_counted(page.namesakes)}"
    return "Articles name them by one word alone: these may be several people." if page.is_vague else ""


def _counted(actors: Iterable[NamedActor]) -> str:
    return ", ".join(f"{safe_line(actor.name)} {actor.articles}" for actor in actors)


def line_text(line: ActorLine) -> str:
    """Return a quote in quotation marks, or reported words after "says: "."""
    text = safe_line(line.citations[0].passage.text)
    return {LineKind.QUOTE: f"“{text}”", LineKind.STATEMENT: f"says: {text}"}.get(line.kind, text)


# Rows

SAID, STORIES, OPEN = "said", "stories", "open"


@dataclass(frozen=True, slots=True)
class ActorPart:
    """A pane of the page."""

    name: str
    title: str
    nothing: str
    """The words to show if the pane has no lines."""


PARTS = (
    ActorPart(SAID, "Said and did", "No article has words of theirs, or a dated event that names them."),
    ActorPart(
        STORIES,
        "Stories",
        "Their articles are in no story yet: articles are put into stories in the background.",
    ),
    ActorPart(OPEN, "Open with them", "Their articles leave nothing open that involves them."),
)
SOURCE_CELLS = 24


def actor_panes(page: ActorPage, typed: str = "") -> Mapping[str, Sequence[Row]]:
    """Return the rows of each pane that contain all words typed, in their text or in the name of a source."""
    sources = {article.id: article.source or "" for article in page.articles}
    panes: dict[str, list[Row]] = {part.name: [] for part in PARTS}
    used: set[str] = set()

    def add(part: str, row: Row) -> None:
        if has_words(typed, [row.text, row.label, *(sources[each.article] for each in row.citations)]):
            while row.key in used:  # one sentence may leave two matters open
                row = replace(row, key=f"{row.key}+")
            used.add(row.key)
            panes[part].append(row)

    for line in page.lines:
        first = line.citations[0]
        more = f" +{len(line.citations) - 1}" if len(line.citations) > 1 else ""
        count = f"{shortened(safe_line(sources[first.article]), SOURCE_CELLS)}{more}"
        key = f"{line.kind}:{citation_key(first)}:{line.date}"
        add(SAID, Row(key, line_text(line), line.date, count, citations=line.citations))
    for story in page.stories:
        about = ", ".join(story_counts(story))
        count = pluralize(story.sources, "source")
        add(STORIES, Row(story.id, safe_line(story.title), story.last[:10], count, about=about))
    for each in page.issues:
        row = issue_row(each)
        add(OPEN, replace(row, key=f"{OPEN}:{row.key}"))
    return panes


def passage_status(page: ActorPage, row: Row, at: int) -> str:
    """Return the passage that Enter goes to: "1 of 2 · NBC, 2026-08-28: “…”"."""
    cited = row.citations[at]
    article = next(each for each in page.articles if each.id == cited.article)
    where = ", ".join(filter(None, (safe_line(article.source or ""), (article.published or "")[:10])))
    number = f"{at + 1} of {len(row.citations)} · " if len(row.citations) > 1 else ""
    return f"{number}{where or quoted(article.title)}: {quoted(safe_line(cited.passage.text), PASSAGE_CELLS)}"


def actor_title(page: ActorPage) -> str:
    return " · ".join(filter(None, (safe_line(page.name), str(page.kind), safe_line(page.role or ""))))


def facts(page: ActorPage) -> tuple[str, ...]:
    """Return other names, company, and who else is called so."""
    return tuple(filter(None, (also_called(page), company(page), namesakes(page))))
