"""The Help screen: what the place is for and its first keys; then all commands, and what the signs mean."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.widgets.option_list import Option

from briefing.presentation.keys.registry import (
    PLACE_NAMES,
    PURPOSES,
    Command,
    display_key,
    display_keys,
    first_commands,
    place_of,
    with_keys,
)
from briefing.presentation.sentences import shortened
from briefing.presentation.signs import SIGNS
from briefing.ui.screens.palette_screen import CommandFinder, heading

KEY_CELLS = 14
TOUR = "reader.tour"
MORE = "more:"
"""The key of the row that lists everything."""


class HelpScreen(CommandFinder):
    """Dismissed with the id of the command to run, or None."""

    TITLE_TEXT = "Keys"

    def __init__(
        self, here: Sequence[Command], elsewhere: Sequence[Command], *, may_leave: bool, preset: str
    ) -> None:
        """`may_leave` is whether commands of other places can be run, by going there."""
        super().__init__()
        self._here = tuple(here)
        self._elsewhere = tuple(elsewhere)
        self._by_id = {command.id: command for command in (*here, *elsewhere)}
        self._may_leave = may_leave
        self._preset = preset
        self._lists_all = False

    def on_mount(self) -> None:
        self.query_one("#frame").border_title = f"{self.TITLE_TEXT} · preset {self._preset}"

    def about(self, key: str) -> str:
        if key == MORE:
            return (
                "Lists every key, those of this place first, and what the signs mean. So does typing a word."
            )
        command = self._by_id.get(key)
        return f"{command.help}  [{command.id}]" if command else key

    def dismiss_with(self, key: str | None) -> None:
        command = self._by_id.get(key or "")
        if key == MORE:
            self._lists_all = True
            self.fill(self.field.value)
        elif command in self._elsewhere and not self._may_leave:
            self.sentence.update(Content("This works elsewhere: close first what is open."))
        elif command is not None:
            self.dismiss(command.id)

    def fill(self, typed: str) -> None:
        if typed.strip() or self._lists_all:
            self._fill_with_all(typed)
        else:
            self._fill_with_first()

    def _fill_with_first(self) -> None:
        """Show what the place is for, the tour, and the ten keys to learn first."""
        purpose = PURPOSES.get(place_of(self._here), "")
        tour = [command for command in self._here if command.id == TOUR]
        options = [heading(purpose)] if purpose else []
        if tour:
            options += [heading("New here?"), *(Option(_line(each), id=each.id) for each in tour)]
        options.append(heading("The first keys"))
        options += [Option(_line(each), id=each.id) for each in first_commands(self._here)]
        self.show(
            [*options, Option(_row("More", f"all {len(self._by_id)} keys, and what the signs mean"), id=MORE)]
        )

    def _fill_with_all(self, typed: str) -> None:
        options: list[Option] = []
        for title, commands in self._sections():
            shown = [command for command in commands if _matches(command, typed)]
            if shown:
                options.append(heading(title))
                options += [Option(_line(command), id=command.id) for command in shown]
        for place, signs in SIGNS.items():
            named = ((sign, with_keys(says, self._by_id.values())) for sign, says in signs.items())
            rows = [(sign, says) for sign, says in named if _has(f"{place} {sign} {says}", typed)]
            if rows:
                options.append(heading(place))
                options += [Option(self._sign_line(sign, says), id=f"{sign}: {says}.") for sign, says in rows]
        self.show(options or [heading(f"No key does “{typed}”.")])

    def _sign_line(self, sign: str, says: str) -> Content:
        return Content.styled(sign.ljust(KEY_CELLS), "bold") + Content(
            f" {shortened(says, self.row_cells - KEY_CELLS - 1)}"
        )

    def _sections(self) -> list[tuple[str, list[Command]]]:
        """The tour, the commands of the focused part first, motions last, then those of other parts."""
        sections: dict[str, list[Command]] = {}
        for command in sorted(self._here, key=lambda each: (each.id != TOUR, each.place == "move")):
            place = "New here?" if command.id == TOUR else PLACE_NAMES[command.place]
            sections.setdefault(place, []).append(command)
        for command in self._elsewhere:
            sections.setdefault(f"{PLACE_NAMES[command.place]} (not here)", []).append(command)
        return list(sections.items())


def _matches(command: Command, words: str) -> bool:
    return _has(" ".join((command.title, command.help, command.id, *map(display_key, command.keys))), words)


def _has(text: str, words: str) -> bool:
    return all(word in text.lower() for word in words.lower().split())


def _line(command: Command) -> Content:
    return _row("  ".join(display_keys(command.keys)), command.title)


def _row(keys: str, words: str) -> Content:
    return Content.styled(keys.ljust(KEY_CELLS), "bold") + Content(f" {words}")
