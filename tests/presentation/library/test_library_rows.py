"""Ages of articles in the library's list."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from briefing.presentation.sentences import age

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        (None, ""),
        ("no date", ""),
        ("2026-11-25T11:59:40+00:00", "now"),
        ("2026-11-25T11:15:00+00:00", "45m"),
        ("2026-11-25T09:00:00+00:00", "3h"),
        ("2026-11-25", "today"),
        ("2026-11-22", "3d"),
        ("2026-03-02", "2 Mar"),
        ("2024-08-29", "Aug 2024"),
    ],
)
def test_age(moment: str | None, shown: str) -> None:
    assert age(moment, NOW) == shown
