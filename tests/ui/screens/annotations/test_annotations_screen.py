"""The list of all annotations: what it shows, what each key asks of the port, and what stays where it is."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from textual.pilot import Pilot

from briefing.domain.annotation import AnnotationEntry, ArticleHead, Color
from briefing.ui.screens.annotations.annotations_screen import AnnotationsScreen
from briefing.ui.screens.help_screen import HelpScreen
from tests.ui.annotated import (
    BIDEN,
    ENTRIES,
    OIL,
    TEXT,
    RecordingPort,
    app_with,
    entry,
    now,
    show,
    until_shown,
)
from tests.ui.reading import screen_text

FIRST, SECOND, MOVED, ORPHAN = ENTRIES


class Opened:
    """The screen on a terminal, and what was asked of its port."""

    def __init__(self, pilot: Pilot[None], screen: AnnotationsScreen, port: RecordingPort) -> None:
        self.pilot = pilot
        self.screen = screen
        self.port = port

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def type_filter(self, words: str) -> None:
        await self.press("slash")
        self.screen.field.value = words
        await self.pilot.pause()

    @property
    def rows(self) -> list[str]:
        return screen_text(self.pilot)

    @property
    def ids(self) -> str:
        return "".join(each.annotation.id for each in self.screen.listed.listing.entries)

    @property
    def under_cursor(self) -> str:
        return self.screen.listed.entry.annotation.id if self.screen.listed.entry else ""

    @property
    def is_left(self) -> bool:
        return self.screen not in self.pilot.app.screen_stack


@asynccontextmanager
async def opened(
    *,
    entries: Sequence[AnnotationEntry] | None = ENTRIES,
    size: tuple[int, int] = (80, 24),
    article: bool = False,
    query: str = "",
) -> AsyncIterator[Opened]:
    screen, port = made(entries, BIDEN if article else None, query)
    async with app_with(screen).run_test(size=size) as pilot:
        await until_shown(pilot, screen)
        yield Opened(pilot, screen, port)


def made(
    entries: Sequence[AnnotationEntry] | None = ENTRIES, article: ArticleHead | None = None, query: str = ""
) -> tuple[AnnotationsScreen, RecordingPort]:
    port = RecordingPort(entries)
    screen = AnnotationsScreen(port, article, query=query, now=now)  # type: ignore[arg-type]
    return screen, port


# What it shows


@pytest.mark.quick
async def test_the_list_with_its_preview_at_80_by_24() -> None:
    async with opened() as it:
        it.screen.show_text("a1", TEXT)
        await it.type_filter("tag:military")
        await it.press("enter")
        assert it.rows == [
            "━ All annotations ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━ 3 of 4 · newest first ━",
            " Filter  tag:military",
            "─" * 80,
            "  Biden and Xi Jinping to speak by phone in effort to improve U.S.-China ties 2",
            "▶ 2 The only channel Pelosi’s 2022 visit had closed. Is the…   #military  today",
            "    “Xi agreed to resume military-to-military communications last year”",
            "  1 First meeting at this level since 2018 (Mattis)            #military  today",
            "    “the highest-level public engagement the Biden administration has had wit…”",
            "",
            "  Oil facilities in Saudi Arabia hit by drone attacks                         1",
            "  4 Who launched them? Claim only.           moved, 94% sure   #military 12 Nov",
            "    “The Yemen-based Houthi movement claimed responsibility for the attacks”",
            "", "",
            "─ Passage ───────────────────────────────────────────────────────────── par. 2 ─",
            "  Both sides said there are also plans for a call between their military",
            "  commanders. Xi agreed to resume military-to-military communications last",
            "  year after cutting them off in 2022. …",
            "",
            "  The only channel Pelosi’s 2022 visit had closed. Is the call part of the",
            "  same promise?",
            it.rows[21],  # the end of the scroll bar
            " 1 hidden by the filter                                   1 orphan: kind:orphan",
            "Enter open  e edit  t tag  dd delete  Space select  q back  : commands  ? help",
        ]  # fmt: skip


@pytest.mark.parametrize("size", [(120, 40), (200, 60), (50, 20), (40, 10), (20, 5)])
async def test_at_every_size_the_list_and_the_help_are_there(size: tuple[int, int]) -> None:
    async with opened(size=size) as it:
        assert any(row.startswith("▶ 2 ") for row in it.rows)
        assert "? help" in it.rows[-1] or size[0] < 30
        assert all(len(row) <= size[0] for row in it.rows)
        has_preview = any(row.startswith("─ Passage") for row in it.rows)
        assert has_preview is (size[1] >= 20)


@pytest.mark.parametrize(
    ("query", "entries", "words"),
    [
        ("", (), "No annotations yet: v or V selects in an article, a writes a note."),
        ("", None, "Loading annotations…"),
        ("tag:militry", ENTRIES, "No annotation matches tag:militry. Nearest: tag:military (3). Esc clears."),
        ("tga:x", ENTRIES, "There is no field “tga:”; did you mean tag:?"),
        ("[bold]", ENTRIES, "No annotation matches [bold]. Esc clears."),
    ],
    ids=["none", "waiting", "misspelt", "unknown-field", "no-markup"],
)
async def test_an_empty_list_says_why(
    query: str, entries: Sequence[AnnotationEntry] | None, words: str
) -> None:
    async with opened(entries=entries, query=query) as it:
        assert words in " ".join(" ".join(it.rows).split())


async def test_what_cannot_be_read_is_said_in_place_of_the_list() -> None:
    async with opened(entries=None) as it:
        it.screen.fail("The annotations cannot be read: check the disk.")
        await it.pilot.pause()
        assert any("check the disk" in row for row in it.rows)
        await it.press("enter", "d", "d", "S", "H")
        assert not it.port.wishes


async def test_notes_are_never_taken_for_markup() -> None:
    nasty = entry(BIDEN, "1", "q", note="[@click=app.quit]x[/] [/b]", tags=("[red]", "a"))
    async with opened(entries=[nasty]) as it:
        assert sum("[@click=app.quit]x[/] [/b]" in row for row in it.rows) == 2


async def test_a_problem_in_the_filter_is_told_beneath_what_it_still_finds() -> None:
    async with opened() as it:
        await it.type_filter("biden OR")
        assert it.rows[-2].startswith(" OR with nothing after it, at character 7.")
        assert it.ids == "12"


# What the keys ask for


ASKED: Sequence[tuple[list[str], list[tuple[object, ...]]]] = [
    (["enter"], [("open", FIRST)]),
    (["j", "enter"], [("open", SECOND)]),
    (["e"], [("edit", FIRST)]),
    (["t"], [("tag", (FIRST,))]),
    (["space", "space", "t"], [("tag", (FIRST, SECOND))]),
    (["d", "d"], [("delete", (FIRST,))]),
    (["j", "space", "G", "space", "d", "d"], [("delete", (SECOND, ORPHAN))]),
    (["space", "k", "space", "d", "d"], [("delete", (SECOND,))]),
    (["H", "3"], [("recolor", (FIRST,), Color.BLUE)]),
    (["space", "space", "H", "5"], [("recolor", (FIRST, SECOND), Color.VIOLET)]),
    (["H", "escape", "3"], []),
    (["H", "j", "enter"], [("recolor", (FIRST,), Color.GREEN)]),
    (["E"], [("export", ENTRIES)]),
    (["space", "E"], [("export", (FIRST,))]),
    (["y"], [("copy", FIRST)]),
    (["u"], [("undo",)]),
    (["ctrl+r"], [("redo",)]),
    (["T"], [("show_tags",)]),
    (["p"], []),
    (["G", "p"], [("reattach", ORPHAN)]),
    (["J", "e"], [("edit", MOVED)]),
    (["J", "j", "K", "e"], [("edit", FIRST)]),
]


async def test_keys_ask_the_port() -> None:
    async with opened() as it:
        for keys, wishes in ASKED:
            screen, port = made()
            await show(it.pilot, screen)
            await it.press(*keys)
            assert port.wishes == wishes, keys


async def test_only_what_is_filtered_is_exported() -> None:
    async with opened() as it:
        await it.type_filter("oil -kind:orphan ")
        await it.press("enter", "E")
        assert it.port.wishes == [("export", (MOVED,))]


async def test_what_the_filter_hides_is_not_selected_any_more() -> None:
    async with opened() as it:
        await it.press("space", "G", "space")
        await it.type_filter("kind:orphan")
        await it.press("enter", "d", "d")
        assert it.port.wishes == [("delete", (ORPHAN,))]


@pytest.mark.parametrize("keys", [["q"], ["escape"], ["G", "p"]])
async def test_the_list_is_left(keys: list[str]) -> None:
    async with opened() as it:
        await it.press(*keys)
        assert it.is_left


async def test_escape_closes_the_innermost_thing() -> None:
    async with opened(query="military") as it:
        await it.press("space", "escape")
        assert not it.screen._selected_entries()
        assert it.screen.field.value == "military"
        await it.press("escape")
        assert it.screen.field.value == ""
        assert not it.is_left
        await it.press("escape")
        assert it.is_left


async def test_while_one_types_the_list_filters_and_its_cursor_moves() -> None:
    async with opened() as it:
        await it.press("slash", *"military", "down")
        assert (it.ids, it.under_cursor) == ("123", "2")
        assert it.rows[-1] == "Enter to the list  ↓ ↑ choose  Esc clear  F1 help"
        await it.press("escape")
        assert (it.ids, it.under_cursor) == ("1234", "2") and it.screen.listed.has_focus


@pytest.mark.parametrize("key", ["A", "tab"])
async def test_the_scope_is_the_article_or_the_library(key: str) -> None:
    async with opened(article=True) as it:
        assert (it.ids, it.rows[0][:21]) == ("12", "━ Annotations · Biden")
        await it.press(key)
        assert (it.ids, it.rows[0][:17]) == ("1234", "━ All annotations")
        await it.press(key)
        assert it.ids == "12"
        assert [asked for asked in it.port.asked if asked[0] == "load"] == [
            ("load", "a1"),
            ("load", None),
            ("load", "a1"),
        ]


async def test_without_an_article_the_scope_key_says_why_nothing_happens() -> None:
    async with opened() as it:
        await it.press("A")
        assert "No article is open" in it.rows[-2]


async def test_the_order_goes_round_and_is_told() -> None:
    async with opened() as it:
        orders = []
        for _ in range(3):
            await it.press("S")
            orders.append((it.rows[0].split("·")[1].strip(" ━"), it.ids, it.under_cursor))
        assert orders == [
            ("by article", "1234", "1"),
            ("by place", "1234", "1"),
            ("newest first", "1234", "1"),
        ]


async def test_the_preview_asks_once_for_each_text_and_shows_the_anchor_meanwhile() -> None:
    async with opened() as it:
        await it.press("j", "j", "k", "k", "G")
        texts = [asked for asked in it.port.asked if asked[0] == "load_text"]
        assert texts == [("load_text", "a1"), ("load_text", "a2")]
        assert any("five million barrels" in row for row in it.rows[15:22])
        assert "orphan: p attaches it anew" in it.rows[14]


async def test_a_long_note_can_be_read_in_the_preview() -> None:
    long = entry(BIDEN, "1", "q", note="\n\n".join(f"Paragraph {n}" for n in range(20)))
    async with opened(entries=[long]) as it:
        assert "Paragraph 5" not in " ".join(it.rows[14:])
        await it.press("}", "}", "}")
        assert "Paragraph 5" in " ".join(it.rows[14:])
        await it.press("{", "{", "{")
        assert "Paragraph 5" not in " ".join(it.rows[14:])


# After a change


def many(number: int) -> list[AnnotationEntry]:
    return [
        entry(
            BIDEN if n % 2 else OIL, f"{n:03}", f"quote {n}", n, created=f"2026-11-{20 - n % 20:02}T08:00:00Z"
        )
        for n in range(number)
    ]


async def test_the_cursor_and_its_row_stay_when_others_come_and_go() -> None:
    entries = many(60)
    async with opened(entries=entries) as it:
        await it.press("ctrl+d", "ctrl+d", "ctrl+d", "j")
        under, row = it.under_cursor, next(n for n, line in enumerate(it.rows) if line.startswith("▶"))
        shown = it.screen.listed.listing.entries
        at = [each.annotation.id for each in shown].index(under)
        gone = {each.annotation.id for each in shown[:3]} | {shown[at + 1].annotation.id}
        it.screen.show([each for each in entries if each.annotation.id not in gone])
        await it.pilot.pause()
        assert it.under_cursor == under
        assert it.rows[row].startswith("▶")


async def test_after_its_annotation_is_deleted_the_cursor_is_on_the_next() -> None:
    async with opened() as it:
        await it.press("j")
        it.screen.show([FIRST, MOVED, ORPHAN])
        await it.pilot.pause()
        assert it.under_cursor == "3"


async def test_a_changed_annotation_is_shown_as_it_is_now() -> None:
    async with opened() as it:
        changed = replace(FIRST, annotation=replace(FIRST.annotation, note="Taiwan first."))
        it.screen.show([changed, *ENTRIES[1:]])
        await it.pilot.pause()
        assert sum("Taiwan first." in row for row in it.rows) == 2
        await it.type_filter("taiwan")
        assert it.ids == "1"


async def test_a_message_stays_until_the_next_key() -> None:
    async with opened() as it:
        it.screen.say("Deleted 1 annotation; u brings it back.")
        await it.pilot.pause()
        assert it.rows[-2] == " Deleted 1 annotation; u brings it back."
        await it.press("j")
        assert "Deleted" not in it.rows[-2]


# Help, mouse, many


async def test_the_help_has_the_keys_of_this_place() -> None:
    async with opened() as it:
        await it.press("?")
        assert isinstance(it.pilot.app.screen, HelpScreen)
        assert any("Your notes and marks: filter, edit, tag" in row for row in it.rows)
        await it.press(*"export these", "enter")
        assert it.port.wishes == [("export", ENTRIES)]


@pytest.mark.quick
async def test_clicks_choose_and_a_double_click_opens() -> None:
    async with opened() as it:
        await it.pilot.click(it.screen.listed, offset=(8, 3))
        assert it.under_cursor == "2"
        await it.pilot.click(it.screen.listed, offset=(8, 3), times=2)
        await it.pilot.pause()
        assert it.port.wishes == [("open", SECOND)]


async def test_space_selects_and_pagedown_turns_the_page() -> None:
    async with opened(entries=many(60)) as it:
        await it.press("pagedown")
        at = it.screen.listed.cursor
        assert at > 3
        await it.press("space")
        assert (it.screen.listed.cursor, len(it.screen._selected_entries())) == (at + 1, 1)
        await it.press("g", "g")
        assert it.screen.listed.cursor == 0
        await it.press("G")
        assert it.screen.listed.cursor == 59
