"""Tells which commands and keys work where the focus is; the base of the screens that have commands."""

from __future__ import annotations

from asyncio import Event
from enum import Enum, auto
from typing import Any, ClassVar

from textual.app import App
from textual.await_complete import AwaitComplete
from textual.dom import DOMNode
from textual.keys import _character_to_key
from textual.screen import Screen, ScreenResultType

from briefing.presentation.keys.registry import COMMANDS, Command, with_keys
from briefing.ui.endings.dismissal import dismiss_in_turn
from briefing.ui.tasks import Wanted


def textual_name(key: str) -> str:
    """Textual's name for a key, so that "}" and "right_curly_bracket" are one."""
    return _character_to_key(key) if len(key) == 1 else key


def _own_places(node: DOMNode) -> tuple[str, ...]:
    """The places of the node itself, that of its current mode first."""
    modal: str | None = getattr(node, "modal_place", None)
    places: tuple[str, ...] = getattr(node, "PLACES", ())
    return (modal, *places) if modal is not None else places


def places_of(node: DOMNode | None) -> tuple[str, ...]:
    """The places of the focused node and its ancestors, innermost first."""
    if node is None:
        return ()
    return tuple(place for each in node.ancestors_with_self for place in _own_places(each))


def commands_of(node: DOMNode) -> tuple[Command, ...]:
    """The commands with the user's keys; the defaults in an app that has none."""
    return getattr(node.app, "commands", COMMANDS)


def name_keys(node: DOMNode, words: str) -> str:
    """The words with the user's keys in place of the commands in braces; see `with_keys`.

    A verb alone means the command of the place that has the focus, if it has one.
    """
    if "{" not in words:
        return words
    commands = commands_of(node)
    here = places_of(node.screen.focused)
    return with_keys(words, sorted(commands, key=lambda each: each.place not in here))


class News(Enum):
    """What the screens above the reader's are told of."""

    CHANGES = auto()
    """A change was made, undone or redone."""
    FEEDS = auto()
    """Articles have come, or a refresh has ended."""
    STORIES = auto()
    """Articles came into stories."""
    SETTINGS = auto()


class CommandScreen(Screen[ScreenResultType]):
    """A screen whose commands may have sequences of keys, modes and counts.

    A widget is in a mode while its attribute `modal_place` names one. An action takes a count if it has a
    parameter of that name.
    """

    PLACES: ClassVar[tuple[str, ...]] = ()
    NEWS: ClassVar[frozenset[News]] = frozenset()
    """What makes the screen load anew what it shows."""
    ready: Event | None = None
    """Set once the screen can handle keys, which wait until then; None if it can as soon as it is mounted."""
    _is_stale = False
    """Whether titles and hints are to be updated."""

    @property
    def commands(self) -> tuple[Command, ...]:
        return commands_of(self)

    async def action_command(self, id_: str) -> None:
        """Run a command of the reader's screen, below this one."""
        if (reader := reader_screen(self.app)) is not None:
            await reader.action_command(id_)

    def name_keys(self, words: str) -> str:
        """The words with the user's keys in place of the ids of commands in braces."""
        return name_keys(self, words)

    def say(self, sentence: str, *, error: bool = False) -> None:
        """Show a message, if the screen has a place for one."""

    def show_progress(self, words: str) -> None:
        """Show the progress of background work, in a few words; "" clears it."""

    def retitle(self) -> None:
        """Have titles, status and hints updated, once for all the messages that are waiting now."""
        self._is_stale = True
        self.check_idle()

    def on_idle(self) -> None:
        if self._is_stale and self.is_mounted and not self.is_closing:
            self._is_stale = False
            self.show_titles()

    @property
    def is_closing(self) -> bool:
        """Whether the screen is closed or the app ends: its widgets go one by one."""
        return not (self.is_attached and self.display and self.app.is_running)

    def while_open(self, wanted: Wanted) -> Wanted:
        """Return what also tells that nothing is wanted any more as soon as the screen is being closed."""
        return lambda: wanted() and not self.is_closing

    def show_titles(self) -> None:
        """Update titles, status and hints."""

    def on_descendant_focus(self) -> None:
        self.retitle()

    def on_descendant_blur(self) -> None:
        self.retitle()

    def on_resize(self) -> None:
        self.call_after_refresh(self.retitle)

    def reload(self) -> None:
        """Load anew what is shown."""

    def call_off(self) -> None:
        """Want nothing of what is being found: nobody sees it until `reload` asks again."""

    def hear(self, news: News) -> None:
        """Load anew what is shown, if it is of this kind."""
        if news in self.NEWS:
            self.reload()

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        return dismiss_in_turn(self, super().dismiss, result)


def reader_screen(app: App[Any]) -> CommandScreen[Any] | None:
    """Return the reader's screen, which runs the commands that other screens pass on, once there is one."""
    screens = (each for each in app.screen_stack if isinstance(each, CommandScreen))
    return next((each for each in screens if "reader" in each.PLACES), None)


def answering(node: DOMNode, place: str) -> DOMNode:
    """The nearest of the node and its ancestors that answers to the place; the screen if it passes it on."""
    return next((each for each in node.ancestors_with_self if place in _own_places(each)), node.screen)
