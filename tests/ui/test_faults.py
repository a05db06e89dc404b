"""A fault planted in each of eight places is one traceback in the log and one sentence that names the log.

None ends the reader, but those at its very start and those without end.
"""

from __future__ import annotations

import asyncio
import gc
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from briefing.domain.feeds.feed import Subscription
from briefing.errors import UnreadableError
from briefing.nlp.engine import engine_pool
from briefing.nlp.engine.engine_pool import EnginePool
from briefing.services.feeds.fetch_pipeline import FetchPipeline
from briefing.services.library import Library
from briefing.sources.feeds import feed_readers
from briefing.sources.feeds.feed_readers import FeedReaders
from briefing.store.annotations import annotation_files
from briefing.ui.app import BriefingApp
from briefing.ui.endings import fault_limit
from briefing.ui.screens.annotations.annotations_screen import AnnotationsScreen
from briefing.ui.screens.export.export_preview import Exporter
from briefing.ui.screens.export.export_screen import ExportScreen
from briefing.ui.screens.reader.controllers import Controllers
from tests.broken_workers import Planted, broken, fail
from tests.libraries import library_at
from tests.logged import logging_to, tracebacks
from tests.ui.conftest import reader_app
from tests.ui.feeding import following_app
from tests.ui.reading import screen_text, settle, status

SIZE = (120, 40)


@pytest.fixture(autouse=True)
def log(tmp_path: Path) -> Iterator[Path]:
    file = tmp_path / "log" / "briefing.log"
    with logging_to(file):
        yield file


def sentence(log: Path) -> str:
    return f"Unexpected error (Planted): see {log}."


