"""The tag view: tags with their counts, what each key asks of the port, and what is asked before a merge."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from textual.pilot import Pilot

from briefing.domain.annotation import AnnotationEntry
from briefing.ui.screens.annotations.tags_screen import TagsScreen
from briefing.ui.screens.help_screen import HelpScreen
from tests.ui.annotated import BIDEN, ENTRIES, OIL, RecordingPort, app_with, entry, press, show, until_shown
from tests.ui.reading import screen_text

TAGGED = (
    entry(BIDEN, "1", "q", tags=("military", "US-China")),
    entry(BIDEN, "2", "q", tags=("military",)),
    entry(OIL, "3", "q", tags=("military", "war crimes")),
    entry(OIL, "4", "q", tags=("[bold]",)),
)


@asynccontextmanager
async def opened(
    entries: Sequence[AnnotationEntry] | None = TAGGED, size: tuple[int, int] = (80, 24), query: str = ""
) -> AsyncIterator[tuple[Pilot[None], TagsScreen, RecordingPort]]:
    screen, port = made(entries, query)
    async with app_with(screen).run_test(size=size) as pilot:
        await until_shown(pilot, screen)
        yield pilot, screen, port


def made(
    entries: Sequence[AnnotationEntry] | None = TAGGED, query: str = ""
) -> tuple[TagsScreen, RecordingPort]:
    port = RecordingPort(entries)
    screen = TagsScreen(port, query=query)  # type: ignore[arg-type] # it answers to any name
    return screen, port


@pytest.mark.quick
async def test_the_tags_at_80_by_24() -> None:
    async with opened() as (pilot, _screen, _port):
        rows = screen_text(pilot)
        assert rows[:7] == [
            "━ Tags ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━ 4 · by name ━",
            " Filter  part of a tag",
            "─" * 80,
            "▶   #[bold]                                                  1 note · 1 article",
            "    #military                                              3 notes · 2 articles",
            "    #US-China                                                1 note · 1 article",
            "    #war crimes                                              1 note · 1 article",
        ]
        assert rows[-1] == "Enter annotations  e rename  dd delete  Space select  q back  : commands  ? help"


@pytest.mark.parametrize("size", [(120, 40), (200, 60), (40, 10), (20, 5)])
async def test_at_every_size_the_tags_are_there(size: tuple[int, int]) -> None:
    async with opened(size=size) as (pilot, _screen, _port):
        rows = screen_text(pilot)
        assert any(row.startswith("▶   #") for row in rows)
        assert "? help" in rows[-1] or size[0] < 30


ASKED: Sequence[tuple[list[str], list[tuple[object, ...]]]] = [
    (["j", "enter"], [("show_annotations", "tag:military")]),
    (["G", "enter"], [("show_annotations", 'tag:"war crimes"')]),
    (["j", "d", "d"], [("delete_tags", ["military"])]),
    (["j", "space", "space", "d", "d"], [("delete_tags", ["military", "US-China"])]),
    (["j", "space", "="], []),
    (["j", "space", "=", "y"], [("merge_tags", ["military"], "US-China")]),
    (["="], []),
    (["u"], [("undo",)]),
    (["ctrl+r"], [("redo",)]),
    (["j", "e", "end", *"-x", "enter"], [("rename_tag", "military", "military-x")]),
    (["j", "e", *"war", "enter"], [("rename_tag", "military", "war")]),
    (["j", "e", *"MILITARY", "enter"], [("rename_tag", "military", "MILITARY")]),
    (["j", "e", "enter"], []),
    (["j", "e", *"#,", "enter"], []),
    (["j", "e", *"x", "escape"], []),
    (["j", "e", *"us-china", "enter"], []),
    (["j", "e", *"us-china", "enter", "y"], [("merge_tags", ["military"], "US-China")]),
    (["j", "e", *"us-china", "enter", "escape"], []),
    (["j", "space", "=", "escape", "u"], [("undo",)]),
]


async def test_keys_ask_the_port() -> None:
    async with opened() as (pilot, _screen, _port):
        for keys, wishes in ASKED:
            screen, port = made()
            await show(pilot, screen)
            await press(pilot, *keys)
            assert port.wishes == wishes, keys


SAID = [
    (["="], "Select tags with Space, then press = on the one to merge them into."),
    (["j", "d", "d"], "Removing #military from 3 notes; u undoes it."),
    (["j", "e", *"#,", "enter"], "A tag needs a letter or more; # and commas do not count."),
    (["j", "space"], "1 selected"),
]


async def test_what_is_said() -> None:
    async with opened() as (pilot, _screen, _port):
        for keys, said in SAID:
            await show(pilot, made()[0])
            await press(pilot, *keys)
            assert screen_text(pilot)[-2].strip().startswith(said), keys


async def test_two_tags_become_one_only_when_the_reader_says_so() -> None:
    async with opened() as (pilot, _screen, _port):
        for keys in (["j", "space", "="], ["j", "e", *"us-china", "enter"]):
            await show(pilot, made()[0])
            await press(pilot, *keys)
            shown = "\n".join(screen_text(pilot))
            assert "Merge #military into #US-China (3 + 1 notes)?" in shown and "Merge them" in shown
            await press(pilot, "escape")


async def test_the_filter_is_live_and_escape_takes_it_away_then_leaves() -> None:
    async with opened() as (pilot, screen, _port):
        await press(pilot, "slash", *"mil")
        assert [row.key for row in screen.listed.rows] == ["military"]
        assert "3 tags hidden by the filter" in screen_text(pilot)[-2]
        await press(pilot, "enter", "escape")
        assert len(screen.listed.rows) == 4
        await press(pilot, "escape")
        assert screen not in pilot.app.screen_stack


async def test_tags_go_by_name_or_by_count() -> None:
    async with opened() as (pilot, screen, _port):
        await press(pilot, "S")
        assert screen.listed.rows[0].key == "military"
        assert "most used first" in screen_text(pilot)[0]


@pytest.mark.parametrize(
    ("entries", "query", "words"),
    [
        ((), "", "No tags yet: t tags a passage of an article."),
        (None, "", "Loading tags…"),
        (TAGGED, "militry", "No tag contains militry. Nearest: #military (3). Esc clears."),
    ],
    ids=["none", "waiting", "misspelt"],
)
async def test_an_empty_view_says_why(
    entries: Sequence[AnnotationEntry] | None, query: str, words: str
) -> None:
    async with opened(entries, query=query) as (pilot, _screen, port):
        assert any(words in row for row in screen_text(pilot))
        await press(pilot, "enter", "space", "e", "=", "d", "d")
        assert not port.wishes


async def test_the_cursor_stays_on_its_tag_after_a_change() -> None:
    async with opened() as (pilot, screen, _port):
        await press(pilot, "j", "j")
        screen.show(TAGGED[:1])
        await pilot.pause()
        assert screen.listed.row is not None
        assert screen.listed.row.key == "us-china"


@pytest.mark.quick
async def test_what_cannot_be_read_is_said_in_place_of_the_tags() -> None:
    async with opened() as (pilot, screen, _port):
        screen.fail("The annotations cannot be read: check the disk.")
        await pilot.pause()
        assert any("check the disk" in row for row in screen_text(pilot))


async def test_the_help_has_the_keys_of_this_place() -> None:
    async with opened(ENTRIES) as (pilot, _screen, port):
        await press(pilot, "?")
        assert isinstance(pilot.app.screen, HelpScreen)
        assert any("The tags of your notes" in row for row in screen_text(pilot))
        await press(pilot, "escape", "q")
        assert not port.wishes
