"""Runs functions in worker processes that can be limited, killed and restarted."""

from __future__ import annotations

import contextlib
import logging
import os
import queue
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType, TracebackType
from typing import TYPE_CHECKING, Any, Self

from briefing import diagnostics
from briefing.errors import BriefingError

if sys.platform == "win32":
    from ctypes import windll
else:
    import resource

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

__all__ = [
    "WorkerClosedError",
    "WorkerDiedError",
    "WorkerError",
    "WorkerFault",
    "WorkerPool",
    "WorkerProcess",
    "WorkerStartError",
    "WorkerTimeoutError",
]

NICENESS = 10
"""How far a worker gives way to the reader's keys."""
START_SECONDS = 60.0
"""How long a worker may import what it needs; only a machine in trouble comes near."""
TICK_SECONDS = 1.0
BELOW_NORMAL_PRIORITY = 0x4000
"""What Windows has in place of niceness."""

_logger = logging.getLogger(__name__)


class WorkerError(Exception):
    """A request that the worker did not answer to its end."""

    def __init__(self, message: str, *, is_starting: bool = False) -> None:
        super().__init__(message)
        self.is_starting = is_starting
        """Whether the worker had not even become ready for the request."""


class WorkerClosedError(WorkerError):
    """`close` has been called, before or during the request."""


class WorkerStartError(WorkerError):
    """The system starts no further process; the cause is the OSError."""


class WorkerTimeoutError(WorkerError):
    """The worker was silent for too long, and has been killed."""

    def __init__(self, message: str, seconds: float, *, is_starting: bool) -> None:
        super().__init__(message, is_starting=is_starting)
        self.seconds = seconds


class WorkerDiedError(WorkerError):
    """The worker crashed, ended itself, or was killed by `interrupt` or from outside."""


class WorkerFault(WorkerError):
    """The handler raised what it should not; the worker has logged it, and goes on."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind
        """The name of the exception's type, such as `MemoryError`."""


@dataclass(slots=True)
class _Running:
    process: BaseProcess
    pipe: Connection
    is_ready: bool = False
    is_killed: bool = False
    """It may look alive for another moment."""

    def kill(self) -> None:
        """May be called by any thread."""
        self.is_killed = True
        with contextlib.suppress(ValueError):  # it has just been closed
            self.process.kill()


