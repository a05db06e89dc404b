"""The Settings screen: what it lists, and that a change is used and written with the comments kept."""

from __future__ import annotations

import tomllib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path

import pytest
from textual.pilot import Pilot

from briefing.services.library import Library
from briefing.settings import load_settings
from briefing.settings.table import DECLARED
from briefing.ui.app import BriefingApp
from briefing.ui.configuration.key_screen import KeyScreen
from briefing.ui.configuration.settings_screen import SettingsScreen
from briefing.ui.theme import TERMINAL_COLOURS
from briefing.ui.widgets.lists.row_list import RowList
from tests.ui.conftest import files_of, reader_app
from tests.ui.reading import by_size, press_each, reader, screen_text, settle, status

MINE = """\
# My settings
theme = "wire"   # for the night

[queries]
old = "is:unread"
"""


@asynccontextmanager
async def settings_open(
    library: Library, content: str = "", size: tuple[int, int] = (120, 40)
) -> AsyncIterator[tuple[Pilot[None], Path]]:
    file = files_of(library).config_file
    if content:
        file.write_text(content, encoding="utf-8")
    settings, problems = load_settings(file)
    app = reader_app(
        library, problems=problems, theme=settings.theme, width=settings.width, queries=settings.queries
    )
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await press_each(pilot, ",")
        assert isinstance(pilot.app.screen, SettingsScreen)
        yield pilot, file


async def go_to(pilot: Pilot[None], name: str) -> None:
    """Put the cursor on a setting by the filter."""
    await press_each(pilot, "slash", *name, "enter")


def message(pilot: Pilot[None]) -> str:
    screen = pilot.app.screen
    assert isinstance(screen, SettingsScreen)
    return screen.status.message or screen.status.about


@by_size
async def test_every_setting_is_listed_with_meaning_value_and_default(
    library: Library, size: tuple[int, int]
) -> None:
    async with settings_open(library, "width = 60\n", size) as (pilot, _):
        screen = pilot.app.screen
        assert isinstance(screen, SettingsScreen)
        rows = {row.label.strip("* "): row for row in screen.listed.rows if not row.depth}
        assert set(rows) == {info.name for info in DECLARED}
        assert rows["width"].count == "60" and rows["width"].label == "* width"
        assert "Default 92" in rows["width"].about
        shown = "\n".join(screen_text(pilot))
        assert "The longest line of article text" in shown and "1 changed" in shown
        assert "? help" in screen_text(pilot)[-1]


async def test_a_number_is_typed_and_used_at_once(library: Library, talks: str) -> None:
    async with settings_open(library, MINE) as (pilot, file):
        await go_to(pilot, "width")
        await press_each(pilot, "enter", "5", "0", "enter")
        assert message(pilot) == "width = 50. u undoes."
        assert file.read_text() == MINE.replace("# for the night\n", "# for the night\nwidth = 50\n")
        assert reader(pilot).view._max_width == 50
        await press_each(pilot, "u")
        assert file.read_text() == MINE
        assert reader(pilot).view._max_width == 92


@pytest.mark.parametrize("typed", ["7", "--7"])
async def test_a_value_that_cannot_be_used_is_refused(library: Library, typed: str) -> None:
    async with settings_open(library) as (pilot, file):
        await go_to(pilot, "width")
        await press_each(pilot, "enter", *typed, "enter")
        for _ in range(2):
            assert message(pilot) == "“width” must be a whole number from 20 to 200."
            assert screen_text(pilot)[-2].split()[-1] == typed
            await press_each(pilot, "enter")
        assert not file.exists()
        await press_each(pilot, *["backspace"] * len(typed), "5", "0", "enter")
        assert tomllib.loads(file.read_text()) == {"width": 50}


async def test_after_a_refused_value_esc_returns_to_the_list(library: Library) -> None:
    async with settings_open(library, MINE) as (pilot, file):
        await go_to(pilot, "width")
        await press_each(pilot, "enter", "7", "enter", "escape", "j", "k")
        assert "must be" not in message(pilot)
        file.write_text("[broken")
        await press_each(pilot, "slash", *["backspace"] * 5, *"notify_watches", "enter", "enter")
        assert "not valid TOML" in message(pilot), "an error on something else opens no prompt"
        assert pilot.app.focused is pilot.app.screen.query_one(RowList)


async def test_a_line_that_cannot_be_added_can_be_mended(library: Library) -> None:
    async with settings_open(library) as (pilot, file):
        await go_to(pilot, "queries")
        await press_each(pilot, "enter", *"climate", "enter")
        assert message(pilot).startswith("Write it as")
        await press_each(pilot, *" = is:unread", "enter")
        assert tomllib.loads(file.read_text()) == {"queries": {"climate": "is:unread"}}


