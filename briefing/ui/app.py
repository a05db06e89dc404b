"""The Textual app: themes, keymap, global commands and the first screen."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Protocol, runtime_checkable

from textual import events
from textual._styles_cache import StylesCache
from textual._xterm_parser import XTermParser
from textual.app import SuspendNotSupported
from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.driver import Driver
from textual.filter import LineFilter
from textual.screen import ModalScreen, Screen
from textual.theme import Theme
from textual.worker import WorkerFailed

from briefing.diagnostics import report_error, watch_tasks
from briefing.domain import Article
from briefing.ending_signals import LastingOutput
from briefing.presentation.keys.keymap import resolve_keymap
from briefing.presentation.keys.registry import (
    COUNT,
    Command,
    commands_for,
    display_keys,
    key_name,
    with_keys_in_help,
)
from briefing.settings import Settings
from briefing.settings.settings_errors import unknown_name, where
from briefing.settings.table import AUTO_THEME
from briefing.ui.commands.bindings import CommandScreen, answering, places_of, reader_screen
from briefing.ui.commands.palette import MODE_STARTS, THEME, WAYS, entries_for, runs_on_arrival
from briefing.ui.endings.fault_limit import FaultLimit, contain_faults
from briefing.ui.first_frame import FirstFrame
from briefing.ui.keys import CommandApp
from briefing.ui.safe_output import SafeRows, copy_safely
from briefing.ui.terminal_background import Background, LateAnswer
from briefing.ui.theme import TERMINAL_COLOURS, VARIABLES, theme_for

if TYPE_CHECKING:
    from briefing.ui.configuration import Configuration


@runtime_checkable
class ConfirmsQuit(Protocol):
    """A screen that may have unsaved changes when the app is about to exit."""

    def may_quit(self) -> bool: ...


_SAFE_ROWS = SafeRows()
_READER_SHEET = Path(__file__).parent / "screens" / "reader" / "reader.tcss"
"""Not needed for the first frame. Other screens use parts of it."""


_LIST_CURSOR = "block-cursor-blurred-text-style"
_CURSORS = {
    "input-cursor-text-style": "reverse",
    "block-cursor-text-style": "bold underline",  # in lists Textual does not paint reverse
    _LIST_CURSOR: "bold underline",
}
"""Variables that show the cursor of Textual's own fields and lists where no colour does."""
_OURS = {
    "block-cursor-background": "cursor-row",
    "block-cursor-foreground": "foreground",
    "block-cursor-blurred-background": "cursor-row",
    "block-cursor-blurred-foreground": "foreground",
    "input-selection-background": "selection",
    "input-selection-foreground": "on-highlight",
    "scrollbar-background": "background",
    "scrollbar-background-hover": "background",
    "scrollbar-background-active": "background",
}
"""Variables of Textual's own fields, lists and scroll bars, and the colour of the theme each takes."""


def _release_closed_widgets(_: Screen[object]) -> None:
    """Empty a cache of colours, in which a thousand closed widgets would stay with their painted lines."""
    StylesCache.get_inner_outer.cache_clear()


