"""Starts the installed program as its first user would: draws the reader on the sample, and briefs that.

python scripts/installed_check.py
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from functools import partialmethod
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from briefing.paths import Paths, bundled_sample
from briefing.settings import Settings
from briefing.ui.app import BriefingApp
from briefing.ui.bootstrap import run_reader

SECONDS = 60
"""The time that the reader may take to draw, on a machine that is busy with others."""


def main() -> None:
    drawn: list[str] = []

    async def look(pilot: Pilot[Any]) -> None:
        until = time.monotonic() + SECONDS
        while "Summary" not in (screen := pilot.app.export_screenshot()) and time.monotonic() < until:
            await pilot.pause(0.1)
        drawn.append(screen)
        pilot.app.exit()

    BriefingApp.run = partialmethod(  # type: ignore[method-assign, assignment]
        BriefingApp.run, headless=True, size=(120, 40), auto_pilot=look
    )
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        run_reader(Paths.under(Path(home)), Settings(), [], [])
        assert "Summary" in drawn[0], "The reader draws no panes."
        program = [sys.executable, "-m", "briefing", "--home", home]
        about = subprocess.run([*program, "about"], capture_output=True, check=True).stdout
        assert b"MiniLM" in about, "The notices of what is inside are not installed."
        command = [*program, "show", "--format", "json", str(bundled_sample())]
        made = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    empty = [part for part in ("summary", "actors", "issues") if not made[part]]
    assert not empty, f"The briefing of the sample has no {', '.join(empty)}."
    print(f"{sys.platform}, Python {sys.version.split()[0]}: the reader draws, and briefs the sample.")


if __name__ == "__main__":
    main()
