"""Opening the library with articles, the first of which has been read for the first frame."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from threading import Event

import pytest

from briefing.domain import Article
from briefing.paths import Paths
from briefing.services.library import Library
from briefing.settings import Settings
from briefing.sources import load as sources
from briefing.ui.bootstrap import run_reader
from briefing.ui.opening import Opening
from briefing.ui.screens.reader.screen import ReaderScreen
from tests.libraries import library_at
from tests.ui.conftest import StubEngine, reader_app
from tests.ui.reading import settle, status


class CountingLoader:
    def __init__(self) -> None:
        self.loaded: list[str] = []

    def load(
        self,
        reference: str,
        *,
        stdin: Callable[[], bytes] | None = None,
        trusted_hosts: frozenset[str] | None = None,
    ) -> Article:
        self.before_loading()
        self.loaded.append(reference)
        return sources.SingleLoader().load(reference, stdin=stdin, trusted_hosts=trusted_hosts)

    def before_loading(self) -> None:
        """Called before each article is read."""


def test_the_article_of_the_first_frame_is_not_read_again(tmp_path: Path) -> None:
    files = [str(tmp_path / name) for name in ("a.txt", "b.txt")]
    for file in files:
        Path(file).write_text(f"{file} was written. Then it was read.")
    first: Future[Article | None] = Future()
    first.set_result(sources.load(files[0]))
    loader = CountingLoader()
    opening = Opening.begin(lambda: library_at(tmp_path / "home", StubEngine(), loader=loader), files, first)
    assert opening.added is not None
    assert [article.path for article in opening.added.result(10).articles] == files[:1]
    *_, added = opening.more
    assert [article.path for article in added.articles] == files
    assert loader.loaded == [files[1]]
    opening.library.result().close()


class AppThatEnds:
    """Stands in for the app; keeps the title of the first frame's article."""

    titles: list[str | None]
    return_code = 0
    ended_by: int | None = None
    fault = ""

    def __init__(self, *_: object, first: Future[Article | None] | None, **__: object) -> None:
        article = first.result(10) if first else None
        self.titles.append(article.title if article else None)

    def report_fault(self, sentence: str) -> None: ...

    def run(self) -> None: ...

    def end_by_signal(self, number: int) -> None: ...


def test_the_first_frame_has_the_sample_only_where_there_is_no_library_yet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(AppThatEnds, "titles", [], raising=False)
    monkeypatch.setattr("briefing.ui.app.BriefingApp", AppThatEnds)
    monkeypatch.setattr("briefing.ui.bootstrap.catch_uncaught", lambda report: None)
    file = tmp_path / "fares.txt"
    file.write_text("Ferry fares to rise\n\nThe island has voted for it.\n")
    paths = Paths.under(tmp_path / "home")
    run_reader(paths, Settings(), (), ())
    run_reader(paths, Settings(), (), (str(file),))
    library_at(tmp_path / "home", StubEngine()).close()
    run_reader(paths, Settings(), (), ())
    sample, asked_for, opened = AppThatEnds.titles
    assert sample is not None and sample.startswith("NASA to bring")
    assert (asked_for, opened) == ("Ferry fares to rise", None)


class SlowLoader(CountingLoader):
    """Reads each article after the first only when it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.gates = [Event() for _ in range(9)]
        self.gates[0].set()

    def before_loading(self) -> None:
        assert self.gates[len(self.loaded)].wait(60)


async def test_the_first_of_a_folder_is_shown_as_soon_as_it_is_there_and_the_others_are_counted(
    tmp_path: Path,
) -> None:
    clippings = tmp_path / "clippings"
    clippings.mkdir()
    for name in ("a.txt", "b.txt", "d.txt"):
        (clippings / name).write_text(f"Title of {name}\n\nIt was written, {name} was. Then it was read.")
    (clippings / "c.txt").write_bytes(b"\x00\x01\x02" * 900)
    loader = SlowLoader()
    with library_at(tmp_path / "home", StubEngine(), loader=loader) as library:
        async with reader_app(library, str(clippings)).run_test(size=(120, 40)) as pilot:
            while not (isinstance(screen := pilot.app.screen, ReaderScreen) and screen.status.message):
                await pilot.pause()
            assert screen.article is not None and screen.article.title == "Title of a.txt"
            assert status(screen) == "1 of 4 read …"
            await pilot.press("J")
            while status(screen) != "The next article is still being read.":
                await pilot.pause()
            loader.gates[1].set()
            while status(screen) != "2 of 4 read …":
                await pilot.pause()
            await pilot.press("J")
            while screen.article.title != "Title of b.txt":
                await pilot.pause()
            loader.gates[2].set()
            loader.gates[3].set()
            await settle(pilot)
            assert screen.article.title == "Title of b.txt"
            assert "c.txt" in status(screen)
            await pilot.press("J")
            await settle(pilot)
            assert screen.article.title == "Title of d.txt"


async def test_j_and_k_stay_within_the_articles_that_were_opened_together(
    library: Library, talks: str, ferry: str, seed: str
) -> None:
    library.articles.add([seed])
    async with reader_app(library, ferry, talks).run_test(size=(120, 40)) as pilot:
        screen = await settle(pilot)
        assert status(screen) == "2 articles added: J and K go through them."
        titles = []
        for key in ("K", "J", "J", "K", "K"):
            await pilot.press(key)
            await settle(pilot)
            assert screen.article is not None
            titles.append((screen.article.title[:5], status(screen)[:25]))
        assert titles == [
            ("Ferry", "This is the first of the "),
            ("Envoy", ""),
            ("Envoy", "This is the last of the 2"),
            ("Ferry", ""),
            ("Ferry", "This is the first of the "),
        ]


async def test_once_more_at_the_last_of_them_goes_on_in_the_list(
    library: Library, talks: str, ferry: str, seed: str
) -> None:
    library.articles.add([seed])
    async with reader_app(library, ferry, talks).run_test(size=(120, 40)) as pilot:
        screen = await settle(pilot)
        ids = screen.controllers.article_list.listing.ids
        key, by = ("J", 1) if ids[-1] != screen.controllers.list_commands.opened[-1] else ("K", -1)
        last = screen.controllers.list_commands.opened[-1 if by > 0 else 0]
        await pilot.press("J", "J")
        await settle(pilot)
        await pilot.press(*["K", "K"] * (by < 0))
        await settle(pilot)
        assert screen.article is not None and screen.article.id == last
        assert "once more goes on in the list" in status(screen)
        await pilot.press(key)
        await settle(pilot)
        assert screen.article.id == ids[ids.index(last) + by]
