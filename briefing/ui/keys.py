"""Dispatches keys one at a time, and runs the commands that have a sequence of keys, a mode or a count."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from inspect import signature
from typing import Any

from textual import events
from textual.app import App
from textual.dom import DOMNode
from textual.message_pump import MessagePump
from textual.screen import ModalScreen, Screen
from textual.timer import Timer
from textual.widgets import Input
from textual.worker import Worker, WorkerError

from briefing.presentation.keys.hints import sequence_message
from briefing.presentation.keys.registry import COUNT, SUSPEND, Command, commands_for, display_key
from briefing.ui.commands.bindings import (
    CommandScreen,
    answering,
    commands_of,
    places_of,
    textual_name,
)
from briefing.ui.widgets.chrome.status_row import StatusRow

COUNT_TIMEOUT = 3.0
"""Seconds until a count is discarded, which is not shown; a sequence is, and waits for its next key."""
CANCEL = "escape"
"""The key that ends a sequence without a command."""
MAX_COUNT = 999
"""Limits counts, since a key may be held down."""
PATIENCE = 10.0
"""Seconds until the next key is dispatched although a handler of the last one has not ended."""
MOST_ROUNDS = 10
"""Rounds in which messages that follow from a key are waited for: some widget may post them without end."""


class CommandApp(App[None]):
    """An app whose screens get one key after the other, and may have commands."""

    def __init__(self, *, ansi_color: bool | None = None) -> None:
        super().__init__(ansi_color=ansi_color)
        self.keys = KeyDispatcher(self, self._handle_key)

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            self.keys.put(event)
        else:
            await super().on_event(event)

    async def _handle_key(self, event: events.Event) -> None:
        try:
            if not isinstance(event, events.Key) or not await self.keys.suspend(event.key):
                await super().on_event(event)
        except Exception as error:
            self._handle_exception(error)

    async def on_key(self, event: events.Key) -> None:
        """Run the command of a key that no widget has taken."""
        if await self.keys.run_command(event.key):
            event.prevent_default()
        elif (
            event.is_printable
            and isinstance(self.screen, CommandScreen)
            and event.key not in self.screen.active_bindings
        ):
            known = next((each for each in commands_of(self.screen) if _is_in_reader(each, event.key)), None)
            meaning = f"“{known.title}” in the reader, but nothing" if known is not None else "nothing"
            _say(self.screen, f"{event.character} means {meaning} here: {{app.help}} lists the keys.")

    def on_mount(self) -> None:
        self.keys.start()

    def on_unmount(self) -> None:
        self.keys.stop()


class KeyDispatcher:
    """Gives each key to Textual once all that the key before it led to has been done.

    Textual alone would queue a key for the widget that has the focus when it arrives. So the "l" of a "vl"
    typed quickly would be handled before the "v" has run its command, and text typed behind the key that
    opens a prompt would be taken for commands.
    """

    def __init__(self, app: App[Any], handle: Callable[[events.Event], Awaitable[None]]) -> None:
        """`handle` is what Textual does with a key: it forwards the key; it never raises."""
        self._app = app
        self._handle = handle
        self._queue: asyncio.Queue[events.Key | events.Paste] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None
        self._work: list[Worker[None]] = []
        """What the next key waits for."""
        self._pending: tuple[str, ...] = ()
        self._begun_at: DOMNode | None = None
        """What had the focus as the sequence was begun: elsewhere its keys may mean something else."""
        self._count = 0
        self._timer: Timer | None = None

    def put(self, event: events.Key | events.Paste) -> None:
        self._queue.put_nowait(event)

    def wait_for(self, work: Worker[None]) -> None:
        """Have further keys wait for work that opens what they are typed for."""
        self._work.append(work)

    def start(self) -> None:
        self._task = asyncio.create_task(self._dispatch())

    def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()

    async def _dispatch(self) -> None:
        while True:
            event = await self._queue.get()
            while self._work:
                ended = asyncio.create_task(_end_of(self._work.pop()))
                await asyncio.wait({ended}, timeout=PATIENCE)
            await self._wait_for_screen()
            node: DOMNode = self._app.focused or self._app.screen
            await self._handle(event)
            await self._wait_until_handled(node)

    async def _wait_for_screen(self) -> None:
        """Wait until the screen on top is mounted and ready for keys."""
        screen = None
        while screen is not self._app.screen:
            screen = self._app.screen
            if isinstance(screen, CommandScreen) and screen.ready is not None:
                await screen.ready.wait()
            await self._wait_until_handled(screen)

    async def _wait_until_handled(self, node: DOMNode) -> None:
        """Wait until the node, all around it and then all around the focus have no message left."""
        try:
            async with asyncio.timeout(PATIENCE):
                for _ in range(MOST_ROUNDS):
                    around = node.ancestors_with_self
                    for pump in around:
                        await _empty_queue(pump)
                    if node is (node := self._app.focused or self._app.screen) and not any(
                        pump.message_queue_size for pump in around
                    ):
                        return
        except TimeoutError:
            return

    # Commands

    async def run_command(self, key: str) -> bool:
        """Run the command that this key completes; whether it is a key of one.

        A key that Textual's own widgets have bound nearer to the focus is theirs.
        """
        screen = self._app.screen
        if isinstance(screen, ModalScreen) and not isinstance(screen, CommandScreen):
            return False
        node: DOMNode = screen.focused or screen
        commands = _commands_by_keys(node)
        pending = self._pending if node is self._begun_at else ()
        typed, count = (*pending, key), self._count
        self._begun_at = node
        self._forget()
        if len(typed) > 1 and key == CANCEL:
            return True
        if len(typed) > 1 and typed not in commands and not _starts(typed, commands):
            if _digit(key, commands, count) is None:
                begun = display_key(" ".join(pending))
                _say(screen, f"{begun} means nothing with that key: {{app.help}} lists the keys.")
                return True  # the key alone might delete something
            typed = (key,)
        command = commands.get(typed)
        digit = _digit(key, commands, count) if len(typed) == 1 else None
        if digit is not None:
            self._remember((), min(count * 10 + digit, MAX_COUNT))
        elif command is None and _starts(typed, commands):
            self._remember(typed, count)
            _say(screen, sequence_message(typed, commands))
        elif command is not None and not (len(typed) == 1 and _is_bound_nearer(node, key, command)):
            await self._run(command, node, count)
        else:
            return False
        return True

    async def suspend(self, key: str) -> bool:
        """Suspend the program if the key does so, over a dialog too; whether it did."""
        command = next(each for each in commands_of(self._app) if each.id == SUSPEND)
        if key not in map(textual_name, command.keys):
            return False
        self._forget()
        return await self._app.run_action(command.action)

    async def _run(self, command: Command, node: DOMNode, count: int) -> None:
        """Run a command, with the count if its action has such a parameter."""
        target = answering(node, command.place)
        action = command.action
        method = getattr(target, f"action_{action}", None)
        if count and method is not None and "count" in signature(method).parameters:
            action = f"{action}({count})"
        await self._app.run_action(action, target)

    def _remember(self, typed: tuple[str, ...], count: int) -> None:
        self._pending, self._count = typed, count
        if not typed:
            self._timer = self._app.set_timer(COUNT_TIMEOUT, self._forget)

    def _forget(self) -> None:
        self._pending, self._count = (), 0
        if self._timer is not None:
            self._timer.stop()
            self._timer = None


def _is_in_reader(command: Command, key: str) -> bool:
    return command.place in ("reader", "pane", "text") and key in map(textual_name, command.keys)


def _say(screen: Screen[Any], sentence: str) -> None:
    """Show a message in the status row of a screen, if it has one."""
    for row in screen.query(StatusRow):
        row.say(sentence)


async def _end_of(work: Worker[None]) -> None:
    with suppress(WorkerError):
        await work.wait()


async def _empty_queue(pump: MessagePump) -> None:
    """Wait until what is in the queue now has been handled."""
    reached = asyncio.Event()
    if pump.call_later(reached.set):
        await reached.wait()


def _commands_by_keys(node: DOMNode) -> dict[tuple[str, ...], Command]:
    """The command for each key and sequence where the node has the focus; the innermost place wins."""
    found: dict[tuple[str, ...], Command] = {}
    # A field has the places of its list for the help alone: what is typed in it is text.
    start = node.parent if isinstance(node, Input) else node
    places = [each for each in places_of(start) if each != "app" or not isinstance(node.screen, ModalScreen)]
    for command in commands_for(commands_of(node), places):
        for keys in command.keys:
            found.setdefault(tuple(textual_name(key) for key in keys.split(" ")), command)
    return found


def _is_bound_nearer(node: DOMNode, key: str, command: Command) -> bool:
    bound = node.screen.active_bindings.get(key)
    target = answering(node, command.place)
    return bound is not None and bound.node is not target and target in bound.node.ancestors


def _digit(key: str, commands: Mapping[tuple[str, ...], Command], count: int) -> int | None:
    """The digit that a key adds to a count: zero, with the modifiers of the others, only after another."""
    is_zero = count > 0 and key.endswith("0")
    command = commands.get((f"{key[:-1]}1" if is_zero else key,))
    return int(key[-1]) if command is not None and command.id == COUNT else None


def _starts(typed: tuple[str, ...], sequences: Iterable[tuple[str, ...]]) -> bool:
    return any(len(keys) > len(typed) and keys[: len(typed)] == typed for keys in sequences)
