"""Messages to the reader's screen about what has been loaded, analysed, changed or refreshed."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message

from briefing.domain import Analysis, Article, Part
from briefing.services.articles import AddResult


@dataclass
class PartReady(Message):
    """A part of an article's briefing is ready."""

    article: Article
    part: Part


@dataclass
class AnalysisReady(Message):
    """An article's saved briefing."""

    article: Article
    analysis: Analysis


@dataclass
class AnalysisFailed(Message):
    """An article's briefing could not be made; the sentence says why."""

    article: Article
    sentence: str


@dataclass
class ArticleFetched(Message):
    """An article of the library is loaded, to be shown at its saved reading position."""

    article: Article
    offset: int


@dataclass
class ArticlesAdded(Message):
    """Articles were read; the first is to be shown at its reading position, unless it is shown already."""

    added: AddResult
    offset: int
    asked: int
    """The screen's `key_count` at the request."""
    is_sample: bool = False
    is_first: bool = True
    """Whether no article was read before, of those that were asked for together."""


@dataclass
class ChangeMade(Message):
    """A change has been made, undone or redone; the sentence says which."""

    sentence: str
    pending_error: str | None = None
    """Why changes to annotations could not be written; None when all are on disk."""

    @property
    def said(self) -> str:
        """The sentence, or that the change is not saved yet."""
        if self.pending_error:
            return f"Not saved yet: {self.pending_error} It is kept in memory and tried again."
        return self.sentence


@dataclass
class FeedsRefreshed(Message):
    """A refresh of the feeds has ended, however it did."""
