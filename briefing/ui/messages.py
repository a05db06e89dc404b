"""Messages from the analysis thread to the screen that shows an article."""

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
