"""The built-in engine: parses an article with spaCy and runs the extractors over it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from briefing.diagnostics import see_log
from briefing.domain import Article, EngineInfo, Part
from briefing.errors import EngineError, PipelineMissingError
from briefing.nlp.actors.actor_extraction import extract_actors
from briefing.nlp.engine.built_in_names import DEFAULT_PIPELINES, SUMMARY_POINTS, built_in_info
from briefing.nlp.engine.models import Models, load_models
from briefing.nlp.engine.spacy_pipelines import Pipeline, load_pipeline, pipeline_advice
from briefing.nlp.issues.issue_extraction import extract_issues
from briefing.nlp.multilingual.plain_actors import plain_actors
from briefing.nlp.multilingual.plain_summary import plain_summary
from briefing.nlp.parsing.document import MAX_TOKENS, Document, parse
from briefing.nlp.quotes.quote_extraction import extract_quotes
from briefing.nlp.quotes.statements import told_statements
from briefing.nlp.summary.summary_extraction import extract_summary, lead_summary
from briefing.nlp.timeline.timeline_extraction import extract_timeline

LANGUAGE = "en"
"""The language of the extraction rules; an article of unknown language is taken for one in it."""

_NEEDED = ("parts of speech", "names")
"""Annotations that a pipeline must provide in any language."""
_NEEDED_IN_ENGLISH = ("tags", "parts of speech", "relations between words", "lemmas", "names")
"""Annotations that the English rules need."""

_NO_PIPELINE = "No {0}: {1}. Until then there is only a summary, the opening."
_OTHER_LANGUAGE = (
    "Open issues, statements, dates and quotes are found only in English: for the language “{0}” there are "
    "a summary and the actors by their names."
)
_INCOMPLETE = (
    "The pipeline {1} marks no {2}, so there is only what can be told without: name a complete one in "
    'config.toml, [engine.pipelines] {0} = "…".'
)
_OTHER_LETTERS = (
    "The text is said to be English, but most of it is in other letters: the summary is the opening, and the "
    "other panes stay empty."
)
_BEGINNING = 5_000
"""The characters by which the letters of a text are judged."""
_TOO_LONG = (
    "The article is very long: only its beginning was analysed, {0} % of it, about {1:,} words and marks."
)
_log = logging.getLogger(__name__)
_P = ParamSpec("_P")
_T = TypeVar("_T")


class SpacyEngine:
    """The built-in engine, which loads a pipeline with the first article that needs it, or in `warm`.

    `pipelines` maps ISO 639-1 languages to installed spaCy pipelines. The rules were written and measured for
    English: other languages, and pipelines that annotate less than the rules need, get a summary and actors
    by language-independent rules. A summary has `points` sentences, fewer where fewer stand alone.
    """

    def __init__(
        self, pipelines: Mapping[str, str] = DEFAULT_PIPELINES, points: int = SUMMARY_POINTS
    ) -> None:
        self._pipelines = dict(pipelines)
        self._points = points
        self._loaded: dict[str, Pipeline] = {}
        self._models: Models | None = None
        self._failed: PipelineMissingError | None = None
        """The error of `warm`, raised again for the first article that needs the pipeline."""

    @property
    def info(self) -> EngineInfo:
        return built_in_info(self._pipelines, self._points)

    def warm(self) -> None:
        """Load the English pipeline and run it once, so that the first article does not pay for it."""
        if LANGUAGE not in self._pipelines:
            return
        with ThreadPoolExecutor(1) as thread:  # reading large arrays hardly needs Python's lock
            models = thread.submit(self._load_models)
            try:
                self._pipeline(LANGUAGE)
            except PipelineMissingError as error:
                self._failed = error
                raise
            models.result()

    def parts(self, article: Article) -> Iterator[Part]:
        language = article.language or LANGUAGE
        is_readable = language != LANGUAGE or _is_in_latin_letters(article.text)
        if not is_readable or language not in self._pipelines:
            advice = _NO_PIPELINE.format(*pipeline_advice(language)) if is_readable else _OTHER_LETTERS
            yield Part("notice", advice)
            yield Part("summary", lead_summary(article, self._points))
            yield Part("actors", ())
            yield from _empty_english_parts()
            return
        pipeline = self._pipeline(language)
        needed = _NEEDED_IN_ENGLISH if language == LANGUAGE else _NEEDED
        missing = [annotation for annotation in needed if annotation not in pipeline.annotations]
        document = parse(pipeline.nlp, article)
        if language == LANGUAGE and not missing:
            if not document.is_whole:
                yield Part("notice", _TOO_LONG.format(document.percent, MAX_TOKENS))
            yield from _english_parts(document, self._load_models(), self._points)
            return
        if missing:
            name = self._pipelines[language]
            yield Part("notice", _INCOMPLETE.format(language, name, " and no ".join(missing)))
        else:
            yield Part("notice", _OTHER_LANGUAGE.format(language))
        yield from _plain_parts(document, self._load_models(), self._points)

    def _pipeline(self, language: str) -> Pipeline:
        if language == LANGUAGE and self._failed is not None:
            failed, self._failed = self._failed, None  # later calls load it: it may be installed by then
            raise failed
        if language not in self._loaded:
            self._loaded[language] = load_pipeline(self._pipelines[language])
        return self._loaded[language]

    def _load_models(self) -> Models:
        if self._models is None:
            self._models = load_models()
        return self._models


def _is_in_latin_letters(text: str) -> bool:
    """Return whether most letters of a text's beginning are Latin, or it has none."""
    letters = [letter for letter in text[:_BEGINNING] if letter.isalpha()]
    return 2 * sum(letter < "\u0250" for letter in letters) >= len(letters)


