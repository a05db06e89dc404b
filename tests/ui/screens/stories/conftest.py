"""Articles are put into stories, but at the start only where a test says so."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def no_assignment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("briefing.ui.screens.stories.story_assignment.START_DELAY", 3600.0)
