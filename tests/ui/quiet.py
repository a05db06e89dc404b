"""Waits until an app has dealt with everything, by its event loop and its workers and not by a clock."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from time import monotonic, process_time
from typing import Any

from textual._context import active_app
from textual.app import App, ScreenStackError
from textual.message_pump import MessagePump
from textual.pilot import Pilot
from textual.worker import Worker, WorkerCancelled

_wait_for_screen = Pilot._wait_for_screen
HELD = 0.05
"""Seconds without work in the process after which a worker counts as one that the test itself holds up."""


async def wait_until_quiet(min_sleep: float = 0, max_sleep: float = 2) -> None:
    """Stand in for Textual's `wait_for_idle`, which takes a process that gets no CPU time for an idle one.

    Waits for the messages of the app that is tested and for its workers, but not for workers that a test
    holds up: those for which the process has nothing to do.
    """
    app = active_app.get()
    latest = monotonic() + max_sleep
    is_held = False
    while True:
        await _drain(app, paints=False)  # what a worker brings would be painted over at once
        while running_workers(app) and not is_held and monotonic() < latest:
            used = process_time()
            tasks = [each._task for each in running_workers(app) if each._task is not None]
            await (asyncio.wait(tasks, timeout=HELD) if tasks else asyncio.sleep(HELD))
            is_held = process_time() - used < HELD / 20
            await _drain(app, paints=False)
        await _drain(app)
        if is_held or not running_workers(app) or monotonic() >= latest:
            return


async def wait_for_screen(pilot: Pilot[Any], timeout: float = 30.0) -> bool:
    """Stand in for Textual's method, which posts a message to every widget to see that none has one left.

    Once nothing is ready to run, only a widget that is held up while it handles a message can have one.
    """
    await _drain(pilot.app, paints=False)
    with suppress(ScreenStackError):
        pumps = [pilot.app, *pilot.app.screen.walk_children(with_self=True)]
        if not all(_awaits_message(pump) for pump in pumps):
            return await _wait_for_screen(pilot, timeout)
    return True


def _awaits_message(pump: MessagePump) -> bool:
    return pump._closed or bool(pump._message_queue.ready_event._waiters)


async def wait_for_workers(pilot: Pilot[Any]) -> None:
    """Wait until no work is under way and the app has dealt with all that came of it."""
    while True:
        await pilot.pause()
        running = running_workers(pilot.app)
        if not running:
            return
        with suppress(WorkerCancelled):
            await pilot.app.workers.wait_for_complete(running)


def running_workers(app: App[Any]) -> list[Worker[Any]]:
    return [each for each in app.workers if not each.is_finished]


async def _drain(app: App[Any], *, paints: bool = True) -> None:
    """Run the event loop until nothing is ready to run and, if it `paints`, nothing is left to be painted."""
    loop: Any = asyncio.get_running_loop()
    quiet = 0
    while quiet < 3:
        await asyncio.sleep(0)
        quiet = 0 if loop._ready else quiet + 1
        if quiet and paints and _update(app):
            quiet = 0


def _update(app: App[Any]) -> bool:
    """Do what the app and its screen do at their next tick, if they have to; whether they had."""
    if app._resize_event is not None:
        app._check_resize()
        return True
    with suppress(ScreenStackError):
        screen = app.screen
        changes = screen._dirty_widgets or screen._recompose_required or screen._callbacks
        layout = screen._layout_required or screen._scroll_required or screen._repaint_required
        if (changes or layout) and screen.is_current and not app._batch_count:
            screen._on_timer_update()
            return True
    return False