async def test_enter_turns_a_switch_and_dd_brings_the_default_back(library: Library) -> None:
    async with settings_open(library) as (pilot, file):
        await go_to(pilot, "notify_watches")
        await press_each(pilot, "enter")
        assert tomllib.loads(file.read_text()) == {"notify_watches": True}
        await press_each(pilot, "d", "d")
        assert file.read_text().strip() == ""
        await press_each(pilot, "d", "d")
        assert message(pilot) == "notify_watches is at its default."


async def test_themes_are_worn_while_the_cursor_moves_and_esc_restores(library: Library) -> None:
    async with settings_open(library, MINE) as (pilot, file):
        await go_to(pilot, "colours")
        await press_each(pilot, "enter")
        before = pilot.app.theme
        await press_each(pilot, "home", "down")
        worn = pilot.app.theme
        assert worn != before
        await press_each(pilot, "escape")
        assert pilot.app.theme == before and file.read_text() == MINE
        await press_each(pilot, "enter", "home", "down", "enter")
        assert pilot.app.theme == worn
        assert f'theme = "{worn}"   # for the night' in file.read_text()
        await press_each(pilot, "u")
        assert pilot.app.theme == before and file.read_text() == MINE


async def test_choosing_a_theme_returns_to_where_one_was_among_the_settings(library: Library) -> None:
    async with settings_open(library) as (pilot, _):
        for typed in ("e", ""):
            await press_each(pilot, "slash", *["backspace"] * 3, *typed, "enter")
            screen = pilot.app.screen
            assert isinstance(screen, SettingsScreen)
            screen.listed.move_to_key(repr(("theme",)))
            at = screen.listed.cursor
            for chosen in (("escape",), ("down", "enter")):
                await press_each(pilot, "enter", *chosen)
                screen = pilot.app.screen
                assert isinstance(screen, SettingsScreen)
                assert (screen.field.value, screen.listed.cursor) == (typed, at)
                assert screen.row_key == repr(("theme",))


