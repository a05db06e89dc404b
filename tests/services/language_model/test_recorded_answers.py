"""Answers that models once wrote to the program's own request, through the whole way to the panes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.model import SET, briefed, by_title, figures_of, recorded
from briefing.domain import Analysis, Article, Part
from briefing.nlp.engine.built_in_engine import SpacyEngine
from briefing.nlp.engine.protocol import Engine, analyse
from briefing.nlp.language_model.model_config import ModelConfig
from briefing.paths import bundled_seeds
from briefing.services.language_model.client import Completion
from briefing.services.language_model.model_engine import LanguageModelEngine
from briefing.services.language_model.model_process import LanguageModel
from briefing.sources.load import load
from tests.cli.conftest import PatternEngine

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("no_proxy")]

EVAL = Path(__file__).parents[4] / "shared" / "eval"
STRONG, MEDIOCRE = (Path(__file__).parent / "answers" / name for name in ("strong", "mediocre"))
SAMPLE = "seed-nbc-2024-08-29"
CONFIG = ModelConfig("ollama", "http://127.0.0.1:9", "recorded", context=32_768, check=False)
WANTED = {"I.read": 0.62, "I.label": 0.6, "I.kind": 0.8, "key3": 0.64}
"""The least figures with a strong model. A label of one annotator is worth .75 against those of the others;
those of the answers are longer, and would be worth .63 if all were shown."""


class Analysed:
    """An engine that analyses each article once."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._parts: dict[str, list[Part]] = {}
        self.info = engine.info

    def parts(self, article: Article) -> Iterator[Part]:
        if article.id not in self._parts:
            self._parts[article.id] = list(self._engine.parts(article))
        yield from self._parts[article.id]


@pytest.mark.skipif(not EVAL.is_dir(), reason="the gold briefings lie outside the repository")
@pytest.mark.thorough
def test_a_strong_model_makes_the_panes_much_better_and_a_mediocre_one_no_worse() -> None:
    golds = sorted((EVAL / SET).glob("*.json"))
    base = Analysed(SpacyEngine())
    figures, kept = {}, {}
    for folder in (STRONG, MEDIOCRE):
        answers = recorded(golds, folder)
        files = [each for each in golds if each.stem in answers]
        articles = [json.loads(each.read_text(encoding="utf-8")) for each in files]
        run = briefed(articles, base, CONFIG, by_title(articles, list(answers.values())))
        assert not run.failures and len(files) == 10
        figures[folder] = figures_of(EVAL, files, run)
        kept[folder] = run.counts["kept"] / sum(run.counts[each] for each in ("kept", "quoted", "dropped"))
    strong, mediocre = (figures[folder]["model"] for folder in (STRONG, MEDIOCRE))
    assert [name for name, least in WANTED.items() if strong[name] < least] == [], strong
    assert kept[STRONG] >= 0.93, "honest lines are shown as they were written"
    assert mediocre["I.read"] >= figures[MEDIOCRE]["engine"]["I.read"] - 0.03


def shown_of(folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Analysis, str]:
    """The panes of the seed article with a recorded answer, and its text."""
    article = load(str(next(bundled_seeds().glob("000_*.txt"))))
    (file,) = folder.glob(f"{SAMPLE}.*")
    model = LanguageModel(CONFIG, folder)
    monkeypatch.setattr(model, "ask", lambda *_: Completion(file.read_text(encoding="utf-8"), 1, 1, None))
    return analyse(LanguageModelEngine(PatternEngine(), model), article), article.text


def test_honest_lines_about_the_seed_article_are_shown_as_they_were_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made, text = shown_of(STRONG, monkeypatch)
    assert made.model is not None and made.model.kept >= 0.93 * (made.model.kept + made.model.quoted)
    assert made.model.dropped == 0 and len(made.summary) == 5 and len(made.issues) >= 10
    assert all(each.holds_in(text) for each in made.summary)


def test_of_a_mediocre_answer_about_the_seed_article_what_stands_there_is_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made, text = shown_of(MEDIOCRE, monkeypatch)
    assert made.model is not None and made.model.kept and made.summary and made.issues
    passages = (*made.summary, *(each for issue in made.issues for each in issue.evidence))
    assert all(each.holds_in(text) for each in passages)
