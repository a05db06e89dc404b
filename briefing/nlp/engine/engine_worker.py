"""The engine in a process of its own, so that neither loading nor parsing ever holds up a key press.

One niced, spawned process holds the pipeline. It imports no Textual, writes nothing to the terminal, ignores
Ctrl-C, and ends with its parent, however that ends.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Generator, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from briefing.diagnostics import log_fault, see_log
from briefing.domain import Article, EngineInfo
from briefing.errors import BriefingError, EngineError
from briefing.nlp.engine.built_in_names import BUILT_IN, built_in_info
from briefing.nlp.engine.protocol import Engine, Part, Warmable
from briefing.processes import settle, spawn

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

__all__ = ["PATIENCE", "EngineProcess"]

NICENESS = 10
PATIENCE = 120.0
"""Seconds that an engine may be silent over an article, and as many again for each LENGTH letters of it: then
its process is ended. The built-in one takes two seconds for those on a slow machine; the model of another may
take fifty times as long and be sound."""
LENGTH = 12_000
"""Some 2,000 words; letters, since not every script parts words by spaces."""
LONGEST_START = 120.0
"""Seconds that a process may take until its engine is loaded, which a large model takes long to read."""
TICK = 1.0

_INFO = "info"
_CHECK = "check"
"""Requests for what the engine calls itself, and whether it could get ready; every other is an article."""
_NEXT_STEP = "ask again, in the reader with r, or choose another under [engine] in config.toml."


class EngineProcess:
    """An engine behind a pipe: an `Engine`, safe for several threads, an article at a time."""

    def __init__(
        self,
        pipelines: Mapping[str, str],
        name: str = BUILT_IN,
        *,
        niceness: int = NICENESS,
        patience: float = PATIENCE,
    ) -> None:
        """`niceness` is how far it gives way to the reader's keys; 0 where somebody waits for it alone."""
        self._pipelines = dict(pipelines)
        self._name = name
        self._niceness = niceness
        self._patience = patience
        self._info = built_in_info(pipelines) if name == BUILT_IN else None
        self._turn = threading.Lock()
        self._asking = threading.Lock()
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None
        self._is_ready = False
        """Whether the process has loaded its engine, as far as that can be loaded."""
        self._abandoned: BaseProcess | None = None
        """The process that `interrupt` has killed, which may look alive for another moment."""
        self._closed = False

    @property
    def info(self) -> EngineInfo:
        """Another package's engine is asked for it once, in the process. Raises EngineError."""
        with self._asking:  # whoever comes second must not wait for an article of the first one's
            if self._info is None:
                (self._info,) = self._answers(_INFO)
            return self._info

    @property
    def knows_info(self) -> bool:
        """Whether `info` can be had without waiting."""
        return self._info is not None

    @property
    def pid(self) -> int | None:
        """The process at work; None before the first start."""
        return self._process.pid if self._process is not None else None

    def warm(self) -> None:
        """Start the process and let it load its pipeline meanwhile."""
        with self._turn:
            self._ensure_running()

    def check(self) -> None:
        """Wait until the process has loaded its engine. Raises EngineError where it cannot."""
        for _ in self._answers(_CHECK):
            pass

    def parts(self, article: Article) -> Generator[Part, None, None]:
        """Yield each part as the process sends it. Raises EngineError, also when it died or fell silent."""
        yield from self._answers(article)

    # What comes through a pipe has no type: it is what `_serve` sends.
    def _answers(self, request: Article | str) -> Generator[Any, None, None]:
        with self._turn:
            pipe = self._ensure_running()
            finished = False
            try:
                if not self._is_ready:  # or a long article would fill the pipe while nobody reads
                    self._received(pipe, LONGEST_START)
                    self._is_ready = True
                length = len(request.text) if isinstance(request, Article) else 0
                patience = self._patience * (1 + length / LENGTH)
                pipe.send(request)
                while (answer := self._received(pipe, patience)) is not None:
                    if isinstance(answer, BriefingError):
                        finished = True
                        raise answer
                    yield answer
                finished = True
            except (EOFError, OSError) as error:
                raise EngineError(f"The engine “{self._name}” stopped while at work: {_NEXT_STEP}") from error
            finally:
                # Left half way, the pipe holds parts of this article that the next one must not get.
                if not finished:
                    self._kill()
                    self._discard()

    def _received(self, pipe: Connection, patience: float) -> Any:
        """What the process says next. Raises EngineError when it says nothing for so many seconds."""
        # Counted while we wait, not by the clock: a reader who stops us by Ctrl-Z stops the process as well.
        tick, waited = min(TICK, patience), 0.0
        while not pipe.poll(tick):
            waited += tick
            if waited >= patience:
                raise EngineError(
                    f"The engine “{self._name}” gave no answer for {patience:.0f} seconds and was ended: "
                    f"{_NEXT_STEP}"
                )
        return pipe.recv()

    def interrupt(self) -> None:
        """Make whoever takes parts now get an EngineError soon; the next article gets a new process."""
        self._abandoned = self._process
        self._kill()

    def close(self) -> None:
        """Stop the process, at work or not, also one that is just being started."""
        self._closed = True
        self._kill()
        # Who is at work still reads from the pipe, and discards it when it ends.
        if self._turn.acquire(blocking=False):
            try:
                self._discard()
            finally:
                self._turn.release()

    def _ensure_running(self) -> Connection:
        """The pipe of a process that runs; for who has the turn."""
        process, pipe = self._process, self._pipe
        usable = process is not None and process is not self._abandoned and process.is_alive()
        if usable and pipe is not None and not self._closed:
            return pipe
        self._discard()
        if not self._closed:
            try:
                self._process, self._pipe = spawn(
                    _serve, self._pipelines, self._name, self._niceness, name="briefing-engine"
                )
            except OSError as error:
                raise EngineError(
                    f"The engine could not be started ({error.strerror or error}): "
                    f"close other programs, then press r."
                ) from error
        if self._closed or self._pipe is None:  # meanwhile, perhaps: `close` waits for no start
            self._kill()
            self._discard()
            raise EngineError("The engine has been closed.")
        return self._pipe

    def _kill(self) -> None:
        """May be called without the turn."""
        process = self._process
        if process is not None:
            process.kill()

    def _discard(self) -> None:
        """Forget the process and close its pipe; for who has the turn."""
        pipe = self._pipe
        self._process = self._pipe = None
        self._is_ready = False
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()


