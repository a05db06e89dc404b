"""Changes and lookups in the background: in the order of the keys, told when done, and never in their way."""

from __future__ import annotations

import sqlite3
import threading
import webbrowser
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path

import pytest
from textual.message import Message

from briefing.domain import Article, EngineInfo, Part, Passage, Span
from briefing.services.articles import AddResult
from briefing.services.library import Library
from briefing.ui.messages import PartReady
from briefing.ui.screens.reader.screen import ReaderScreen
from tests.libraries import library_at
from tests.ui.conftest import StubEngine, reader_app
from tests.ui.reading import settle, status


class Hold:
    """Another process's write to the library."""

    def __init__(self, file: Path) -> None:
        self._connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False)

    def begin(self) -> None:
        self._connection.execute("BEGIN IMMEDIATE")

    def end(self) -> None:
        self._connection.execute("ROLLBACK")

    def close(self) -> None:
        self._connection.close()


@contextmanager
def opened(file: Path, *, busy_seconds: float) -> Iterator[tuple[Library, Hold]]:
    with library_at(file.parent, StubEngine(), busy_seconds=busy_seconds) as library:
        hold = Hold(file)
        try:
            yield library, hold
        finally:
            hold.close()


@pytest.fixture
def hasty(tmp_path: Path) -> Iterator[tuple[Library, Hold]]:
    """A library that gives up at once where another process writes."""
    with opened(tmp_path / "hasty" / "library.db", busy_seconds=0.02) as both:
        yield both


@pytest.fixture
def patient(tmp_path: Path) -> Iterator[tuple[Library, Hold]]:
    """A library that waits for the other process."""
    with opened(tmp_path / "patient" / "library.db", busy_seconds=30) as both:
        yield both


def told(screen: ReaderScreen) -> list[str]:
    return list(screen.messages)  # what F2 lists


@pytest.mark.parametrize("keys", [("s",), ("m",), ("q", "d", "d")], ids=["star", "read", "remove"])
async def test_a_change_that_fails_is_told_and_is_no_change(
    hasty: tuple[Library, Hold], talks: str, keys: tuple[str, ...]
) -> None:
    library, hold = hasty
    async with reader_app(library, talks).run_test(size=(200, 60)) as pilot:
        screen = await settle(pilot)
        screen.parts.go_to_article()
        before = library.articles.entries()
        hold.begin()
        await pilot.press(*keys)
        await settle(pilot)
        assert screen.status.is_error
        assert not any("undoes" in sentence for sentence in told(screen))
        hold.end()
        assert library.articles.entries() == before
        await pilot.press("u")
        await settle(pilot)
        assert status(screen) == "Nothing to undo."


@pytest.mark.parametrize("keys", [("s",), ("m",), ("q", "d", "d")], ids=["star", "read", "remove"])
async def test_what_could_not_be_undone_or_done_again_still_can(
    hasty: tuple[Library, Hold], talks: str, keys: tuple[str, ...]
) -> None:
    library, hold = hasty
    async with reader_app(library, talks).run_test(size=(200, 60)) as pilot:
        screen = await settle(pilot)
        screen.parts.go_to_article()
        before = library.articles.entries()
        await pilot.press(*keys)
        await settle(pilot)
        changed = library.articles.entries()
        assert changed != before
        for key, said, wanted in (("u", "Undone: ", before), ("ctrl+r", "Redone: ", changed)):
            hold.begin()
            await pilot.press(key)
            await settle(pilot)
            assert screen.status.is_error
            hold.end()
            await pilot.press(key)
            await settle(pilot)
            assert status(screen).startswith(said)
            assert library.articles.entries() == wanted


async def test_keys_do_not_wait_for_a_change_and_changes_keep_their_order(
    patient: tuple[Library, Hold], talks: str
) -> None:
    library, hold = patient
    async with reader_app(library, talks).run_test(size=(120, 40)) as pilot:
        screen = await settle(pilot)
        hold.begin()
        await pilot.press("s", "s", "s", "m", "u", "3")
        assert screen.parts.part == "issues"
        assert not library.articles.entries()[0].starred
        hold.end()
        await settle(pilot)
        entry = library.articles.entries()[0]
        assert entry.starred and entry.read
        assert screen.controllers.article_list.entries[0] == entry
        assert [sentence.split(" “")[0] for sentence in told(screen)] == [
            "Starred", "Unstarred", "Starred", "Marked unread:", "Undone: Marked unread:",
        ]  # fmt: skip


