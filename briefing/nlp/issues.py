"""Which matters the article leaves open on its date."""

from __future__ import annotations

from briefing.domain import Actor, Issue
from briefing.nlp.document import Document

__all__ = ["extract_issues"]


def extract_issues(document: Document, actors: tuple[Actor, ...]) -> tuple[Issue, ...]:
    """The open issues, most important first."""
    return ()