class WorkerProcess:
    """A handler of requests in a spawned process of its own; safe for several threads, a request at a time.

    `target` names a function as `package.module:function`, and only the worker imports its module, so
    whatever is slow to import belongs there. The worker calls it once, with `arguments`; it returns the
    handler, which is called with each request and yields the answers:

        def make_reader(encoding):
            def read(data):
                yield data.decode(encoding)
            return read

        with WorkerProcess("package.module:make_reader", "utf-8", name="reader") as worker:
            (text,) = worker.request(b"words", seconds=5)

    Arguments, requests and answers are pickled. The process starts with the first request, or `start`, and
    starts anew with the next request after it died or was killed. It ignores Ctrl-C, has no terminal, logs
    where its parent does, and ends with its parent, however that ends.

    Limits: `seconds` of each request is how long the worker may be silent before each of its answers, so a
    request with one answer takes no longer than that. It does not count time that the whole program is
    stopped by Ctrl-Z. `memory` is how many bytes of address space the process may have in all, what it
    imports included (`RLIMIT_AS`; 500 MB is a good floor for Python with a library or two). What is past it
    fails with MemoryError, which the handler may catch; if it does not, the request raises `WorkerFault`
    with kind "MemoryError", or `WorkerDiedError` where a C library does not survive it. Windows and macOS
    enforce no such limit.
    """

    def __init__(
        self,
        target: str,
        *arguments: object,
        name: str,
        niceness: int = NICENESS,
        memory: int | None = None,
        start_seconds: float = START_SECONDS,
    ) -> None:
        """`niceness` is 0 where somebody waits for the answers alone."""
        self._task = _Task(target, arguments, niceness, memory)
        self._name = name
        self._start_seconds = start_seconds
        self._turn = threading.Lock()
        """Held from the start of a request to the end of its last answer."""
        self._running: _Running | None = None
        self._is_closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """None where no process has been started, or the last one has ended."""
        running = self._running
        return None if running is None else running.process.pid

    def start(self) -> None:
        """Start the process without waiting until it is ready. Raises WorkerStartError, WorkerClosedError."""
        with self._turn:
            self._ensure_running()

    def request(self, request: object, *, seconds: float) -> Generator[Any, None, None]:
        """Yield each answer as it comes. A generator that is closed before its end costs the process.

        Raises WorkerError, and any BriefingError that the handler raises.
        """
        with self._turn:
            running = self._ensure_running()
            is_complete = False
            try:
                if not running.is_ready:  # a large request would fill the pipe while nobody reads
                    self._receive(running, self._start_seconds)
                    running.is_ready = True
                running.pipe.send(request)
                while message := self._receive(running, seconds):
                    if isinstance(message, Exception):
                        is_complete = True
                        raise message
                    yield message[0]
                is_complete = True
            except (EOFError, OSError) as error:
                if self._is_closed:
                    raise WorkerClosedError(f"{self._name} has been closed") from error
                if not running.is_killed:
                    running.process.join(TICK_SECONDS)
                    _logger.warning("%s died with exit code %s", self._name, running.process.exitcode)
                raise WorkerDiedError(f"{self._name} died", is_starting=not running.is_ready) from error
            finally:
                # Left half way, the pipe holds answers that the next request must not get.
                if not is_complete or self._is_closed:
                    self._discard()

    def interrupt(self) -> None:
        """Kill the process, so that a request at work raises WorkerDiedError; the next starts another."""
        if (running := self._running) is not None:
            running.kill()

    def close(self) -> None:
        """End the process for good, at work or just starting; may be called by any thread, and never waits
        for a request."""
        self._is_closed = True
        self.interrupt()
        if self._turn.acquire(blocking=False):  # or whoever has the turn discards it
            try:
                self._discard()
            finally:
                self._turn.release()

    def _receive(self, running: _Running, seconds: float) -> tuple[Any, ...] | Exception:
        """An answer as the only item; nothing in it says that the worker is ready, or has answered."""
        tick, waited = min(TICK_SECONDS, seconds), 0.0
        while not running.pipe.poll(tick):
            waited += tick
            if waited >= seconds:
                message = f"{self._name} gave no answer for {seconds:g} seconds"
                _logger.warning(message)
                raise WorkerTimeoutError(message, seconds, is_starting=not running.is_ready)
        received: tuple[Any, ...] | Exception = running.pipe.recv()
        return received

    def _ensure_running(self) -> _Running:
        running = self._running
        if running is not None and not running.is_killed and running.process.is_alive():
            return running
        self._discard()
        if not self._is_closed:
            try:
                self._running = running = _Running(*start_worker(self._task, self._name))
            except OSError as error:
                raise WorkerStartError(f"{self._name} could not be started", is_starting=True) from error
        if self._is_closed or running is None:  # meanwhile, perhaps: `close` waits for no start
            self._discard()
            raise WorkerClosedError(f"{self._name} has been closed", is_starting=True)
        return running

    def _discard(self) -> None:
        """Kill the process and forget it; for who has the turn."""
        running, self._running = self._running, None
        if running is not None:
            running.kill()
            with contextlib.suppress(OSError):
                running.pipe.close()
            running.process.join()
            running.process.close()


