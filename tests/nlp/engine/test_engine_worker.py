"""The engine in its own process: same parts, errors as errors, and a death that the next article survives."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from multiprocessing import Pipe
from pathlib import Path

import pytest

from briefing.domain import Article
from briefing.errors import EngineError, PipelineMissingError
from briefing.nlp.engine import engine_worker as worker
from briefing.nlp.engine.built_in_engine import SpacyEngine
from briefing.nlp.engine.engine_worker import LENGTH, EngineProcess
from briefing.nlp.engine.protocol import DEFAULT_PIPELINES, NoticeReady, SummaryReady, analyse
from tests.nlp.installing import ECHO, HANGING, install_engine

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


class TestAnEngineThatHangs:
    HANGS = Article("hang", "Hang", "This one hangs.", language="en")

    @pytest.fixture
    def site(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        """A folder that Python imports from, also in processes that are started."""
        monkeypatch.syspath_prepend(tmp_path)
        return tmp_path

    @pytest.mark.slow
    def test_is_ended_with_a_sentence_and_the_next_article_gets_another_process(self, site: Path) -> None:
        install_engine(site, HANGING)
        with closing(EngineProcess({}, "echo", patience=1)) as process:
            assert analyse(process, ARTICLE).summary[0].text == "Pres"
            hung = process.pid
            with pytest.raises(EngineError, match=r"“echo” gave no answer for 1 seconds .* choose another"):
                list(process.parts(self.HANGS))
            assert analyse(process, ARTICLE).summary[0].text == "Pres"
            assert process.pid != hung

    @pytest.mark.slow
    def test_is_waited_for_longer_when_the_article_is_long(self, site: Path) -> None:
        install_engine(site, HANGING)
        long = Article("long", "Long", "hang ".ljust(4 * LENGTH, "x"), language="en")
        with (
            closing(EngineProcess({}, "echo", patience=0.2)) as process,
            pytest.raises(EngineError, match="for 1 seconds"),
        ):
            list(process.parts(long))

    @pytest.mark.slow
    def test_keeps_its_patience_for_each_part_not_for_all_of_them(self, site: Path) -> None:
        slow = """
            import time
            for end in range(1, 4):
                time.sleep(0.6)
                yield (SummaryReady, ActorsReady, IssuesReady)[end - 1](())"""
        code = ECHO.replace("\n            yield SummaryReady((Passage.at(article.text, 0, 4),))", slow)
        install_engine(site, code.replace("import SummaryReady", "import *"))
        with closing(EngineProcess({}, "echo", patience=1.5)) as process:
            assert analyse(process, ARTICLE).summary == ()

    @pytest.mark.slow
    def test_before_it_is_loaded_is_ended_also_when_the_article_would_not_fit_into_the_pipe(
        self, site: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(worker, "LONGEST_START", 1.0)
        install_engine(site, "import threading\nthreading.Event().wait()")
        with closing(EngineProcess({}, "echo")) as process, pytest.raises(EngineError, match="no answer"):
            list(process.parts(Article("long", "Long", "x" * 5_000_000)))


@pytest.mark.slow
def test_an_engine_that_cannot_get_ready_is_told_on_a_check_and_may_still_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    warm = "def warm(self): raise OSError('no model')\n\n        def parts("
    install_engine(tmp_path, ECHO.replace("def parts(", warm))
    with closing(EngineProcess({}, "echo")) as process:
        with pytest.raises(
            EngineError, match=r"could not get ready \(OSError: no model\): update the package"
        ):
            process.check()
        assert analyse(process, ARTICLE).summary[0].text == "Pres"
