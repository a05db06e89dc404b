"""A model's server that is really there, where two environment variables name it.

    BRIEFING_TEST_MODEL_ADDRESS=http://127.0.0.1:8099 BRIEFING_TEST_MODEL_NAME=gemma \\
        python -m pytest -n 0 -s tests/services/language_model/test_real_server.py

`BRIEFING_TEST_MODEL_API` is openai or ollama. It proves the way there and back, whatever the model says.
"""

from __future__ import annotations

import os
import time
from contextlib import closing
from pathlib import Path
from typing import get_args

import pytest

from briefing.domain import Analysis, Article, Part
from briefing.errors import ModelError
from briefing.nlp.language_model.model_config import Api, ModelConfig
from briefing.paths import bundled_seeds
from briefing.services.language_model.client import Limits
from briefing.services.language_model.model_engine import LanguageModelEngine
from briefing.services.language_model.model_process import LanguageModel
from tests.cli.conftest import STORM, TALKS, PatternEngine

ADDRESS = os.environ.get("BRIEFING_TEST_MODEL_ADDRESS", "")
NAME = os.environ.get("BRIEFING_TEST_MODEL_NAME", "model")
API = os.environ.get("BRIEFING_TEST_MODEL_API", "openai")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.usefixtures("no_proxy", "real_process"),
    pytest.mark.skipif(not ADDRESS, reason="opt in: BRIEFING_TEST_MODEL_ADDRESS names no server"),
]


def test_three_articles_by_a_real_model(tmp_path: Path) -> None:
    seed = next(bundled_seeds().glob("000_*.txt")).read_text(encoding="utf-8")
    texts = {"Talks": TALKS.split("\n\n", 1)[1], "Storm": STORM.split("\n\n", 1)[1], "Seed": seed[:3_000]}
    api: Api = next(each for each in get_args(Api) if each == API)
    limits = Limits(first_token=600, whole=1_200)
    config = ModelConfig(api, ADDRESS, NAME, uses=("article",), check=False)
    with closing(LanguageModel(config, tmp_path, limits)) as model:
        engine = LanguageModelEngine(PatternEngine(), model)
        for title, text in texts.items():
            article = Article(title.lower(), title, text.strip(), language="en")
            begun = time.monotonic()
            parts: list[Part] = []
            try:
                parts += engine.parts(article)
            except ModelError as error:
                print(f"\n{title}: {error}")
                assert "has no lines in it" in str(error), "whatever it says, it says something"
                continue
            made = Analysis.from_parts(engine.info, parts)
            assert made.model is not None
            assert all(passage.holds_in(article.text) for passage in made.passages())
            print(f"\n{title}: {time.monotonic() - begun:.1f} s, {made.model}")
            for point in made.summary:
                print("   ", point)
