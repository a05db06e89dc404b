"""The parts of a briefing that have arrived, the expanded rows, and the rows to show."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from briefing.domain import Analysis, Part
from briefing.domain.structure import Stub
from briefing.ui.presenters.articles.briefing_rows import (
    Row,
    actor_rows,
    issue_rows,
    model_row,
    quote_rows,
    summary_rows,
    timeline_rows,
)

SUMMARY, ACTORS, ISSUES = _BRIEFING = ("summary", "actors", "issues")
TIMELINE, QUOTES = _FURTHER = ("timeline", "quotes")
PANES = (*_BRIEFING, *_FURTHER)

_NONE = {
    SUMMARY: "Nothing to summarize: no sentence of the article stands alone.",
    ACTORS: "The article names nobody who acts or speaks.",
    ISSUES: "The article leaves nothing open.",
    TIMELINE: "The article dates nothing.",
    QUOTES: "The article quotes nobody.",
}
NOT_BRIEFED = "Not briefed: {reader.pane-1} says why."
EXCERPT_WORDS = 80
"""A text of fewer words may be the beginning that a feed gives."""
FULL_TEXT = "{reader.full-text} fetches the article's page, which may say more."
FOLLOW_SITE = "Here {reader.feeds} and {feeds.follow} do."
BRIEF_ANYWAY = "{reader.brief-anyway} briefs it all the same."
_UNDATED = (
    "No whole date is named, and without a day of publication nobody can tell which “Tuesday” is meant."
)


def stub_message(notice: str, stub: Stub) -> str:
    """The notice of what is no article, and the keys that do something about it."""
    return " ".join([notice, *([FOLLOW_SITE] if stub is Stub.SITE else []), BRIEF_ANYWAY])


def pane_group(pane: str) -> tuple[str, ...]:
    """The panes shown together with this one, which is among them."""
    return _FURTHER if pane in _FURTHER else _BRIEFING


# Any: each value has the type of the field of `Analysis` that bears the name.
_ROWS: Mapping[str, Callable[[Any, Collection[str], str], tuple[Row, ...]]] = {
    SUMMARY: lambda points, expanded, text: summary_rows(points),
    ACTORS: actor_rows,
    ISSUES: lambda issues, expanded, text: issue_rows(issues, expanded),
    TIMELINE: lambda events, expanded, text: timeline_rows(events),
    QUOTES: lambda quotes, expanded, text: quote_rows(quotes),
}


@dataclass(frozen=True, slots=True)
class BriefingState:
    """The parts of a briefing made so far, and which rows are expanded."""

    parts: Mapping[str, Any] = field(default_factory=dict)
    """The values of the parts that have been made, by name."""
    expanded: frozenset[str] = frozenset()
    """Keys of the expanded rows, which are valid for this briefing only."""

    @classmethod
    def of(cls, analysis: Analysis) -> BriefingState:
        return cls({name: getattr(analysis, name) for name in ("notice", "model", *PANES)})

    def with_part(self, part: Part) -> BriefingState:
        return replace(self, parts={**self.parts, part.name: part.value})

    def toggled(self, key: str) -> BriefingState:
        """With the row of this key expanded, or collapsed if it was; for a detail, use its `parent`."""
        return replace(self, expanded=self.expanded ^ {key})

    def rows(self, pane: str, text: str) -> tuple[Row, ...] | None:
        """The rows of a pane for the briefing of this text; None while the part is being made."""
        if pane not in self.parts:
            return None
        rows = _ROWS[pane](self.parts[pane], self.expanded, text)
        share = self.parts.get("model") if pane == SUMMARY and rows else None
        return rows if share is None else (*rows, model_row(share))

    def when_empty(
        self, pane: str, *, published: bool, stub: Stub | None = None, has_page: bool = False
    ) -> str:
        """The message of a part without rows.

        `published` is whether the article's date is known, `stub` what it looks like in place of an article,
        `has_page` whether a page at its address may have more of it.
        """
        notice = self.parts.get("notice")
        if notice and stub and not any(self.parts.get(name) for name in PANES):
            return stub_message(notice, stub) if pane == SUMMARY else NOT_BRIEFED
        if not notice and pane == SUMMARY and has_page:
            return f"{_NONE[pane]} {FULL_TEXT}"
        return notice or (_UNDATED if pane == TIMELINE and not published else _NONE[pane])
