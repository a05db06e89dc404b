"""The objects that the reader's controllers share, and the base of these controllers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from inspect import isawaitable
from typing import Any, TypeVar

from textual.screen import ModalScreen, Screen

from briefing.services.library import Library
from briefing.ui.analysis_queue import AnalysisQueue
from briefing.ui.commands.bindings import CommandScreen, News
from briefing.ui.commands.undo import Changes, Screens
from briefing.ui.messages import ChangeMade
from briefing.ui.screens.reader.view import ReaderView

Commands = Mapping[str, Callable[[], object]]
"""The methods that run commands, by the commands' ids; what they return is awaited if it can be."""


@dataclass(frozen=True, eq=False)
class ReaderContext:
    """The library, the screen, and the registered controllers with their commands."""

    library: Library
    screen: ReaderView
    changes: Changes
    analysis: AnalysisQueue
    controllers: list[Controller] = field(default_factory=list)
    commands: dict[str, Callable[[], object]] = field(default_factory=dict)
    screens: dict[str, partial[Any]] = field(default_factory=dict)
    """What makes the screens above the reader's, by their names."""

    def register(self, controller: Registered) -> Registered:
        """Offer the commands of a controller, and tell it from now on of what happens."""
        self.controllers.append(controller)
        self.commands.update(controller.commands)
        return controller

    async def run(self, command_id: str) -> None:
        """Run a command of the reader, the library, the panes or the colours."""
        waiting = self.start(command_id)
        if isawaitable(waiting):
            await waiting

    def start(self, command_id: str) -> object:
        """Start a command; what it returns is to be awaited if it can be."""
        return self.commands[command_id]()

    def open(self, name: str, *arguments: object, **named: object) -> None:
        """Open a screen above those that are open."""
        self.screen.app.push_screen(self.screens[name](*arguments, **named))

    def go_to(self, name: str, *arguments: object) -> None:
        """Go back to the screen of that name where one is open, or open it."""
        stack = self.screen.app.screen_stack
        opened = [at for at, each in enumerate(stack) if type(each) is self.screens[name].func]
        if not opened:
            self.open(name, *arguments)
            return
        for each in reversed(stack[opened[-1] + 1 :]):
            each.dismiss()

    def leave_screens(self) -> Screens:
        """Leave all screens above the reader's; return those to go back to, which stay as they are."""
        app, left = self.screen.app, list[Screen[Any]]()
        while app.screen is not self.screen:
            top = app.screen
            if not isinstance(top, ModalScreen):
                app.install_screen(top, str(id(top)))  # so that Textual does not remove it
                left.insert(0, top)
                if isinstance(top, CommandScreen):
                    top.call_off()  # the engine is wanted for the article
            top.dismiss()
        return tuple(left)

    def reopen(self, screens: Screens) -> None:
        """Go back to screens that were left, and show what has changed since."""
        for each in screens:
            self.screen.app.uninstall_screen(each)
            self.screen.app.push_screen(each)
        self.show_progress(self.screen.status.progress)
        for each in screens:
            if isinstance(each, CommandScreen):
                each.call_later(each.reload)

    def release(self, screens: Screens) -> None:
        """Remove screens that were left, to which there is no way back."""
        for each in screens:
            self.screen.app.uninstall_screen(each)
            each.remove()

    @property
    def _open(self) -> list[CommandScreen[Any]]:
        return [each for each in self.screen.app.screen_stack if isinstance(each, CommandScreen)]

    def tell(self, news: News) -> None:
        """Have the open screens show what has changed, each once it is mounted, and not when it is closed."""
        for each in self._open:
            each.call_later(each.hear, news)

    def show_progress(self, words: str) -> None:
        """Show the progress of a refresh on the screens that show what it brings."""
        for each in self._open:
            if each.NEWS & {News.FEEDS, News.STORIES}:
                each.call_later(each.show_progress, words)


@dataclass(eq=False)
class Controller:
    """Runs commands of the reader. The context calls the other methods of every registered controller."""

    context: ReaderContext

    def __post_init__(self) -> None:
        self.library, self.changes = self.context.library, self.context.changes
        self.screen = self.context.screen
        self.tasks, self.parts, self.panes = self.screen.tasks, self.screen.parts, self.screen.panes

    @property
    def commands(self) -> Commands:
        return {}

    def article_opened(self) -> None:
        """Forget what belongs to the article that was open before."""

    def change_made(self, made: ChangeMade) -> None:
        """Show what is different after a change was made, undone or redone."""

    def work_failed(self, sentence: str) -> None:
        """Give up what waits for a job that has failed."""

    async def end(self) -> None:
        """Save what is not saved, and stop what runs, before the library is closed."""


Registered = TypeVar("Registered", bound=Controller)
