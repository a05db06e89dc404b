"""Runs functions in worker processes that can be limited, killed and restarted."""

from __future__ import annotations

import contextlib
import gc
import logging
import math
import os
import queue
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Generator, Iterable, Iterator
from enum import Enum, auto
from functools import cache
from pkgutil import resolve_name
from typing import TYPE_CHECKING, Any

from briefing import diagnostics
from briefing.errors import BriefingError

if sys.platform == "win32":
    from ctypes import windll
else:
    import resource

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

NICENESS = 10
"""How far a worker gives way to the reader's keys."""
THREAD_NICENESS = 4
"""The same of a thread: less, since the others wait while it holds the interpreter."""
START_SECONDS = 60.0
"""How long a worker may import what it needs; only a machine in trouble comes near."""
CLOCK = 20
"""How many times the processor time a worker may take on the clock: it gives way to all other programs."""
TICK_SECONDS = 1.0
CANCEL_SECONDS = 0.1
"""Between two looks whether a request has been cancelled."""
BELOW_NORMAL_PRIORITY = 0x4000
"""What Windows has in place of niceness."""

_logger = logging.getLogger(__name__)


class WorkerFailure(Enum):
    """Why a request was not answered to its end, and the detail that WorkerError gives."""

    CLOSED = auto()
    """`close` was called, before or meanwhile. No detail."""
    NOT_STARTED = auto()
    """The process could not be started, or was not ready in START_SECONDS. In words, why."""
    TIMEOUT = auto()
    """It took too much processor time, or was silent for too long, and has been killed. How many seconds."""
    DIED = auto()
    """It crashed, ended itself, or was killed by `interrupt` or from outside. Its exit code."""
    CANCELLED = auto()
    """`is_cancelled` of the request said so. No detail."""
    FAULT = auto()
    """The handler raised what is no BriefingError; the worker goes on. The exception's type."""


class WorkerError(Exception):
    """A request that was not answered to its end."""

    def __init__(self, failure: WorkerFailure, detail: object = "") -> None:
        super().__init__(failure, detail)
        self.failure = failure
        self.detail = detail