@pytest.mark.quick
async def test_an_article_opens_at_the_place_that_was_kept_just_before(
    patient: tuple[Library, Hold], talks: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    library, hold = patient
    async with reader_app(library, talks).run_test(size=(120, 40)) as pilot:
        screen = await settle(pilot)
        assert screen.article is not None
        navigation = screen.controllers.navigation
        article_id, show = screen.article.id, navigation.show_article
        shown: list[int] = []

        def note(article: Article, offset: int) -> None:
            shown.append(offset)
            show(article, offset)

        monkeypatch.setattr(navigation, "show_article", note)
        hold.begin()
        screen.tasks.in_order(lambda: library.articles.set_reading_position(article_id, 40))
        screen.controllers.article.fetch(article_id)
        screen.controllers.article.fetch(article_id)
        hold.end()
        await settle(pilot)
    assert shown == [40]  # of two, the older was wanted no more


async def test_a_star_set_just_before_leaving_is_kept(tmp_path: Path, talks: str) -> None:
    file = tmp_path / "left.db"
    written = threading.Event()

    def write_slowly() -> None:
        written.wait(5)

    with library_at(file.parent, StubEngine()) as library:
        async with reader_app(library, talks).run_test(size=(120, 40)) as pilot:
            screen = await settle(pilot)
            screen.tasks.in_order(write_slowly)
            threading.Timer(0.3, written.set).start()
            await pilot.press("s", "Q")
    with library_at(file.parent, StubEngine()) as library:
        assert library.articles.entries()[0].starred


async def test_a_job_that_fails_by_time_is_told_like_any_other(library: Library, talks: str) -> None:
    async with reader_app(library, talks).run_test(size=(120, 40)) as pilot:
        screen = await settle(pilot)
        adding: Future[AddResult] = Future()
        adding.set_exception(TimeoutError("too slow"))
        screen.controllers.article.await_added(adding, iter(()))
        await settle(pilot)
        assert "Unexpected error (TimeoutError)" in status(screen)
        assert pilot.app.is_running


async def test_a_command_about_the_open_article_that_was_removed_says_how_to_have_it_back(
    library: Library, talks: str
) -> None:
    async with reader_app(library, talks).run_test(size=(200, 60)) as pilot:
        screen = await settle(pilot)
        screen.parts.go_to_library()
        await pilot.press("d", "d")
        await settle(pilot)
        screen.parts.go_to_article()
        await pilot.press("s")
        await settle(pilot)
        assert status(screen) == "This article was removed from the library: u restores it."
        await pilot.press("u", "s")
        await settle(pilot)
        assert library.articles.entries()[0].starred


@pytest.mark.parametrize("keys", ["s", "m", "s u", "s u ctrl+r"])
async def test_the_sentence_about_a_long_title_keeps_its_ending(
    library: Library, tmp_path: Path, keys: str
) -> None:
    path = tmp_path / "long.txt"
    path.write_text(f"World\n{'A very long headline ' * 8}\n\nBrook called the first round useful.\n")
    async with reader_app(library, str(path)).run_test(size=(80, 24)) as pilot:
        screen = await settle(pilot)
        screen.parts.go_to_article()
        await pilot.press(*keys.split(" "))
        await settle(pilot)
        shown = screen.status.render().plain
        assert "…" in shown
        assert shown.endswith(("u undoes.", "…”."))


class InventiveEngine:
    """Its actors are sound, its summary quotes what nobody wrote."""

    info = EngineInfo("inventive", "1", "none")

    def parts(self, article: Article) -> Iterator[Part]:
        yield Part("summary", (Passage(Span(0, 6), "Forged"),))
        yield Part("actors", ())
        yield Part("issues", ())


async def test_what_the_article_does_not_say_is_never_shown(tmp_path: Path, talks: str) -> None:
    shown: list[Part] = []

    def note(message: Message) -> None:
        if isinstance(message, PartReady):
            shown.append(message.part)

    with library_at(tmp_path / "other", InventiveEngine()) as library:
        async with reader_app(library, talks).run_test(size=(120, 40), message_hook=note) as pilot:
            screen = await settle(pilot)
            assert "quoted words that do not stand in the article" in status(screen)
            assert set(shown) == {Part("actors", ()), Part("issues", ())}
            assert screen.article is not None
            assert library.analyses.cached(screen.article) is None


@pytest.mark.parametrize(
    "command", ["lynx", "/usr/bin/w3m", "links -g %s", "elinks", "www-browser"], ids=lambda each: each
)
async def test_a_text_browser_is_not_started_over_the_screen(
    library: Library, talks: str, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    started: list[str] = []

    class Browser(webbrowser.GenericBrowser):
        def open(self, url: str, new: int = 0, autoraise: bool = True) -> bool:
            started.append(url)
            return True

    monkeypatch.setattr(webbrowser, "get", lambda: Browser(command))
    async with reader_app(library, talks).run_test(size=(120, 40)) as pilot:
        screen = await settle(pilot)
        screen.controllers.article_commands.open_address("https://example.org/a", "an id")
        await settle(pilot)
        assert status(screen).endswith("Y copies the address: https://example.org/a")
        monkeypatch.setattr(webbrowser, "get", lambda: Browser("firefox"))
        screen.controllers.article_commands.open_address("https://example.org/b", "an id")
        await settle(pilot)
    assert started == ["https://example.org/b"]


async def test_an_entry_s_address_on_this_machine_is_not_opened_in_the_browser(
    library: Library, talks: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unless its feed is on that host, or the reader added the article without any feed."""
    opened: list[str] = []
    monkeypatch.setattr("briefing.ui.screens.reader.article_commands.open_in_window", opened.append)
    feeds = {"entry": frozenset({"news.example"}), "own": frozenset({"10.0.0.1"}), "added": frozenset()}
    monkeypatch.setattr(library.page_texts, "trusted_hosts", feeds.__getitem__)
    async with reader_app(library, talks).run_test(size=(120, 40)) as pilot:
        screen = await settle(pilot)
        for id_ in feeds:
            screen.controllers.article_commands.open_address(f"http://10.0.0.1/{id_}", id_)
            await settle(pilot)
            assert ("in a private network" in status(screen)) is (id_ == "entry")
    assert opened == ["http://10.0.0.1/own", "http://10.0.0.1/added"]


@pytest.mark.quick
async def test_no_browser_at_all_is_told(
    library: Library, talks: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none() -> webbrowser.BaseBrowser:
        raise webbrowser.Error("could not locate runnable browser")

    monkeypatch.setattr(webbrowser, "get", none)
    async with reader_app(library, talks).run_test(size=(120, 40)) as pilot:
        screen = await settle(pilot)
        screen.controllers.article_commands.open_address("https://example.org/a", "an id")
        await settle(pilot)
        assert "https://example.org/a" in status(screen)
