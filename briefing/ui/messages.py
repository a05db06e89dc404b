"""What background work tells the screen that asked for it."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message

from briefing.domain import Analysis, Article
from briefing.library import Entry
from briefing.nlp.engine import Part
from briefing.sources.loading import Failure

__all__ = [
    "AnalysisFailed",
    "AnalysisReady",
    "ArticleFetched",
    "ArticlesAdded",
    "ChangeMade",
    "LibraryListed",
    "PartReady",
    "WorkFailed",
]


@dataclass
class LibraryListed(Message):
    """The list of articles, newest first."""

    entries: tuple[Entry, ...]


@dataclass
class ArticlesAdded(Message):
    """What was asked for has been read into the library, or could not be."""

    articles: tuple[Article, ...]
    failures: tuple[Failure, ...]
    offset: int
    """Where reading stopped in the first of them the last time."""
    asked: int
    """What `BackgroundScreen.visits` was when it was asked for."""


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


@dataclass
class WorkFailed(Message):
    """Something else went wrong; the sentence says what and what to do."""

    sentence: str
