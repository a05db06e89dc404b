"""A morning's news takes no more keys than in newsboat, by the steps that docs/feeds.md lists."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from briefing.domain.feeds.feed import Subscription
from briefing.services.library import Library
from briefing.ui.screens.stories.today_screen import TodayScreen
from tests.ui.conftest import reader_app
from tests.ui.newsstand import fill, news
from tests.ui.reading import settle

FEEDS = Path(__file__).parent.parent.parent / "docs" / "feeds.md"
TEXT = "Report {0} is out: https://reports.example/{0} has it. Nordline gave no reason for it."
NOTE = "…"
"""Stands for what is typed."""


def steps() -> tuple[list[str], list[str]]:
    """The keys of newsboat, and ours."""
    table = FEEDS.read_text(encoding="utf-8").partition("| step | newsboat |")[2]
    rows = [line.split("|")[2:4] for line in table.splitlines()[2:] if line.startswith("|")]
    theirs, ours = ([key for row in rows for key in re.findall(r"`([^`]+)`|(…)", row[at])] for at in (0, 1))
    return ["".join(each) for each in theirs], ["".join(each) for each in ours]


def test_the_document_counts_the_keys() -> None:
    theirs, ours = (len([key for key in keys if key != NOTE]) for keys in steps())
    assert f"{theirs} keys there, {ours} here" in FEEDS.read_text(encoding="utf-8").replace("\n", " ")
    assert ours <= theirs


async def test_a_morning_is_done_by_these_keys(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []

    def open_in_window(url: str) -> bool:
        opened.append(url)
        return True

    monkeypatch.setattr("briefing.ui.screens.reader.article_commands.open_in_window", open_in_window)
    library._store.set_meta("sample", "removed")
    library.feeds.follow([Subscription(f"http://127.0.0.1:9/{at}", f"Wire {at}") for at in range(12)])
    fill(
        library,
        [
            news(
                number,
                url=f"https://wire{number % 12}.example/{number}",
                source=f"Wire {number % 12}",
                text=TEXT.format(number),
            )
            for number in range(50)
        ],
    )
    with library._store.database.writing() as connection:
        yesterday = (datetime.now(UTC) - timedelta(days=1)).isoformat()
        connection.execute("UPDATE articles SET by_hand = 0")
        connection.execute("UPDATE articles SET fetched = ? WHERE id = ?", (yesterday, news(49).id))
    app = reader_app(library)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert isinstance(app.screen, TodayScreen)
        for key in steps()[1]:
            keys = [*"why"] if key == NOTE else [{"Enter": "enter", "Esc": "escape"}.get(key, key)]
            await pilot.press(*keys)
            if key != "Q":
                await settle(pilot)
    entries = library.articles.entries()
    assert [entry.title for entry in entries if entry.starred] == ["Headline 4"]
    assert opened == ["https://wire4.example/4", "https://reports.example/4"]
    (note,) = library.annotations.entries()
    assert (note.head.title, note.annotation.note) == ("Headline 4", "why")
    assert all(entry.read for entry in entries) and len(entries) == 50
