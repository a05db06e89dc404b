"""Exports in a browser: it saves them, and nothing is left on the machine that serves."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest
from textual.app import App

from briefing.domain.feeds.feed import Subscription
from briefing.paths import DOWNLOADS_VARIABLE
from briefing.services.library import Library
from briefing.ui.screens.annotations import annotation_lists
from briefing.ui.screens.export import downloads, export_screen
from tests.ui.conftest import reader_app
from tests.ui.reading import press, reader, settle, shown, status
from tests.ui.test_export_screen import home, noted, opened

__all__ = ["home", "noted"]  # fixtures


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Path]:
    """What the browser was told to save."""
    files: list[Path] = []

    def send(app: App[None], file: Path | None) -> None:
        files.extend([file] if file else [])

    (tmp_path / "downloads").mkdir()
    monkeypatch.setenv(DOWNLOADS_VARIABLE, str(tmp_path / "downloads"))
    monkeypatch.setattr(App, "is_web", True)
    for module in (downloads, annotation_lists, export_screen):
        monkeypatch.setattr(module, "send", send)
    return files


@pytest.mark.usefixtures("noted")
async def test_an_export_is_saved_by_the_browser(
    library: Library, talks: str, home: Path, tmp_path: Path, sent: list[Path]
) -> None:
    before = library.articles.export_folder()
    async with opened(library, talks) as pilot:
        assert "your browser saves it" in shown(pilot)
        await press(pilot, "enter")
        assert status(reader(pilot)) == f"Exported 2 annotations: your browser saves {sent[0].name}."
    (file,) = sent
    assert file.parent == tmp_path / "downloads"
    assert "who will pay for the talks" in file.read_text("utf-8")
    assert list((home / "Documents").iterdir()) == []
    assert library.articles.export_folder() == before


@pytest.mark.usefixtures("noted", "home")
async def test_several_files_are_saved_as_one_archive(library: Library, talks: str, sent: list[Path]) -> None:
    async with opened(library, talks) as pilot:
        await press(pilot, "tab", "right", "enter")
    (file,) = sent
    assert file.name == f"annotations {date.today()}.zip"
    with ZipFile(file) as archive:
        assert len([name for name in archive.namelist() if name.endswith(".md")]) == 2


@pytest.mark.usefixtures("noted")
async def test_a_whole_path_is_one_of_the_machine_that_serves(
    library: Library, talks: str, home: Path, sent: list[Path]
) -> None:
    async with opened(library, talks) as pilot:
        await press(pilot, "tab", "tab", *"~/Documents", "enter")
    assert sent == []
    assert len(list((home / "Documents").iterdir())) == 1


async def test_feeds_are_saved_by_the_browser(library: Library, tmp_path: Path, sent: list[Path]) -> None:
    library.feeds.follow([Subscription("https://wire.example/rss", "Wire")])
    async with reader_app(library).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "F", "E", "enter")
        assert "your browser saves feeds.opml" in shown(pilot)
    (file,) = sent
    assert "https://wire.example/rss" in file.read_text("utf-8")
    assert file.parent == tmp_path / "downloads"
