"""The page of an actor: facts, and the rows of what they said, of their stories and of what is open."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from briefing.domain.stories.activity import Activity
from briefing.domain.stories.actor_page import ActorLine, ActorPage, LineKind, NamedActor
from briefing.domain.text.sanitize import safe_line
from briefing.ui.presenters.articles.chart_rows import sparkline
from briefing.ui.presenters.articles.reader_messages import pluralize

MAX_NAMES = 10
"""Names in one line."""


def actor_about(page: ActorPage) -> str:
    """ "person · Chinese Foreign Minister · 14 articles"."""
    older = f" and {page.older} older ones" if page.older else ""
    facts = (str(page.kind), safe_line(page.role or ""), f"{pluralize(len(page.articles), 'article')}{older}")
    return " · ".join(filter(None, facts))


def also_called(page: ActorPage) -> str:
    return f"also: {', '.join(map(safe_line, page.aliases[:MAX_NAMES]))}" if page.aliases else ""


def company(page: ActorPage) -> str:
    """ "with: Jake Sullivan 9, Antony Blinken 4"."""
    return f"with: {_counted(page.company[:MAX_NAMES])}" if page.company else ""


def namesakes(page: ActorPage) -> str:
    """Who else is called so; a warning where articles name people by one word alone."""
    if page.namesakes:
        return f"also called {safe_line(page.name)}: {_counted(page.namesakes)}"
    return "Articles name them by one word alone: these may be several people." if page.is_vague else ""


def _counted(actors: Iterable[NamedActor]) -> str:
    return ", ".join(f"{safe_line(actor.name)} {actor.articles}" for actor in actors)


def activity_line(chart: Activity) -> str:
    """ "by day, 2026-11-03 to 2026-11-06: ▂▁ █"."""
    last = chart.first + timedelta(days=chart.days * (len(chart.articles) - 1))
    unit = "week" if chart.days > 1 else "day"
    return f"by {unit}, {chart.first} to {last}: {sparkline(chart.articles)}"


def line_text(line: ActorLine) -> str:
    """A quote in quotation marks; "says: " before what is reported of the actor's words."""
    text = safe_line(line.citations[0].passage.text)
    return {LineKind.QUOTE: f"“{text}”", LineKind.STATEMENT: f"says: {text}"}.get(line.kind, text)
