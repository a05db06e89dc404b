"""Messages of the engine's thread to the screen that shows an article."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message

from briefing.domain import Analysis, Article, Part


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