class WorkerProcess:
    """A handler of requests in a spawned process of its own; safe for several threads, a request at a time.

    `target` names a function as `package.module:function`, and only the worker imports its module, so
    whatever is slow to import belongs there. The worker calls it once, with `arguments`; it returns the
    handler, which is called with each request and yields the answers:

        def make_handler(encoding):
            def decode(data):
                yield data.decode(encoding)
            return decode

        worker = WorkerProcess("package.module:make_handler", "utf-8", name="decoder")
        (text,) = worker.request(b"words", seconds=5)

    Arguments, requests and answers are pickled. The process starts with the first request, or `start`, and
    starts anew with the next request after it died or was killed. It ignores Ctrl-C, has no terminal, logs
    where its parent does, and ends with its parent, however that ends.

    Limits: `seconds` of a request is the processor time that the worker may take for each answer, in all its
    threads (RLIMIT_CPU, which counts whole seconds and which Windows does not have), so that a busy machine
    refuses nothing. `clock` is how long it may be silent before each answer, at work or hung; CLOCK times
    `seconds` unless it is given. Time that the whole program is stopped by Ctrl-Z does not count. `memory`
    is how many bytes of address space the process may have in all (RLIMIT_AS): 100 MB for itself, its
    imports, and what it works with. Past it, allocations raise MemoryError in the handler; if that is not
    caught there, the request fails with FAULT "MemoryError", or with DIED where a C library does not survive
    it. macOS and Windows do not enforce it. `niceness` is 0 where somebody waits for the answers alone.
    """

    def __init__(
        self,
        target: str,
        *arguments: object,
        name: str,
        niceness: int = NICENESS,
        memory: int | None = None,
    ) -> None:
        self._task = (target, arguments, niceness, memory)
        self._name = name
        self._lock = threading.Lock()
        """Held from the start of a request to the end of its last answer."""
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None
        self._is_killed = False
        """Whether the process must not be used any more; it may look alive for another moment."""
        self._is_closed = False

    @property
    def pid(self) -> int | None:
        """The number of the process; None while none runs."""
        process = self._process
        return None if process is None else process.pid

    def start(self) -> None:
        """Start the process and wait until it is ready. Raises WorkerError."""
        with self._lock:
            self._ready_pipe()

    def request(
        self,
        request: object,
        *,
        seconds: float,
        clock: float | None = None,
        is_cancelled: Callable[[], bool] | None = None,
    ) -> Generator[Any, None, None]:
        """Yield each answer as it comes. A generator that is closed before its end costs the process.

        `is_cancelled` is asked several times a second, also while another request is at work; once it is
        true, this request fails, and the process is killed if it works on it. Raises WorkerError, and any
        BriefingError that the handler raises.
        """
        clock = CLOCK * seconds if clock is None else clock
        while not self._lock.acquire(timeout=CANCEL_SECONDS if is_cancelled is not None else -1):
            _raise_if(is_cancelled)
        try:
            pipe = self._ready_pipe()
            _raise_if(is_cancelled)  # before it is sent: this may have taken a while
            is_complete = False
            try:
                pipe.send((request, seconds))
                while message := self._receive(pipe, clock, is_cancelled):
                    if isinstance(message, Exception):
                        is_complete = True
                        raise message
                    yield message[0]
                is_complete = True
            except (EOFError, OSError) as error:
                raise self._death(seconds) from error
            finally:
                # Left half way, the pipe holds answers that the next request must not get.
                if not is_complete or self._is_closed:
                    self._discard()
        finally:
            self._lock.release()

    def interrupt(self) -> None:
        """Kill the process, so that a request at work fails with DIED; the next starts another."""
        self._is_killed = True
        if (process := self._process) is not None:
            with contextlib.suppress(ValueError):  # it has just been closed
                process.kill()

    def close(self) -> None:
        """End the process for good, even while it starts or answers. Never waits for a request to end."""
        self._is_closed = True
        self.interrupt()
        if self._lock.acquire(blocking=False):  # else the request that holds it discards the process
            try:
                self._discard()
            finally:
                self._lock.release()

    def _ready_pipe(self) -> Connection:
        """The pipe of a process that waits for a request. The caller holds the lock."""
        if self._process is not None and not self._is_killed and self._process.is_alive():
            assert self._pipe is not None
            return self._pipe
        self._discard()
        self._is_killed = False
        is_ready = False
        try:
            if not self._is_closed:
                self._process, self._pipe = start_worker(self._name, *self._task)
            if self._is_closed or self._is_killed or self._pipe is None:  # meanwhile, perhaps
                raise EOFError
            self._receive(self._pipe, START_SECONDS)  # a large request would fill the pipe while nobody reads
            is_ready = True
            return self._pipe
        except (EOFError, OSError, WorkerError) as error:
            if self._is_closed or self._is_killed:
                raise self._death() from error
            if isinstance(error, EOFError):
                self._log_death()
            why = getattr(error, "strerror", None) or "it gave no answer"
            raise WorkerError(WorkerFailure.NOT_STARTED, why) from error
        finally:
            if not is_ready:
                self._discard()

    def _receive(
        self, pipe: Connection, seconds: float, is_cancelled: Callable[[], bool] | None = None
    ) -> tuple[Any, ...] | Exception:
        """A tuple with an answer, or an empty one when the worker is ready or has answered."""
        _raise_if(is_cancelled)
        tick, waited = min(TICK_SECONDS if is_cancelled is None else CANCEL_SECONDS, seconds), 0.0
        while not pipe.poll(tick):
            _raise_if(is_cancelled)
            waited += tick
            if waited >= seconds:
                _logger.warning("%s gave no answer for %.0f seconds", self._name, seconds)
                raise WorkerError(WorkerFailure.TIMEOUT, f"{seconds:.0f}")
        message: tuple[Any, ...] | Exception = pipe.recv()
        return message

    def _death(self, seconds: float = math.inf) -> WorkerError:
        """The error for a pipe that has ended; `seconds` is the limit of processor time."""
        if self._is_closed:
            return WorkerError(WorkerFailure.CLOSED)
        exit_code = None if self._is_killed else self._log_death()
        if sys.platform != "win32" and exit_code == -signal.SIGXCPU:
            return WorkerError(WorkerFailure.TIMEOUT, f"{seconds:.0f}")
        return WorkerError(WorkerFailure.DIED, exit_code)

    def _log_death(self) -> int | None:
        if self._process is None:
            return None
        self._process.join(TICK_SECONDS)
        # As the program ends, multiprocessing itself terminates its daemons, at work or not.
        is_ending = not threading.main_thread().is_alive()
        level = logging.DEBUG if is_ending else logging.WARNING
        _logger.log(level, "%s died with exit code %s", self._name, self._process.exitcode)
        return self._process.exitcode

    def _discard(self) -> None:
        """Kill the process and forget it. The caller holds the lock."""
        process, pipe = self._process, self._pipe
        self._process = self._pipe = None
        if process is not None and pipe is not None:
            process.kill()
            with contextlib.suppress(OSError):
                pipe.close()
            process.join()
            process.close()


def _raise_if(is_cancelled: Callable[[], bool] | None) -> None:
    if is_cancelled is not None and is_cancelled():
        raise WorkerError(WorkerFailure.CANCELLED)


class WorkerPool:
    """Several equal workers, for as many requests at a time. A process starts when no other is free."""

    def __init__(self, workers: Iterable[WorkerProcess]) -> None:
        self.workers = tuple(workers)
        self._free: queue.LifoQueue[WorkerProcess] = queue.LifoQueue()
        """The one used last is taken first, so that none starts in vain."""
        for worker in self.workers:
            self._free.put(worker)

    def request(
        self, request: object, *, seconds: float, clock: float | None = None
    ) -> Generator[Any, None, None]:
        """Wait for a free worker, and yield its answers; see WorkerProcess."""
        worker = self._free.get()
        try:
            yield from worker.request(request, seconds=seconds, clock=clock)
        finally:
            self._free.put(worker)

    def interrupt(self) -> None:
        for worker in self.workers:
            worker.interrupt()

    def close(self) -> None:
        for worker in self.workers:
            worker.close()


