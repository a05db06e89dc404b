"""The open screens of a controller, and the one way to show something on them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar, runtime_checkable

from textual.screen import Screen

if TYPE_CHECKING:
    from textual.app import App

    from briefing.domain.annotation import AnnotationEntry
    from briefing.presentation.library.feed_rows import FeedOverview
    from briefing.presentation.setting_rows import SettingLine


@runtime_checkable
class SaysSentences(Protocol):
    """A screen that can show a message in its status row."""

    def say(self, sentence: str, *, error: bool = False) -> None: ...

    def call_later(self, callback: Callable[..., object], *args: object, **kwargs: object) -> bool: ...


class ShownScreen(Protocol):
    def fail(self, sentence: str) -> None: ...

    def call_later(self, callback: Callable[..., object], *args: object, **kwargs: object) -> bool: ...


class StoriesScreen(ShownScreen, Protocol):
    """Today, a story, the page of an actor, or the open issues."""

    def show_progress(self, words: str) -> None: ...

    def find(self) -> None: ...

    def reload_changed(self) -> None: ...


class FeedListScreen(ShownScreen, Protocol):
    """The feeds, or those that failed."""

    def show(self, overview: FeedOverview) -> None: ...

    def show_progress(self, words: str) -> None: ...

    def ask_to_replace(self, path: str) -> None: ...


class SettingsList(ShownScreen, Protocol):
    """The screen of the settings."""

    def show(self, lines: Sequence[SettingLine]) -> None: ...


class AnnotationScreen(ShownScreen, Protocol):
    """A list of annotations, or of their tags."""

    @property
    def article_id(self) -> str | None: ...

    def show(self, entries: Sequence[AnnotationEntry], article_id: str | None = None) -> None: ...

    def show_text(self, article_id: str, text: str | None) -> None: ...


Shown = TypeVar("Shown", bound=ShownScreen)


@dataclass(eq=False)
class OpenScreens(Generic[Shown]):
    """What is to be shown comes through each screen's own message queue: after it has been mounted, and never
    once it is closed."""

    _screens: list[Shown] = field(default_factory=list)

    def __iter__(self) -> Iterator[Shown]:
        return iter(self._screens)

    def __len__(self) -> int:
        return len(self._screens)

    def push(self, app: App[object], screen: Shown) -> None:
        assert isinstance(screen, Screen)
        self._screens.append(screen)
        app.push_screen(screen, lambda _: self._screens.remove(screen))

    def for_each(self, show: Callable[[Shown], object]) -> None:
        for each in self._screens:
            each.call_later(show, each)

    def fail(self, sentence: str) -> None:
        self.for_each(lambda each: each.fail(sentence))
