"""The palette: every command by name, with its keys; and the base that it shares with the Help screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.getters import query_one
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from briefing.presentation.sentences import shortened
from briefing.ui.commands.palette import Entry, find_entries
from briefing.ui.endings.dismissal import Dialog

FRAME_CELLS = 6
"""The frame with a blank inside, and the scroll bar."""
WIDEST = 76
KEY_CELLS = 10
GAP = 2
"""Cells between the columns."""


class CommandFinder(Dialog[str | None]):
    """A field that filters a list, and a sentence about the line under the cursor.

    Dismissed with the key of the chosen entry, or None.
    """

    BINDINGS = [
        Binding("escape,f1", "close", "Close", show=False),
        Binding("down,ctrl+n", "move(1)", "Down", show=False),
        Binding("up,ctrl+p", "move(-1)", "Up", show=False),
        Binding("pagedown", "move(10)", "Page down", show=False),
        Binding("pageup", "move(-10)", "Page up", show=False),
        Binding("ctrl+q", "app.app_quit", "Quit", show=False),
    ]
    CSS_PATH: ClassVar = "command_finder.tcss"
    TITLE_TEXT: ClassVar[str]
    PLACEHOLDER: ClassVar[str] = "filter"
    ENTER: ClassVar[str] = "runs it"

    field = query_one(Input)
    listed = query_one(OptionList)
    sentence = query_one("#sentence", Static)

    def compose(self) -> ComposeResult:
        with Vertical(id="frame") as frame:
            frame.border_title = self.TITLE_TEXT
            frame.border_subtitle = f"type to filter · Enter {self.ENTER} · Esc closes"
            yield Input(placeholder=self.PLACEHOLDER, compact=True)
            yield OptionList()
            yield Static(id="sentence", markup=False)

    def on_mount(self) -> None:
        self.fill("")
        self.set_focus(self.field)

    def on_resize(self) -> None:
        self.call_after_refresh(lambda: self.fill(self.field.value))  # what it holds then

    @on(Input.Changed)
    def filter_entries(self, event: Input.Changed) -> None:
        self.fill(event.value)

    @on(OptionList.OptionHighlighted)
    def explain(self, event: OptionList.OptionHighlighted) -> None:
        self.sentence.update(Content(self.about(event.option.id or "")))

    @on(OptionList.OptionSelected)
    def choose(self, event: OptionList.OptionSelected) -> None:
        self.dismiss_with(event.option.id)

    @on(Input.Submitted)
    def choose_highlighted(self) -> None:
        option = self.listed.highlighted_option
        self.dismiss_with(option.id if option else None)

    def action_close(self) -> None:
        self.dismiss(None)

    def action_move(self, by: int) -> None:
        step = self.listed.action_cursor_down if by > 0 else self.listed.action_cursor_up
        for _ in range(abs(by)):
            step()

    def dismiss_with(self, key: str | None) -> None:
        """Close with the chosen entry, if there is one."""
        if key is not None:
            self.dismiss(key)

    def show(self, options: Sequence[Option]) -> None:
        self.listed.clear_options()
        self.listed.add_options(options)
        self.listed.action_first()
        if self.listed.highlighted is None:
            self.sentence.update()

    @property
    def row_cells(self) -> int:
        return max(20, min(WIDEST, self.size.width) - FRAME_CELLS)

    def fill(self, typed: str) -> None:
        """List what the typed words find."""
        raise NotImplementedError

    def about(self, key: str) -> str:
        """The sentence about an entry."""
        raise NotImplementedError


class PaletteScreen(CommandFinder):
    """Commands of other places are marked with the place; the caller goes there."""

    TITLE_TEXT = "Commands"
    PLACEHOLDER = "a name, a key, or a word for what you want to do"

    def __init__(self, entries: Sequence[Entry]) -> None:
        super().__init__()
        self._entries = {entry.key: entry for entry in entries}

    def fill(self, typed: str) -> None:
        entries = tuple(self._entries.values())
        if not typed.strip():
            self.show(self._section("All commands", entries))
            return
        found, words = find_entries(entries, typed)
        shown = shortened(typed.strip(), 24)
        if not found:
            self.show([heading(f"No command is called “{shown}”.")])
        elif words != typed:
            self.show(self._section(f"No command is called “{shown}”. Similar: {words}", found))
        else:
            self.show([self._option(entry) for entry in found])

    def about(self, key: str) -> str:
        entry = self._entries.get(key)
        if entry is None:
            return ""
        return f"{entry.about}  [{entry.key}]" if ":" not in entry.key else entry.about

    def _section(self, title: str, entries: Sequence[Entry]) -> list[Option]:
        return [heading(title), *map(self._option, entries)] if entries else []

    def _option(self, entry: Entry) -> Option:
        """The title, the place if it is another one, and the keys at the right."""
        keys = entry.keys.rjust(KEY_CELLS)
        room = self.row_cells - cell_len(keys) - cell_len(entry.place) - 2 * GAP
        title = set_cell_size(shortened(entry.title, room), room)
        gap = " " * GAP
        line = Content(f"{title}{gap}") + Content.styled(entry.place, "$quiet")
        return Option(line + Content.styled(f"{gap}{keys}", "bold"), id=entry.key)


def heading(words: str) -> Option:
    """A line that cannot be chosen."""
    return Option(Content.styled(words, "bold $primary"), disabled=True)
