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
from contextlib import closing, contextmanager, nullcontext
from multiprocessing.connection import Connection
from pathlib import Path
from platform import libc_ver
from typing import Any

import pytest

from briefing import diagnostics, processes
from briefing.errors import EngineError
from briefing.processes import WorkerError, WorkerFailure, WorkerPool, WorkerProcess, give_way, release_memory
from tests.workers import ARTICLE_TEXT, run_busy_worker

pytestmark = pytest.mark.slow

LONG = 60.0
"""Seconds that no sound worker comes near."""
CLOSED, NOT_STARTED, TIMEOUT, DIED, CANCELLED, FAULT = WorkerFailure


def scripted(*arguments: object, memory: int | None = None) -> WorkerProcess:
    target = "tests.workers:make_scripted"
    return WorkerProcess(target, *arguments, name="briefing-test", niceness=0, memory=memory)


@pytest.fixture
def worker() -> Iterator[WorkerProcess]:
    with closing(scripted()) as worker:
        yield worker


def ask(
    worker: WorkerProcess, *steps: str, seconds: float = LONG, clock: float | None = None
) -> list[object]:
    return list(worker.request(steps, seconds=seconds, clock=clock))


@contextmanager
def raises(failure: WorkerFailure, detail: object = None) -> Iterator[None]:
    with pytest.raises(WorkerError) as raised:
        yield
    assert raised.value.failure is failure
    assert detail is None or raised.value.detail == detail


def is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def resident_pages() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1])


def wait_until(holds: Callable[[], object]) -> None:
    deadline = time.monotonic() + LONG
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.005)


class TestRequests:
    def test_one_process_answers_them_in_their_order(self, worker: WorkerProcess) -> None:
        assert worker.pid is None
        worker.start()
        started = worker.pid
        assert ask(worker, "one", "two") == ["one", "two"]
        assert ask(worker) == []
        assert ask(worker, "x" * 5_000_000, "three")[1:] == ["three"]
        assert worker.pid == started

    def test_threads_get_their_own_answers(self, worker: WorkerProcess) -> None:
        with ThreadPoolExecutor(4) as threads:
            answers = list(threads.map(lambda n: ask(worker, str(n), "end"), range(20)))
        assert answers == [[str(n), "end"] for n in range(20)]

    def test_one_left_half_way_leaves_nothing_for_the_next(self, worker: WorkerProcess) -> None:
        half = worker.request(("one", "two"), seconds=LONG)
        assert next(half) == "one"
        half.close()
        assert ask(worker, "three") == ["three"]

    def test_each_answer_has_the_time_limit(self, worker: WorkerProcess) -> None:
        ask(worker)
        with raises(TIMEOUT, "1"):
            ask(worker, "0.6 s", "0.6 s", "hang", clock=1.0)

    @pytest.mark.skipif(sys.platform == "win32", reason="has no limit of processor time")
    def test_each_answer_has_the_limit_of_processor_time(self, worker: WorkerProcess) -> None:
        assert (
            ask(worker, "0.6 s of work", "0.6 s of work", "0.6 s of work", seconds=1) == ["0.6 s of work"] * 3
        )
        with raises(TIMEOUT, "1"):
            ask(worker, "spin", seconds=1)
        assert ask(worker, "next") == ["next"]

    @pytest.mark.parametrize("is_hung", [False, True])
    def test_on_a_busy_machine_an_answer_may_take_several_times_as_long_on_the_clock(
        self, worker: WorkerProcess, monkeypatch: pytest.MonkeyPatch, is_hung: bool
    ) -> None:
        worker.start()
        silent = 10 * processes.CLOCK if is_hung else 10 * processes.CLOCK - 1
        ticks = iter(range(silent))
        wait = Connection.poll
        # Each look for the answer takes a tick of the clock.
        monkeypatch.setattr(
            Connection, "poll", lambda pipe, seconds: next(ticks, None) is None and wait(pipe, seconds)
        )
        with raises(TIMEOUT, f"{10 * processes.CLOCK}") if is_hung else nullcontext():
            assert ask(worker, "one", seconds=10) == ["one"]


@pytest.mark.parametrize("step", ["hang", "crash", "exit", "fault"])
def test_a_failure_while_starting_is_raised_and_the_next_request_starts_another_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    if step == "hang":
        monkeypatch.setattr(processes, "START_SECONDS", 3.0)
    with closing(scripted(step, tmp_path / "once")) as worker:
        with raises(NOT_STARTED, "it gave no answer"):
            ask(worker, "x" * 5_000_000)
        assert worker.pid is None
        assert ask(worker, "one") == ["one"]


