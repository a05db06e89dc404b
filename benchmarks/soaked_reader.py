"""The reader, but nothing that is pressed ends or stops it; with `--pilot` it takes keys from standard input.

    python -m benchmarks.soaked_reader HOME [--pilot]

Each line of standard input holds keys that are pressed at once; when they have been dealt with, the names of
the screens that were seen are printed in a line. A module of its own, since the processes that the reader
starts import it anew.
"""

from __future__ import annotations

import asyncio
import gc
import sys
from typing import Any


def main(home: str, *options: str) -> int:
    from briefing.cli import open_reader
    from briefing.cli.main import main as briefing
    from briefing.ui import app as app_module

    reader: Any = app_module.BriefingApp
    leave, run = reader.exit, reader.run

    def leave_by_signal(app: Any, *arguments: Any, **named: Any) -> None:
        if app.ended_by is not None:
            leave(app, *arguments, **named)

    def run_piloted(app: Any) -> None:
        run(app, headless=True, size=(120, 40), auto_pilot=lambda _: press_lines(app))

    reader.exit = leave_by_signal
    reader.action_app_suspend = lambda _: None
    if options:
        open_reader._obstacle = lambda **_: None
        reader.run = run_piloted
    return briefing(["--home", home])


async def press_lines(app: Any) -> None:
    from benchmarks.soak_keys import key_event
    from briefing.ui.commands.bindings import reader_screen

    while (reader := reader_screen(app)) is None or not (reader.ready and reader.ready.is_set()):
        await asyncio.sleep(0.05)
    loop, source = asyncio.get_running_loop(), sys.__stdin__
    assert source is not None
    while line := await loop.run_in_executor(None, source.readline):
        screens = set()
        for key in line.split():
            app._driver.send_message(key_event(key))
            await asyncio.sleep(0)
            screens.add(type(app.screen).__name__)
        while not app.keys._queue.empty() or any(
            not each._message_queue.empty() for each in (app, *app._registry)
        ):
            await asyncio.sleep(0.005)
            screens.add(type(app.screen).__name__)
        gc.collect()
        print(*screens, flush=True, file=sys.__stdout__)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