@pytest.mark.quick
async def test_in_the_library(
    library: Library, talks: str, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with reader_app(library, talks).run_test(size=SIZE) as pilot:
        await settle(pilot)
        monkeypatch.setattr(library.articles, "mark", fail)
        await pilot.press("s")
        assert status(await settle(pilot)) == sentence(log)
    assert tracebacks(log) == 1


@pytest.mark.slow
async def test_in_the_process_of_the_engine(
    tmp_path: Path, talks: str, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_pool, "WorkerProcess", broken("make_engine_handler"))
    with closing(EnginePool({})) as engine, library_at(tmp_path / "other", engine) as library:
        async with reader_app(library, talks).run_test(size=SIZE) as pilot:
            screen = await settle(pilot)
            said = f"The engine “briefing” failed on this article (Planted): see {log}."
            assert status(screen) == said
            assert any("1 Summary failed" in row for row in screen_text(pilot))
    assert tracebacks(log) == 1


async def test_in_the_thread_of_a_refresh(
    library: Library, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.feeds.follow([Subscription("https://wire.example/rss", "Wire")])
    monkeypatch.setattr(FetchPipeline, "__enter__", fail)
    async with following_app(library).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("R")
        assert status(await settle(pilot)) == sentence(log)
    assert tracebacks(log) == 1


async def test_in_an_export(library: Library, talks: str, log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Exporter, "export", fail)
    async with reader_app(library, talks).run_test(size=SIZE) as pilot:
        await settle(pilot)
        for key in ("V", "H", "E", "enter"):
            await pilot.press(key)
            await settle(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, ExportScreen)
        assert str(screen.outlook.content) == sentence(log)
    assert tracebacks(log) == 1


@pytest.mark.slow
def test_in_the_process_that_parses_feeds(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_readers, "WorkerProcess", broken("make_feed_handler"))
    with closing(FeedReaders(1)) as readers, pytest.raises(UnreadableError) as raised:
        readers.submit(b"<rss/>", url="https://wire.example/rss").result()
    assert str(raised.value) == (
        f"https://wire.example/rss could not be read (Planted): check the address in a browser, or see {log}."
    )
    assert tracebacks(log) == 1


async def test_in_the_writing_of_an_annotation(
    library: Library, talks: str, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(annotation_files, "write_durably", fail)
    async with reader_app(library, talks).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("V", "H")
        assert status(await settle(pilot)) == sentence(log)
    assert tracebacks(log) == 1


async def test_in_a_task_of_asyncio(library: Library, talks: str, log: Path) -> None:
    async def failing() -> None:
        raise Planted

    async with reader_app(library, talks).run_test(size=SIZE) as pilot:
        screen = await settle(pilot)
        task = asyncio.create_task(failing())
        await asyncio.wait([task])
        del task
        gc.collect()
        await settle(pilot)
        assert status(screen) == sentence(log)
    assert tracebacks(log) == 1


READER = """
import sys
from textual.events import Blur
from briefing.cli import main, open_reader
from briefing.ui.endings import fault_limit
from briefing.ui.app import BriefingApp
from briefing.ui.widgets.article.article_view import ArticleView
from tests.ui.reading import settle, status

def fail(*_):
    del ArticleView.on_blur
    raise LookupError

async def press(pilot):
    screen = await settle(pilot)
    ArticleView.on_blur = fail
    screen.view.post_message(Blur())
    print(status(await settle(pilot)))
    await pilot.press("V", "H")
    print(status(await settle(pilot)))
    await pilot.press("Q")

run = BriefingApp.run
BriefingApp.run = lambda app: run(app, headless=True, auto_pilot=press)
open_reader._obstacle = lambda **_: None
sys.exit(main(["--home", *sys.argv[1:]]))
"""
"""The program, its reader on no terminal, where a widget that loses the focus fails."""


@pytest.mark.slow
def test_in_the_handler_of_a_widget_which_goes_on(tmp_path: Path, talks: str) -> None:
    home = tmp_path / "home"
    run = subprocess.run([sys.executable, "-c", READER, str(home), talks], capture_output=True, text=True)
    log = home / "briefing.log"
    first, second = run.stdout.splitlines()
    assert first == f"Unexpected error (LookupError): see {log}."
    assert second.startswith("Marked “")
    assert run.returncode == 0 and run.stderr == "" and tracebacks(log) == 1


@pytest.fixture
def survives(a_fault_fails_the_test: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Faults are treated as they are for a user."""
    monkeypatch.setattr(BriefingApp, "survives_faults", True)


@pytest.mark.usefixtures("survives")
@pytest.mark.parametrize("place", ["_check_bindings", "run_action"])
async def test_in_the_app_which_goes_on(
    library: Library, talks: str, log: Path, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with reader_app(library, talks).run_test(size=SIZE) as pilot:
        await settle(pilot)
        with monkeypatch.context() as broken_app:
            broken_app.setattr(BriefingApp, place, fail)
            await pilot.press("x")
            assert status(await settle(pilot)) == sentence(log)
        await pilot.press("V", "H")
        assert status(await settle(pilot)).startswith("Marked “")
    assert tracebacks(log) == 1


@pytest.mark.usefixtures("survives")
async def test_in_the_opening_of_a_screen_which_is_closed_again(
    library: Library, talks: str, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(AnnotationsScreen, "on_mount", fail)
    async with reader_app(library, talks).run_test(size=SIZE) as pilot:
        screen = await settle(pilot)
        await pilot.press("A")
        await settle(pilot)
        assert pilot.app.screen is screen
        assert status(screen) == sentence(log)
    assert tracebacks(log) == 1


@pytest.mark.usefixtures("survives")
async def test_in_the_start_of_the_reader_which_ends_it(
    library: Library, talks: str, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Controllers, "__init__", fail)
    app = reader_app(library, talks)
    with pytest.raises(Planted):
        async with app.run_test(size=SIZE):
            await app._exception_event.wait()
    assert app.fault == sentence(log)
    assert tracebacks(log) == 1


@pytest.mark.usefixtures("survives")
async def test_in_a_timer_again_and_again_which_ends_it(
    library: Library, talks: str, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fault_limit, "QUIET_SECONDS", 1e9)  # however slow the machine
    app = reader_app(library, talks)
    with pytest.raises(Planted):
        async with app.run_test(size=SIZE) as pilot:
            (await settle(pilot)).set_interval(0.001, fail)
            await app._exception_event.wait()
    assert app.fault == sentence(log)
    assert tracebacks(log) == fault_limit.MOST_IN_A_ROW + 1