def test_a_process_that_the_system_does_not_start_is_an_error_that_says_why(
    worker: WorkerProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(processes, "start_worker", fail)
    with raises(NOT_STARTED, "Resource temporarily unavailable"):
        ask(worker)


_ALONE = """
import os
from pathlib import Path
from briefing.processes import WorkerProcess

worker = WorkerProcess("tests.workers:make_scripted", name="briefing-test")
worker.start()
fields = [each.read_text().rpartition(")")[2].split() for each in Path("/proc").glob("[0-9]*/stat")]
print(sum(int(parent) == os.getpid() for _, parent, *_ in fields))
worker.close()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_no_other_process_is_started_for_a_worker() -> None:
    assert subprocess.check_output([sys.executable, "-c", _ALONE], text=True) == "1\n"


@pytest.mark.parametrize("answers", [[], ["one"]], ids=["before the first answer", "after an answer"])
@pytest.mark.parametrize(
    ("step", "failure", "detail"),
    [
        ("hang", TIMEOUT, "0"),
        ("crash", DIED, -9),
        ("exit", DIED, 3),
        ("fault", FAULT, "ValueError"),
        ("unpicklable", FAULT, None),
        ("expected error", None, None),
    ],
)
def test_a_failure_while_answering_is_raised_and_the_next_request_is_answered(
    worker: WorkerProcess, answers: list[str], step: str, failure: WorkerFailure | None, detail: object
) -> None:
    ask(worker)
    before, received = worker.pid, []
    with pytest.raises(EngineError, match="Try again") if failure is None else raises(failure, detail):
        for answer in worker.request((*answers, step), seconds=LONG, clock=0.3 if step == "hang" else None):
            received.append(answer)
    assert received == answers
    assert ask(worker, "next") == ["next"]
    assert (worker.pid == before) is (failure in (FAULT, None))


class TestEndingIt:
    @pytest.mark.parametrize("failure", [DIED, CLOSED], ids=["interrupt", "close"])
    @pytest.mark.parametrize("is_starting", [True, False], ids=["while starting", "while answering"])
    def test_from_another_thread(self, tmp_path: Path, failure: WorkerFailure, is_starting: bool) -> None:
        with closing(scripted("hang" if is_starting else None, tmp_path / "once")) as worker:
            request = worker.request(("one", "hang"), seconds=LONG)
            if not is_starting:
                next(request)

            def end() -> None:
                wait_until(lambda: not is_starting or (tmp_path / "once").exists())
                worker.interrupt() if failure is DIED else worker.close()

            thread = threading.Thread(target=end)
            thread.start()
            with raises(failure):
                next(request)
            thread.join()
            if failure is DIED:
                assert ask(worker, "next") == ["next"]
            else:
                with raises(CLOSED):
                    ask(worker, "next")

    def test_a_request_that_is_cancelled_costs_the_process_its_own_alone(self, worker: WorkerProcess) -> None:
        cancelled = threading.Event()
        other = worker.request(("one", "two"), seconds=LONG)
        next(other)
        pid = worker.pid
        cancelled.set()
        with raises(CANCELLED):  # while the other is at work
            list(worker.request(("three",), seconds=LONG, is_cancelled=cancelled.is_set))
        assert list(other) == ["two"] and worker.pid == pid

        cancelled.clear()
        hanging = worker.request(("one", "hang"), seconds=LONG, is_cancelled=cancelled.is_set)
        next(hanging)
        cancelled.set()
        with raises(CANCELLED):
            next(hanging)
        assert worker.pid is None and ask(worker, "next") == ["next"]

    def test_one_that_is_cancelled_before_the_process_is_ready_is_not_sent(
        self, worker: WorkerProcess
    ) -> None:
        with raises(CANCELLED):
            list(worker.request(("one", "hang"), seconds=LONG, is_cancelled=lambda: True))
        pid = worker.pid
        assert pid is not None and ask(worker, "next") == ["next"] and worker.pid == pid

    @pytest.mark.parametrize("failure", [DIED, CLOSED], ids=["interrupt", "close"])
    def test_while_the_system_starts_it(
        self, worker: WorkerProcess, monkeypatch: pytest.MonkeyPatch, failure: WorkerFailure
    ) -> None:
        pids: list[int] = []
        start_worker = processes.start_worker

        def end_meanwhile(*arguments: Any) -> object:
            process, pipe = start_worker(*arguments)
            pids.append(process.pid or 0)
            worker.interrupt() if failure is DIED else worker.close()
            return process, pipe

        monkeypatch.setattr(processes, "start_worker", end_meanwhile)
        with raises(failure):
            worker.start()
        assert worker.pid is None and is_gone(*pids)

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

    def test_closing_leaves_no_process_and_may_be_done_twice(self, worker: WorkerProcess) -> None:
        ask(worker)
        pid = worker.pid
        worker.close()
        worker.close()
        assert worker.pid is None and pid is not None and is_gone(pid)

    def test_closing_does_not_wait_for_whoever_has_not_taken_all_answers(self, worker: WorkerProcess) -> None:
        half = worker.request(("one", "hang"), seconds=LONG)
        next(half)
        worker.close()
        with raises(CLOSED):
            list(half)
        assert worker.pid is None


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not enforce the limit")
def test_memory_past_the_limit_is_a_fault_that_the_worker_survives() -> None:
    with closing(scripted(memory=500_000_000)) as worker:
        with raises(FAULT, "MemoryError"):
            ask(worker, "one", "fill memory")
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
        with raises(FAULT):
            ask(worker, "fault")
        text = log.read_text("utf-8")
        assert text.count("Traceback") == 1 and "in _perform" in text and ARTICLE_TEXT not in text

    def test_a_fault_while_starting_is_logged(self, log: Path) -> None:
        with closing(scripted("fault")) as worker, raises(NOT_STARTED):
            ask(worker)
        text = log.read_text("utf-8")
        assert text.count("Traceback") == 1 and "briefing-test died with exit code 1" in text

    def test_a_death_and_a_silence_are_noted_and_an_interruption_is_not(
        self, log: Path, worker: WorkerProcess
    ) -> None:
        with raises(DIED):
            ask(worker, "crash")
        with raises(TIMEOUT):
            ask(worker, "hang", clock=0.1)
        half = worker.request(("one", "hang"), seconds=LONG)
        next(half)
        worker.interrupt()
        with raises(DIED):
            next(half)
        lines = log.read_text("utf-8").splitlines()
        assert [line.partition("WARNING ")[2].partition(": ")[2] for line in lines] == [
            "briefing-test died with exit code -9",
            "briefing-test gave no answer for 0 seconds",
        ]

    def test_a_death_as_the_program_ends_is_no_fault(
        self, log: Path, worker: WorkerProcess, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """As multiprocessing terminates its daemons, at work or not, once the main thread has ended."""
        monkeypatch.setattr(threading, "main_thread", threading.Thread)  # one that is not alive
        with raises(DIED):
            ask(worker, "crash")
        assert not log.exists()


class TestPool:
    @pytest.fixture
    def pool(self) -> Iterator[WorkerPool]:
        with closing(WorkerPool(scripted() for _ in range(2))) as pool:
            yield pool

    def test_one_request_after_the_other_is_answered_by_one_process(self, pool: WorkerPool) -> None:
        for n in range(3):
            assert list(pool.request((str(n),), seconds=LONG)) == [str(n)]
        assert [worker.pid is None for worker in pool.workers] == [True, False]

    def test_requests_at_the_same_time_are_answered_by_all(self, pool: WorkerPool) -> None:
        first = pool.request(("one", "two"), seconds=LONG)
        assert next(first) == "one"
        assert list(pool.request(("three",), seconds=LONG)) == ["three"]
        assert list(first) == ["two"]

    def test_failures_cost_their_own_requests(self, pool: WorkerPool) -> None:
        for _ in range(3):
            with raises(DIED):
                list(pool.request(("crash",), seconds=LONG))
        assert list(pool.request(("one",), seconds=LONG)) == ["one"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signal masks")
def test_a_worker_does_not_see_ctrl_c_even_while_it_starts_and_its_parent_does_again() -> None:
    for _ in range(2):  # the first start of all starts another process beside it
        with closing(scripted()) as worker:
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
    workers = [scripted() for _ in range(4)]
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(WorkerProcess.start, workers))
    for worker in workers:
        worker.close()
    assert sys.stderr is before


@pytest.mark.parametrize("moment", ["start", "answer"])
def test_a_worker_that_never_comes_to_an_end_ends_with_a_parent_that_is_killed(moment: str) -> None:
    context = multiprocessing.get_context("spawn")
    from_worker, to_test = context.Pipe()
    parent = context.Process(target=run_busy_worker, args=(to_test, moment))
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


@pytest.mark.skipif(libc_ver()[0] != "glibc", reason="other C libraries keep less")
def test_memory_that_a_thread_has_freed_is_given_back_though_some_of_it_is_in_use() -> None:
    with ThreadPoolExecutor(1) as pool:
        kept = pool.submit(lambda: [str(each).encode() * 400 for each in range(50_000)][::50]).result()
    held = resident_pages()
    release_memory()
    assert held - resident_pages() > sum(map(len, kept)) * 25 / os.sysconf("SC_PAGE_SIZE")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has priorities of threads")
def test_a_thread_gives_way_with_what_it_starts_and_no_other_does() -> None:
    found: list[int] = []

    def note() -> None:
        found.append(os.nice(0))

    def work() -> None:
        give_way(os.nice(0) + 2)
        give_way(0)  # not less than before
        inner = threading.Thread(target=note)
        inner.start()
        inner.join()

    before = os.nice(0)
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert (found, os.nice(0)) == ([before + 2], before)
