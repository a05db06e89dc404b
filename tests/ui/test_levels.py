"""`q` goes one level back from every screen, and ends the program only from the first one."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

import briefing.ui
from briefing.domain import Span
from briefing.domain.feeds.feed import Subscription
from briefing.presentation.library.list_place import ListPlace
from briefing.services.library import Library
from briefing.ui.commands import undo
from briefing.ui.screens.reader.screen import ReaderScreen
from tests.ui.conftest import reader_app
from tests.ui.newsstand import fill, news
from tests.ui.reading import settle

WAYS = {
    "AnnotationsScreen": ("A",),
    "TagsScreen": ("T",),
    "ChartsScreen": ("g", "c"),
    "FailuresScreen": ("!",),
    "FeedsScreen": ("F",),
    "PickFeedsScreen": (":", *"starter feeds", "enter"),
    "MessagesScreen": ("f2",),
    "OutputScreen": ("|", *"cat", "enter"),
    "ActorScreen": ("2", "@"),
    "AnswerScreen": ("g", "q", *"talks", "enter"),
    "DossiersScreen": ("g", "d"),
    "IssuesScreen": ("g", "i"),
    "StoryScreen": ("O",),
    "TodayScreen": ("g", "t"),
    "SettingsScreen": (",",),
    "ExportScreen": ("E",),
    "ChoiceScreen": ("3", "c"),
}
"""The keys that open each screen from the article; `q` leaves it."""
TYPED_INTO = {
    "HelpScreen": ("?",),
    "PaletteScreen": (":",),
    "ActorFinder": ("@",),
    "NoteScreen": ("A", "e"),
    "KeyScreen": (",", "/", *"reader.zoom", "enter", "enter"),
}
"""Screens whose text field has the focus, or which wait for any key: there `q` is one, and Esc goes back."""
BETWEEN = {"actors", "issues", "AnnotationsScreen", "SettingsScreen"}
"""The levels between such a screen and the article."""
LOWEST = {"ReaderScreen", "FirstFrame"}


def every_screen() -> set[str]:
    """The names of the classes of screens that are opened."""
    for module in pkgutil.walk_packages(briefing.ui.__path__, "briefing.ui."):
        importlib.import_module(module.name)

    def leaves(kind: type[Screen[Any]]) -> Iterator[type[Screen[Any]]]:
        below = [each for each in kind.__subclasses__() if each.__module__.startswith("briefing.")]
        for each in below:
            yield from leaves(each)
        if not below and kind.__module__.startswith("briefing."):
            yield kind

    kinds = {kind for base in Screen.__subclasses__() for kind in leaves(base)} | set(leaves(Screen))
    return {kind.__name__ for kind in kinds}


def test_every_screen_is_tried() -> None:
    assert every_screen() == {*WAYS, *TYPED_INTO, *LOWEST}


def where(pilot: Pilot[None]) -> str:
    """The screen on top; of the reader's the part, with the name of a list that is not the whole one."""
    if not pilot.app.is_running or pilot.app._exit:
        return "ended"
    top = pilot.app.screen
    if not isinstance(top, ReaderScreen):
        return type(top).__name__
    place = top.controllers.article_list.place
    named = [each for each in (place.scope.title, place.typed) if each not in ("", "Library")]
    return " ".join((top.parts.part, *named))


@asynccontextmanager
async def started(library: Library, *files: str) -> AsyncIterator[Pilot[None]]:
    """The reader with articles of a feed, one of which has an annotation with a tag."""
    library._store.set_meta("sample", "removed")
    library.feeds.follow([Subscription("http://127.0.0.1:9/feed", "Wire")])
    fill(library, [news(0, published=datetime.now(UTC).isoformat()), news(1), news(2)])
    for article in library.articles.add(files).articles:
        library.annotations.apply(
            [library.annotations.draft(article, Span(0, 6), note="why", tags=["later"])]
        )
    library.stories.assign()
    async with reader_app(library, *files).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        yield pilot


async def go_back(pilot: Pilot[None], key: str = "q") -> str:
    await pilot.press(key)
    if not pilot.app._exit:
        await settle(pilot)
    return where(pilot)


async def press(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*("space" if key == " " else key for key in keys))
    await settle(pilot)


async def test_each_screen_is_left_for_where_it_was_opened(library: Library, talks: str) -> None:
    async with started(library, talks) as pilot:
        for name, keys in (WAYS | TYPED_INTO).items():
            await press(pilot, "0", *keys)
            assert where(pilot) == name
            if name in TYPED_INTO:
                await press(pilot, "q")
                assert where(pilot) == name, "q is typed"
            await press(pilot, "escape" if name in TYPED_INTO else "q")
            while where(pilot) != "article":
                assert where(pilot) in BETWEEN, name
                await press(pilot, "q")
        assert [await go_back(pilot), await go_back(pilot)] == ["library", "ended"]


