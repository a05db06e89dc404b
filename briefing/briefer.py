"""The Python interface: makes briefings of texts, without a library and without a screen.

from briefing import Briefer

briefer = Briefer()
briefing = briefer.brief(text, title="Port strike ends", published="2026-03-04")
briefing.to_dict()
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import Any

# Before NumPy is imported: it would use all processors for each of our threads, which costs a multiple where
# others need them too. Where NumPy is there already, what its environment says holds.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from briefing.domain import Analysis, Article
from briefing.domain.analysis import briefing_to_dict
from briefing.errors import ArticleError, BriefingError, NoArticleError
from briefing.nlp.engine.built_in_engine import SpacyEngine
from briefing.nlp.engine.built_in_names import DEFAULT_PIPELINES, SUMMARY_POINTS
from briefing.nlp.engine.protocol import Engine, analyse
from briefing.sources.article_assembly import assemble
from briefing.sources.formats.parsed_document import ParsedDocument

__all__ = ["ArticleError", "Briefer", "Briefing", "BriefingError", "brief"]

_ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Briefing:
    """The briefing of one text.

    All offsets are code points of `text`: the given text as it was normalized, which is the same text where
    `is_normalized` is False.
    """

    id: str
    """The id that was given, else one made of the address or of the text."""
    article: Article
    analysis: Analysis
    is_normalized: bool
    """Whether `text` differs from the text that was given, by line ends, blank lines, controls or NFC."""

    @property
    def text(self) -> str:
        return self.article.text

    @property
    def notice(self) -> str | None:
        """A sentence about what could not be made, such as for a language without a pipeline."""
        return self.analysis.notice

    def to_dict(self) -> dict[str, Any]:
        """Return the object that `briefing show --format json` prints, as `briefing.schema.json` has it."""
        article = self.article
        return briefing_to_dict(article, article.language, article.text, self.analysis) | {"id": self.id}


class Briefer:
    """Makes briefings with the built-in engine. It is cheap to make, to copy and to pickle.

    The models are loaded with the first text, once a process, whatever the number of briefers. Threads of one
    process take turns; use processes to work on several texts at once.
    """

    def __init__(self, language: str | None = None, model: str | None = None) -> None:
        """Take texts for `language`, an ISO 639-1 code, or by default detect each text's own.

        `model` is the name of an installed spaCy pipeline for that language, by default English.
        """
        self.language = language
        self.model = model

    def brief(
        self,
        text: str,
        *,
        title: str | None = None,
        published: str | None = None,
        url: str | None = None,
        id: str | None = None,  # noqa: A002  what callers have is called so
    ) -> Briefing:
        """Make the briefing of a text; `published` is a day or a time in ISO 8601.

        Raises ArticleError, with the id, for a text without words and for one that cannot be analysed.
        """
        article = article_of(text, title, published, url, language=self.language, id_=id)
        pipelines = dict(DEFAULT_PIPELINES)
        if self.model is not None:
            pipelines[self.language or _ENGLISH] = self.model
        with own_engine(pipelines) as engine:
            return brief_article(article, engine, text, id_=id)

    def brief_many(self, articles: Iterable[Mapping[str, Any]]) -> Iterator[Briefing | ArticleError]:
        """Yield the briefing of each article, in order, or the error in its place.

        An article is a mapping with `text` and any of the other arguments of `brief`.
        """
        for each in articles:
            try:
                yield self.brief(**each)
            except ArticleError as error:
                yield error
            except TypeError as error:
                id_ = each.get("id")
                yield ArticleError(
                    f"The article cannot be read ({error}).", None if id_ is None else str(id_)
                )

    def __repr__(self) -> str:
        return f"Briefer(language={self.language!r}, model={self.model!r})"


def brief(text: str, **about: Any) -> Briefing:
    """Make the briefing of one text, as `Briefer().brief` does."""
    return Briefer().brief(text, **about)


def article_of(
    text: object,
    title: str | None,
    published: str | None,
    url: str | None,
    *,
    language: str | None = None,
    id_: str | None = None,
) -> Article:
    """Make an article of a text that was handed over. Raises ArticleError."""
    if not isinstance(text, str):
        raise ArticleError(f"The text is not a string but {type(text).__name__}.", id_)
    document = ParsedDocument(text=text, title=title, published=published, url=url, language=language)
    try:
        return assemble(document, name="the text")
    except NoArticleError as error:
        raise ArticleError("The text holds no words.", id_) from error


def brief_article(article: Article, engine: Engine, given: str, *, id_: str | None = None) -> Briefing:
    """Make the briefing of an article of the `given` text. Raises ArticleError."""
    try:
        analysis = analyse(engine, article)
    except BriefingError as error:
        raise ArticleError(str(error), id_) from error
    return Briefing(id_ or article.id, article, analysis, article.text != given)


@contextmanager
def own_engine(pipelines: Mapping[str, str], points: int = SUMMARY_POINTS) -> Iterator[Engine]:
    """Yield the engine of this process for these pipelines, to one thread at a time.

    Its models are loaded with its first article, and stay loaded.
    """
    with _one_at_a_time:
        yield _engine(tuple(sorted(pipelines.items())), points)


_one_at_a_time = Lock()


@cache
def _engine(pipelines: tuple[tuple[str, str], ...], points: int) -> SpacyEngine:
    return SpacyEngine(dict(pipelines), points)
