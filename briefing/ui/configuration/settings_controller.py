"""Controller of the settings: the Settings screen, the saved theme and filters, and reloading saved files."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from textual.app import SuspendNotSupported

from briefing.presentation.setting_rows import SettingLine, setting_lines
from briefing.regular_files import MAX_SETTINGS_BYTES, read_regular
from briefing.settings.config_writer import Write, change_settings, setting_at
from briefing.settings.table import AUTO_THEME
from briefing.ui.commands.bindings import News
from briefing.ui.commands.undo import Change
from briefing.ui.configuration.configuration_files import Configuration, ConfigurationFiles
from briefing.ui.external_editor import ExternalEditorError, edit_file, editor_command
from briefing.ui.messages import ChangeMade
from briefing.ui.screens.choice_screen import ChoiceOption, ChoiceScreen
from briefing.ui.screens.reader.context import Controller
from briefing.ui.tasks import nothing

if TYPE_CHECKING:
    from briefing.nlp.language_model.model_config import ModelConfig
    from briefing.ui.app import BriefingApp

THEME_CELLS = 54
"""Width of the list of themes, which leaves the reader in view."""
POLL_SECONDS = 1.0
"""Interval between looks at the files."""


@dataclass(eq=False)
class SettingsController(Controller):
    """Every change is written to config.toml first, and shown as the file then has it."""

    files: ConfigurationFiles
    on_model: Callable[[], object] = nothing
    """Called when another language model is asked from now on, or none."""
    _written: Configuration | None = None
    """What was loaded after the last write, until it is used."""
    _is_writing: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        self.app.on_theme_chosen = self.save_theme
        self.app.offer_themes = self.choose_theme

    @property
    def app(self) -> BriefingApp:
        return cast("BriefingApp", self.screen.app)

    # Reloading

    def reload_saved(self) -> None:
        """Load the files again if one of them was saved."""
        if not self._is_writing and self.files.has_changed():
            self.tasks.in_order(self.files.load, partial(self._apply, is_saved=True))

    def _apply(self, loaded: Configuration, *, is_saved: bool = False) -> None:
        """Use what was loaded; `is_saved` if somebody else has written it, who then hears what is wrong."""
        model = self.app.settings.model
        problems = (*loaded.problems, *self.app.apply_configuration(loaded))
        if loaded.settings.model != model:
            self.tasks.in_order(partial(self.library.use_model, loaded.settings.model), self._model_used)
        self.screen.take_settings(loaded.settings)
        self.context.tell(News.SETTINGS)
        if is_saved and problems:
            self.screen.report_problems(problems)
        elif is_saved:
            self.screen.say("The saved settings are in use.")

    def _model_used(self, _: None) -> None:
        self.on_model()
        if self.screen.article is not None:
            self.context.start("reader.again")

    # Changes

    def change_made(self, made: ChangeMade) -> None:
        """Use what was written since the last change."""
        written, self._written = self._written, None
        if written is not None:
            self._apply(written)

    def change(self, done: str, *writes: Write) -> None:
        """Write settings as one undoable change; `done` is its `Change.done`."""
        self._change(done, lambda: writes)

    def use_model(self, done: str, config: ModelConfig | None) -> None:
        """Write which language model is asked as one undoable change."""
        file, setup = self.files.config_file, self.library.model_setup
        self._change(done, lambda: setup.writes(config, setting_at(file, ("model",))))

    def _change(self, done: str, make_writes: Callable[[], Sequence[Write]]) -> None:
        def changing() -> Change:
            file, writes = self.files.config_file, make_writes()
            # What was put at the end of a list is taken from there.
            before = [(at, None if at[-1] == -1 else setting_at(file, at)) for at, _ in reversed(writes)]
            return Change(done, partial(self._write, writes), partial(self._write, before))

        self.changes.make(changing)

    def _write(self, writes: Sequence[Write]) -> None:
        """Runs in the thread that writes."""
        self._is_writing = True
        try:
            change_settings(self.files.config_file, *writes)
            self._written = self.files.load()
        finally:
            self._is_writing = False

    def save_theme(self, name: str) -> None:
        """Write the theme that was chosen, as one undoable change."""
        if name != self.app.settings.theme:
            self.change(f"theme = {name}", (("theme",), name))

    def choose_theme(self, *, on_reader: bool = False) -> None:
        """Offer the themes, each worn while the cursor is on it; without a choice, the one before is back.

        With `on_reader` the screens above the reader's are left meanwhile.
        """
        app, left = self.app, self.context.leave_screens() if on_reader else ()
        before, names, chosen = app.theme, (AUTO_THEME, *app.theme_names), app.settings.theme

        def keep(name: str) -> None:
            app.preview_theme(name)
            self.save_theme(name)
            self.context.reopen(left)

        def look(name: str | None) -> None:
            app.preview_theme(name or before)
            if name is None:
                self.context.reopen(left)

        options = [ChoiceOption(name, name, app.about_theme(name)) for name in names]
        at = names.index(chosen) if chosen in names else 0
        screen = ChoiceScreen("Theme", options, keep, enter="keeps", at=at, widest=THEME_CELLS, look=look)
        app.push_screen(screen)

    def save_query(self, name: str, query: str) -> None:
        place = ("queries", name)
        self.change(f"Saved as “{name}”: {{reader.feeds}} lists it", (place, query))

    def remove_query(self, name: str) -> None:
        self.change(f"“{name}” is no longer saved", (("queries", name), None))

    def rename_query(self, name: str, new: str, query: str) -> None:
        self.change(f"Renamed “{name}” to “{new}”", (("queries", new), query), (("queries", name), None))

    # The screen

    def lines(self) -> Sequence[SettingLine]:
        """Return what the file says. Runs in a thread."""
        return setting_lines(self.app.settings, self._values())

    def _values(self) -> Mapping[str, Any]:
        try:
            content = read_regular(self.files.config_file, MAX_SETTINGS_BYTES)
            return tomllib.loads(content.decode("utf-8-sig"))
        except (OSError, ValueError, RecursionError):
            return {}

    def edit_file(self) -> None:
        """Edit config.toml in the user's editor, and use what was saved."""
        try:
            command = editor_command(os.environ)
            with self.screen.app.suspend():
                edit_file(self.files.config_file, command)
        except ExternalEditorError as error:
            self.screen.say(str(error), error=True)
        except SuspendNotSupported:
            place = "A browser" if self.screen.app.is_web else "This terminal"
            self.screen.say(f"{place} has no room for an editor: {self.files.config_file} is the file.")
        else:
            self.reload_saved()
