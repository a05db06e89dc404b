"""Turns commands into Textual bindings, and dispatches key sequences ("g g"), modes and counts ("3)")."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from inspect import signature
from typing import ClassVar, Protocol

from textual import events
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.keys import _character_to_key
from textual.screen import Screen, ScreenResultType
from textual.timer import Timer

from briefing.ui.commands.pressed_keys import PressedKeys
from briefing.ui.commands.registry import COMMANDS, COUNT, MODAL_PLACES, Command, commands_for, with_keys
from briefing.ui.endings.dismissal import dismiss_in_turn

SEQUENCE_TIMEOUT = 1.0
"""Seconds until the first keys of a sequence are discarded."""

COUNT_TIMEOUT = 3.0
"""Seconds until a count is discarded; longer, since it is not shown, and counting takes time."""

MAX_COUNT = 999
"""Limits counts, since a key may be held down."""


def _plain_keys(keys: Iterable[str]) -> list[str]:
    return [_key_name(key) for key in keys if " " not in key]


def _key_name(key: str) -> str:
    """Textual's name for a key, so that "}" and "right_curly_bracket" are one."""
    return _character_to_key(key) if len(key) == 1 else key


_BOUND = frozenset(
    command.id
    for command in COMMANDS
    if command.place not in MODAL_PLACES and any(" " not in key for key in command.keys)
)
"""Commands with a Textual binding: none of a mode, and none that has sequences alone."""


def _is_bound(command: Command) -> bool:
    return command.id in _BOUND


def bindings_for(*places: str) -> list[BindingType]:
    """Bindings with the default keys for a widget that answers to these places."""
    return [
        Binding(
            ",".join(_plain_keys(command.keys)),
            command.action,
            command.title,
            show=False,
            id=command.id,
            tooltip=command.help,
            priority=command.id == "app.suspend",  # over a dialog too, which hides the app's other keys
        )
        for command in commands_for(COMMANDS, places)
        if _is_bound(command)
    ]


def textual_keymap(commands: Iterable[Command]) -> Mapping[str, str]:
    """Key overrides for `App.set_keymap`: only commands whose plain keys differ from the defaults.

    Textual takes no key for no override, so a command without plain keys gets one that nobody can press.
    """
    default = {command.id: command.keys for command in COMMANDS}
    return {
        command.id: ",".join(_plain_keys(command.keys)) or f"unbound:{command.id}"
        for command in commands
        if _is_bound(command) and command.keys != default[command.id]
    }


def _own_places(node: DOMNode) -> tuple[str, ...]:
    """The places of the node itself, that of its current mode first."""
    modal: str | None = getattr(node, "modal_place", None)
    places: tuple[str, ...] = getattr(node, "PLACES", ())
    return (modal, *places) if modal is not None else places


def places_of(node: DOMNode | None) -> tuple[str, ...]:
    """The places of the focused node and its ancestors, innermost first."""
    if node is None:
        return ()
    return tuple(place for each in node.ancestors_with_self for place in _own_places(each))


def commands_of(node: DOMNode) -> tuple[Command, ...]:
    """The commands with the user's keys; the defaults in an app that has none."""
    return getattr(node.app, "commands", COMMANDS)


def name_keys(node: DOMNode, words: str) -> str:
    """The words with the user's keys in place of the commands in braces; see `with_keys`.

    A verb alone means the command of the place that has the focus, if it has one.
    """
    if "{" not in words:
        return words
    commands = commands_of(node)
    here = places_of(node.screen.focused)
    return with_keys(words, sorted(commands, key=lambda each: each.place not in here))


class TextEntry(Protocol):
    """A text field, or several."""

    pressed: PressedKeys
    """Any other key that reaches the screen was typed before the field had the focus."""


