"""Who acts, decides, speaks or is acted upon, each with all names merged."""

from __future__ import annotations

from briefing.domain import Actor
from briefing.nlp.document import Document

__all__ = ["extract_actors"]


def extract_actors(document: Document) -> tuple[Actor, ...]:
    """The actors of the article, most salient first."""
    return ()