class BriefingApp(CommandApp, inherit_bindings=False):
    TITLE = "briefing"
    PLACES: ClassVar[tuple[str, ...]] = ("app",)
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+c", "help_quit", show=False)]
    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False

    survives_faults: ClassVar[bool] = True
    """Whether a fault in a handler is only reported; tests have each end the app, and fail."""

    _has_theme = False

    def __init__(
        self,
        settings: Settings,
        themes: Mapping[str, Theme],
        make_reader: Callable[[FirstFrame, Sequence[str]], Screen[None]],
        *,
        first: Future[Article | None] | None = None,
        problems: Sequence[str] = (),
        on_exit: Callable[[], object] = lambda: None,
        background: Background = Background(),  # noqa: B008  frozen
    ) -> None:
        """`make_reader` makes the screen that follows the first frame, and shows the problems it is given.

        `first` is the article for the first frame, if it is loaded in time; `problems` are messages to show
        at the start; `on_exit` runs before the app waits for its threads; `background` is the terminal's.
        """
        self._themes = dict(themes)
        # Textual decides here how to do without colour: with any other theme it writes shades of grey.
        super().__init__(ansi_color="NO_COLOR" in os.environ or None)
        self.commands, keymap_problems = resolve_keymap(settings.keymap, settings.preset)
        self.settings = settings
        self.on_theme_chosen: Callable[[str], object] | None = None
        """Saves the theme that was chosen by its key or in the palette."""
        self.offer_themes: Callable[[], object] | None = None
        """Lets a theme be chosen."""
        self._background = background
        self._late_answer = LateAnswer(is_expected=background.is_late)
        self._make_reader = make_reader
        self._first = first
        self._on_exit = on_exit
        self.fault = ""
        """The message of the fault that ended the app."""
        self.ended_by: int | None = None
        """The number of the signal that ended the app."""
        self._fault_limit = FaultLimit()
        contain_faults()
        self.animation_level = "none"
        for theme in themes.values():
            self.register_theme(theme)
        first_theme, theme_problems = self._first_theme()
        self._problems = [*theme_problems, *problems, *keymap_problems]
        self._has_theme = True
        self.theme = first_theme

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return the filters of every row of every screen on its way to the terminal."""
        return [_SAFE_ROWS, *super().get_line_filters()]

    def copy_to_clipboard(self, text: str) -> None:
        """Our commands come here, and so do Textual's own fields."""
        copy_safely(text, super().copy_to_clipboard)

    @property
    def theme_names(self) -> tuple[str, ...]:
        return tuple(self._themes)

    def _first_theme(self) -> tuple[str, tuple[str, ...]]:
        """The theme of the settings, or one in its place and a sentence that says so."""
        if self.no_color:
            return TERMINAL_COLOURS, ()
        wanted = self.settings.theme
        if found := self._theme_for(wanted):
            return found, ()
        found = self._theme_for(AUTO_THEME) or TERMINAL_COLOURS
        return found, (f"{where(wanted)}{unknown_name('theme', wanted, self._themes)} {found} is used.",)

    def _theme_for(self, name: str) -> str | None:
        return theme_for(name, self._themes, dark=self._background.is_dark)

    def apply_configuration(self, loaded: Configuration) -> tuple[str, ...]:
        """Use other settings and themes from now on; a sentence for each that cannot be used."""
        before = self.settings
        for name in self._themes.keys() - loaded.themes.keys():
            self.unregister_theme(name)
        self._themes, self.settings = dict(loaded.themes), loaded.settings
        for theme in loaded.themes.values():
            self.register_theme(theme)
        self.commands, keymap_problems = resolve_keymap(loaded.settings.keymap, loaded.settings.preset)
        chosen, theme_problems = self._first_theme()
        if loaded.settings.theme != before.theme or self.theme not in self.available_themes:
            self.set_reactive(BriefingApp.theme, chosen)
        self.mutate_reactive(BriefingApp.theme)  # the same theme may have other colours now
        return (*theme_problems, *keymap_problems)

    def get_css_variables(self) -> dict[str, str]:
        """Also called by `super().__init__`, before the theme is known."""
        if not self._has_theme:
            return {}
        variables = super().get_css_variables()
        variables |= {theirs: variables[ours] for theirs, ours in _OURS.items()}
        if self.no_color:
            return variables | _CURSORS
        # Of a theme of the terminal's own colours nobody knows how they look.
        return variables | {_LIST_CURSOR: _CURSORS[_LIST_CURSOR]} if self.current_theme.ansi else variables

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Colours for themes that lack ours, from one of our themes that is equally light or dark."""
        if self.current_theme.ansi:
            return dict.fromkeys(VARIABLES, "ansi_default")
        ours = theme_for(AUTO_THEME, self._themes, dark=self.current_theme.dark)
        return dict(self._themes[ours].variables) if ours else dict.fromkeys(VARIABLES, "#808080")

    def get_default_screen(self) -> FirstFrame:
        first = self._first
        is_loaded = first is not None and first.done() and first.exception() is None
        return FirstFrame(
            first.result() if first and is_loaded else None,
            width=self.settings.width,
        )

    async def on_event(self, event: events.Event) -> None:
        if (
            not isinstance(event, events.Key)
            or event.is_forwarded
            or not self._late_answer.includes(event.key, event.character)
        ):
            await super().on_event(event)
        elif (is_dark := self._late_answer.is_dark) is not None:
            self._background = Background(is_dark)
            self.theme = self._first_theme()[0] if self.settings.theme == AUTO_THEME else self.theme

    def on_mount(self) -> None:
        for typed in XTermParser().feed(self._background.typed.decode(errors="ignore")):
            self.post_message(typed)
        self.screen_change_signal.subscribe(self, _release_closed_widgets)
        watch_tasks(asyncio.get_running_loop(), self.report_fault)
        self.call_after_refresh(self._show_reader)
        self._end_if_asked()

    def _show_reader(self) -> None:
        if isinstance(self.screen, FirstFrame):
            # Named as a screen's own, Textual would parse all sheets anew.
            self.stylesheet.add_source(_READER_SHEET.read_text("utf-8"), (str(_READER_SHEET), ""))
            ready = self.screen.ready
            self.push_screen(self._make_reader(self.screen, self._problems))
            ready.set()

    def _build_driver(
        self, headless: bool, inline: bool, mouse: bool, size: tuple[int, int] | None
    ) -> Driver:
        driver = super()._build_driver(headless, inline, mouse, size)
        if (file := getattr(driver, "_file", None)) is not None:  # in tests there is none
            driver._file = LastingOutput(file)  # type: ignore[attr-defined]
        return driver

    def on_unmount(self) -> None:
        self._on_exit()

    # Faults

    def _handle_exception(self, error: Exception) -> None:
        """Report a fault, or end the app if it cannot be used or if there is no end of faults."""
        fault = error
        if isinstance(error, WorkerFailed) and isinstance(error.error, Exception):
            fault = error.error
        if self._survives():
            self._report_fault(report_error(fault))
            return
        if not self.fault:  # later faults are caused by the first
            self.fault = report_error(fault)
        super()._handle_exception(fault)

    def _survives(self) -> bool:
        """Whether the reader can still be used, or quit by a key; count the fault."""
        reader = reader_screen(self)
        is_usable = (
            reader is not None
            and (not reader.ready or reader.ready.is_set())
            and not (self.fault or self._exit)
        )
        return self.survives_faults and is_usable and self._fault_limit.allows_another()

    def _fatal_error(self) -> None:
        """End the app without the traceback that Textual would print, with the values of all variables."""
        self._close_messages_no_wait()

    def report_fault(self, sentence: str) -> None:
        """Show that a background task failed. Safe in any thread."""
        if not self._call_soon(self._report_fault, sentence):
            print(f"briefing: {sentence}", file=sys.stderr)

    def _report_fault(self, sentence: str) -> None:
        reader = reader_screen(self)
        if reader is None:
            self._problems.append(sentence)  # shown when the reader's screen opens
            return
        # In the screen's own queue: it may not be mounted yet.
        reader.call_later(reader.say, sentence, error=True)

    # Commands

    def commands_here(self, node: DOMNode) -> tuple[Command, ...]:
        """Commands of the node and its ancestors, innermost first."""
        return commands_for(self.commands, places_of(node))

    async def run_command(self, id_: str, screen: Screen[object] | None = None) -> None:
        """Run a command as if its key had been pressed where the focus is."""
        where = screen or self.screen
        node: DOMNode = where.focused or where
        command = next((each for each in self.commands_here(node) if each.id == id_), None)
        if command is not None:
            await self.run_action(command.action, answering(node, command.place))

    async def action_run_command(self, id_: str) -> None:
        await self.run_command(id_)

    def action_app_palette(self) -> None:
        self._open_finder(is_help=False)

    def action_app_help(self) -> None:
        self._open_finder(is_help=True)

    def _open_finder(self, *, is_help: bool) -> None:
        from briefing.ui.screens import help_screen, palette_screen  # not needed for the first frame

        here, elsewhere = self._listed_commands()
        may_leave = not any(isinstance(each, ModalScreen) for each in self.screen_stack)
        finder: Screen[str | None] = (
            help_screen.HelpScreen(here, elsewhere, may_leave=may_leave, preset=self.settings.preset)
            if is_help
            else palette_screen.PaletteScreen(entries_for(here, elsewhere, self.theme_names))
        )
        self.push_screen(finder, partial(self._use, self.screen))

    def _listed_commands(self) -> tuple[tuple[Command, ...], tuple[Command, ...]]:
        """The commands that work where the focus is, and those of other places."""
        commands = with_keys_in_help(self.commands)
        here = commands_for(commands, places_of(self.screen.focused or self.screen))
        named = {command.id for command in here}
        return here, tuple(command for command in commands if command.id not in named)

    def _use(self, screen: Screen[object], key: str | None) -> None:
        """Use what was chosen in the palette or the help: a theme, or a command, where it works."""
        if key is None:
            return
        if key.startswith(THEME):
            self.set_theme_by_name(key.removeprefix(THEME))
        elif any(command.id == key for command in self.commands_here(screen.focused or screen)):
            self.call_later(self.run_command, key, screen)
        else:
            self.call_later(self._go_and_run, key)

    async def _go_and_run(self, id_: str) -> None:
        """Go where a command works, and run it there, or say which key does."""
        command = next(each for each in self.commands if each.id == id_)
        reader = next(each for each in self.screen_stack if "reader" in places_of(each))
        above = self.screen_stack[self.screen_stack.index(reader) + 1 :]
        listed = (each for each in reversed(above) if command.place in places_of(each.focused))
        target = next(listed, reader)
        while self.screen is not target:
            self.screen.dismiss()
        if target is reader and command.place in WAYS:
            await self.run_action(f"screen.command('{WAYS[command.place]}')", reader)
        self.screen.call_after_refresh(self.call_later, self._run_there, command)

    async def _run_there(self, command: Command) -> None:
        first = [each for each in self.commands if each.id in MODE_STARTS.get(command.place, ())]
        if first and not self.screen.has_class("-at-library"):
            start = " or ".join(map(key_name, first))
            self._say(f"Press {start} first, then {key_name(command)}: {command.help}")
        elif command.place not in places_of(self.screen.focused or self.screen):
            return  # the way there says why it is closed
        elif runs_on_arrival(command):
            await self.run_command(command.id)
        else:
            self._say(f"Press {key_name(command)} here: {command.help}" if command.keys else command.help)

    def action_explain_count(self) -> None:
        command = next(command for command in self.commands if command.id == COUNT)
        keys = " ".join(display_keys(command.keys))
        self._say(f"Press {keys} here. {command.help}" if keys else f"{command.title} has no keys.")

    def action_app_theme(self) -> None:
        if self.offer_themes is not None:
            self.offer_themes()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave Ctrl+Z to a field that undoes with it what was typed there."""
        return action != "app_suspend" or not hasattr(self.focused, "action_undo")

    @contextmanager
    def suspend(self) -> Iterator[None]:
        """Leave the terminal to another program. Textual would not come back where the body raises."""
        raised: list[Exception] = []
        with super().suspend():
            try:
                yield
            except Exception as error:
                raised.append(error)
        if raised:
            raise raised[0]

    def action_app_suspend(self) -> None:
        """Stop the whole job: Textual stops this process alone, and `uv run` before it would wait."""
        try:
            with self.suspend():
                returned = _stop_job()
        except SuspendNotSupported:
            self._say(
                "A browser has no shell to return to: {app.quit} leaves briefing."
                if self.is_web
                else "This terminal cannot suspend a program."
            )
        else:
            if not returned:
                self._say("There is no shell to return to: {app.quit} leaves briefing.")

    def action_app_quit(self) -> None:
        """Exit, unless a screen has unsaved changes; exit anyway when asked a second time."""
        screens = [screen for screen in self.screen_stack if isinstance(screen, ConfirmsQuit)]
        if all(screen.may_quit() for screen in screens):
            self.exit()

    def end_by_signal(self, number: int) -> None:
        """Save the open note and exit. Safe at any moment, since it only asks for it."""
        self.ended_by = self.ended_by or number
        self._call_soon(self._end_if_asked)

    def _call_soon(self, callback: Callable[..., object], *arguments: object) -> bool:
        """Call it on the event loop, from any thread; False if that does not run."""
        loop = self._loop
        if loop is None or loop.is_closed():
            return False
        loop.call_soon_threadsafe(callback, *arguments)
        return True

    def _end_if_asked(self) -> None:
        if self.ended_by:
            for screen in self.screen_stack:
                if isinstance(screen, ConfirmsQuit):
                    screen.may_quit()
            self.exit(return_code=128 + self.ended_by)

    def action_help_quit(self) -> None:
        """Replaces Textual's answer to Ctrl+C, a toast over the text."""
        self._say("{app.quit} quits.")

    def _say(self, sentence: str) -> None:
        if isinstance(self.screen, CommandScreen):
            self.screen.say(sentence)

    def preview_theme(self, name: str) -> None:
        """Wear a theme without saving it."""
        found = self._theme_for(name) or name  # such as Textual's own, which is worn without colours
        if found in self.available_themes:
            self.theme = found

    def about_theme(self, name: str) -> str:
        """A few words on a theme."""
        if name == AUTO_THEME:
            return f"as the terminal is: {self._theme_for(name)}"
        return "dark" if self._themes[name].dark else "light"

    def set_theme_by_name(self, name: str) -> None:
        self.preview_theme(name)
        if self.on_theme_chosen is not None:
            self.on_theme_chosen(name)


def _stop_job() -> bool:
    """Stop all processes of the job until it is continued; False if nobody could continue it."""
    if sys.platform == "win32":
        return False
    continued: list[int] = []
    # Left to the system, which stops no job without a shell; Textual's answer to the signal stops any.
    textual_stop = signal.signal(signal.SIGTSTP, signal.SIG_DFL)
    textual_continue = signal.signal(signal.SIGCONT, lambda number, _: continued.append(number))
    os.killpg(os.getpgrp(), signal.SIGTSTP)
    signal.signal(signal.SIGTSTP, textual_stop)
    signal.signal(signal.SIGCONT, textual_continue)
    return bool(continued)
