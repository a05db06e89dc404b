"""The titled sections of a briefing, in the order in which every output shows them."""

from __future__ import annotations

from dataclasses import dataclass

from briefing.domain.analysis import Actor, Analysis, Event, Issue, Quote
from briefing.domain.span import Passage

NOTHING_FOUND = "Nothing was found."

SectionItem = Passage | Actor | Issue | Event | Quote


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    items: tuple[SectionItem, ...]


def briefing_sections(analysis: Analysis) -> tuple[Section, ...]:
    return (
        Section("Summary", analysis.summary),
        Section("Key actors", analysis.actors),
        Section("Open issues", analysis.issues),
        Section("Timeline", analysis.timeline),
        Section("Quotes", analysis.quotes),
    )
