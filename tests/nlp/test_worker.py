"""The engine in its own process: same parts, errors as errors, and a death that the next article survives."""

from __future__ import annotations

import os
import signal
import threading

import pytest

from briefing.domain import Article
from briefing.errors import EngineError, PipelineMissingError
from briefing.nlp.engine import DEFAULT_PIPELINES, NoticeReady, SummaryReady, analyse
from briefing.nlp.pipeline import SpacyEngine
from briefing.nlp.worker import EngineProcess

TEXT = "President Ann Example said on Monday that the talks will resume next week. Ann Example leads Norway."
ARTICLE = Article("id", "Talks will resume", TEXT, language="en")


@pytest.fixture
def process() -> object:
    engine = EngineProcess(DEFAULT_PIPELINES)
    yield engine
    engine.close()


@pytest.mark.slow
def test_it_answers_as_the_engine_here_does(process: EngineProcess) -> None:
    assert analyse(process, ARTICLE) == analyse(SpacyEngine(), ARTICLE)


@pytest.mark.slow
def test_a_death_is_told_and_the_next_article_gets_a_new_process(process: EngineProcess) -> None:
    process.warm()
    assert process.pid is not None
    parts = process.parts(ARTICLE)
    os.kill(process.pid, signal.SIGKILL)
    with pytest.raises(EngineError, match="stopped"):
        list(parts)
    assert isinstance(next(process.parts(ARTICLE)), SummaryReady)


@pytest.mark.slow
def test_an_article_left_half_way_leaves_nothing_for_the_next(process: EngineProcess) -> None:
    half = process.parts(ARTICLE)
    next(half)
    half.close()
    other = Article(
        "other", "Other", "Wir sprechen heute über das Wetter in den Alpen und im Tal.", language="de"
    )
    first = next(process.parts(other))
    assert isinstance(first, NoticeReady) and "“de”" in first.notice


@pytest.mark.slow
def test_threads_wait_for_their_turn(process: EngineProcess) -> None:
    results: list[object] = []
    threads = [threading.Thread(target=lambda: results.append(analyse(process, ARTICLE))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 4 and len({repr(result) for result in results}) == 1


@pytest.mark.slow
def test_a_missing_pipeline_is_told_in_a_sentence() -> None:
    engine = EngineProcess({"en": "no_such_pipeline"})
    try:
        with pytest.raises(PipelineMissingError, match="no_such_pipeline is not installed"):
            list(engine.parts(ARTICLE))
    finally:
        engine.close()


def test_a_closed_engine_says_so() -> None:
    engine = EngineProcess(DEFAULT_PIPELINES)
    engine.close()
    with pytest.raises(EngineError, match="closed"):
        engine.warm()
