"""The presets of the keymap: what they bind, and that nothing is lost in them."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from briefing.presentation.keys.keymap import resolve_keymap
from briefing.presentation.keys.presets import preset_commands
from briefing.presentation.keys.registry import COMMANDS, GOING
from briefing.services.library import Library
from briefing.settings.table import PRESETS, SETTINGS
from tests.ui.conftest import reader_app
from tests.ui.reading import press, reader, screen_text, settle

ARROWS = {command.id: command.keys for command in preset_commands("arrows")}


def test_arrows_have_no_sequences_and_no_letters_to_move() -> None:
    assert not [key for keys in ARROWS.values() for key in keys if " " in key]
    moving = {key for id_, keys in ARROWS.items() if id_.startswith("move.") for key in keys}
    assert not {key for key in moving if len(key) == 1}
    assert {"up", "down", "home", "end", "pageup", "pagedown"} <= moving


def test_every_command_with_keys_has_some_in_each_preset() -> None:
    assert [command.id for command in COMMANDS if command.keys and not ARROWS[command.id]] == ["app.suspend"]


@pytest.mark.parametrize("preset", PRESETS)
def test_a_key_that_goes_to_another_place_does_so_everywhere(preset: str) -> None:
    commands = preset_commands(preset)
    going = {key for command in commands if command.id in GOING for key in command.keys}
    others = [
        each for each in commands if each.id not in GOING and not each.id.endswith((".ask", ".dossiers"))
    ]
    # Among the annotations, their key lists those of all articles.
    others = [each for each in others if each.id != "notes.scope"]
    assert not [each.id for each in others if going & set(each.keys)]


@pytest.mark.parametrize("written", PRESETS)
@pytest.mark.parametrize("preset", PRESETS)
def test_all_keys_of_a_preset_can_be_written_over_each_without_a_complaint(written: str, preset: str) -> None:
    wanted = preset_commands(written)
    overrides = {command.id: " | ".join(command.keys) for command in wanted}
    assert resolve_keymap(overrides, preset) == (wanted, ())


def test_an_override_goes_over_the_preset() -> None:
    commands, problems = resolve_keymap({"move.top": "g g", "reader.star": "ctrl+z"}, "arrows")
    keys = {command.id: command.keys for command in commands}
    assert keys["move.top"] == ("g g",) and keys["move.down"] == ("down",)
    assert "[keymap] reader.star takes ^z from reader.undo." in problems


def test_the_settings_screen_offers_exactly_the_presets() -> None:
    (preset,) = (info for info in SETTINGS if info.name == "keymap.preset")
    assert tuple(preset.choices) == PRESETS


async def test_arrows_and_ctrl_keys_read_select_and_undo(library: Library, talks: str) -> None:
    async with reader_app(library, talks, preset="arrows").run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        screen = reader(pilot)
        await press(pilot, "0", "ctrl+right", "ctrl+right")
        word = screen.view.caret
        assert word > 0
        await press(pilot, "home")
        assert screen.view.caret == 0
        await press(pilot, "shift+right", "shift+right", "shift+right")
        assert screen.view.selection is not None and len(screen.view.selection) == 3
        await press(pilot, "end", "home", "escape", "s")
        assert screen.status.message.endswith(". ^z undoes.")
        await press(pilot, "ctrl+z")
        assert screen.status.message.startswith("Undone: Starred")
        assert "F1 help" in screen_text(pilot)[-1]


@pytest.mark.parametrize(
    ("keymap", "keys"),
    [({}, ("1", "0")), ({"select.count": ", ".join(f"alt+{n}" for n in range(1, 10))}, ("alt+1", "alt+0"))],
    ids=["digits", "alt"],
)
async def test_a_count_is_typed_with_the_keys_that_are_bound(
    library: Library, talks: str, keymap: Mapping[str, str], keys: tuple[str, ...]
) -> None:
    async with reader_app(library, talks, keymap=keymap).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "0", "v", *keys, "l")
        selected = reader(pilot).view.selection
        assert selected is not None and len(selected) == 11


async def test_without_keys_for_counts_digits_mean_what_they_mean_elsewhere(
    library: Library, talks: str
) -> None:
    app = reader_app(library, talks, keymap={"select.count": "", "select.swap": "3"})
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "0", "v", "l", "l", "3", "l")
        selected = reader(pilot).view.selection
        assert selected is not None and selected.start == 1
