from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from briefing import diagnostics, processes
from briefing.errors import EngineError
from briefing.processes import (
    WorkerClosedError,
    WorkerDiedError,
    WorkerError,
    WorkerFault,
    WorkerPool,
    WorkerProcess,
    WorkerStartError,
    WorkerTimeoutError,
)
from tests.workers import ARTICLE_TEXT, run_busy_worker

pytestmark = pytest.mark.slow

LONG = 60.0
"""Seconds that no sound worker comes near."""


def scripted(*arguments: object, start_seconds: float = LONG, memory: int | None = None) -> WorkerProcess:
    return WorkerProcess(
        "tests.workers:make_scripted",
        *arguments,
        name="briefing-test",
        niceness=0,
        start_seconds=start_seconds,
        memory=memory,
    )


@pytest.fixture
def worker() -> Iterator[WorkerProcess]:
    with scripted() as worker:
        yield worker


def ask(worker: WorkerProcess, *steps: str, seconds: float = LONG) -> list[object]:
    return list(worker.request(steps, seconds=seconds))


def is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def wait_until(holds: Callable[[], object]) -> None:
    deadline = time.monotonic() + LONG
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.005)


class TestRequests:
    def test_the_answers_of_one_process_come_in_their_order(self, worker: WorkerProcess) -> None:
        assert worker.pid is None
        assert ask(worker, "one", "two") == ["one", "two"]
        first = worker.pid
        assert ask(worker) == []
        assert ask(worker, "three") == ["three"]
        assert worker.pid == first

    def test_a_started_process_answers(self, worker: WorkerProcess) -> None:
        worker.start()
        started = worker.pid
        assert ask(worker, "one") == ["one"]
        assert worker.pid == started

    def test_one_larger_than_the_pipe_is_taken_by_a_worker_that_is_starting(self) -> None:
        with scripted("hang", start_seconds=0.5) as worker, pytest.raises(WorkerTimeoutError):
            ask(worker, "x" * 5_000_000)

    def test_threads_get_their_own_answers(self, worker: WorkerProcess) -> None:
        with ThreadPoolExecutor(4) as threads:
            answers = list(threads.map(lambda n: ask(worker, str(n), "end"), range(20)))
        assert answers == [[str(n), "end"] for n in range(20)]


@pytest.mark.parametrize(
    ("step", "error"),
    [
        ("hang", WorkerTimeoutError),
        ("crash", WorkerDiedError),
        ("exit", WorkerDiedError),
        ("fault", WorkerDiedError),
    ],
)
def test_a_failure_while_starting_is_raised_and_the_next_request_starts_another_process(
    tmp_path: Path, step: str, error: type[WorkerError]
) -> None:
    with scripted(step, tmp_path / "once", start_seconds=3.0 if step == "hang" else LONG) as worker:
        with pytest.raises(error) as raised:
            ask(worker, "one")
        assert raised.value.is_starting
        assert worker.pid is None
        assert ask(worker, "one") == ["one"]


@pytest.mark.parametrize("answers", [[], ["one"]], ids=["before the first answer", "after an answer"])
@pytest.mark.parametrize(
    ("step", "error", "survives"),
    [
        ("hang", WorkerTimeoutError, False),
        ("crash", WorkerDiedError, False),
        ("exit", WorkerDiedError, False),
        ("fault", WorkerFault, True),
        ("unpicklable", WorkerFault, True),
        ("expected error", EngineError, True),
    ],
)
def test_a_failure_while_answering_is_raised_and_the_next_request_is_answered(
    worker: WorkerProcess, answers: list[str], step: str, error: type[Exception], survives: bool
) -> None:
    ask(worker)
    before, received = worker.pid, []
    with pytest.raises(error) as raised:
        for answer in worker.request((*answers, step), seconds=0.3 if step == "hang" else LONG):
            received.append(answer)
    assert received == answers
    assert not isinstance(raised.value, WorkerError) or not raised.value.is_starting
    assert ask(worker, "next") == ["next"]
    assert (worker.pid == before) is survives


def test_the_time_limit_is_for_each_answer(worker: WorkerProcess) -> None:
    ask(worker)
    with pytest.raises(WorkerTimeoutError, match=r"gave no answer for 0\.2 seconds") as raised:
        ask(worker, "hang", seconds=0.2)
    assert raised.value.seconds == 0.2


