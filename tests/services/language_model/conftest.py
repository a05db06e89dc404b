"""Asks models without a process, which takes seconds to start."""

from __future__ import annotations

import pytest

from briefing.processes import WorkerProcess
from tests.model_asking import ask_in_this_process


@pytest.fixture(autouse=True)
def no_process(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """But for tests that ask for `real_process`, which can be killed."""
    if "real_process" not in request.fixturenames:
        ask_in_this_process(monkeypatch)


@pytest.fixture
def real_process() -> type[WorkerProcess]:
    return WorkerProcess
