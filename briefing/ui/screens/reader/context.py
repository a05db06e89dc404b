"""The objects that the reader's controllers share, and the base of these controllers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from inspect import isawaitable
from typing import Any, Protocol, TypeVar, runtime_checkable

from briefing.services.library import Library
from briefing.ui.analysis_queue import AnalysisQueue
from briefing.ui.commands.undo import Changes, ScreenPlace, ScreenPlaces
from briefing.ui.messages import ChangeMade
from briefing.ui.screens.reader.view import ReaderView

Commands = Mapping[str, Callable[[], object]]
"""The methods that run commands, by the commands' ids; what they return is awaited if it can be."""
PlaceOpeners = Mapping[type[ScreenPlace], Callable[[Any], object]]
"""The methods that open a screen at a place, by the kind of the place, which each of them takes."""


@runtime_checkable
class PlacedScreen(Protocol):
    """A screen that can be opened again at the line it was left at."""

    @property
    def place(self) -> ScreenPlace: ...


@dataclass(frozen=True, eq=False)
class ReaderContext:
    """The library, the screen, and the registered controllers with their commands."""

    library: Library
    screen: ReaderView
    changes: Changes
    analysis: AnalysisQueue
    controllers: list[Controller] = field(default_factory=list)
    commands: dict[str, Callable[[], object]] = field(default_factory=dict)
    openers: dict[type[ScreenPlace], Callable[[Any], object]] = field(default_factory=dict)

    def register(self, controller: Registered) -> Registered:
        """Offer the commands of a controller, and tell it from now on of what happens."""
        self.controllers.append(controller)
        self.commands.update(controller.commands)
        self.openers.update(controller.openers)
        return controller

    async def run(self, command_id: str) -> None:
        """Run a command of the reader, the library, the panes or the colours."""
        waiting = self.start(command_id)
        if isawaitable(waiting):
            await waiting

    def start(self, command_id: str) -> object:
        """Start a command; what it returns is to be awaited if it can be."""
        return self.commands[command_id]()

    def open_place(self, place: ScreenPlace) -> None:
        """Open a screen at a line, above the screens that are open."""
        self.openers[type(place)](place)

    def leave_screens(self) -> ScreenPlaces:
        """Close all screens above the reader's; return the places to open them at again."""
        app = self.screen.app
        places = tuple(each.place for each in app.screen_stack if isinstance(each, PlacedScreen))
        while app.screen != self.screen:
            app.screen.dismiss()
        return places


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

    @property
    def openers(self) -> PlaceOpeners:
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
