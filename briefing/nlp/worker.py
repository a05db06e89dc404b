"""The engine in a process of its own, so that neither loading nor parsing ever holds up a key press.

One niced, spawned process holds the pipeline. It imports no Textual, writes nothing to the terminal, ignores
Ctrl-C, and ends when the parent's end of its pipe is gone.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Generator, Mapping
from typing import TYPE_CHECKING

from briefing.domain import Article, EngineInfo
from briefing.errors import BriefingError, EngineError
from briefing.nlp.engine import Part, built_in_info
from briefing.spawning import spawn

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

__all__ = ["EngineProcess"]

NICENESS = 10


class EngineProcess:
    """The built-in engine behind a pipe: an `Engine`, safe for several threads, an article at a time."""

    def __init__(self, pipelines: Mapping[str, str]) -> None:
        self._pipelines = dict(pipelines)
        self._turn = threading.Lock()
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None
        self._closed = False

    @property
    def info(self) -> EngineInfo:
        return built_in_info(self._pipelines)

    @property
    def pid(self) -> int | None:
        """The process at work; None before the first start."""
        return self._process.pid if self._process is not None else None

    def warm(self) -> None:
        """Start the process and let it load its pipeline meanwhile."""
        with self._turn:
            self._ensure_running()

    def parts(self, article: Article) -> Generator[Part, None, None]:
        """Yield each part as the process sends it. Raises EngineError, also when the process died."""
        with self._turn:
            pipe = self._ensure_running()
            finished = False
            try:
                pipe.send(article)
                while (answer := pipe.recv()) is not None:
                    if isinstance(answer, BriefingError):
                        finished = True
                        raise answer
                    yield answer
                finished = True
            except (EOFError, OSError) as error:
                raise EngineError("The engine stopped while at work; r starts it again.") from error
            finally:
                # Left half way, the pipe holds parts of this article that the next one must not get.
                if not finished:
                    self._stop()

    def close(self) -> None:
        """Stop the process, at work or not."""
        self._closed = True
        self._stop()

    def _ensure_running(self) -> Connection:
        if self._closed:
            raise EngineError("The engine has been closed.")
        if self._process is not None and self._process.is_alive() and self._pipe is not None:
            return self._pipe
        self._process, self._pipe = spawn(_serve, self._pipelines, name="briefing-engine")
        return self._pipe

    def _stop(self) -> None:
        process, pipe = self._process, self._pipe
        self._process = self._pipe = None
        if process is not None:
            process.kill()
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()


def _serve(pipe: Connection, pipelines: Mapping[str, str]) -> None:
    """The process: answer each article with its parts and then None, or with the error."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _leave_the_terminal_alone()
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    from briefing.nlp.pipeline import SpacyEngine

    engine = SpacyEngine(pipelines)
    with contextlib.suppress(EngineError):  # told again, to whom it concerns, with the first article
        engine.warm()
    while True:
        try:
            article = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            for part in engine.parts(article):
                pipe.send(part)
            pipe.send(None)
        except BriefingError as error:
            pipe.send(error)
        except Exception as error:  # any fault in the engine must reach the reader as a sentence
            pipe.send(EngineError(f"The engine failed on this article: {type(error).__name__}: {error}."))


def _leave_the_terminal_alone() -> None:
    """Point standard output and error elsewhere: a library's warning would be drawn over the reader."""
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123 - a device, not a path of ours
        for stream in (sys.__stdout__, sys.__stderr__):
            if stream is not None:
                with contextlib.suppress(OSError, ValueError):
                    os.dup2(nowhere.fileno(), stream.fileno())
