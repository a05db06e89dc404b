"""Frozen values and pure functions of the program, standard library only.

The values of an analysis, and what encodes them, are imported at their first use: the first text does
without.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
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
else:

    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(name)
        found = getattr(import_module("briefing.domain.analysis"), name)
        globals()[name] = found
        return found
