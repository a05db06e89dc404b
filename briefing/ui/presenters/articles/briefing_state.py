"""Which parts of a briefing are here, which lines are opened, and the rows that follow. No Textual here."""

from __future__ import annotations

from dataclasses import dataclass, replace

from briefing.domain import Actor, Analysis, Event, Issue, Passage, Quote
from briefing.nlp.engine.protocol import (
    ActorsReady,
    IssuesReady,
    NoticeReady,
    Part,
    QuotesReady,
    SummaryReady,
    TimelineReady,
)
from briefing.ui.presenters.articles.briefing_rows import (
    Row,
    actor_rows,
    issue_rows,
    quote_rows,
    summary_rows,
    timeline_rows,
)

__all__ = [
    "ACTORS",
    "ISSUES",
    "PANES",
    "QUOTES",
    "SUMMARY",
    "TIMELINE",
    "BriefingState",
    "panes_beside",
]

SUMMARY, ACTORS, ISSUES = _BRIEFING = ("summary", "actors", "issues")
TIMELINE, QUOTES = _FURTHER = ("timeline", "quotes")
PANES = (*_BRIEFING, *_FURTHER)

_NONE = {
    SUMMARY: "Nothing to sum up: the text has no sentence that stands alone.",
    ACTORS: "Nobody who acts or speaks is named.",
    ISSUES: "The article leaves nothing open.",
    TIMELINE: "The article tells nothing with a date.",
    QUOTES: "Nobody is quoted word for word.",
}
_UNDATED = (
    "No whole date is named, and without a day of publication nobody can tell which “Tuesday” is meant."
)


def panes_beside(pane: str) -> tuple[str, ...]:
    """The panes that are shown together with one, itself among them: there is no room for all."""
    return _FURTHER if pane in _FURTHER else _BRIEFING


@dataclass(frozen=True, slots=True)
class BriefingState:
    """A briefing as far as it is made; None stands for a part that is still to come."""

    summary: tuple[Passage, ...] | None = None
    actors: tuple[Actor, ...] | None = None
    issues: tuple[Issue, ...] | None = None
    timeline: tuple[Event, ...] | None = None
    quotes: tuple[Quote, ...] | None = None
    notice: str | None = None
    expanded: frozenset[str] = frozenset()
    """Keys of the rows that show what is beneath them. They count rows: they mean this briefing only."""

    @classmethod
    def of(cls, analysis: Analysis) -> BriefingState:
        return cls(
            analysis.summary,
            analysis.actors,
            analysis.issues,
            analysis.timeline,
            analysis.quotes,
            analysis.notice,
        )

    def with_part(self, part: Part) -> BriefingState:
        match part:
            case NoticeReady():
                return replace(self, notice=part.notice)
            case SummaryReady():
                return replace(self, summary=part.summary)
            case ActorsReady():
                return replace(self, actors=part.actors)
            case IssuesReady():
                return replace(self, issues=part.issues)
            case TimelineReady():
                return replace(self, timeline=part.timeline)
            case QuotesReady():
                return replace(self, quotes=part.quotes)

    def toggled(self, key: str) -> BriefingState:
        """With the row of this key opened, or closed if it was open; a detail has the key in `parent`."""
        return replace(self, expanded=self.expanded ^ {key})

    def rows(self, pane: str, text: str) -> tuple[Row, ...] | None:
        """The rows of a pane, of the briefing of this text; None while the part is being made."""
        if pane == SUMMARY:
            return None if self.summary is None else summary_rows(self.summary)
        if pane == ACTORS:
            return None if self.actors is None else actor_rows(self.actors, self.expanded, text)
        if pane == ISSUES:
            return None if self.issues is None else issue_rows(self.issues, self.expanded)
        if pane == TIMELINE:
            return None if self.timeline is None else timeline_rows(self.timeline)
        return None if self.quotes is None else quote_rows(self.quotes)

    def when_empty(self, pane: str, *, published: bool) -> str:
        """The sentence that stands where a part has no rows; `published` tells whether the day is known."""
        return self.notice or (_UNDATED if pane == TIMELINE and not published else _NONE[pane])
