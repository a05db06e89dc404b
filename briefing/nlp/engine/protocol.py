"""What an engine is: the port between the reader and whatever analyses. Imports no spaCy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Protocol, runtime_checkable

from briefing.domain import Actor, Analysis, Article, EngineInfo, Event, Issue, Passage, Quote
from briefing.nlp.engine.built_in_names import DEFAULT_PIPELINES, built_in_info

__all__ = [
    "DEFAULT_PIPELINES",
    "ActorsReady",
    "Engine",
    "IssuesReady",
    "NoticeReady",
    "Part",
    "QuotesReady",
    "SummaryReady",
    "TimelineReady",
    "Warmable",
    "analyse",
    "built_in_info",
    "gather",
]


@dataclass(frozen=True, slots=True)
class NoticeReady:
    """What part of the briefing cannot be made, and what would help: one sentence, before it comes."""

    notice: str


@dataclass(frozen=True, slots=True)
class SummaryReady:
    summary: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class ActorsReady:
    actors: tuple[Actor, ...]


@dataclass(frozen=True, slots=True)
class IssuesReady:
    issues: tuple[Issue, ...]


@dataclass(frozen=True, slots=True)
class TimelineReady:
    timeline: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class QuotesReady:
    quotes: tuple[Quote, ...]


Part = NoticeReady | SummaryReady | ActorsReady | IssuesReady | TimelineReady | QuotesReady


class Engine(Protocol):
    """Anything that turns an article into an analysis, the same one each time it is asked."""

    @property
    def info(self) -> EngineInfo:
        """Name, version and model; the three key the cache of analyses."""

    def parts(self, article: Article) -> Iterator[Part]:
        """Yield each part once, as it is ready. Raises EngineError."""


@runtime_checkable
class Warmable(Protocol):
    """An engine that can get ready before the first article."""

    def warm(self) -> None:
        """Raises EngineError, which the first article would raise again."""


def gather(info: EngineInfo, parts: Iterable[Part]) -> Analysis:
    """Join the parts of one article to its analysis."""
    analysis = Analysis(info, (), (), ())
    for part in parts:
        match part:
            case NoticeReady():
                analysis = replace(analysis, notice=part.notice)
            case SummaryReady():
                analysis = replace(analysis, summary=part.summary)
            case ActorsReady():
                analysis = replace(analysis, actors=part.actors)
            case IssuesReady():
                analysis = replace(analysis, issues=part.issues)
            case TimelineReady():
                analysis = replace(analysis, timeline=part.timeline)
            case QuotesReady():
                analysis = replace(analysis, quotes=part.quotes)
    return analysis


def analyse(engine: Engine, article: Article) -> Analysis:
    """The whole analysis at once. Raises EngineError."""
    return gather(engine.info, engine.parts(article))