_starting = threading.Lock()
"""Held while `sys.stderr` and the environment are changed, for all threads, to start a process."""


def start_worker(name: str, *task: object) -> tuple[BaseProcess, Connection]:
    """Return the process and our end of the pipe. Raises OSError if the system cannot start it."""
    from multiprocessing import get_context, resource_tracker  # 15 ms, which the first frame does without

    context = get_context("spawn")
    ours, theirs = context.Pipe()
    arguments = (theirs, context.parent_process, diagnostics.target(), *task)
    process = context.Process(target=_serve, args=arguments, name=name, daemon=True)
    # Textual's stand-in for standard error has no file descriptor, which the spawn would trip over
    # (Textual #3593).
    with _starting, contextlib.redirect_stderr(sys.__stderr__), _safe_import_path():
        if sys.platform == "win32":
            process.start()
        else:
            # A process of 6 MB that would look after shared memory, of which we have none.
            resource_tracker.getfd = _nowhere
            # Until a process can ignore Ctrl-C, it would die of that with a traceback.
            before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
            try:
                process.start()
            finally:
                signal.pthread_sigmask(signal.SIG_SETMASK, before)
    theirs.close()
    return process, ours


@contextlib.contextmanager
def _safe_import_path() -> Iterator[None]:
    """Let processes that start meanwhile import nothing from the current folder, as Python's option -P does.

    multiprocessing starts them with `-c`, for which Python looks there first, where anything may lie.
    """
    before = os.environ.get("PYTHONSAFEPATH")
    os.environ["PYTHONSAFEPATH"] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ["PYTHONSAFEPATH"]
        else:
            os.environ["PYTHONSAFEPATH"] = before


@cache
def _nowhere() -> int:
    return os.open(os.devnull, os.O_WRONLY)


def _serve(
    pipe: Connection,
    parent_process: Callable[[], BaseProcess | None],
    log: diagnostics.LogTarget | None,
    target: str,
    arguments: tuple[object, ...],
    niceness: int,
    memory: int | None,
) -> None:
    """Run the worker. It sends `()` when it is ready, then for each request `(answer,)` for each answer and
    at the end `()` or an exception."""
    threading.Thread(target=_end_with_parent, args=(parent_process(),), daemon=True).start()
    init_worker(niceness, memory)
    if log is not None:
        diagnostics.set_up(log)
    try:
        handle = resolve_name(target)(*arguments)
    except Exception as error:  # the end of the pipe tells the parent
        diagnostics.log_fault(error)
        sys.exit(1)
    pipe.send(())
    while True:
        try:
            request, seconds = pipe.recv()
        except (EOFError, OSError):
            return
        message: tuple[()] | Exception = ()
        try:
            _limit_processor_time(seconds)
            for answer in handle(request):
                pipe.send((answer,))
                _limit_processor_time(seconds)
        except BriefingError as error:
            message = error
        except Exception as error:  # whatever a handler may raise, the next request may fare better
            traceback.clear_frames(error.__traceback__)  # which hold what has filled the memory, perhaps
            diagnostics.log_fault(error)
            message = WorkerError(WorkerFailure.FAULT, type(error).__name__)
        pipe.send(message)


def give_way(niceness: int = THREAD_NICENESS) -> None:
    """Lower the priority of the calling thread and of all that it starts: keys come first on a busy machine.

    Only Linux has priorities of threads that any program may lower.
    """
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), max(niceness, os.nice(0)))


def release_memory() -> None:
    """Free garbage, and give what is free back to the system: glibc keeps it, for each thread anew."""
    gc.collect()
    if sys.platform == "linux":
        from ctypes import CDLL  # the first frame does without

        if trim := getattr(CDLL(None), "malloc_trim", None):  # other C libraries have none
            trim(0)


def init_worker(niceness: int, memory: int | None) -> None:
    """Leave Ctrl-C, the terminal and most of the CPU to the parent, and limit the memory."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # What another program or library prints would be drawn over the reader, and what it reads be its keys.
    silence = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(silence, stream)
    if sys.platform == "win32":
        if niceness:
            windll.kernel32.SetPriorityClass(windll.kernel32.GetCurrentProcess(), BELOW_NORMAL_PRIORITY)
        return
    os.nice(max(0, niceness - os.nice(0)))
    # What the system writes of a process that it ends at a limit would hold the text of articles.
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    if memory is not None:
        with contextlib.suppress(ValueError, OSError):  # macOS may refuse it
            resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _limit_processor_time(seconds: float) -> None:
    """Let the system end this process once it has taken so many more seconds of processor time."""
    if sys.platform != "win32":
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        soft = math.ceil(time.process_time() + seconds)
        with contextlib.suppress(ValueError, OSError):  # the user's own limit is lower
            resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def _end_with_parent(parent: BaseProcess | None) -> None:
    """A worker that is busy would notice only with its next answer, which may never come."""
    if parent is not None:
        parent.join()
        os._exit(1)
