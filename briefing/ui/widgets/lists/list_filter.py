"""The filter line above the library's list, with the history of earlier filters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.getters import query_one
from textual.message import Message
from textual.widgets import Input, Label

from briefing.ui.widgets.lists.filter_field import FilterField

EXAMPLE = 'words  title:…  feed:…  tag:…  is:unread  has:note  actor:…  after:7d  -not  a OR b  "a phrase"'


class ListFilter(Horizontal):
    """Shown while it has the focus or is not empty."""

    DEFAULT_CSS = """
    ListFilter { height: 1; display: none; padding: 0 1; background: $background; }
    ListFilter.-shown { display: block; }
    ListFilter > Label { width: auto; color: $primary; text-style: bold; padding: 0 1 0 0; }
    """

    @dataclass
    class Changed(Message):
        typed: str

    _field = query_one(FilterField)

    def __init__(self) -> None:
        super().__init__()
        self._filters: tuple[str, ...] = ()
        self._at = -1
        """The index of the earlier filter that is shown; -1 for none."""

    @property
    def is_typing(self) -> bool:
        return self.screen.focused is self._field

    def compose(self) -> ComposeResult:
        yield Label("Filter")
        yield FilterField(("library",), placeholder=EXAMPLE)

    def ask(self, typed: str, filters: Sequence[str], *, focus: bool = True) -> None:
        """Show the field with this text; `filters` are earlier ones, the latest first."""
        field = self._field
        self._filters, self._at = tuple(filters), -1
        self.add_class("-shown")
        with self.prevent(Input.Changed):
            field.value = typed
        if focus:
            self.screen.set_focus(field)
            field.action_end()

    def leave(self) -> str:
        """Hide it if it is empty; return its text."""
        typed = self.typed
        self.set_class(bool(typed), "-shown")
        return typed

    def clear(self) -> None:
        """Clear the text and hide it."""
        self._field.value = ""
        self.remove_class("-shown")

    @property
    def typed(self) -> str:
        return self._field.value

    def show_earlier(self, by: int) -> bool:
        """Replace the text with an earlier filter; return whether ↑ and ↓ browse them now."""
        field = self._field
        is_browsing = self._at >= 0 and field.value == self._filters[self._at]
        if not self._filters or not (is_browsing or (by > 0 and not field.value)):
            return False
        self._at = min(self._at + by, len(self._filters) - 1) if is_browsing else 0
        field.value = self._filters[self._at] if self._at >= 0 else ""
        field.action_end()
        return True

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Changed(event.value))
