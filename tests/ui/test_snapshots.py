"""How the reader looks, at the sizes it is made for. Few: each guards a layout, not a sentence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.events import Paste
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from briefing.services.library import Library
from tests.ui.conftest import reader_app
from tests.ui.newsstand import fill, news
from tests.ui.reading import settle

pytestmark = pytest.mark.slow

Compare = Callable[..., bool]
"""The fixture of pytest-textual-snapshot, which has no type of its own."""


def after(*keys: str) -> Callable[[Pilot[Any]], Any]:
    async def run(pilot: Pilot[Any]) -> None:
        await settle(pilot)
        for key in keys:  # a key may act on the list that the key before it has asked for
            await pilot.press(key)
            await settle(pilot)
        # A cursor that blinks is drawn or not by how long the keys took.
        for field in pilot.app.screen.query(Input):
            field.cursor_blink = False
        for area in pilot.app.screen.query(TextArea):
            area.cursor_blink = False
        await settle(pilot)

    return run


@pytest.mark.parametrize(
    ("size", "theme", "keys"),
    [
        ((80, 24), "wire", ("3",)),
        ((120, 40), "newsprint", ("2", "enter")),
        ((200, 60), "wire", ("3", "right")),
        ((120, 40), "high-contrast", ("3", "H", "2")),
        ((120, 40), "sixteen", ("3", "H", "3")),
        ((120, 40), "catppuccin", ("3", "H", "4")),
    ],
    ids=[
        "narrow-issues",
        "normal-actor-opened",
        "wide-issue-opened",
        "high-contrast",
        "sixteen",
        "catppuccin",
    ],
)
def test_reader(
    snap_compare: Compare,
    library: Library,
    talks: str,
    ferry: str,
    size: tuple[int, int],
    theme: str,
    keys: tuple[str, ...],
) -> None:
    app = reader_app(library, talks, ferry, theme=theme)
    assert snap_compare(app, terminal_size=size, run_before=after(*keys))


def test_help(snap_compare: Compare, library: Library, talks: str) -> None:
    assert snap_compare(reader_app(library, talks), terminal_size=(80, 24), run_before=after("2", "?"))


def test_empty_library(snap_compare: Compare, library: Library) -> None:
    sample = library.ensure_sample()
    assert sample is not None
    library.articles.remove(sample.id)
    assert snap_compare(reader_app(library), terminal_size=(80, 24), run_before=after())


def test_export(
    snap_compare: Compare, library: Library, talks: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "Documents").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    app = reader_app(library, talks)
    keys = ("escape", "V", "H", "1", "E", "space", "tab")  # with the briefing no day of today is in view
    assert snap_compare(app, terminal_size=(80, 24), run_before=after(*keys))


def test_note_editor(snap_compare: Compare, library: Library, seed: str) -> None:
    app = reader_app(library, seed)
    noted = ("escape", "V", "a", *"Why now?", "tab", *"asia", "enter", *"tal")
    assert snap_compare(app, terminal_size=(80, 24), run_before=after(*noted))


def test_annotations(snap_compare: Compare, library: Library, seed: str) -> None:
    app = reader_app(library, seed, theme="newsprint")
    noted = ("V", "a", *"Why now?", "tab", *"asia", "enter", "escape", ")", "V", "H", "2")
    by_place = ("A", "S", "S", "home")
    assert snap_compare(app, terminal_size=(120, 40), run_before=after(*noted, *by_place))


def test_list(snap_compare: Compare, library: Library) -> None:
    library._store.set_meta("sample", "removed")
    told = "The same words, told by several feeds at once. " * 8
    days = [f"2019-0{9 - number}-0{number + 1}" for number in range(8)]
    articles = [news(number, published=day) for number, day in enumerate(days)]
    articles[2:4] = [news(2, text=told, published=days[2]), news(3, text=told, published=days[3])]
    articles[5] = news(5, title="A headline that is as long as headlines are " * 3, published=days[5])
    fill(library, articles)
    library.articles.mark([news(1).id, news(4).id], read=True)
    library.articles.mark([news(4).id], starred=True)

    async def run(pilot: Pilot[Any]) -> None:
        await after("j", "space", "space", "slash")(pilot)
        field = pilot.app.screen.focused
        assert field is not None
        field.post_message(Paste("nordline"))  # at once: a part of it matches nothing, and the cursor is lost
        await after("enter", "j", "space")(pilot)

    assert snap_compare(reader_app(library), terminal_size=(80, 24), run_before=run)
