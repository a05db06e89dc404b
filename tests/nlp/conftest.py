"""The English pipeline, the weights and the built-in engine, loaded once a process."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import HealthCheck, settings
from spacy.language import Language

from briefing.nlp.engine.built_in_engine import SpacyEngine
from briefing.nlp.engine.built_in_names import DEFAULT_PIPELINES
from briefing.nlp.engine.models import load_models
from briefing.nlp.engine.spacy_pipelines import load_pipeline

models = cache(load_models)
parses_each = settings(
    max_examples=settings().max_examples * 3 // 5,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
"""For properties whose every example is parsed: they have fewer, and fewer still in the quick run."""


@pytest.fixture(scope="session")
def nlp() -> Language:
    return load_pipeline(DEFAULT_PIPELINES["en"]).nlp


@pytest.fixture(scope="session")
def engine() -> SpacyEngine:
    return SpacyEngine()
