"""A short run of what `benchmarks.soak` does for long: random keys without a pause, and no fault."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest

from benchmarks.soak_keys import random_keys
from briefing.services.library import Library
from briefing.ui.app import BriefingApp
from tests.ui.conftest import reader_app
from tests.ui.reading import press_at_once, settle

AT_ONCE = 50


@pytest.mark.parametrize("pressed", [100, pytest.param(300, marks=pytest.mark.thorough)])
async def test_keys_at_random(
    library: Library, talks: str, ferry: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pressed: int
) -> None:
    monkeypatch.setattr(BriefingApp, "exit", lambda *_, **__: None)
    monkeypatch.setattr(BriefingApp, "action_app_suspend", lambda _: None)
    monkeypatch.chdir(tmp_path)
    for name in ("HOME", "PATH"):  # where exports go, and what can be piped to
        monkeypatch.setenv(name, str(tmp_path))
    keys = random_keys(seed=14)
    async with reader_app(library, talks, ferry).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        for _ in range(pressed // AT_ONCE):
            press_at_once(pilot, *islice(keys, AT_ONCE))
            await settle(pilot)
