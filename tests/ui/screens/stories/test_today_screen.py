"""The Today screen: the stories since the last look, with their lines."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from textual.pilot import Pilot

from briefing.domain import Article
from briefing.domain.stories.today import Today
from briefing.errors import StoreError
from briefing.presentation.library.list_place import ListPlace
from briefing.presentation.story_messages import nothing_new
from briefing.presentation.today_rows import today_rows
from briefing.services.issues import IssueService
from briefing.services.library import Library
from briefing.store.stories.watch_store import WatchStore
from briefing.ui.commands.bindings import News
from briefing.ui.screens.stories.issues_screen import IssuesScreen
from briefing.ui.screens.stories.story_screen import StoryScreen
from briefing.ui.screens.stories.today_screen import TodayScreen
from tests.libraries import library_at
from tests.ui.conftest import StubEngine, reader_app
from tests.ui.newsstand import press, the_list
from tests.ui.quiet import wait_for_workers
from tests.ui.reading import press_at_once, screen_text, settle

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)
TOLL = "A firebomb attack on a bank in Athens killed {} people during a general strike against budget cuts."
STORM = (
    "Hurricane Humberto strengthened near Bermuda on its way north, and islanders boarded up their windows."
)


def _article(number: int, title: str, text: str, *, hours: int) -> Article:
    return Article(
        f"{number:016x}",
        title,
        f"{text}\n\nNordline gave no reason.",
        published=(NOW - timedelta(hours=hours)).isoformat(),
        source=f"Paper {number}",
        language="en",
    )


ARTICLES = (
    _article(1, "Bank burns in Athens", TOLL.format("three"), hours=18),
    _article(2, "Toll of Athens attack rises", TOLL.format("five"), hours=2),
    _article(3, "Storm nears Bermuda", STORM, hours=3),
)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with library_at(tmp_path, StubEngine(), now=lambda: NOW) as library:
        for article in ARTICLES:
            library.ingest.ingest(article)
        library.stories.assign()
        yield library


async def shown(pilot: Pilot[Any]) -> list[str]:
    """The rows once all articles are briefed."""
    await wait_for_workers(pilot)
    return screen_text(pilot)


async def test_g_t_lists_stories_with_who_says_what(library: Library) -> None:
    async with the_list(library) as (pilot, _):
        await press(pilot, "g", "t")
        rows = await shown(pilot)
        assert rows[0].startswith("━ Today since ")
        assert " 3 articles · 2 stories · 2 shown, 1 min " in rows[0]
        text = "\n".join(rows)
        assert "▶ " in rows[3] and "2 sources" in rows[3]
        assert text.index("Athens") < text.index("Storm nears Bermuda")
        assert "changed" in text and "1/2" in text and " new " not in text
        await press(pilot, "j")
        assert screen_text(pilot)[-2].startswith(
            " five people, changed from three people (Paper 1) · 1 of 2 sources: Paper 2"
        )


async def test_e_writes_the_stories_into_a_file(library: Library, tmp_path: Path) -> None:
    async with the_list(library, (200, 40)) as (pilot, _):
        await press(pilot, "g", "t")
        await shown(pilot)
        await press(pilot, "E", "ctrl+u", *str(tmp_path / "today.md"), "enter")
        assert "Exported “Today " in screen_text(pilot)[-2]
    written = (tmp_path / "today.md").read_text(encoding="utf-8")
    assert written.startswith("# Today\n") and "## Storm nears Bermuda" in written


async def test_j_and_k_go_from_story_to_story_and_enter_opens_one(library: Library) -> None:
    async with the_list(library) as (pilot, screen):
        await press(pilot, "g", "t")
        await shown(pilot)
        await press(pilot, "K")
        assert "This is the first story." in screen_text(pilot)[-2]
        await press(pilot, "J")
        assert next(row for row in screen_text(pilot) if row.startswith("▶")).startswith(
            "▶ Storm nears Bermuda"
        )
        await press(pilot, "K", "j", "enter")
        assert isinstance(pilot.app.screen, StoryScreen)
        assert "2 articles, 2 sources" in (await shown(pilot))[0]
        await press(pilot, "q")
        assert isinstance(pilot.app.screen, TodayScreen)
        await press(pilot, "enter", "0", "enter")
        await shown(pilot)
        assert pilot.app.screen is screen and screen.article is not None


async def test_enter_on_a_line_opens_the_story_at_that_line(library: Library) -> None:
    async with the_list(library, (120, 40)) as (pilot, _):
        await press(pilot, "g", "t")
        await shown(pilot)
        await press(pilot, "j", "enter")
        assert any("▶ changed A firebomb attack" in row for row in await shown(pilot)), "not the first line"


async def test_a_followed_story_comes_first(library: Library) -> None:
    async with the_list(library) as (pilot, _):
        await press(pilot, "g", "t")
        await shown(pilot)
        await press(pilot, "J", "f")
        rows = await shown(pilot)
        assert rows[-2].startswith(" Following “Storm nears Bermuda”.")
        assert "1 source · followed" in "\n".join(rows)
        await press(pilot, "q", "g", "t")
        assert (await shown(pilot))[3].startswith("▶ Storm nears Bermuda")
    later = library.stories.today(NOW + timedelta(hours=9), 5)
    assert not [row.text for row in today_rows(later)], "nothing is said of a story without news"


async def test_the_events_are_shown_before_stories_are_looked_for_that_belong_to_a_matter(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.matters.put(library.matters.toggled(ARTICLES[2].id))
    happened: list[str] = []
    joining, show = IssueService.joining, TodayScreen.call_later

    def looked(service: IssueService, matter: Sequence[str], among: Iterable[str]) -> list[str]:
        happened.append("looked for")
        return joining(service, matter, among)

    def told(screen: TodayScreen, callback: Callable[..., Any], *given: Any, **named: Any) -> bool:
        happened.extend(f"{len(each.entries)} told" for each in given if isinstance(each, Today))
        return show(screen, callback, *given, **named)

    monkeypatch.setattr(IssueService, "joining", looked)
    monkeypatch.setattr(TodayScreen, "call_later", told)
    async with the_list(library) as (pilot, _):
        await press(pilot, "g", "t")
        await shown(pilot)
    assert happened[:2] == ["2 told", "looked for"]
    assert "2 told" in happened[2:], "and again once it is known what belongs together"


async def test_the_filter_shows_stories_that_contain_the_words(library: Library) -> None:
    async with the_list(library) as (pilot, _):
        await press(pilot, "g", "t")
        await shown(pilot)
        await press(pilot, "slash", *"bermuda", "enter")
        rows = screen_text(pilot)
        assert rows[3].startswith("▶ Storm nears Bermuda") and "Athens" not in "\n".join(rows)
        await press(pilot, "slash", *" moon", "enter")
        assert "No story contains “bermuda moon”." in "\n".join(screen_text(pilot))


def test_a_look_within_hours_is_part_of_the_last_one_and_a_later_one_begins_there(tmp_path: Path) -> None:
    hours = [0]
    with library_at(tmp_path, StubEngine(), now=lambda: NOW + timedelta(hours=hours[0])) as library:
        assert library.stories.look() == NOW - timedelta(days=1)
        hours[0] = 1
        assert library.stories.look() == NOW - timedelta(days=1)
        hours[0] = 9
        assert library.stories.look() == NOW + timedelta(hours=1)


async def test_what_a_refresh_adds_to_today_is_not_there_the_next_day(tmp_path: Path) -> None:
    now = [NOW]
    with library_at(tmp_path, StubEngine(), now=lambda: now[0]) as library:
        async with the_list(library) as (pilot, screen):
            await press(pilot, "g", "t")
            await shown(pilot)
            now[0] = NOW + timedelta(minutes=1)
            for article in ARTICLES:
                later = (NOW + timedelta(seconds=30)).isoformat()
                library.ingest.ingest(replace(article, published=later))
            library.stories.assign()
            screen.context.tell(News.STORIES)
            assert any("Storm nears Bermuda" in row for row in await shown(pilot))
        now[0] = NOW + timedelta(days=1)
        assert not library.stories.today(library.stories.look(), 5).entries


async def test_a_library_without_news_says_how_to_get_some(tmp_path: Path) -> None:
    with library_at(tmp_path, StubEngine()) as library:
        async with the_list(library) as (pilot, _):
            await press(pilot, "g", "t")
            rows = await shown(pilot)
            assert "Nothing new since your last look: F in the library follows feeds" in "\n".join(rows)
            assert "0 stories" not in rows[0]
            await press(pilot, "r")
            assert "You follow no feeds yet" in screen_text(pilot)[-3]


@pytest.mark.parametrize(
    ("stories", "waiting", "has_feeds", "said"),
    [
        (0, 1, True, "1 article came and will be here once they have been put into stories"),
        (3, 0, True, "nothing new is told"),
        (0, 0, True, "{today.refresh} refreshes your feeds"),
        (0, 0, False, "{reader.feeds} in the library follows feeds"),
    ],
    ids=["not compared yet", "known already", "no news", "no feeds"],
)
def test_without_stories_it_says_why_and_what_brings_some(
    stories: int, waiting: int, has_feeds: bool, said: str
) -> None:
    assert said in nothing_new(Today("", (), stories, 0), waiting, has_feeds=has_feeds)


def from_feeds(library: Library, *days: int) -> None:
    """Let feeds have brought the articles, so many days ago each."""
    with library._store.database.writing() as connection:
        for number, day in enumerate(days, 1):
            fetched = (NOW - timedelta(days=day)).isoformat()
            connection.execute(
                "UPDATE articles SET by_hand = 0, fetched = ? WHERE id = ?", (fetched, f"{number:016x}")
            )


@pytest.mark.parametrize(
    ("days", "opens_on", "opens"),
    [
        ((1, 0, 0), "today", True),
        ((1, 0, 0), "list", False),
        ((0, 0, 0), "today", False),
        ((), "today", False),
    ],
    ids=["two days of articles", "the setting says list", "the first day", "no feeds"],
)
async def test_a_library_with_feeds_opens_on_today_and_q_goes_to_the_list(
    library: Library, days: tuple[int, ...], opens_on: str, opens: bool
) -> None:
    from_feeds(library, *days)
    library._store.set_meta("sample", "removed")
    async with reader_app(library, opens_on=opens_on).run_test(size=(80, 24)) as pilot:
        screen = await settle(pilot)
        assert isinstance(pilot.app.screen, TodayScreen) is opens
        if opens:
            await press(pilot, "q")
        assert pilot.app.screen is screen and screen.parts.in_library


async def test_keys_typed_before_today_is_open_are_for_it(library: Library) -> None:
    from_feeds(library, 1, 0, 0)
    library._store.set_meta("sample", "removed")
    async with reader_app(library).run_test(size=(80, 24)) as pilot:
        press_at_once(pilot, "slash", *"bermuda")
        await settle(pilot)
        assert isinstance(pilot.app.screen, TodayScreen) and pilot.app.screen.field.value == "bermuda"


async def test_an_article_left_open_comes_back_during_a_look_and_today_comes_hours_later(
    tmp_path: Path,
) -> None:
    now = [NOW]
    with library_at(tmp_path, StubEngine(), now=lambda: now[0]) as library:
        for article in ARTICLES:
            library.ingest.ingest(article)
        library.stories.assign()
        from_feeds(library, 1, 0, 0)
        library._store.set_meta("sample", "removed")
        library.stories.look()
        for hours, opens in ((1, False), (5, True)):
            library.article_list.save_position(ListPlace(reading=ARTICLES[0].id).written())
            now[0] = NOW + timedelta(hours=hours)
            async with reader_app(library).run_test(size=(80, 24)) as pilot:
                screen = await settle(pilot)
                assert isinstance(pilot.app.screen, TodayScreen) is opens
                assert (screen.article is None) is opens


async def test_the_way_back_from_an_article_leads_to_its_story_and_on_to_today(library: Library) -> None:
    async with the_list(library) as (pilot, screen):
        await press(pilot, "g", "t")
        await shown(pilot)
        await press(pilot, "J", "enter", "0", "enter")
        assert pilot.app.screen is screen and screen.article is not None
        await press(pilot, "backspace")
        assert isinstance(pilot.app.screen, StoryScreen)
        await press(pilot, "enter", "q")
        assert isinstance(pilot.app.screen, StoryScreen), "q leaves the article for what opened it"
        await press(pilot, "q")
        rows = await shown(pilot)
        assert isinstance(pilot.app.screen, TodayScreen)
        assert next(row for row in rows if row.startswith("▶")).startswith("▶ Storm nears Bermuda")
        await press(pilot, "q")
        assert pilot.app.screen is screen and screen.parts.in_library


async def test_a_story_is_followed_muted_and_read_from_today_and_u_undoes_each(library: Library) -> None:
    async with the_list(library) as (pilot, _):
        await press(pilot, "g", "t")
        await shown(pilot)
        for key, told, done in (
            ("f", "Following “", lambda story: story.followed),
            ("i", "Muted “", lambda story: story.muted),
            ("M", "Marked 2 articles read", lambda story: not story.unread),
        ):
            await press(pilot, key)
            assert screen_text(pilot)[-2].startswith(f" {told}") and "u undoes." in screen_text(pilot)[-2]
            assert done(library.stories.story(ARTICLES[0].id))
            await press(pilot, "u")
            assert screen_text(pilot)[-2].startswith(" Undone: ")
            assert not done(library.stories.story(ARTICLES[0].id))
        await press(pilot, "i")
        assert any("2 sources · muted" in row for row in screen_text(pilot))
        await press(pilot, "q", "g", "t")
        rows = await shown(pilot)
        assert "Athens" not in "\n".join(rows)


async def test_what_cannot_be_read_is_said_and_nothing_is_briefed_any_more(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise StoreError("The disk is gone.")

    monkeypatch.setattr(library.stories, "today", fail)
    async with the_list(library) as (pilot, screen):
        await press(pilot, "g", "t")
        rows = await shown(pilot)
        assert "The disk is gone." in "\n".join(rows) and "briefing articles" not in rows[0]
        await press(pilot, "escape")
        assert pilot.app.screen is screen


async def test_w_watches_a_story_and_hits_are_named_with_it_and_below(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(WatchStore, "fetched_after", lambda store, time: [each.id for each in ARTICLES])
    library.watches.add(library.watches.parse(["hurricane OR firebomb"]))
    async with the_list(library) as (pilot, _):
        await press(pilot, "g", "t")
        rows = await shown(pilot)
        assert sum("watch: hurricane OR firebomb" in row for row in rows) == 2
        await press(pilot, "w")
        assert "Watching “" in screen_text(pilot)[-2]
        watch = library.watches.all()[-1]
        assert (watch.kind, watch.what) == ("story", library.stories.story(ARTICLES[1].id).id)
        await press(pilot, "u")
        assert len(library.watches.all()) == 1
        await press(pilot, "q")
        monkeypatch.setattr("briefing.services.stories.story_service.cut", lambda found, _: tuple(found[:1]))
        await press(pilot, "g", "t")
        (below,) = [row for row in await shown(pilot) if " watched " in row]
        assert "Storm nears Bermuda" in below and "1 article · watch: hurricane OR firebomb" in below
        await press(pilot, "end", "enter")
        assert isinstance(pilot.app.screen, StoryScreen)


async def test_g_i_opens_the_open_issues_above_today_and_above_a_story(library: Library) -> None:
    async with the_list(library) as (pilot, _):
        await press(pilot, "g", "t")
        await shown(pilot)
        for before, below in (((), TodayScreen), (("enter",), StoryScreen)):
            await press(pilot, *before, "g", "i")
            assert isinstance(pilot.app.screen, IssuesScreen)
            await press(pilot, "q")
            assert isinstance(pilot.app.screen, below)
        assert not any(library.stories.story(each.id).muted for each in ARTICLES)


async def test_the_first_story_stays_under_the_cursor_until_a_key_and_after_a_refresh(
    library: Library,
) -> None:
    async with the_list(library) as (pilot, _):
        await press(pilot, "g", "t")
        await shown(pilot)
        today, whole = pilot.app.screen, library.stories.today(NOW - timedelta(days=1), 5)
        assert isinstance(today, TodayScreen) and len(whole.entries) == 2
        for keys, cursor in (((), 0), (("K",), 3), (("g", "g", "r"), 0), (("J",), 3)):
            await press(pilot, *keys)
            today.show(replace(whole, entries=whole.entries[1:]))
            today.show(whole)
            assert today.listed.row is today.listed.rows[cursor]


@pytest.mark.parametrize(
    ("before", "ready", "seen"),
    [(0, 1, 1), (1, 2, 2), (2, 1, 2), (2, 0, 2)],
    ids=["the first one", "more", "fewer", "none"],
)
async def test_while_it_is_told_anew_what_is_shown_gives_way_to_as_much_alone(
    library: Library, monkeypatch: pytest.MonkeyPatch, before: int, ready: int, seen: int
) -> None:
    whole, is_told, may_end = library.stories.today(NOW - timedelta(days=1), 5), Event(), Event()
    monkeypatch.setattr(library.stories, "today", lambda *_, **__: whole)

    def told(*_: object, on_progress: Callable[[Today], object], **__: object) -> Today:
        on_progress(replace(whole, entries=whole.entries[:ready]))
        is_told.set()
        may_end.wait(60)
        return whole

    async with the_list(library) as (pilot, _):
        await press(pilot, "g", "t")
        await shown(pilot)
        today = pilot.app.screen
        assert isinstance(today, TodayScreen)
        today.show(replace(whole, entries=whole.entries[:before]))
        monkeypatch.setattr(library.stories, "today", told)
        try:
            today.reload()
            await asyncio.to_thread(is_told.wait, 60)
            await pilot.pause()
            rows = "\n".join(screen_text(pilot))
            assert sum(each.story.title in rows for each in whole.entries) == seen
        finally:
            may_end.set()
        await shown(pilot)


@pytest.mark.parametrize(
    ("keys", "name"), [(("g", "t"), "today"), (("O",), "filled")], ids=["today", "story"]
)
async def test_a_screen_that_is_left_for_an_article_briefs_no_more_until_one_comes_back(
    library: Library, monkeypatch: pytest.MonkeyPatch, keys: Sequence[str], name: str
) -> None:
    begun: list[Callable[[], bool]] = []
    tell = getattr(library.stories, name)

    def told(*arguments: Any, is_cancelled: Callable[[], bool], **named: Any) -> Any:
        begun.append(is_cancelled)
        return tell(*arguments, is_cancelled=is_cancelled, **named)

    monkeypatch.setattr(library.stories, name, told)
    async with the_list(library) as (pilot, screen):
        await press(pilot, *keys)
        await shown(pilot)
        context = screen.controllers.navigation.context
        assert not begun[-1]()
        left = context.leave_screens()
        assert begun[-1]()
        context.reopen(left)
        await shown(pilot)
        assert len(begun) > 1 and not begun[-1]()


async def test_what_comes_into_stories_meanwhile_is_listed(library: Library) -> None:
    async with the_list(library) as (pilot, screen):
        await press(pilot, "g", "t")
        assert "Flood" not in "\n".join(await shown(pilot))
        flood = "Rivers in Saxony flooded Dresden, and soldiers filled sandbags along the Elbe all night."
        library.ingest.ingest(_article(4, "Flood in Dresden", flood, hours=1))
        screen.controllers.stories.start()
        await press(pilot, "J")
        assert "Flood in Dresden" in "\n".join(await shown(pilot))
