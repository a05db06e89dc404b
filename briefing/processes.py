"""How a process of our own is started, also from under a screen that Textual draws."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from briefing import diagnostics

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

__all__ = ["settle", "spawn"]

BELOW_NORMAL_PRIORITY = 0x4000
"""What Windows has in place of niceness."""


def spawn(serve: Callable[..., None], *arguments: object, name: str) -> tuple[BaseProcess, Connection]:
    """Start `serve(pipe, *arguments)` in a spawned process that dies with this one; our end of the pipe.

    `serve` and the arguments must be picklable. Raises OSError when no process can be had.
    """
    import multiprocessing  # 15 ms that whoever only imports this need not pay

    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(
        target=_run, args=(diagnostics.target(), serve, theirs, *arguments), name=name, daemon=True
    )
    # Textual's stand-in for standard error has no file descriptor, which the spawn would trip over
    # (Textual #3593).
    with contextlib.redirect_stderr(sys.__stderr__), _interrupts_held():
        process.start()
    theirs.close()
    return process, ours


def _run(log: diagnostics.LogTarget | None, serve: Callable[..., None], *arguments: object) -> None:
    """The process: `serve` with its faults logged where the parent logs its own."""
    if log is not None:
        diagnostics.set_up(log)
    try:
        serve(*arguments)
    except Exception as error:  # which would be printed over the reader
        diagnostics.log_fault(error)
        sys.exit(1)


@contextlib.contextmanager
def _interrupts_held() -> Iterator[None]:
    """What is started meanwhile never sees Ctrl-C: until it can ignore it, it would die with a traceback."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()  # now: where it starts as part of another start, it lets Ctrl-C through
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _give_way(niceness: int) -> None:
    if sys.platform != "win32":
        os.nice(niceness)
    elif niceness:
        from ctypes import windll

        windll.kernel32.SetPriorityClass(windll.kernel32.GetCurrentProcess(), BELOW_NORMAL_PRIORITY)


def _end_with_parent() -> None:
    """What is at work would notice at its next word to the parent only, which may never come."""
    from multiprocessing import parent_process

    if (parent := parent_process()) is not None:
        parent.join()
        os._exit(1)


def settle(niceness: int) -> None:
    """What a spawned process does first: leave Ctrl-C, the terminal and most of the CPU to its parent.

    From then on it ends with the parent, whatever it is doing.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _give_way(niceness)
    # What another program or library prints would be drawn over the reader, and what it reads be its keys.
    silence = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(silence, stream)
