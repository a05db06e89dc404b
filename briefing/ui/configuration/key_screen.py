"""A dialog that takes the new key of a command, and names the command that has it so far."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.getters import query_one
from textual.widgets import Static

from briefing.presentation.keys.keymap import KEY_NAMES, keys_problem, losing_commands
from briefing.presentation.keys.registry import Command, display_key, with_keys
from briefing.settings.config_writer import Write
from briefing.ui.endings.dismissal import Dialog


class KeyScreen(Dialog[tuple[Write, ...] | None]):
    """Dismissed with what to write into the settings, or None; keys pressed in turn are a sequence."""

    CSS_PATH: ClassVar = "key_screen.tcss"

    box = query_one(Static)

    def __init__(self, commands: Sequence[Command], command: Command) -> None:
        """`commands` have the keys that are bound now."""
        super().__init__()
        self._commands, self._command = commands, command
        self._typed: tuple[str, ...] = ()

    def compose(self) -> ComposeResult:
        box = Static(markup=False)
        box.border_title = Content(f"A new key for {self._command.title} ({self._command.id})")
        box.border_subtitle = Content("Enter keeps · Esc closes · one back: Backspace · no key: Delete")
        yield box

    def on_mount(self) -> None:
        self._show()

    @property
    def _key(self) -> str:
        return " ".join(self._typed)

    def _show(self) -> None:
        now = ", ".join(map(display_key, self._command.keys)) or "none"
        new = f"New: {display_key(self._key)}" if self._typed else "Press the key, or several in turn."
        lines = [with_keys(self._command.help, self._commands), f"Now: {now}", "", new]
        self.box.update(Content("\n".join([*lines, self._problem() or self._taken()])))

    def _problem(self) -> str:
        problem = keys_problem(self._command.id, (self._key,)) if self._typed else None
        return f"{problem[:1].upper()}{problem[1:]}: take another one." if problem else ""

    def _taken(self) -> str:
        if not self._typed:
            return ""
        if (self._key,) == self._command.keys:
            return "It has this key."
        named = []
        for other, left in losing_commands(self._commands, self._command.id, (self._key,)):
            lost = ", ".join(display_key(key) for key in other.keys if key not in left)
            named.append(f"{lost} is {other.title} ({other.id})")
        return f"{'; '.join(named)}: Enter takes it from there." if named else "No other command loses it."

    async def on_key(self, event: events.Key) -> None:
        event.stop()
        event.prevent_default()
        if event.key == "escape":
            self.dismiss(None)
        elif event.key == "delete":
            self._keep("")
        elif event.key == "enter":
            if self._typed and not self._problem():
                self._keep(self._key)
        elif event.key == "backspace":
            self._typed = self._typed[:-1]
        else:
            is_typed = event.character is not None and event.is_printable
            key = event.character if is_typed and event.character else event.key
            self._typed = (*self._typed, KEY_NAMES.get(key, key))
        if self.is_active:
            self._show()

    def _keep(self, key: str) -> None:
        losing = losing_commands(self._commands, self._command.id, (key,)) if key else []
        others = ((("keymap", other.id), " | ".join(left)) for other, left in losing)
        self.dismiss(((("keymap", self._command.id), key), *others))
