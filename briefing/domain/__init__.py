"""Frozen values and pure functions of the program, standard library only."""

from briefing.domain.analysis import (
    Actor,
    ActorKind,
    Analysis,
    EngineInfo,
    Event,
    Issue,
    IssueKind,
    Part,
    Quote,
    analysis_from_dict,
    analysis_to_dict,
)
from briefing.domain.article import Article
from briefing.domain.span import Passage, Span

__all__ = [
    "Actor",
    "ActorKind",
    "Analysis",
    "Article",
    "EngineInfo",
    "Event",
    "Issue",
    "IssueKind",
    "Part",
    "Passage",
    "Quote",
    "Span",
    "analysis_from_dict",
    "analysis_to_dict",
]
