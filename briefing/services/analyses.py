"""Makes, caches and checks the engine's analyses of articles."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from briefing.domain import Analysis, Article, Part
from briefing.domain.correction import Correction
from briefing.domain.structure import stub_notice
from briefing.errors import EngineError, ModelError, StoreError
from briefing.nlp.engine.protocol import Engine
from briefing.services.corrections import CorrectionService
from briefing.store.articles.article_store import ArticleStore

_BRIEFED = "briefed:"
"""Prefix of the metadata key, before an article's id, for the hash of a stub that is wanted briefed."""


class AnalysisService:
    """Returns analyses as the reader has corrected them, and caches them as the engine made them.

    Safe to use from several threads where the engine is.
    """

    def __init__(self, store: ArticleStore, engine: Engine, corrections: CorrectionService) -> None:
        self.engine = engine
        self.changes = 0
        """The number of analyses stored or corrected since the library was opened."""
        self.corrections = corrections
        self._store = store
        self._wanted: set[tuple[str, str]] = set()
        """Ids and text hashes of stubs that the reader wants briefed; a library that can be written stores
        them, too."""

    def get(self, article: Article) -> Analysis:
        """The cached analysis, else one made now and cached.

        If the engine fails after it has made a part, its sentence becomes the notice of the analysis. That a
        language model gave no answer leaves nothing out.
        Raises EngineError if there is no part but notices.
        """
        cached = self.cached(article)
        if cached is not None:
            return cached
        parts: list[Part] = []
        failure: EngineError | None = None
        try:
            for part in self.engine.parts(article):
                parts.append(part)
        except EngineError as error:
            if all(part.name == "notice" for part in parts):
                raise
            failure = error
            parts.append(Part("notice", str(error)))
        analysis = Analysis.from_parts(self.engine.info, parts)
        require_grounded(analysis, article)
        if failure is not None:
            analysis = replace(analysis, is_complete=isinstance(failure, ModelError))
        else:
            with suppress(StoreError):  # what cannot be stored is made again the next time
                self.save(article, analysis)
        return self.corrections.corrected(analysis, article)

    def cached(self, article: Article) -> Analysis | None:
        """The stored analysis that this version of this engine made of exactly this text, if there is one.

        The analysis of a stub is empty, with a notice of what it looks like, unless `brief_stub` was called.
        """
        stub = article.structure.stub
        if stub is not None and not self._is_wanted(article):
            return Analysis(self.engine.info, notice=stub_notice(stub, article.words, article.url))
        made = self._store.analysis(article, self.engine.info)
        return self.corrections.corrected(made, article) if made is not None else None

    def brief_stub(self, article: Article) -> None:
        """Brief this text from now on, whatever it looks like."""
        self._wanted.add((article.id, article.sha256))
        if not self._store.read_only:
            self._store.set_meta(_BRIEFED + article.id, article.sha256)

    def _is_wanted(self, article: Article) -> bool:
        return (article.id, article.sha256) in self._wanted or (
            self._store.get_meta(_BRIEFED + article.id) == article.sha256
        )

    def corrected_part(self, article: Article, parts: Sequence[Part], part: Part) -> Part:
        """Return a part of an unfinished analysis as the reader has corrected it."""
        analysis = Analysis.from_parts(self.engine.info, parts)
        return self.corrections.corrected_part(analysis, part, article)

    def save(self, article: Article, analysis: Analysis) -> None:
        """Store an analysis. Raises EngineError if it quotes what the article does not say."""
        require_grounded(analysis, article)
        with suppress(StoreError):  # it can be made again
            self._store.put_analysis(article, analysis)
            self.changes += 1
            if self.corrections.for_article(article.id):
                self.corrections.index_names(analysis, article, self._store)

    def correct(self, article: Article, correction: Correction) -> None:
        """Add a correction. Raises StoreError."""
        self.corrections.add(article, correction)
        self._count_corrected(article)

    def take_back(self, article: Article, correction: Correction) -> None:
        """Take a correction back. Raises StoreError."""
        self.corrections.take_back(article, correction)
        self._count_corrected(article)

    def _count_corrected(self, article: Article) -> None:
        self.changes += 1
        if (made := self._store.analysis(article, self.engine.info)) is not None:
            self.corrections.index_names(made, article, self._store)


def require_grounded(analysis: Analysis, article: Article) -> None:
    """Raise EngineError unless every passage of the analysis is in the article."""
    for passage in analysis.passages():
        if not passage.holds_in(article.text):
            raise EngineError(
                f"The engine {analysis.engine.name} quoted words that do not stand in the article: "
                f"this is a fault of the engine, and nothing of it was kept."
            )
