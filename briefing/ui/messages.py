"""What background work tells the screen that asked for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from textual.message import Message

from briefing.domain import Analysis, Article, Part
from briefing.domain.annotation import Annotation, AnnotationEntry
from briefing.services.articles import ArticleEntry
from briefing.sources.load import LoadFailure
from briefing.store.annotations.drafts import NoteDraft
from briefing.ui.presenters.articles.library_listing import ArticleListing
from briefing.ui.presenters.articles.list_messages import ListCounts

__all__ = [
    "AnalysisFailed",
    "AnalysisReady",
    "AnnotationsFetched",
    "AnnotationsListed",
    "ArticleFetched",
    "ArticlesAdded",
    "ChangeMade",
    "LibraryListed",
    "PartReady",
    "RowsFetched",
    "TextChosen",
    "TextFetched",
    "UnreadFound",
    "WorkFailed",
]


@dataclass
class LibraryListed(Message):
    """What the list shows now, with the rows that are near the view."""

    listing: ArticleListing
    entries: tuple[ArticleEntry, ...]
    annotations: Mapping[str, int]
    """By article id: how many it has."""
    counts: ListCounts
    problems: tuple[str, ...] = ()
    """What of the filter was passed over, a sentence each."""
    nearest: str = ""
    """What would be found, where nothing was."""
    state: tuple[int, int] = (0, 0)
    """Of the library when this was listed, see `Catalogue.state`."""
    arrived: frozenset[str] = frozenset()
    """Those that were not listed before, where a list is shown again."""
    at: str = ""
    """The article that the cursor goes to; it stays where it is without one."""
    is_whole: bool = True
    """Whether these are all; else only the first, and all of them follow."""


@dataclass
class RowsFetched(Message):
    """Rows that the list had asked for."""

    entries: tuple[ArticleEntry, ...]


@dataclass
class UnreadFound(Message):
    """The next unread article of the list; None where none is left."""

    article_id: str | None


@dataclass
class TextChosen(Message):
    """An article shows another of its texts now; the sentence says which, and how much it is."""

    article_id: str
    sentence: str


@dataclass
class ArticlesAdded(Message):
    """What was asked for has been read into the library, or could not be."""

    articles: tuple[Article, ...]
    failures: tuple[LoadFailure, ...]
    offset: int
    """Where reading stopped in the first of them the last time."""
    asked: int
    """What `BackgroundScreen.key_count` was when it was asked for."""


@dataclass
class ArticleFetched(Message):
    """An article's text is here, with the offset where reading stopped the last time."""

    article: Article
    offset: int


@dataclass
class PartReady(Message):
    """A part of the briefing of an article is made."""

    article: Article
    part: Part


@dataclass
class AnalysisReady(Message):
    """The whole briefing of an article, as it was kept from before."""

    article: Article
    analysis: Analysis


@dataclass
class AnalysisFailed(Message):
    """The briefing of an article could not be made; the sentence says why."""

    article: Article
    sentence: str


@dataclass
class ChangeMade(Message):
    """A change to the library has been made, undone or made again; the sentence says which."""

    sentence: str
    trouble: str | None = None
    """Why changes to annotations are in memory alone; None when all are on disk."""


@dataclass
class AnnotationsFetched(Message):
    """The annotations of an article, as they stand on its text."""

    article: Article
    annotations: tuple[Annotation, ...]
    tags: Mapping[str, int]
    """Every tag in use in the library, with how many annotations bear it."""
    drafts: tuple[NoteDraft, ...]
    """Notes on the article that were being written when a reader ended."""
    notices: tuple[str, ...]
    """What was odd about the files, a sentence each."""
    refusal: str | None = None
    """Why they must not be changed; None where they may be."""
    unsaved: int = 0
    """How many changes, to these or others, are in memory alone."""


@dataclass
class AnnotationsListed(Message):
    """Annotations of an article, or with None of the whole library, the last changed first."""

    article_id: str | None
    entries: tuple[AnnotationEntry, ...]


@dataclass
class TextFetched(Message):
    """The text that the annotations of an article stand on; None where the article is not here."""

    article_id: str
    text: str | None


@dataclass
class WorkFailed(Message):
    """Something else went wrong; the sentence says what and what to do."""

    sentence: str