async def test_capital_q_ends_the_program_from_each_screen(
    library: Library, talks: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One walk: the app only notes where it was asked to end, but for the last time."""
    ended: list[str] = []
    async with started(library, talks) as pilot:
        with monkeypatch.context() as patch:
            patch.setattr(pilot.app, "exit", lambda: ended.append(where(pilot)))
            for keys in WAYS.values():
                await press(pilot, "0", *keys)
                await press(pilot, "Q")
                while where(pilot) != "article":
                    await press(pilot, "q")
        assert ended == list(WAYS)
        assert await go_back(pilot, "Q") == "ended"


FEED = ("L", "F", "/", *"unread", "enter", "enter")
TRAILS = {
    "a feed": (FEED, "FeedsScreen, library"),
    "an article of a feed": ((*FEED, "enter"), "library Unread, FeedsScreen, library"),
    "a filter in a feed": ((*FEED, "/", *"headline", "enter"), "library Unread, FeedsScreen, library"),
    "a feed from an article": (("0", *FEED[1:]), "FeedsScreen, article, library"),
    "a feed of a feed": ((*FEED, *FEED[1:]), "FeedsScreen, library"),
    "unread ones": (("L", "g", "u"), "library"),
    "starred ones after unread ones": (("L", "g", "u", "g", "s"), "library"),
    "all after unread ones": (("L", "g", "u", "g", "a"), ""),
    "a filter": (("L", "/", *"headline", "enter"), "library"),
    "a bar": (("L", "g", "c", "G", "enter"), "ChartsScreen, library"),
    "a chart of a filter": (
        ("L", "/", *"headline", "enter", "g", "c", "G", "enter"),
        "ChartsScreen, library headline, library",
    ),
    "an annotation": (("L", "A", "A", "enter"), "AnnotationsScreen, library"),
    "an annotation of the article": (("0", "A", "enter"), "AnnotationsScreen, article, library"),
    "an annotation of a tag": (("L", "T", "enter", "enter"), "AnnotationsScreen, TagsScreen, library"),
    "an article of a story": (("0", "O", "0", "enter"), "StoryScreen, article, library"),
    "an article, then the next": (("L", "g", "g", "enter", "J"), "library"),
    "an article of a story, then the next": (("0", "O", "0", "enter", "K"), "StoryScreen, article, library"),
    "an answer's article": (("0", "g", "q", *"talks", "enter", "enter"), "AnswerScreen, article, library"),
    "an article of Today": (
        ("0", "g", "t", "enter", "0", "enter"),
        "StoryScreen, TodayScreen, article, library",
    ),
    "a zoomed pane": (("0", "1", "z"), "article, library"),
    "a saved filter": (
        ("L", "/", *"headline", "enter", "ctrl+s", *" n", "enter"),
        "library headline, library",
    ),
}
"""The keys that lead somewhere, and the levels from there, before the program ends."""


async def test_each_level_is_left_for_the_one_before(
    library: Library, talks: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One walk: the app only notes that it was asked to end."""
    ended: list[str] = []
    async with started(library, talks) as pilot:
        monkeypatch.setattr(pilot.app, "exit", lambda: ended.append("ended"))
        for trail, (keys, levels) in TRAILS.items():
            await press(pilot, *keys)
            walked: list[str] = []
            while not ended and len(walked) < 9:
                walked.append(await go_back(pilot))
            assert ", ".join(walked[:-1]) == levels, trail
            ended.clear()


async def test_of_many_levels_the_last_keep_their_screens_and_the_others_what_was_listed(
    library: Library, talks: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(undo, "MAX_SCREENS", 1)
    async with started(library, talks) as pilot:
        await press(pilot, "L", "g", "c", "G", "enter", "F", "G", "enter")
        assert [type(each).__name__ for each in pilot.app._installed_screens.values()] == ["FeedsScreen"]
        walked = [await go_back(pilot) for _ in range(3)]
        assert walked[0] == "FeedsScreen" and "ChartsScreen" not in walked


@pytest.mark.parametrize(
    ("start", "levels"),
    [
        ("bare", "library, ended"),
        ("bare, an article was open", "article, library, ended"),
        ("bare, on Today", "TodayScreen, library, ended"),
        ("a file", "article, library, ended"),
        ("two files", "article, library, ended"),
    ],
)
async def test_the_program_ends_only_from_its_first_list(
    library: Library, talks: str, ferry: str, start: str, levels: str
) -> None:
    library._store.set_meta("sample", "removed")
    fill(library, [news(0, published=datetime.now(UTC).isoformat()), news(1), news(2)])
    if start == "bare, an article was open":
        library.article_list.save_position(ListPlace(reading=news(1).id).written())
    if start == "bare, on Today":
        with library._store.database.writing() as connection:
            connection.execute("UPDATE articles SET by_hand = 0")
            yesterday = (datetime.now(UTC) - timedelta(days=1)).isoformat()
            connection.execute("UPDATE articles SET fetched = ? WHERE id = ?", (yesterday, news(2).id))
    files = {"a file": (talks,), "two files": (talks, ferry)}.get(start, ())
    async with reader_app(library, *files).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        walked = [where(pilot)]
        while walked[-1] != "ended" and len(walked) < 9:
            walked.append(await go_back(pilot))
        assert ", ".join(walked) == levels