def _serve(pipe: Connection, pipelines: Mapping[str, str], name: str, niceness: int) -> None:
    """The process: None once it is ready, then for each article its parts and None, or the error."""
    settle(niceness)
    from briefing.nlp.engine.registry import make_engine

    engine: Engine | None = None
    fault: EngineError | None = None
    try:
        engine = make_engine(name, pipelines)
        if isinstance(engine, Warmable):
            engine.warm()
    except EngineError as error:  # told to whom it concerns, with the first request
        fault = error
    pipe.send(None)
    while True:
        try:
            request = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            told, fault = fault, None  # what is asked after that tries again: it may have been mended
            if told is not None and (engine is None or request == _CHECK):
                raise told
            engine = engine or make_engine(name, pipelines)
            for answer in _answers_of(engine, request):
                pipe.send(answer)
            pipe.send(None)
        except BriefingError as error:
            pipe.send(error)
        except Exception as error:  # any fault in the engine must reach the reader as a sentence
            log_fault(error)
            pipe.send(
                EngineError(
                    f"The engine “{name}” failed on this article ({type(error).__name__}): {see_log()}."
                )
            )


def _answers_of(engine: Engine, request: Article | str) -> Iterable[EngineInfo | Part]:
    if isinstance(request, Article):
        return engine.parts(request)
    return (engine.info,) if request == _INFO else ()
