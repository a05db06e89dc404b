"""The Help screen: commands and their keys, those of this place first, and what the signs mean."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.widgets.option_list import Option

from briefing.presentation.keys.registry import PLACE_NAMES, Command, display_key, display_keys, with_keys
from briefing.presentation.sentences import shortened
from briefing.presentation.signs import SIGNS
from briefing.ui.screens.palette_screen import CommandFinder, heading

KEY_CELLS = 14
TOUR = "reader.tour"


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

    def on_mount(self) -> None:
        self.query_one("#frame").border_title = f"{self.TITLE_TEXT} · preset {self._preset}"

    def about(self, key: str) -> str:
        command = self._by_id.get(key)
        return f"{command.help}  [{command.id}]" if command else key

    def dismiss_with(self, key: str | None) -> None:
        command = self._by_id.get(key or "")
        if command in self._elsewhere and not self._may_leave:
            self.sentence.update(Content("This works elsewhere: close first what is open."))
        elif command is not None:
            self.dismiss(command.id)

    def fill(self, typed: str) -> None:
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
    keys = "  ".join(display_keys(command.keys))
    return Content.styled(keys.ljust(KEY_CELLS), "bold") + Content(f" {command.title}")
