"""Asks the reader's language model, one request at a time, in a process that can be stopped."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.errors import ModelError
from briefing.nlp.language_model.model_config import ModelConfig
from briefing.processes import WorkerError, WorkerFailure, WorkerProcess
from briefing.services.language_model.answer_cache import AnswerCache
from briefing.services.language_model.client import Completion, Limits
from briefing.threads import ignore

if TYPE_CHECKING:
    from briefing.nlp.language_model.prompt import Prompt

MEMORY_BYTES = 1_000_000_000
"""Bytes of address space: the process needs a fifth of it, and an endless answer must not take more."""


@dataclass(frozen=True, slots=True)
class Sent:
    """The news that a request is on its way."""

    words: int
    host: str


@dataclass(eq=False, slots=True)
class Waiting:
    """A request that the model is answering."""

    since: float = field(default_factory=time.monotonic)
    words: int = 0
    """The number of words so far."""


def no_answer(config: ModelConfig, why: str) -> str:
    return f"The language model at {config.host} gave no answer: {why}."


class LanguageModel:
    """A language model that serves several threads, one at a time; the first request starts its process."""

    def __init__(self, config: ModelConfig, folder: Path, limits: Limits | None = None) -> None:
        """`folder` keeps answers and their costs; `limits` are by default those of the configuration."""
        self.config = config
        self.limits = limits or Limits.of(config)
        self.on_sent: Callable[[str], object] = ignore
        """A function that gets a sentence for each request that is sent, in the thread that asks."""
        self.on_end: Callable[[], object] = ignore
        """A function that is called when such a request has ended, in the same thread."""
        self.waiting: Waiting | None = None
        """The request that is being answered, if one is."""
        self._cache = AnswerCache(folder)
        target = "briefing.services.language_model.model_worker:make_handler"
        self._worker = WorkerProcess(
            target, config, folder, self.limits, name="briefing-model", memory=MEMORY_BYTES
        )

    @property
    def pid(self) -> int | None:
        """The id of the process, if there is one."""
        return self._worker.pid

    def kept(self, prompt: Prompt) -> Completion | None:
        """Return the cached answer to a prompt, if there is one."""
        kept = self._cache.get(self.config, prompt)
        return None if kept is None else replace(kept, cost=0.0)

    def ask(self, prompt: Prompt, is_cancelled: Callable[[], bool] | None = None) -> Completion:
        """Wait for the answer. Raises ModelError, also soon after the request is cancelled."""
        if (kept := self.kept(prompt)) is not None:
            return kept
        silence = self.limits.connect + self.limits.first_token
        waiting = Waiting()
        try:
            for answer in self._worker.request(
                prompt, seconds=silence, clock=silence, is_cancelled=is_cancelled
            ):
                if isinstance(answer, Sent):
                    self.waiting = waiting = Waiting()
                    self.on_sent(f"sent {answer.words:,} words to {answer.host}")
                elif isinstance(answer, Completion):
                    reply = answer
                else:
                    waiting.words = answer
            return reply
        except WorkerError as error:
            raise ModelError(self._sentence(error)) from error
        finally:
            if self.waiting is waiting:  # and no other request has begun meanwhile
                self.waiting = None
                self.on_end()

    def close(self) -> None:
        self._worker.close()

    def _sentence(self, error: WorkerError) -> str:
        if error.failure is WorkerFailure.CANCELLED:
            return "The language model was stopped."
        reasons = {
            WorkerFailure.CLOSED: "the program ends",
            WorkerFailure.NOT_STARTED: f"its process did not start ({error.detail}): close other programs",
            WorkerFailure.TIMEOUT: (
                f"it was silent for {error.detail} seconds: see that it runs, or raise timeout under [model]"
            ),
            WorkerFailure.DIED: "its process ended: ask again",
            WorkerFailure.FAULT: f"there was a fault ({error.detail}): ask again",
        }
        return no_answer(self.config, reasons[error.failure])
