"""The Help screen: commands and their keys, those of this place first; typing filters, Enter runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.getters import query_one
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from briefing.ui.commands.registry import Command, display_key

KEY_CELLS = 14

PLACE_NAMES = {
    "select": "While selecting",
    "color": "While choosing a colour",
    "text": "In the article",
    "pane": "In a pane",
    "library": "In the library",
    "reader": "Everywhere in the reader",
    "notes": "In the list of annotations",
    "tags": "In the tag view",
    "feeds": "Among the feeds",
    "failures": "Among the failures",
    "pick": "Picking feeds",
    "export": "On the export screen",
    "app": "Everywhere",
    "move": "Moving",
}


class HelpScreen(ModalScreen[Command | None]):
    """Dismissed with the command to run, or None."""

    BINDINGS = [
        Binding("escape,f1", "close", "Close", show=False),
        Binding("down", "move(1)", "Down", show=False),
        Binding("up", "move(-1)", "Up", show=False),
        Binding("pagedown", "move(10)", "Page down", show=False),
        Binding("pageup", "move(-10)", "Page up", show=False),
        Binding("ctrl+q", "app.app_quit", "Quit", show=False),
    ]
    CSS_PATH: ClassVar = "help_screen.tcss"

    field = query_one(Input)
    listed = query_one(OptionList)
    sentence = query_one("#sentence", Static)

    def __init__(self, here: Sequence[Command], elsewhere: Sequence[Command]) -> None:
        super().__init__()
        self._here = tuple(here)
        self._elsewhere = tuple(elsewhere)
        self._by_id = {command.id: command for command in (*here, *elsewhere)}

    def compose(self) -> ComposeResult:
        with Vertical(id="frame") as frame:
            frame.border_title = "Keys"
            frame.border_subtitle = "type to filter · Enter runs it · Esc closes"
            yield Input(placeholder="filter", compact=True)
            yield OptionList()
            yield Static(id="sentence", markup=False)

    def on_mount(self) -> None:
        self._fill("")
        self.field.focus()

    @on(Input.Changed)
    def filter_commands(self, event: Input.Changed) -> None:
        self._fill(event.value)

    @on(OptionList.OptionHighlighted)
    def explain(self, event: OptionList.OptionHighlighted) -> None:
        command = self._by_id.get(event.option.id or "")
        self.sentence.update(Content(f"{command.help}  [{command.id}]" if command else ""))

    @on(OptionList.OptionSelected)
    def choose(self, event: OptionList.OptionSelected) -> None:
        self._choose(event.option.id)

    @on(Input.Submitted)
    def choose_highlighted(self) -> None:
        option = self.listed.highlighted_option
        self._choose(option.id if option else None)

    def action_close(self) -> None:
        self.dismiss(None)

    def action_move(self, by: int) -> None:
        step = self.listed.action_cursor_down if by > 0 else self.listed.action_cursor_up
        for _ in range(abs(by)):
            step()

    def _choose(self, id_: str | None) -> None:
        command = self._by_id.get(id_ or "")
        if command in self._here:
            self.dismiss(command)
        elif command is not None:
            self.sentence.update(Content(f"This works elsewhere: {PLACE_NAMES[command.place].lower()}."))

    def _fill(self, words: str) -> None:
        self.listed.clear_options()
        options: list[Option] = []
        for title, commands in self._sections():
            shown = [command for command in commands if _matches(command, words)]
            if shown:
                options.append(Option(Content.styled(title, "bold $primary"), disabled=True))
                options += [Option(_line(command), id=command.id) for command in shown]
        self.listed.add_options(options or [Option(Content(f"No key does “{words}”."), disabled=True)])
        self.listed.action_first()

    def _sections(self) -> list[tuple[str, list[Command]]]:
        """The commands of the focused part first, motions last, then those of other parts."""
        sections: dict[str, list[Command]] = {}
        for command in sorted(self._here, key=lambda command: command.place == "move"):
            sections.setdefault(PLACE_NAMES[command.place], []).append(command)
        for command in self._elsewhere:
            sections.setdefault(f"{PLACE_NAMES[command.place]} (not here)", []).append(command)
        return list(sections.items())


def _matches(command: Command, words: str) -> bool:
    everything = " ".join((command.title, command.help, command.id, *map(display_key, command.keys))).lower()
    return all(word in everything for word in words.lower().split())


def _line(command: Command) -> Content:
    keys = "  ".join(display_key(key) for key in command.keys)
    return Content.styled(keys.ljust(KEY_CELLS), "bold") + Content(f" {command.title}")
