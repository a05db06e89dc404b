"""The titled sections of a briefing, in the order in which every output shows them."""

from __future__ import annotations

from dataclasses import dataclass

from briefing.domain.analysis import Actor, Analysis, Event, Issue, Quote
from briefing.domain.span import Passage

NOTHING_FOUND = "Nothing was found."
NOT_SOUGHT = "Nothing was found, or it was not looked for."
"""Under an analysis with a notice, which says what the engine left out."""

SectionItem = Passage | Actor | Issue | Event | Quote


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    items: tuple[SectionItem, ...]
    empty: str
    """What to show if there are no items."""


def briefing_sections(analysis: Analysis) -> tuple[Section, ...]:
    empty = NOT_SOUGHT if analysis.notice else NOTHING_FOUND
    return (
        Section("Summary", analysis.summary, empty),
        Section("Key actors", analysis.actors, empty),
        Section("Open issues", analysis.issues, empty),
        Section("Timeline", analysis.timeline, empty),
        Section("Quotes", analysis.quotes, empty),
    )