async def test_esc_restores_the_terminals_own_colours(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with settings_open(library, MINE) as (pilot, _):
        await go_to(pilot, "colours")
        await press_each(pilot, "enter", "home", "down")
        assert pilot.app.theme != TERMINAL_COLOURS
        await press_each(pilot, "escape")
        assert pilot.app.theme == TERMINAL_COLOURS


@pytest.mark.parametrize(
    ("table", "typed", "written"),
    [
        ("queries", "climate = is:unread climate", {"queries": {"climate": "is:unread climate"}}),
        ("rules", "title:horoscope = mute", {"rules": [{"when": "title:horoscope", "then": "mute"}]}),
        ("pipelines", "de = de_x", {"engine": {"pipelines": {"de": "de_x"}}}),
    ],
)
async def test_a_line_is_added_to_a_table_changed_and_taken_out(
    library: Library, table: str, typed: str, written: dict[str, object]
) -> None:
    async with settings_open(library) as (pilot, file):
        await go_to(pilot, table)
        await press_each(pilot, "enter", *typed, "enter")
        assert tomllib.loads(file.read_text()) == written
        await press_each(pilot, "escape")
        await press_each(pilot, "slash", *typed.split(" = ")[1], "enter", "d", "d")
        assert typed.split(" = ")[1] not in file.read_text()
        await press_each(pilot, "u")
        assert tomllib.loads(file.read_text()) == written


async def test_another_key_works_at_once(library: Library, talks: str) -> None:
    async with settings_open(library) as (pilot, _):
        await go_to(pilot, "reader.settings")
        await press_each(pilot, "enter", "W", "enter", "escape", "q")
        await press_each(pilot, "W")
        assert isinstance(pilot.app.screen, SettingsScreen)


async def test_a_new_key_names_the_command_that_has_it_and_is_undone_and_reset(library: Library) -> None:
    async with settings_open(library, MINE) as (pilot, file):
        await go_to(pilot, "reader.zoom")
        await press_each(pilot, "enter", "s")
        assert isinstance(pilot.app.screen, KeyScreen)
        assert any("s is Star (reader.star): Enter takes it from there." in row for row in screen_text(pilot))
        await press_each(pilot, "backspace", "x", "y", "backspace", "backspace", "s", "enter")
        assert message(pilot) == "reader.zoom = s, taken from reader.star. u undoes."
        assert tomllib.loads(file.read_text())["keymap"] == {"reader.zoom": "s", "reader.star": ""}
        assert keys_of(pilot, "reader.zoom") == ("s",) and keys_of(pilot, "reader.star") == ()
        await press_each(pilot, "u")
        assert tomllib.loads(file.read_text())["keymap"] == {}
        assert keys_of(pilot, "reader.zoom") == ("z",) and keys_of(pilot, "reader.star") == ("s",)
        await press_each(pilot, "enter", "Z", "enter")
        assert keys_of(pilot, "reader.zoom") == ("Z",)
        await press_each(pilot, "d", "d")
        assert message(pilot) == "reader.zoom is back at its default. u undoes."
        assert keys_of(pilot, "reader.zoom") == ("z",) and "zoom" not in file.read_text()


async def test_a_comma_can_be_bound_alone_in_a_sequence_and_beside_others(library: Library) -> None:
    async with settings_open(library, "[keymap]\n'reader.settings' = ', | Z'\n") as (pilot, file):
        for typed, bound, left in (("Z,", "Z ,", (",",)), (",Z", ", Z", ()), (",", ",", ())):
            await go_to(pilot, "reader.zoom")
            await press_each(pilot, "enter", *typed, "enter", "escape")
            assert keys_of(pilot, "reader.zoom") == (bound,)
            assert keys_of(pilot, "reader.settings") == left, file.read_text()


async def test_an_earlier_name_of_a_command_is_said_to_work(library: Library) -> None:
    async with settings_open(library, "[keymap]\n'feeds.undo' = 'U'\n'reader.zom' = 'Z'\n") as (pilot, file):
        await go_to(pilot, "feeds.undo")
        assert message(pilot).startswith("An earlier name of list.undo, which has these keys too.")
        assert message(pilot).endswith("dd takes the line out")
        await press_each(pilot, "enter")
        assert message(pilot) == "list.undo is what the command is called now: dd takes the line out."
        await press_each(pilot, "d", "d")
        assert "feeds.undo" not in file.read_text()
        await press_each(pilot, "escape")
        await go_to(pilot, "reader.zom")
        assert message(pilot) == "No command has this name. dd takes the line out"


@pytest.mark.parametrize(
    ("keys", "written", "said"),
    [
        (["g", "x", "enter"], "g x", "New: gx"),
        (["slash", "enter"], "slash", "/ is Filter (library.filter)"),
        (["f9", "enter"], "f9", "No other command loses it."),
        (["delete"], "", "Press the key, or several in turn."),
        (["enter", "escape"], None, "Press the key, or several in turn."),
        (["ctrl+j", "enter", "escape"], None, "Terminals cannot tell ctrl+j from a new line"),
    ],
    ids=["sequence", "named", "function key", "no key", "nothing", "refused"],
)
async def test_what_is_pressed_is_the_new_key(
    library: Library, keys: list[str], written: str | None, said: str
) -> None:
    async with settings_open(library) as (pilot, file):
        await go_to(pilot, "reader.zoom")
        await press_each(pilot, "enter")
        shown = "\n".join(screen_text(pilot))
        for key in keys:
            await press_each(pilot, key)
            shown += "\n".join(screen_text(pilot))
        assert said in shown and isinstance(pilot.app.screen, SettingsScreen)
        content = tomllib.loads(file.read_text()) if file.exists() else {}
        assert content.get("keymap", {}).get("reader.zoom") == written


async def test_all_commands_are_listed_where_they_are_asked_for(library: Library) -> None:
    async with settings_open(library) as (pilot, _):
        screen = pilot.app.screen
        assert isinstance(screen, SettingsScreen)
        assert not any("reader.zoom" in row.text for row in screen.listed.rows)
        at = next(at for at, row in enumerate(screen.listed.rows) if row.label.strip() == "keymap")
        screen.listed.move_to(at)
        await press_each(pilot, "enter")
        assert sum(row.text.startswith("reader.zoom = z") for row in screen.listed.rows) == 1
        await press_each(pilot, "enter")
        assert not any("reader.zoom" in row.text for row in screen.listed.rows)


def keys_of(pilot: Pilot[None], id_: str) -> tuple[str, ...]:
    assert isinstance(pilot.app, BriefingApp)
    return next(each.keys for each in pilot.app.commands if each.id == id_)


async def test_delete_unbinds_a_command(library: Library) -> None:
    async with settings_open(library, "[keymap]\n'app.quit' = 'X'\n") as (pilot, file):
        await go_to(pilot, "app.quit")
        await press_each(pilot, "enter", "delete")
        assert tomllib.loads(file.read_text()) == {"keymap": {"app.quit": ""}}
        command = next(each for each in pilot.app.commands if each.id == "app.quit")  # type: ignore[attr-defined]
        assert command.keys == ()


async def test_a_file_that_is_no_toml_is_not_written(library: Library) -> None:
    async with settings_open(library, "theme 'wire'\n") as (pilot, file):
        await go_to(pilot, "notify_watches")
        await press_each(pilot, "enter")
        assert message(pilot) == "config.toml is not valid TOML, and stays as it is: mend it first (line 1)."
        assert file.read_text() == "theme 'wire'\n"


async def test_e_opens_the_file_in_the_editor_and_uses_what_it_saved(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\necho "width = 44" > "$1"\n')
    editor.chmod(0o755)
    monkeypatch.setenv("VISUAL", str(editor))
    async with settings_open(library) as (pilot, _):
        monkeypatch.setattr(pilot.app, "suspend", nullcontext)
        await press_each(pilot, "e")
        assert reader(pilot).view._max_width == 44


class TestSavedFiles:
    async def test_what_another_program_saves_is_used_at_once(self, library: Library, talks: str) -> None:
        async with reader_app(library, talks).run_test(size=(120, 40)) as pilot:
            screen = await settle(pilot)
            files_of(library).config_file.write_text("width = 44\n[keymap]\n'reader.zoom' = 'Z'\n")
            screen.controllers.settings.reload_saved()
            await settle(pilot)
            assert screen.view._max_width == 44
            assert status(screen) == "The saved settings are in use."
            await press_each(pilot, "Z")
            assert screen.parts.is_zoomed

    async def test_its_faults_are_shown(self, library: Library, talks: str) -> None:
        async with reader_app(library, talks).run_test(size=(120, 40)) as pilot:
            screen = await settle(pilot)
            files_of(library).config_file.write_text("width = 4\n[keymap]\n'reader.zom' = 'Z'\n")
            screen.controllers.settings.reload_saved()
            await settle(pilot)
            rows = "\n".join(screen_text(pilot))
            assert "config.toml line 1: “width” must be" in rows
            assert "config.toml line 3: [keymap] has no command “reader.zom”" in rows

    async def test_with_a_broken_file_the_last_settings_stay(self, library: Library, talks: str) -> None:
        async with reader_app(library, talks).run_test(size=(120, 40)) as pilot:
            screen = await settle(pilot)
            file = files_of(library).config_file
            for content in ("width = 44\n", "width = 50\n[keymap\n"):
                file.write_text(content)
                screen.controllers.settings.reload_saved()
                await settle(pilot)
            assert screen.view._max_width == 44
            assert "config.toml cannot be read as TOML" in "\n".join(screen_text(pilot))

    @pytest.mark.usefixtures("every_frame")
    async def test_a_theme_that_is_saved_again_is_repainted(self, library: Library, talks: str) -> None:
        folder = files_of(library).config_file.parent / "themes"
        folder.mkdir()
        mine = folder / "mine.toml"
        mine.write_text('name = "mine"\nprimary = "#336699"\nbackground = "#101010"\n')
        async with reader_app(library, talks).run_test(size=(120, 40)) as pilot:
            screen = await settle(pilot)
            files_of(library).config_file.write_text("theme = 'mine'\n")
            screen.controllers.settings.reload_saved()
            await settle(pilot)
            assert screen.styles.background.hex == "#101010"
            mine.write_text('name = "mine"\nprimary = "#336699"\nbackground = "#202020"\n')
            screen.controllers.settings.reload_saved()
            await settle(pilot)
            assert screen.styles.background.hex == "#202020"


async def test_the_theme_chosen_by_its_key_is_kept_and_undone(library: Library, talks: str) -> None:
    app = reader_app(library, talks)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await settle(pilot)
        before = app.theme
        await press_each(pilot, "f3", "home", "down", "enter")
        assert tomllib.loads(files_of(library).config_file.read_text()) == {"theme": app.theme}
        assert app.theme != before and status(screen) == f"theme = {app.theme}. u undoes."
        await press_each(pilot, "u")
        assert app.theme == before and "theme" not in files_of(library).config_file.read_text()


async def test_the_preset_of_keys_is_chosen_used_at_once_and_undone(library: Library, talks: str) -> None:
    async with settings_open(library, MINE) as (pilot, file):
        await go_to(pilot, "preset")
        await press_each(pilot, "enter", "down", "enter")
        assert message(pilot) == "keymap.preset = arrows. ^z undoes."
        assert file.read_text() == f'{MINE}\n[keymap]\npreset = "arrows"\n'
        screen = pilot.app.screen
        assert isinstance(screen, SettingsScreen)
        assert not [row for row in screen.listed.rows if row.depth and "preset" in row.text]
        await press_each(pilot, "delete")
        assert "preset" not in file.read_text()
        await press_each(pilot, "d", "d")
        assert message(pilot) == "keymap.preset is at its default."
