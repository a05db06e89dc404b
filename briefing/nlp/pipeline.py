"""The built-in engine: which steps turn an article into an analysis, and in which order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import spacy
from spacy.language import Language

from briefing.domain import Article, EngineInfo
from briefing.errors import PipelineMissingError
from briefing.nlp.actors import extract_actors
from briefing.nlp.document import parse
from briefing.nlp.engine import (
    DEFAULT_PIPELINES,
    ActorsReady,
    IssuesReady,
    NoticeReady,
    Part,
    SummaryReady,
    built_in_info,
)
from briefing.nlp.issues import extract_issues
from briefing.nlp.summary import lead_summary, summarise

__all__ = ["SpacyEngine", "load_pipeline"]

LANGUAGE = "en"
"""What the rules of this engine are written for, and what an article of unknown language is taken for."""

_NO_PIPELINE = (
    "No pipeline for the language “{0}” is set up, so the summary is the opening, and actors and issues are "
    "left out: install a spaCy pipeline for it and name it in config.toml, [engine.pipelines] "
    '{0} = "…".'
)


def load_pipeline(name: str) -> Language:
    """The spaCy pipeline of that package or folder; raises PipelineMissingError, saying how to get it."""
    try:
        return spacy.load(name)
    except OSError as error:
        raise PipelineMissingError(
            f"The spaCy pipeline {name} is not installed: install it with pip, or name another under "
            f"[engine.pipelines] in config.toml."
        ) from error


class SpacyEngine:
    """The built-in engine. A pipeline is loaded when the first article needs it, or by `warm`.

    `pipelines` names the installed spaCy pipeline of each language, ISO 639-1; the rules were written for
    English, and measured there alone.
    """

    def __init__(self, pipelines: Mapping[str, str] = DEFAULT_PIPELINES) -> None:
        self._pipelines = dict(pipelines)
        self._loaded: dict[str, Language] = {}

    @property
    def info(self) -> EngineInfo:
        return built_in_info(self._pipelines)

    def warm(self) -> None:
        """Load the English pipeline and run it once, so that the first article does not pay for it."""
        list(self._pipeline(LANGUAGE).pipe(["Warm."]))

    def parts(self, article: Article) -> Iterator[Part]:
        language = article.language
        if language is not None and language not in self._pipelines:
            yield NoticeReady(_NO_PIPELINE.format(language))
            yield SummaryReady(lead_summary(article))
            yield ActorsReady(())
            yield IssuesReady(())
            return
        document = parse(self._pipeline(language or LANGUAGE), article)
        yield SummaryReady(summarise(document))
        actors = extract_actors(document)
        yield ActorsReady(actors)
        yield IssuesReady(extract_issues(document, actors))

    def _pipeline(self, language: str) -> Language:
        if language not in self._loaded:
            self._loaded[language] = load_pipeline(self._pipelines[language])
        return self._loaded[language]