def test_a_request_left_half_way_leaves_nothing_for_the_next(worker: WorkerProcess) -> None:
    half = worker.request(("one", "two"), seconds=LONG)
    assert next(half) == "one"
    half.close()
    assert ask(worker, "three") == ["three"]


class TestEndingIt:
    """From another thread: `interrupt` for the request at work, `close` for good."""

    @pytest.mark.parametrize(
        ("end", "error"),
        [(WorkerProcess.interrupt, WorkerDiedError), (WorkerProcess.close, WorkerClosedError)],
    )
    @pytest.mark.parametrize("is_starting", [True, False], ids=["while starting", "while answering"])
    def test_at_work(
        self,
        tmp_path: Path,
        end: Callable[[WorkerProcess], None],
        error: type[WorkerError],
        is_starting: bool,
    ) -> None:
        with scripted("hang" if is_starting else None, tmp_path / "once") as worker:
            if not is_starting:
                ask(worker)
            request = worker.request(("one", "hang"), seconds=LONG)
            if not is_starting:
                next(request)

            def end_it() -> None:
                wait_until(lambda: not is_starting or (tmp_path / "once").exists())
                end(worker)

            ending = threading.Thread(target=end_it)
            ending.start()
            with pytest.raises(error):
                next(request)
            ending.join()
            if error is WorkerDiedError:
                assert ask(worker, "next") == ["next"]
            else:
                with pytest.raises(WorkerClosedError):
                    ask(worker, "next")

    @pytest.mark.parametrize("by", ["interrupt", "kill"])
    def test_idle_it_is_replaced(self, worker: WorkerProcess, by: str) -> None:
        ask(worker)
        before = worker.pid
        assert before is not None
        if by == "interrupt":
            worker.interrupt()
        else:
            os.kill(before, signal.SIGKILL)
            os.waitid(os.P_PID, before, os.WEXITED | os.WNOWAIT)
        assert ask(worker, "next") == ["next"]
        assert worker.pid != before

    def test_closing_leaves_no_process_and_may_be_done_twice_or_unused(self) -> None:
        worker = scripted()
        ask(worker)
        pid = worker.pid
        assert pid is not None
        worker.close()
        worker.close()
        assert worker.pid is None and is_gone(pid)
        unused = scripted()
        unused.close()
        with pytest.raises(WorkerClosedError):
            unused.start()

    def test_closing_does_not_wait_for_whoever_has_not_taken_all_answers(self) -> None:
        worker = scripted()
        half = worker.request(("one", "hang"), seconds=LONG)
        next(half)
        worker.close()
        with pytest.raises(WorkerClosedError):
            list(half)
        assert worker.pid is None

    def test_a_process_whose_start_ends_after_closing_does_not_stay(
        self, worker: WorkerProcess, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pids: list[int | None] = []
        start_worker = processes.start_worker

        def close_meanwhile(*arguments: Any) -> object:
            process, pipe = start_worker(*arguments)
            pids.append(process.pid)
            worker.close()
            return process, pipe

        monkeypatch.setattr(processes, "start_worker", close_meanwhile)
        with pytest.raises(WorkerClosedError):
            worker.start()
        (pid,) = pids
        assert pid is not None and is_gone(pid)


def test_a_process_that_the_system_does_not_start_is_an_error_with_its_cause(
    worker: WorkerProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(processes, "start_worker", fail)
    with pytest.raises(WorkerStartError) as raised:
        ask(worker)
    assert raised.value.is_starting and isinstance(raised.value.__cause__, OSError)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not enforce the limit")
def test_memory_past_the_limit_is_a_fault_that_the_worker_survives() -> None:
    with scripted(memory=500_000_000) as worker:
        with pytest.raises(WorkerFault) as raised:
            ask(worker, "one", "fill memory")
        assert raised.value.kind == "MemoryError"
        pid = worker.pid
        assert ask(worker, "next") == ["next"] and worker.pid == pid


class TestTheLog:
    @pytest.fixture
    def log(self, tmp_path: Path) -> Iterator[Path]:
        handlers = list(logging.getLogger("briefing").handlers)
        diagnostics.set_up(diagnostics.LogTarget(tmp_path / "briefing.log"))
        yield tmp_path / "briefing.log"
        logging.getLogger("briefing").handlers[:] = handlers

    def test_a_fault_is_one_traceback_without_words_of_the_article(
        self, log: Path, worker: WorkerProcess
    ) -> None:
        with pytest.raises(WorkerFault):
            ask(worker, "fault")
        text = log.read_text("utf-8")
        assert text.count("Traceback") == 1 and "in _perform" in text and ARTICLE_TEXT not in text

    def test_a_fault_while_starting_is_logged(self, log: Path) -> None:
        with scripted("fault") as worker, pytest.raises(WorkerDiedError):
            ask(worker)
        text = log.read_text("utf-8")
        assert text.count("Traceback") == 1 and "briefing-test died with exit code 1" in text

    def test_a_death_and_a_silence_are_noted_and_an_interruption_is_not(
        self, log: Path, worker: WorkerProcess
    ) -> None:
        with pytest.raises(WorkerDiedError):
            ask(worker, "crash")
        with pytest.raises(WorkerTimeoutError):
            ask(worker, "hang", seconds=0.1)
        half = worker.request(("one", "hang"), seconds=LONG)
        next(half)
        worker.interrupt()
        with pytest.raises(WorkerDiedError):
            next(half)
        lines = log.read_text("utf-8").splitlines()
        assert [line.partition("WARNING ")[2].partition(": ")[2] for line in lines] == [
            "briefing-test died with exit code -9",
            "briefing-test gave no answer for 0.1 seconds",
        ]


class TestPool:
    @pytest.fixture
    def pool(self) -> Iterator[WorkerPool]:
        pool = WorkerPool(scripted() for _ in range(2))
        yield pool
        pool.close()

    def test_one_request_after_the_other_is_answered_by_one_process(self, pool: WorkerPool) -> None:
        assert pool.pids == ()
        for n in range(3):
            assert list(pool.request((str(n),), seconds=LONG)) == [str(n)]
        assert len(pool.pids) == 1

    def test_requests_at_the_same_time_are_answered_by_all(self, pool: WorkerPool) -> None:
        first = pool.request(("one", "two"), seconds=LONG)
        assert next(first) == "one"
        assert list(pool.request(("three",), seconds=LONG)) == ["three"]
        assert list(first) == ["two"]
        assert len(pool.pids) == 2

    def test_a_failure_costs_one_request(self, pool: WorkerPool) -> None:
        for _ in range(3):
            with pytest.raises(WorkerDiedError):
                list(pool.request(("crash",), seconds=LONG))
        assert list(pool.request(("one",), seconds=LONG)) == ["one"]

    def test_closing_leaves_no_process(self, pool: WorkerPool) -> None:
        pool.start()
        pids = pool.pids
        assert len(pids) == 2
        pool.close()
        assert pool.pids == () and all(map(is_gone, pids))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signal masks")
def test_a_worker_does_not_see_ctrl_c_even_while_it_starts_and_its_parent_does_again() -> None:
    for _ in range(2):  # the first start of all starts another process beside it
        with scripted() as worker:
            assert ask(worker, "sees Ctrl-C") == [False]
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


def test_a_worker_takes_no_keys_from_the_terminal(worker: WorkerProcess) -> None:
    keys, keyboard = os.pipe()
    os.write(keyboard, b"jkq")
    before = os.dup(0)
    os.dup2(keys, 0)
    try:
        assert ask(worker, "read keys") == [b""]
    finally:
        os.dup2(before, 0)
        for descriptor in (before, keys, keyboard):
            os.close(descriptor)


def test_starting_from_several_threads_leaves_standard_error_as_it_was() -> None:
    before = sys.stderr
    with ThreadPoolExecutor(4) as threads:
        workers = [scripted() for _ in range(4)]
        list(threads.map(WorkerProcess.start, workers))
    for worker in workers:
        worker.close()
    assert sys.stderr is before


def test_a_worker_that_never_comes_to_an_end_ends_with_a_parent_that_is_killed() -> None:
    context = multiprocessing.get_context("spawn")
    from_worker, to_test = context.Pipe()
    parent = context.Process(target=run_busy_worker, args=(to_test,))
    parent.start()
    to_test.close()
    worker = from_worker.recv()
    parent.kill()
    parent.join()
    assert from_worker.poll(30)
    with pytest.raises(EOFError):  # nobody is left who holds the other end
        from_worker.recv()
    wait_until(lambda: is_gone(worker))


def test_whoever_has_a_worker_imports_nothing_before_it_starts() -> None:
    code = (
        "import sys; from briefing.processes import WorkerProcess; WorkerProcess('a:b', name='x')\n"
        "print([name for name in ('multiprocessing', 'pickle', 'socket') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"
