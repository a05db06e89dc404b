"""Logs faults with their tracebacks to a rotating file, and words the one sentence that is shown instead.

At the default level a record holds code and types alone: the message of an exception may quote an article or
a note, so it is left out. Addresses lose all but their host at every level, since any part may be a secret.
"""

from __future__ import annotations

import contextlib
import logging
import os
import re
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, NamedTuple

from briefing.errors import BriefingError
from briefing.regular_files import PRIVATE_FILE, make_private_folder, open_private

if TYPE_CHECKING:
    import asyncio

DEBUG_VARIABLE = "BRIEFING_DEBUG"
MAX_BYTES = 500_000
BACKUPS = 2
LOCK_SECONDS = 1.0
"""Seconds that a record waits for other processes' records; then it is written nonetheless."""
MAX_MESSAGE = 500
"""The most characters of an exception's message."""

_LOGGERS = ("briefing", "asyncio", "concurrent.futures")
_SAFE_MESSAGES = (AttributeError, ImportError, IndexError, MemoryError, NameError, RecursionError, TypeError)
"""Exceptions whose messages the interpreter writes, with names and types but never values."""
_IS_LOGGED = "briefing_is_logged"
"""The attribute that marks an exception whose traceback is in the log already."""

_ADDRESS = r"\b([A-Za-z][A-Za-z0-9+.-]*://)(?:[^\s/?#]*@)?([\w.-]*)\S*"
_CREDENTIALS = r"\b(Basic|Bearer|Illegal header value)\s+\S+"

_logger = logging.getLogger(__name__)


class LogTarget(NamedTuple):
    """The file to which a process logs, and whether it logs everything; a worker gets its parent's."""

    file: Path
    debug: bool = False


class _LogFile(logging.Handler):
    """A log file that is opened and locked for each record, as several processes may write to it."""

    def __init__(self, target: LogTarget) -> None:
        super().__init__()
        self.target = target
        self.setFormatter(_Formatter(debug=target.debug))

    def emit(self, record: logging.LogRecord) -> None:
        from logging.handlers import RotatingFileHandler  # none of these is needed before the first fault

        from filelock import FileLock, Timeout

        file = self.target.file
        try:
            make_private_folder(file.parent)
            lock = FileLock(file.with_name(f".{file.name}.lock"), mode=PRIVATE_FILE)
            with contextlib.suppress(Timeout):
                lock.acquire(LOCK_SECONDS, poll_interval=0.01)
            try:
                _make_log(file)
                rotating = RotatingFileHandler(
                    file, maxBytes=MAX_BYTES, backupCount=BACKUPS, encoding="utf-8", errors="backslashreplace"
                )
                rotating.rotator = _rotate
                rotating.setFormatter(self.formatter)
                rotating.handle(record)
                rotating.close()
            finally:
                lock.release()
        except OSError:
            pass  # a log that cannot be written must not be the next fault


def _make_log(file: Path) -> None:
    """Make a log that only its owner can read. Raises OSError if the path is no file, such as a pipe."""
    open_private(file, os.O_APPEND).close()


def _rotate(source: str, target: str) -> None:
    Path(source).rename(target)
    _make_log(Path(source))


class _Formatter(logging.Formatter):
    def __init__(self, *, debug: bool) -> None:
        super().__init__()
        self._debug = debug

    def format(self, record: logging.LogRecord) -> str:
        where = f"{record.processName}[{record.process}] {record.threadName} {record.name}"
        lines = [f"{self.formatTime(record)} {record.levelname} {where}: {self._message(record)}"]
        if record.exc_info and record.exc_info[1] is not None:
            lines.append("Traceback (most recent call last):")
            lines += _traceback_lines(record.exc_info[1], debug=self._debug)
        return re.sub(_CREDENTIALS, r"\1 …", re.sub(_ADDRESS, r"\1\2/…", "\n".join(lines)))

    def _message(self, record: logging.LogRecord) -> str:
        if self._debug or record.name.startswith("briefing"):
            return record.getMessage()
        return str(record.msg).partition("\n")[0]  # asyncio adds the values of variables