class WorkerPool:
    """Up to `size` equal workers, for as many requests at a time. A process starts when none is free."""

    def __init__(self, workers: Iterable[WorkerProcess]) -> None:
        self._workers = tuple(workers)
        self._free: queue.LifoQueue[WorkerProcess] = queue.LifoQueue()
        """The one used last is taken first, so that none starts in vain."""
        for worker in self._workers:
            self._free.put(worker)

    @property
    def pids(self) -> tuple[int, ...]:
        """The processes that have been started."""
        return tuple(pid for worker in self._workers if (pid := worker.pid) is not None)

    def start(self) -> None:
        """Start all processes. Raises WorkerStartError, WorkerClosedError."""
        for worker in self._workers:
            worker.start()

    def request(self, request: object, *, seconds: float) -> Generator[Any, None, None]:
        """As of a WorkerProcess, after waiting for one that is free."""
        worker = self._free.get()
        try:
            yield from worker.request(request, seconds=seconds)
        finally:
            self._free.put(worker)

    def interrupt(self) -> None:
        for worker in self._workers:
            worker.interrupt()

    def close(self) -> None:
        for worker in self._workers:
            worker.close()


@dataclass(frozen=True, slots=True)
class _Task:
    """What a worker needs to know; pickled."""

    target: str
    arguments: tuple[object, ...]
    niceness: int
    memory: int | None


_starting = threading.Lock()
"""Whoever starts a process changes `sys.stderr` meanwhile, for all threads."""


def start_worker(task: _Task, name: str) -> tuple[BaseProcess, Connection]:
    """The process and our end of the pipe. Raises OSError when no process can be had."""
    from multiprocessing import get_context, resource_tracker  # 15 ms, which the first frame does without

    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(
        target=_serve,
        args=(theirs, task, diagnostics.target(), context.parent_process),
        name=name,
        daemon=True,
    )
    # Textual's stand-in for standard error has no file descriptor, which the spawn would trip over
    # (Textual #3593).
    with _starting, contextlib.redirect_stderr(sys.__stderr__), _hold_interrupts(resource_tracker):
        process.start()
    theirs.close()
    return process, ours


@contextlib.contextmanager
def _hold_interrupts(resource_tracker: ModuleType) -> Iterator[None]:
    """What is started meanwhile never sees Ctrl-C: until it can ignore it, it would die with a traceback."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # now: where it starts as part of another start, it lets Ctrl-C through
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(
    pipe: Connection,
    task: _Task,
    log: diagnostics.LogTarget | None,
    parent_process: Callable[[], BaseProcess | None],
) -> None:
    """What the worker runs. It sends `()` when it is ready; then for each request a tuple with each answer,
    and `()` after the last, or the error."""
    init_worker(task, parent_process)
    if log is not None:
        diagnostics.set_up(log)
    try:
        module, _, name = task.target.partition(":")
        handle = getattr(import_module(module), name)(*task.arguments)
    except Exception as error:  # the end of the pipe tells the parent
        diagnostics.log_fault(error)
        sys.exit(1)
    pipe.send(())
    while True:
        try:
            request = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            for answer in handle(request):
                pipe.send((answer,))
            message: tuple[()] | Exception = ()
        except BriefingError as error:
            message = error
        except Exception as error:  # whatever a handler may raise, the next request may fare better
            traceback.clear_frames(error.__traceback__)  # which hold what has filled the memory, perhaps
            diagnostics.log_fault(error)
            message = WorkerFault(type(error).__name__)
        pipe.send(message)


def init_worker(task: _Task, parent_process: Callable[[], BaseProcess | None]) -> None:
    """Leave Ctrl-C, the terminal and most of the CPU to the parent, end with it, and set the limit."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, args=(parent_process(),), daemon=True).start()
    # What another program or library prints would be drawn over the reader, and what it reads be its keys.
    silence = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(silence, stream)
    if sys.platform != "win32":
        os.nice(task.niceness)
        if task.memory is not None:
            with contextlib.suppress(ValueError, OSError):  # macOS may refuse it
                resource.setrlimit(resource.RLIMIT_AS, (task.memory, task.memory))
    elif task.niceness:
        windll.kernel32.SetPriorityClass(windll.kernel32.GetCurrentProcess(), BELOW_NORMAL_PRIORITY)


def _end_with_parent(parent: BaseProcess | None) -> None:
    """A worker that is busy would notice only with its next answer, which may never come."""
    if parent is not None:
        parent.join()
        os._exit(1)
