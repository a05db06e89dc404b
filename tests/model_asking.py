"""Asks language models in this process, since one of their own takes seconds to start."""

from __future__ import annotations

from collections.abc import Callable, Generator
from types import ModuleType
from typing import Any

import pytest

from briefing.processes import WorkerError, WorkerFailure
from briefing.services.language_model import model_process, model_worker
from briefing.services.language_model.model_setup import Server


class SameProcess:
    """A worker in this process. Any: what goes through a pipe is untyped."""

    def __init__(self, target: str, *arguments: Any, **options: Any) -> None:
        self._arguments = arguments
        self._handle: Any = None

    def request(
        self, request: Any, *, seconds: float, clock: float, is_cancelled: Callable[[], bool] | None = None
    ) -> Generator[Any, None, None]:
        self._handle = self._handle or model_worker.make_handler(*self._arguments)
        for answer in self._handle(request):
            if is_cancelled is not None and is_cancelled():
                raise WorkerError(WorkerFailure.CANCELLED)
            yield answer

    def close(self) -> None:
        pass


def ask_in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """No process is started to ask a model, which takes seconds."""
    monkeypatch.setattr(model_process, "WorkerProcess", SameProcess)


def no_servers(monkeypatch: pytest.MonkeyPatch, module: ModuleType) -> list[Server]:
    """Have a module look for no server, and return the list of places that a test may add some to."""
    ask_in_this_process(monkeypatch)
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    places: list[Server] = []
    monkeypatch.setattr(module, "SERVERS", places)
    return places
