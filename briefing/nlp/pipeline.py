"""The built-in engine: which steps turn an article into an analysis, and in which order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import spacy
from spacy.language import Language

from briefing.domain import Actor, Analysis, Article, EngineInfo, Issue, Passage
from briefing.errors import PipelineMissingError
from briefing.nlp.actors import extract_actors
from briefing.nlp.document import parse
from briefing.nlp.issues import extract_issues
from briefing.nlp.summary import lead_summary, summarise

__all__ = ["ENGINE_VERSION", "Engine", "SpacyEngine", "load_pipeline"]

ENGINE_VERSION = "1"
"""Raised whenever the same article would get another analysis: it keys the cache."""
