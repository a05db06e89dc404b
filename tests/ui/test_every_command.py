"""Every command, wherever it works: by each of its keys, by the palette, by a click on its hint."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from textual.dom import DOMNode
from textual.pilot import Pilot

from briefing.domain import Span
from briefing.domain.feeds.feed import Subscription
from briefing.presentation.keys.hints import GAP, fit_hints
from briefing.presentation.keys.presets import preset_commands
from briefing.presentation.keys.registry import (
    COMMANDS,
    COUNT,
    FIRST_KEYS,
    PURPOSES,
    Command,
    commands_for,
    display_key,
    first_commands,
)
from briefing.services.library import Library
from briefing.settings.table import PRESETS
from briefing.ui.app import BriefingApp
from briefing.ui.commands.palette import MODE_STARTS, WAYS, entries_for
from briefing.ui.screens.help_screen import MORE, TOUR, HelpScreen
from briefing.ui.screens.palette_screen import PaletteScreen
from briefing.ui.screens.reader.screen import ReaderScreen
from briefing.ui.widgets.chrome.footer import HintFooter
from tests.ui.conftest import reader_app
from tests.ui.reading import screen_text, settle

ROOT = Path(__file__).parent.parent.parent
BY_ID = {command.id: command for command in COMMANDS}
WAY_IN: dict[str, tuple[str, ...]] = {
    "app": ("0",),
    "move": ("0",),
    "text": ("0",),
    "select": ("0", "v"),
    "color": ("0", "escape", "V", "H"),
    "pane": ("3",),
    "library": ("L",),
    "reader": ("0",),
    "list": ("F",),
    "page": ("O",),
    "notes": ("A",),
    "tags": ("T",),
    "feeds": ("F",),
    "failures": ("!",),
    "pick": ("F", ":", *"starter feeds", "enter"),
    "settings": (",",),
    "charts": ("L", "g", "c"),
    "today": ("g", "t"),
    "story": ("O",),
    "actor": ("2", "@"),
    "issues": ("g", "i"),
    "dossiers": ("g", "d"),
    "answer": ("g", "q", *"talks", "enter"),
    "export": ("E",),
}
"""The keys that lead to a place from the open article, which has an annotation."""
WAY_IN_BY_ARROWS = WAY_IN | {
    "charts": ("B",),
    "today": ("W",),
    "issues": ("P",),
    "dossiers": ("f7",),
    "answer": ("f6", *"talks", "enter"),
}
"""Those that differ with the preset `arrows`."""
BY_THE_LIST = {
    ("export.write", "enter"): "select",
    ("export.down", "down"): "cursor_down",
    ("export.up", "up"): "cursor_up",
}
"""Commands whose key the focused list of formats takes first, and its action, which does the same."""
SIZE = (200, 60)


@dataclass
class Recorder:
    """Keeps which actions are asked for, and lets none of them do anything while it is on."""

    asked: list[tuple[str, DOMNode | None]] = field(default_factory=list)
    is_on: bool = False

    @contextmanager
    def on(self) -> Iterator[list[tuple[str, DOMNode | None]]]:
        self.asked.clear()
        self.is_on = True
        yield self.asked
        self.is_on = False

    @property
    def actions(self) -> list[str]:
        return [action for action, _ in self.asked]


@pytest.fixture
def recorder(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    recorder, run = Recorder(), BriefingApp.run_action

    async def record(
        app: BriefingApp, action: str, default_namespace: DOMNode | None = None, *others: Any
    ) -> bool:
        if recorder.is_on and not str(action).startswith("app.run_command"):
            recorder.asked.append((str(action), default_namespace))
            return True
        return await run(app, action, default_namespace, *others)

    monkeypatch.setattr(BriefingApp, "run_action", record)
    return recorder


@asynccontextmanager
async def reading(library: Library, talks: str, preset: str = PRESETS[0]) -> AsyncIterator[Pilot[None]]:
    """The reader with an article that has an annotation, and a feed that is followed."""
    library.feeds.follow([Subscription("http://127.0.0.1:9/feed", "Wire")])
    (article,) = library.articles.add([talks]).articles
    note = library.annotations.draft(article, Span(0, 6), note="why", tags=["later"])
    library.annotations.apply([note])
    async with reader_app(library, talks, preset=preset).run_test(size=SIZE) as pilot:
        await settle(pilot)
        yield pilot


async def press(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*("space" if key == " " else key for key in keys))
    await settle(pilot)


def commands_of(place: str) -> list[Command]:
    return [command for command in COMMANDS if command.place == place]


async def go_back_to_the_article(pilot: Pilot[None]) -> None:
    while not isinstance(pilot.app.screen, ReaderScreen):
        pilot.app.pop_screen()
        await settle(pilot)
    await press(pilot, "enter" if pilot.app.screen.parts.in_library else "escape", "escape")


async def test_each_key_each_hint_and_the_palette_reach_their_commands_and_help_has_ten_of_them(
    library: Library, talks: str, recorder: Recorder
) -> None:
    async with reading(library, talks) as pilot:
        for way in sorted(set(WAY_IN.values())):
            await press(pilot, *way)
            places = [place for place, leads_there in WAY_IN.items() if leads_there == way]
            for place in places:
                await press_each_key(pilot, recorder, commands_of(place))
            await click_each_hint(pilot, recorder)
            for place in set(places) - {"export"}:  # which is a dialog, and has no palette
                await choose_each_in_the_palette(pilot, recorder, place)
            if not {"select", "color"} & {*places}:
                await look_at_help(pilot)
            await go_back_to_the_article(pilot)


WITH_OTHER_KEYS = [
    other
    for command, other in zip(preset_commands(PRESETS[0]), preset_commands("arrows"), strict=True)
    if other.keys != command.keys
]
"""The commands whose keys in the preset `arrows` are others."""


async def test_each_key_of_the_other_preset_reaches_its_command(
    library: Library, talks: str, recorder: Recorder
) -> None:
    async with reading(library, talks, "arrows") as pilot:
        for way in sorted({WAY_IN_BY_ARROWS[command.place] for command in WITH_OTHER_KEYS}):
            await press(pilot, *way)
            here = [command for command in WITH_OTHER_KEYS if WAY_IN_BY_ARROWS[command.place] == way]
            await press_each_key(pilot, recorder, here)
            await go_back_to_the_article(pilot)


async def press_each_key(pilot: Pilot[None], recorder: Recorder, commands: Sequence[Command]) -> None:
    for command in commands:
        if command.id == COUNT:  # a digit alone does nothing
            continue
        for key in command.keys:
            with recorder.on():
                await pilot.press(*key.split(" "))
            asked = [BY_THE_LIST.get((command.id, key), command.action)]
            assert recorder.actions == asked, f"{key} for {command.id}"
            if command.place == "color":  # a key that is no colour's ends the choice
                await press(pilot, "H")


async def click_each_hint(pilot: Pilot[None], recorder: Recorder) -> None:
    footer = pilot.app.screen.query_one(HintFooter)
    at, clicked = 0, 0
    for hint in fit_hints(footer.hints, footer.size.width):
        id_ = re.fullmatch(r"app\.run_command\('(.*)'\)", hint.action)
        if id_ is not None:
            with recorder.on():
                await pilot.click(HintFooter, offset=(at, 0))
                await settle(pilot)
            assert recorder.actions == [BY_ID[id_[1]].action], hint.text
            clicked += 1
        at += len(hint.text) + GAP
    assert clicked >= 4


async def choose_each_in_the_palette(pilot: Pilot[None], recorder: Recorder, place: str) -> None:
    app = pilot.app
    assert isinstance(app, BriefingApp)
    commands = commands_of(place)
    # Opened for some of them; `run_command` is what it does with each.
    for command in {commands[0].id: commands[0], commands[-1].id: commands[-1]}.values():
        palette = await opened_palette(pilot)
        with recorder.on():
            palette.dismiss_with(command.id)
            await settle(pilot)
        assert recorder.actions == [command.action], command.id
    with recorder.on():
        for command in commands:
            await app.run_command(command.id)
        await settle(pilot)
    assert recorder.actions == [command.action for command in commands]


async def look_at_help(pilot: Pilot[None]) -> None:
    """It begins with what the place is for, and ten keys."""
    await press(pilot, "f1")
    finder = pilot.app.screen
    assert isinstance(finder, HelpScreen)
    first, *_ = finder.listed.options
    assert str(first.prompt) in PURPOSES.values()
    listed = [option.id for option in finder.listed.options if not option.disabled]
    keys = [id_ for id_ in listed if id_ not in (TOUR, MORE)]
    assert len(keys) == FIRST_KEYS and listed[-1] == MORE
    assert {id_.partition(".")[2] for id_ in keys if id_} & {"back", "close", "quit"}


async def opened_palette(pilot: Pilot[None]) -> PaletteScreen:
    assert isinstance(pilot.app, BriefingApp)
    pilot.app.action_app_palette()
    await settle(pilot)
    assert isinstance(pilot.app.screen, PaletteScreen)
    return pilot.app.screen


async def test_the_palette_goes_to_each_other_place(library: Library, talks: str, recorder: Recorder) -> None:
    async with reading(library, talks) as pilot:
        await press(pilot, "0")
        app = pilot.app
        assert isinstance(app, BriefingApp)
        here = {command.id for command in app.commands_here(app.screen.focused or app.screen)}
        elsewhere = {command.place: command for command in COMMANDS if command.id not in here}
        assert len(elsewhere) > 10
        for place, command in elsewhere.items():
            palette = await opened_palette(pilot)
            with recorder.on():
                palette.dismiss_with(command.id)
                await settle(pilot)
            assert recorder.actions == [BY_ID[WAYS[place]].action], command.id
            if place in MODE_STARTS:
                assert "first, then" in screen_text(pilot)[-2]


@pytest.mark.parametrize("preset", PRESETS)
async def test_help_says_which_preset_its_keys_are_from(library: Library, talks: str, preset: str) -> None:
    async with reading(library, talks, preset) as pilot:
        await press(pilot, "0", "?", *"word-forward")
        shown = screen_text(pilot)
        assert any(f"Keys · preset {preset}" in line for line in shown)
        assert any("^→" in line for line in shown) is (preset == "arrows")


async def test_messages_name_the_keys_of_the_preset(library: Library, talks: str) -> None:
    async with reading(library, talks, "arrows") as pilot:
        await press(pilot, "L", " ")
        assert "1 article selected: s, m, t, Del, | act on them." in screen_text(pilot)[-2]
        await press(pilot, "escape", "ctrl+t")
        listed = " ".join(" ".join(row.partition("▕")[0] for row in screen_text(pilot)).split())
        assert "No starred articles: s stars one. ^e lists all articles." in listed
        await press(pilot, "?", *"image stands")
        assert any("an image stands here in the source; ^k opens it" in line for line in screen_text(pilot))
        await press(pilot, "escape", "F", "delete")
        assert screen_text(pilot)[-2].strip().startswith("Del unfollows a feed")


async def test_help_and_palette_list_exactly_the_commands_that_exist(library: Library, talks: str) -> None:
    async with reading(library, talks) as pilot:
        for key, kind in (("?", HelpScreen), (":", PaletteScreen)):
            await press(pilot, key)
            finder = pilot.app.screen
            assert isinstance(finder, kind)
            if isinstance(finder, HelpScreen):
                finder.dismiss_with(MORE)
            listed = [option.id or "" for option in finder.listed.options if not option.disabled]
            named = [key for key in listed if ":" not in key]  # others are themes and signs
            assert sorted(named) == sorted(BY_ID)
            await press(pilot, "escape")


def test_the_first_steps_of_the_readme_hold_ten_keys_that_help_shows_first() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    table = readme.partition("## First steps")[2].partition("\n\nMore")[0]
    keys = re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE)
    shown = {
        display_key(command.keys[0])
        for place in ("text", "pane", "library")
        for command in first_commands(commands_for(COMMANDS, (place, "move", "reader", "app")))
    }
    assert len(keys) == FIRST_KEYS and [key for key in keys if key not in shown] == []


DOCUMENTS = {
    "docs/keys.md": r"\| `([a-z]+\.[a-z0-9-]+)` \|",
    "man/briefing.1": r"\(([a-z]+\.[a-z0-9-]+)\)$",
}
"""The documents that list all commands, and how each names one."""


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_document_lists_exactly_the_commands_that_exist(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8").replace("\\-", "-")
    assert re.findall(DOCUMENTS[document], text, re.MULTILINE) == [command.id for command in COMMANDS]


def test_every_command_has_a_key_or_is_in_the_palette_alone() -> None:
    keyless = {command.id for command in COMMANDS if not command.keys}
    assert keyless <= {entry.key for entry in entries_for(COMMANDS, (), ())}


def test_every_place_is_tried() -> None:
    assert set(WAY_IN) == {command.place for command in COMMANDS}
