"""One engine for several readers, as if each had one of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from briefing.domain import Article
from briefing.errors import EngineError
from briefing.nlp.engine.built_in_names import DEFAULT_PIPELINES
from briefing.nlp.engine.engine_pool import PIPE_VARIABLE, EnginePool, inherited_pipe
from briefing.nlp.engine.protocol import analyse
from briefing.nlp.engine.worker_keeper import WorkerKeeper

pytestmark = pytest.mark.slow

ARTICLE = Article("0" * 16, "Warm", "Warm\n\nThe mayor said on Monday that the bridge was closed.")
LONG = Article("1" * 16, "Long", "Long\n\n" + "The mayor said on Monday that the bridge was closed. " * 2000)


@pytest.fixture
def keeper() -> Iterator[WorkerKeeper]:
    with closing(WorkerKeeper("shared-engine")) as keeper:
        yield keeper


def reader(keeper: WorkerKeeper, pipelines: dict[str, str] | None = None) -> EnginePool:
    with keeper.connect() as pipe:
        return EnginePool(pipelines or dict(DEFAULT_PIPELINES), pipe=os.dup(pipe.fileno()))


def processes() -> set[str]:
    """The processes that this one has started."""
    return set(Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()) | {
        child
        for task in Path("/proc/self/task").iterdir()
        for child in (task / "children").read_text().split()
    }


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.usefixtures("own_processes")
def test_readers_share_a_process_and_get_what_their_own_would_say(keeper: WorkerKeeper) -> None:
    before = processes()
    with closing(EnginePool(DEFAULT_PIPELINES)) as own:
        expected = analyse(own, ARTICLE)
    assert processes() == before
    with closing(reader(keeper)) as first, closing(reader(keeper)) as second:
        assert [analyse(each, ARTICLE) for each in (first, second, first)] == [expected] * 3
        assert len(processes() - before) == 1


def test_an_article_that_is_given_up_holds_nobody_up(keeper: WorkerKeeper) -> None:
    with closing(reader(keeper)) as first, closing(reader(keeper)) as second:
        second.warm()
        failed: list[str] = []

        def read() -> None:
            try:
                list(first.parts(LONG))
            except EngineError as error:
                failed.append(str(error))

        reading = threading.Thread(target=read)
        reading.start()
        while reading.is_alive() and not failed:
            first.interrupt()
        reading.join()
        assert "stopped while at work" in failed[0]
        assert [part.name for part in second.parts(ARTICLE)]
        assert [part.name for part in first.parts(ARTICLE)]


@pytest.mark.thorough
def test_answers_that_nobody_waits_for_are_not_those_of_the_next_article(keeper: WorkerKeeper) -> None:
    with closing(reader(keeper)) as engine:
        expected = list(engine.parts(ARTICLE))
        parts = engine.parts(LONG)
        next(parts)
        parts.close()
        assert list(engine.parts(ARTICLE)) == expected


def test_the_sentence_of_an_error_comes_through(keeper: WorkerKeeper) -> None:
    with (
        closing(reader(keeper, {"en": "no_such_pipeline"})) as engine,
        pytest.raises(EngineError, match="no_such_pipeline is not installed"),
    ):
        list(engine.parts(ARTICLE))


def test_a_reader_that_is_closed_says_so(keeper: WorkerKeeper) -> None:
    engine = reader(keeper)
    engine.close()
    with pytest.raises(EngineError, match="has been closed"):
        list(engine.parts(ARTICLE))


def test_without_its_keeper_it_fails_in_a_sentence(keeper: WorkerKeeper) -> None:
    with keeper.connect() as pipe:
        number = os.dup(pipe.fileno())
    engine = EnginePool(DEFAULT_PIPELINES, pipe=number)
    os.close(number)
    with pytest.raises(EngineError, match="stopped while at work"):
        list(engine.parts(ARTICLE))


@pytest.mark.skipif(sys.platform == "win32", reason="pipes are passed on otherwise")
def test_a_pipe_is_for_the_reader_alone_not_for_what_it_starts(
    keeper: WorkerKeeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    with keeper.connect() as pipe:
        number = os.dup(pipe.fileno())
    os.set_inheritable(number, True)
    monkeypatch.setenv(PIPE_VARIABLE, str(number))
    assert inherited_pipe() == number
    assert PIPE_VARIABLE not in os.environ
    command = f"import os; os.fstat({number})"
    run = subprocess.run([sys.executable, "-c", command], close_fds=False, capture_output=True, check=False)
    assert run.returncode != 0
    os.close(number)


@pytest.mark.parametrize("value", ["", "x", "-1", "987654", "9" * 30])
def test_what_is_no_pipe_leaves_the_reader_its_own_engine(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv(PIPE_VARIABLE, value)
    assert inherited_pipe() is None