class _Attempts:
    """Runs the extractors of one article, so that one that fails does not affect the others."""

    def __init__(self) -> None:
        self._faults: dict[str, str] = {}
        """The type of the exception that a part's extractor raised, by the name of the part."""

    def call(self, part: str, extract: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T | None:
        """Return what the extractor returns, or None if it raises."""
        try:
            return extract(*args, **kwargs)
        except Exception as error:
            _log.exception("The extractor of the %s failed", part)
            self._faults[part] = type(error).__name__
            return None

    def finish(self) -> None:
        """Raise EngineError if a part failed."""
        if self._faults:
            kinds = ", ".join(dict.fromkeys(self._faults.values()))
            raise EngineError(f"No {' and no '.join(self._faults)} could be made ({kinds}): {see_log()}.")


def _english_parts(document: Document, models: Models, points: int) -> Iterator[Part]:
    attempts = _Attempts()
    summary = attempts.call("summary", extract_summary, document, models, points)
    if summary is not None:
        yield Part("summary", summary)
    found = attempts.call("key actors", extract_actors, document, models)
    quoted = attempts.call("quotes", extract_quotes, document, found or ())
    quotes, actors = quoted or (None, found or ())
    if found is not None:
        yield Part("actors", told_statements(actors, document))
    issues = attempts.call("open issues", extract_issues, document, actors, models)
    if issues is not None:
        yield Part("issues", issues)
    timeline = attempts.call("timeline", extract_timeline, document)
    if timeline is not None:
        yield Part("timeline", timeline)
    if quotes is not None:
        yield Part("quotes", quotes)
    attempts.finish()


def _plain_parts(document: Document, models: Models, points: int) -> Iterator[Part]:
    attempts = _Attempts()
    summary = attempts.call("summary", plain_summary, document, models, points)
    if summary is not None:
        yield Part("summary", summary)
    actors = attempts.call("key actors", plain_actors, document, models)
    if actors is not None:
        yield Part("actors", actors)
    yield from _empty_english_parts()
    attempts.finish()


def _empty_english_parts() -> Iterator[Part]:
    """Yield the parts that only the English rules extract, empty."""
    yield Part("issues", ())
    yield Part("timeline", ())
    yield Part("quotes", ())
