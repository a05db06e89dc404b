"""From the list of commands to Textual's bindings, and the keys that Textual cannot bind: sequences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.keys import _character_to_key
from textual.screen import Screen, ScreenResultType
from textual.timer import Timer

from briefing.ui.keymap import COMMANDS, Command, commands_for

__all__ = ["CommandScreen", "answering", "bindings_for", "places_of", "textual_keymap"]

SEQUENCE_TIMEOUT = 1.0
"""Seconds until the first keys of a sequence are forgotten."""


def _plain_keys(keys: Iterable[str]) -> list[str]:
    return [_key_name(key) for key in keys if " " not in key]


def _key_name(key: str) -> str:
    """Textual's name for a key, so that "}" and "right_curly_bracket" are one."""
    return _character_to_key(key) if len(key) == 1 else key


def _is_bound(command: Command) -> bool:
    """Whether Textual holds a binding for it; a command with sequences alone has none."""
    return any(" " not in key for default in COMMANDS if default.id == command.id for key in default.keys)


def bindings_for(*places: str) -> list[BindingType]:
    """The bindings of a widget that answers to these places, with their default keys."""
    return [
        Binding(
            ",".join(_plain_keys(command.keys)),
            command.action,
            command.title,
            show=False,
            id=command.id,
            tooltip=command.help,
        )
        for command in commands_for(COMMANDS, places)
        if _is_bound(command)
    ]


def textual_keymap(commands: Iterable[Command]) -> Mapping[str, str]:
    """What `App.set_keymap` takes: only the commands whose plain keys are not the default ones."""
    default = {command.id: command.keys for command in COMMANDS}
    return {
        command.id: ",".join(_plain_keys(command.keys))
        for command in commands
        if _is_bound(command) and command.keys != default[command.id]
    }


def places_of(node: DOMNode | None) -> tuple[str, ...]:
    """The places that the focused node and its ancestors answer to, innermost first."""
    if node is None:
        return ()
    return tuple(place for each in node.ancestors_with_self for place in getattr(each, "PLACES", ()))


class CommandScreen(Screen[ScreenResultType]):
    """A screen whose commands may have sequences of keys, such as "g g"."""

    PLACES: ClassVar[tuple[str, ...]] = ()

    _pending: tuple[str, ...] = ()
    _pending_timer: Timer | None = None

    @property
    def commands(self) -> tuple[Command, ...]:
        """The commands with the reader's keys; an app that has none of its own gets the defaults."""
        return getattr(self.app, "commands", COMMANDS)

    async def on_key(self, event: events.Key) -> None:
        node: DOMNode = self.focused or self
        typed = (*self._pending, event.key)
        self._forget_pending()
        sequences = self._sequences(node)
        if typed not in sequences and len(typed) > 1 and not _starts(typed, sequences):
            typed = (event.key,)
        if command := sequences.get(typed):
            event.stop()
            event.prevent_default()
            await self.app.run_action(command.action, answering(node, command.place))
        elif _starts(typed, sequences):
            event.stop()
            event.prevent_default()
            self._pending = typed
            self._pending_timer = self.set_timer(SEQUENCE_TIMEOUT, self._forget_pending)

    def _sequences(self, node: DOMNode) -> dict[tuple[str, ...], Command]:
        """The keys that we must see to ourselves, of the commands that the node answers to."""
        return {
            tuple(_key_name(part) for part in key.split(" ")): command
            for command in commands_for(self.commands, places_of(node))
            for key in command.keys
            if " " in key or not _is_bound(command)
        }

    def _forget_pending(self) -> None:
        self._pending = ()
        if self._pending_timer is not None:
            self._pending_timer.stop()
            self._pending_timer = None


def _starts(typed: tuple[str, ...], sequences: Iterable[tuple[str, ...]]) -> bool:
    return any(len(keys) > len(typed) and keys[: len(typed)] == typed for keys in sequences)


def answering(node: DOMNode, place: str) -> DOMNode:
    """The node itself or the nearest of its ancestors that answers to the place."""
    return next(each for each in node.ancestors_with_self if place in getattr(each, "PLACES", ()))
