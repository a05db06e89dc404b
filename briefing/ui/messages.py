"""Messages to the reader's screen about what has been analysed or changed."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message

from briefing.domain import Analysis, Article, Part


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
