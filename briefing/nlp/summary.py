"""Which sentences, read alone, tell what happened."""

from __future__ import annotations

from briefing.domain import Article, Passage
from briefing.nlp.document import Document

__all__ = ["lead_summary", "summarise"]


def lead_summary(article: Article) -> tuple[Passage, ...]:
    """The opening sentences, cut without a pipeline."""
    return ()


def summarise(document: Document) -> tuple[Passage, ...]:
    """Three to five sentences in reading order."""
    return ()
