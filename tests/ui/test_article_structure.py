"""What an article's source shows beside the text, in the reader: links, images, lists, quotations, tables."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.app import App

from briefing.domain import Article, Span
from briefing.domain.structure import Structure, Stub, Update
from briefing.services.articles import AddResult
from briefing.services.library import Library
from briefing.ui.screens.choice_screen import ChoiceScreen
from briefing.ui.textlayout.structure_rows import ABOVE, structure_rows, update_time
from briefing.ui.textlayout.wrapping import TextLayout
from tests.ui.conftest import reader_app
from tests.ui.reading import by_size, reader, screen_text, settle, status

LINKS = "\n".join(f"- Town {n} has a [plan](https://town{n}.example/plan)" for n in range(12))
REPORT = f"""\
# Envoys meet

Brook called the [first round](https://talks.example/first?utm_source=report) useful.

![The palace at night](https://pictures.example/palace.jpg)

## What is open

> The question of the border remains open.

| Town | Delegates |
|------|-----------|
| Bern | 12        |

{LINKS}

More at https://talks.example/more.
"""


@pytest.fixture
def report(tmp_path: Path) -> str:
    path = tmp_path / "report.md"
    path.write_text(REPORT, encoding="utf-8")
    return str(path)


@by_size
async def test_lists_quotations_tables_and_images_are_read_as_such(
    library: Library, report: str, size: tuple[int, int]
) -> None:
    async with reader_app(library, report).run_test(size=size) as pilot:
        screen = await settle(pilot)
        screen.parts.go_to_article()
        await pilot.press("z")
        await settle(pilot)
        rows = [row.rstrip(" │█┃") for row in screen_text(pilot)]
        assert any("[image: The palace at night]" in row for row in rows)
        assert any("▏ The question of the border" in row for row in rows)
        assert any("┆ Bern | 12" in row for row in rows)
        await pilot.press("G")
        rows = screen_text(pilot)
        assert any("• Town 11 has a plan" in row for row in rows)


async def test_the_text_and_its_offsets_are_the_same_with_and_without_structure(
    library: Library, report: str
) -> None:
    async with reader_app(library, report).run_test(size=(120, 40)) as pilot:
        screen = await settle(pilot)
        text = screen.view.text
        assert "[image" not in text and "•" not in text
        body = screen.view.body
        assert body is not None and (body.starts, body.ends) == (
            TextLayout(text, body.width).starts,
            TextLayout(text, body.width).ends,
        )


async def test_gl_lists_links_and_images_by_number(
    library: Library, report: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    def open_in_window(url: str) -> bool:
        opened.append(url)
        return True

    monkeypatch.setattr("briefing.ui.screens.reader.article_commands.open_in_window", open_in_window)
    async with reader_app(library, report).run_test(size=(80, 24)) as pilot:
        screen = await settle(pilot)
        await pilot.press("g", "l")
        await pilot.pause()
        rows = screen_text(pilot)
        assert any("15 links" in row for row in rows)
        assert any(" 1 first round" in row and "talks.example" in row for row in rows)
        assert any("13 plan" in row and "town11.example" in row for row in rows)
        assert any("Enter opens it here · o in the browser · Y copies it · Esc closes" in row for row in rows)
        await pilot.press("1", "4", "o")
        await settle(pilot)
        await pilot.press("g", "l")
        await pilot.pause()
        await pilot.press("end", "enter")
        await settle(pilot)
        assert opened == ["https://talks.example/more", "https://pictures.example/palace.jpg"]
        assert "Opening https://pictures.example/palace.jpg in the browser." in status(screen)
        await pilot.press("g", "l", "Y")
        await settle(pilot)
        assert status(screen) == "Copied https://talks.example/first"
        assert pilot.app.clipboard == "https://talks.example/first"


async def test_a_link_is_opened_by_the_browser_that_shows_the_reader(
    library: Library, report: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(App, "is_web", True)
    monkeypatch.setattr(App, "open_url", lambda _, url: opened.append(url))
    async with reader_app(library, report).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("g", "l")
        await pilot.pause()
        await pilot.press("o")
        await settle(pilot)
    assert opened == ["https://talks.example/first"]


async def test_enter_opens_a_link_as_an_article(
    library: Library, report: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    added: list[str | None] = []

    async with reader_app(library, report).run_test(size=(80, 24)) as pilot:
        screen = await settle(pilot)

        assert screen.article is not None
        opened = screen.article.id

        def add(references: list[str], *, linked_from: str | None) -> Iterator[AddResult]:
            added.extend([*references, linked_from])
            yield AddResult((library.ingest.ingest(Article("a" * 16, "First round", "All of it.")),), ())

        monkeypatch.setattr(library.articles, "add_in_steps", add)
        await pilot.press("g", "l")
        await pilot.pause()
        await pilot.press("enter")
        await settle(pilot)
        assert added == ["https://talks.example/first", opened]
        assert screen.article is not None and screen.article.title == "First round"


@pytest.mark.parametrize("keys", [("enter",), ("o",)], ids=["here", "in the browser"])
async def test_a_link_to_this_machine_is_not_opened(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, keys: tuple[str, ...]
) -> None:
    opened: list[str] = []
    monkeypatch.setattr("briefing.ui.screens.reader.article_commands.open_in_window", opened.append)
    path = tmp_path / "trap.md"
    path.write_text(
        "# Envoys\n\nBrook called the [first](http://[round/) [round](http://127.1:1/a) useful.\n"
    )
    async with reader_app(library, str(path)).run_test(size=(120, 40)) as pilot:
        screen = await settle(pilot)
        await pilot.press("g", "l")
        await pilot.pause()
        await pilot.press(*keys)
        await settle(pilot)
        assert "on this machine or in a private network" in status(screen)
        assert opened == []


async def test_an_article_without_links_says_so(library: Library, talks: str) -> None:
    async with reader_app(library, talks).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("g", "l")
        await settle(pilot)
        assert status(reader(pilot)) == "This article has no links."
        assert not isinstance(pilot.app.screen, ChoiceScreen)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("2026-03-02T14:05:00Z", "2 Mar 14:05 UTC"),
        ("2026-03-02T14:05:00+02:00", "2 Mar 14:05 UTC+02:00"),
        ("2026-03-02T14:05", "2 Mar 14:05"),
        ("5 minutes ago", "5 minutes ago"),
    ],
)
def test_a_time_is_shown_as_its_source_has_it(written: str, shown: str) -> None:
    assert update_time(written) == shown


def test_the_time_of_an_entry_stands_in_the_blank_row_above_it() -> None:
    text = "Wind rises.\n\nWind falls."
    live = Structure(Stub.LIVE, updates=(Update(0, "15:30"), Update(13, "2026-03-02T14:05:00Z")))
    rows = structure_rows(live, TextLayout(text, 40))
    assert rows.asides == {ABOVE: "15:30", 1: "2 Mar 14:05 UTC"}
    assert Span(13, 24).of(text) == "Wind falls."