def _traceback_lines(
    error: BaseException, *, debug: bool, seen: frozenset[int] = frozenset()
) -> Iterator[str]:
    """Yield the frames and the type of an exception, after those of its cause."""
    seen |= {id(error)}
    earlier = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if earlier is not None and id(earlier) not in seen:
        yield from _traceback_lines(earlier, debug=debug, seen=seen)
        yield "which led to:"
    yield from (line.rstrip("\n") for line in traceback.format_tb(error.__traceback__))
    kind = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    yield f"{kind}{_message_of(error, debug=debug)}"
    if isinstance(error, BaseExceptionGroup):
        for each in error.exceptions:
            yield "of which one is:"
            yield from (f"    {line}" for line in _traceback_lines(each, debug=debug, seen=seen))


def _message_of(error: BaseException, *, debug: bool) -> str:
    if debug or type(error) in _SAFE_MESSAGES:
        message = str(error)
    elif isinstance(error, OSError) and error.errno is not None:
        message = os.strerror(error.errno)
    else:
        message = ""
    return f": {message[:MAX_MESSAGE]}" if message else ""


def set_up(target: LogTarget) -> None:
    """Log to this file from now on, and nowhere else: warnings and faults, or with `debug` everything.

    The file and its folder are made with the first record.
    """
    handler = _LogFile(target)
    for name in _LOGGERS:
        logger = logging.getLogger(name)
        for before in [each for each in logger.handlers if isinstance(each, _LogFile)]:
            logger.removeHandler(before)
        logger.addHandler(handler)
    logging.getLogger("briefing").setLevel(logging.DEBUG if target.debug else logging.WARNING)
    logging.raiseExceptions = False  # or a full disk would write a traceback of its own to standard error


def wants_debug() -> bool:
    return bool(os.environ.get(DEBUG_VARIABLE))


def target() -> LogTarget | None:
    """Return where this process logs, or None before `set_up`."""
    handlers = logging.getLogger("briefing").handlers
    return next((each.target for each in handlers if isinstance(each, _LogFile)), None)


def see_log() -> str:
    """Say where the details of a fault are, to end a sentence; short enough for a row of 80 columns."""
    where = target()
    if where is None:
        return "there is no log"
    home = str(Path.home())
    file = str(where.file)
    return f"see ~{file.removeprefix(home)}" if file.startswith(home + os.sep) else f"see {file}"


def log_fault(error: BaseException) -> None:
    """Log the traceback, once even if the exception is passed on; an expected one only with `debug`."""
    if not isinstance(error, Exception) or getattr(error, _IS_LOGGED, False):
        return
    setattr(error, _IS_LOGGED, True)
    is_expected = isinstance(error, BriefingError)
    _logger.log(
        logging.DEBUG if is_expected else logging.ERROR, "%s", type(error).__qualname__, exc_info=error
    )


def report_error(error: BaseException) -> str:
    """Log an exception, and return the sentence to show: its own if it was expected, or one with the log."""
    log_fault(error)
    if isinstance(error, BriefingError):
        return str(error)
    return f"Unexpected error ({type(error).__name__}): {see_log()}."


def catch_uncaught(show: Callable[[str], object]) -> None:
    """Log exceptions that nobody catches, in any thread, and show each as a sentence."""

    def excepthook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if isinstance(error, Exception):
            show(report_error(error))

    def thread_excepthook(caught: threading.ExceptHookArgs) -> None:
        if isinstance(caught.exc_value, Exception):
            show(report_error(caught.exc_value))

    def unraisablehook(caught: sys.UnraisableHookArgs) -> None:
        if caught.exc_value is not None:  # it is from a destructor: nothing that was asked for has failed
            log_fault(caught.exc_value)

    sys.excepthook = excepthook
    threading.excepthook = thread_excepthook
    sys.unraisablehook = unraisablehook


def watch_tasks(loop: asyncio.AbstractEventLoop, show: Callable[[str], object]) -> None:
    """Log exceptions of tasks that nobody waits for, and show each as a sentence."""

    def failed(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if isinstance(error, Exception):
            show(report_error(error))
        else:
            _logger.debug("asyncio: %s", context.get("message"))

    loop.set_exception_handler(failed)
