"""The engine in its own process: same parts, errors as errors, and a death that the next article survives."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import Pipe

import pytest

from briefing.domain import Article
from briefing.errors import EngineError, PipelineMissingError
from briefing.nlp import worker
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


@contextmanager
def _soon(act: Callable[[], object]) -> Iterator[None]:
    """Do it in another thread while the block waits."""
    timer = threading.Timer(0.2, act)
    timer.start()
    try:
        yield
    finally:
        timer.join()


@pytest.mark.slow
def test_it_answers_as_the_engine_here_does(process: EngineProcess) -> None:
    assert analyse(process, ARTICLE) == analyse(SpacyEngine(), ARTICLE)


@pytest.mark.slow
def test_a_death_is_told_and_the_next_article_gets_a_new_process(process: EngineProcess) -> None:
    process.warm()
    assert process.pid is not None
    os.kill(process.pid, signal.SIGSTOP)  # so that it is at work for as long as it lives
    with (
        _soon(lambda: os.kill(process.pid or 0, signal.SIGKILL)),
        pytest.raises(EngineError, match="stopped"),
    ):
        list(process.parts(ARTICLE))
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


@pytest.mark.slow
def test_a_stopped_engine_is_interrupted_and_the_next_article_gets_another(process: EngineProcess) -> None:
    process.warm()
    stopped = process.pid
    assert stopped is not None
    os.kill(stopped, signal.SIGSTOP)
    with _soon(process.interrupt), pytest.raises(EngineError, match="stopped"):
        list(process.parts(ARTICLE))
    assert isinstance(next(process.parts(ARTICLE)), SummaryReady)
    assert process.pid != stopped


class _LateProcess:
    """A process that is there only after the engine has been closed."""

    def __init__(self) -> None:
        self.killed = False
        self.pid = 1

    def is_alive(self) -> bool:
        return not self.killed

    def kill(self) -> None:
        self.killed = True


def test_a_process_that_starts_while_the_engine_is_closed_does_not_stay(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    engine = EngineProcess(DEFAULT_PIPELINES)
    late = _LateProcess()

    def spawn(*_: object, name: str) -> tuple[object, object]:
        engine.close()
        return late, Pipe()[0]

    monkeypatch.setattr(worker, "spawn", spawn)
    with pytest.raises(EngineError, match="closed"):
        engine.warm()
    assert late.killed
    assert engine.pid is None


def test_a_process_that_cannot_be_started_is_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def spawn(*_: object, name: str) -> tuple[object, object]:
        raise OSError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(worker, "spawn", spawn)
    with pytest.raises(EngineError, match=r"could not be started \(Resource temporarily unavailable\)"):
        list(EngineProcess(DEFAULT_PIPELINES).parts(ARTICLE))


@pytest.mark.slow
def test_closing_while_at_work_ends_the_work(process: EngineProcess) -> None:
    process.warm()
    assert process.pid is not None
    os.kill(process.pid, signal.SIGSTOP)
    with _soon(process.close), pytest.raises(EngineError, match="stopped"):
        list(process.parts(ARTICLE))
