"""The Settings screen: every setting with its meaning, value and default, changed and written from there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from briefing.presentation.keys.registry import RENAMED
from briefing.presentation.rows import Row
from briefing.presentation.sentences import shortened
from briefing.presentation.setting_rows import KEYMAP, SettingLine, as_typed, matching_lines, setting_row
from briefing.settings.config_writer import Place, Value, Write
from briefing.ui.commands.bindings import News
from briefing.ui.configuration.key_screen import KeyScreen
from briefing.ui.configuration.settings_controller import SettingsController
from briefing.ui.screens.choice_screen import ChoiceOption, ChoiceScreen
from briefing.ui.screens.filtered_list import FilteredListScreen
from briefing.ui.tasks import Wanted

CHANGE, ADD = "setting", "line"
"""Purposes of the prompt."""


MIN_FOR_COLUMN = 70
"""Least width for a column of names."""


class SettingsScreen(FilteredListScreen[None, Sequence[SettingLine]]):
    DOUBLE_CLICK = "settings_change"
    LOADING = "Reading your settings…"
    NONE = "No setting"

    NEWS = frozenset({News.SETTINGS})

    def __init__(self, settings: SettingsController) -> None:
        super().__init__("part of a name or its meaning", "settings", settings.changes, tasks=settings.tasks)
        self._settings = settings
        self._ask_again: Callable[[], object] | None = None
        """Opens the prompt with its last answer, until that is known to be used."""
        self._typed = ""
        """The filter that chose what is listed."""
        self._lists_keys = False
        """Whether commands are listed that have their own keys; a filter finds them at any time."""

    def find(self, wanted: Wanted) -> Sequence[SettingLine]:
        return self._settings.lines()

    def filter_changed(self) -> None:
        super().filter_changed()
        if self.field.value.strip() != self._typed:
            self._typed = self.field.value.strip()
            self.listed.move_to(0)

    def rows_of(self, found: Sequence[SettingLine], typed: str) -> Sequence[Row]:
        lines = matching_lines(found, typed, keys=bool(typed) or self._lists_keys)
        return [setting_row(line, short=self.size.width < MIN_FOR_COLUMN) for line in lines]

    def on_resize(self) -> None:
        self.call_after_refresh(self.filter_changed)

    def show_state(self) -> None:
        changed = sum(line.is_changed for line in self.found or ())
        self.show_title("Settings", f"{changed} changed" if changed else "all as they come")
        line = self._line()
        instead: dict[str, str] = {}
        if line is None or not line.place:
            form = line.table.form if line is not None and line.table is not None else ""
            words = {"model": "find one", KEYMAP: "all keys"}
            enter = words.get(line.name if line is not None else "", "add a line" if form else "")
            instead = {"settings.change": enter, "settings.reset": ""}
        elif line.is_key and line.default is None:
            instead = {"settings.change": "", "settings.reset": "take out"}
        elif line.is_key:
            instead = {"settings.change": "new key", "settings.reset": "own key" if line.is_changed else ""}
        elif line.table is not None:
            instead = {"settings.reset": "take out"}
        self.show_hints(instead)

    # Commands

    def _line(self) -> SettingLine | None:
        return self.listed.item(SettingLine)

    def action_settings_change(self) -> None:
        line = self._line()
        if line is None:
            self.say("There is no setting here.")
        elif line.name == "theme" and line.table is None:
            self._settings.choose_theme(on_reader=True)  # which shows each theme
        elif line.is_key:
            self._ask_for_key(line)
        elif line.name == KEYMAP:
            self._lists_keys = not self._lists_keys
            self.filter_changed()
        elif line.choices:
            self._choose(line)
        elif isinstance(line.value, bool):
            self._change(line, not line.value)
        elif line.place:
            self._ask_for_value(line)
        elif line.name == "model":
            self._settings.context.start("reader.model")
        elif line.table is not None and line.table.form:
            self._ask_for_line(line)
        else:
            self.say("These are written in the file itself: {settings.edit} opens it.")

    def _ask_for_key(self, line: SettingLine) -> None:
        commands = self._settings.app.commands
        command = next((each for each in commands if each.id == line.name), None)
        if command is None:
            new = RENAMED.get(line.name)
            why = f"{new} is what the command is called now" if new else "No command has this name"
            self.say(f"{why}: {{settings.reset}} takes the line out.")
            return

        def keep(writes: tuple[Write, ...] | None) -> None:
            if writes:
                key = writes[0][1]
                others = ", ".join(str(place[-1]) for place, _ in writes[1:])
                taken = f", taken from {others}" if others else ""
                self._settings.change(f"{line.name} = {key or 'no key'}{taken}", *writes)

        self.app.push_screen(KeyScreen(commands, command), keep)

    def _ask_for_line(self, line: SettingLine, *, mends: bool = False) -> None:
        form = line.table.form if line.table is not None else ""
        self.prompt.ask(ADD, f"New in {line.name}", partial(self._add, line), form, value="", mends=mends)

    def _ask_for_value(self, line: SettingLine, *, mends: bool = False) -> None:
        if isinstance(line.value, dict):
            self.say("This is written in the file itself: {settings.edit} opens it.")
            return
        label = f"{shortened(line.name)} ="
        use = partial(self._change_typed, line)
        self.prompt.ask(CHANGE, label, use, line.meaning, value=line.typed, mends=mends)

    def _change_typed(self, line: SettingLine, answer: str) -> None:
        if answer != line.typed:
            self._ask_again = partial(self._ask_for_value, line, mends=True)
            self._change(line, _value(answer, line))

    def _choose(self, line: SettingLine) -> None:
        options = [ChoiceOption(name, name, about) for name, about in line.choices.items()]
        at = next((number for number, option in enumerate(options) if option.item == line.value), 0)

        def choose(name: str) -> None:
            if name != line.value:
                self._change(line, name)

        self.app.push_screen(ChoiceScreen(line.name, options, choose, at=at))

    def say(self, sentence: str, *, error: bool = False) -> None:
        """Show a message; an answer that cannot be used stays in the prompt, to be mended."""
        super().say(sentence, error=error)
        ask_again, self._ask_again = self._ask_again, None
        if error and ask_again is not None:
            self.call_later(ask_again)

    def _change(self, line: SettingLine, value: Value) -> None:
        place: Place = line.place
        if line.table is not None and line.table.name == "rules":
            place = (*place, "then")
        self._settings.change(f"{shortened(line.name)} = {as_typed(value)}", (place, value))

    def _add(self, line: SettingLine, typed: str) -> None:
        self._ask_again = partial(self._ask_for_line, line, mends=True)
        name, equals, value = (part.strip() for part in typed.rpartition(" = "))
        if not equals or not name:
            self.say(f"Write it as {line.table.form if line.table else ''}.", error=True)
            return
        name = name.strip("\"'") if line.name != "rules" else name
        done = f"{shortened(name)} = {value}"
        if line.name == "rules":
            self._settings.change(done, (("rules", -1), {"when": name, "then": value}))
        else:
            self._settings.change(
                done, ((*line.name.split("."), name), value.strip("\"'") if line.name != "queries" else value)
            )

    def action_settings_reset(self) -> None:
        """Take the setting out of the file, so that its default applies."""
        line = self._line()
        if line is None or not line.place:
            self.say("{settings.reset} takes a line out, or brings a default back: put the cursor on one.")
        elif not line.is_changed:
            self.say(f"{line.name} is at its default.")
        elif line.table is not None and not line.default:
            self._settings.change(f"Took out {shortened(line.name)}", (line.place, None))
        else:
            self._settings.change(f"{line.name} is back at its default", (line.place, None))

    def action_settings_edit(self) -> None:
        self._settings.edit_file()


def _value(typed: str, line: SettingLine) -> Value:
    """Return what was typed, as a number where the setting has one; two quotation marks are an empty text."""
    if isinstance(line.value, int) and typed.removeprefix("-").isdecimal():
        return int(typed)
    return "" if typed in ('""', "''") else typed