class CommandScreen(Screen[ScreenResultType]):
    """A screen whose commands may have sequences of keys, modes and counts.

    A widget is in a mode while its attribute `modal_place` names one. All keys of a widget that has modes are
    handled here: Textual runs a binding only after the screens have seen the next key as well, so that of
    "vl", typed quickly, the "l" would be handled first. An action takes a count if it has such a parameter.
    """

    PLACES: ClassVar[tuple[str, ...]] = ()

    _pending: tuple[str, ...] = ()
    _count = 0
    _pending_timer: Timer | None = None

    @property
    def commands(self) -> tuple[Command, ...]:
        return commands_of(self)

    def name_keys(self, words: str) -> str:
        """The words with the user's keys in place of the ids of commands in braces."""
        return name_keys(self, words)

    @property
    def open_field(self) -> TextEntry | None:
        """The field that text is being typed into."""
        return None

    async def forward_key(self, event: events.Key) -> bool:
        """Forward a key to the open field if that did not have the focus when the key was pressed.

        Happens when text is typed right behind the key that opens the field.
        """
        field, focused = self.open_field, self.focused
        if field is None or focused is None or field.pressed.take(event):
            return False
        around: list[object] = [*focused.ancestors_with_self]
        is_in_field = field in around
        if not is_in_field and not field.pressed.is_opening:
            return False  # a click took the focus, and what has it now would get the key without end
        event.stop()
        event.prevent_default()
        if not is_in_field:
            self.call_after_refresh(self.app.post_message, events.Key(event.key, event.character))
            return True
        # Handle Tab first: the keys typed behind it belong to the next field.
        if not await self.app._check_bindings(event.key, priority=True):
            focused.post_message(events.Key(event.key, event.character))
        return True

    async def on_event(self, event: events.Event) -> None:
        """Pass on a key typed right behind the one that opened another screen: it belongs to that."""
        if isinstance(event, events.Key) and not self.is_active:
            event.stop()
            self.app.post_message(events.Key(event.key, event.character))
        else:
            await super().on_event(event)

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        return dismiss_in_turn(self, super().dismiss, result)

    async def on_key(self, event: events.Key) -> None:
        node: DOMNode = self.focused or self
        keys = self._keys(node)
        typed, count = (*self._pending, event.key), self._count
        self._clear_pending()
        if typed not in keys and len(typed) > 1 and not _starts(typed, keys):
            typed = (event.key,)
        command = keys.get(typed)
        digit = _digit(event.key, keys, count) if len(typed) == 1 else None
        if digit is not None:
            self._await((), min(count * 10 + digit, MAX_COUNT))
        elif command is None and _starts(typed, keys):
            self._await(typed, count)
        elif command is None or not (
            count
            or hasattr(node, "modal_place")
            or (command.place == "app" and self.app.check_action(command.action.removeprefix("app."), ()))
            or _is_ours(command, typed)
        ):
            return
        else:
            await self._run(command, node, count)
        event.stop()
        event.prevent_default()

    async def _run(self, command: Command, node: DOMNode, count: int) -> None:
        target = answering(node, command.place)
        action = command.action
        method = getattr(target, f"action_{action}", None)
        if count and method is not None and "count" in signature(method).parameters:
            action = f"{action}({count})"
        await self.app.run_action(action, target)

    def _keys(self, node: DOMNode) -> dict[tuple[str, ...], Command]:
        """The command for each key and sequence where the node has the focus; the innermost place wins."""
        found: dict[tuple[str, ...], Command] = {}
        for command in commands_for(self.commands, places_of(node)):
            for key in command.keys:
                found.setdefault(tuple(_key_name(part) for part in key.split(" ")), command)
        return found

    def _await(self, typed: tuple[str, ...], count: int) -> None:
        self._pending, self._count = typed, count
        self._pending_timer = self.set_timer(
            SEQUENCE_TIMEOUT if typed else COUNT_TIMEOUT, self._clear_pending
        )

    def _clear_pending(self) -> None:
        self._pending, self._count = (), 0
        if self._pending_timer is not None:
            self._pending_timer.stop()
            self._pending_timer = None


def _digit(key: str, keys: Mapping[tuple[str, ...], Command], count: int) -> int | None:
    """The digit that a key adds to a count: zero, with the modifiers of the others, only after another."""
    is_zero = count > 0 and key.endswith("0")
    command = keys.get((f"{key[:-1]}1" if is_zero else key,))
    return int(key[-1]) if command is not None and command.id == COUNT else None


def _is_ours(command: Command, typed: tuple[str, ...]) -> bool:
    """Whether Textual has no binding for these keys."""
    return len(typed) > 1 or not _is_bound(command)


def _starts(typed: tuple[str, ...], sequences: Iterable[tuple[str, ...]]) -> bool:
    return any(len(keys) > len(typed) and keys[: len(typed)] == typed for keys in sequences)


def answering(node: DOMNode, place: str) -> DOMNode:
    """The nearest of the node and its ancestors that answers to the place."""
    return next(each for each in node.ancestors_with_self if place in _own_places(each))
