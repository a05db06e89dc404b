"""Wrong settings files: each fault is a message with its line, and the reader starts."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import zip_longest
from pathlib import Path

import pytest

from briefing.presentation.keys.keymap import resolve_keymap
from briefing.services.library import Library
from briefing.settings import load_settings
from tests.ui.conftest import reader_app
from tests.ui.reading import screen_text, settle

WRONG = {
    "theme = wire": ["cannot be read as TOML: Invalid value (at line 1"],
    "theme = 'wier'": ["line 1: there is no theme “wier”; did you mean “wire”?"],
    "theme = 7": ["line 1: “theme” must be a name"],
    "tehme = 'wire'": ["line 1: unknown setting “tehme”; did you mean “theme”?"],
    "theme = 'wire": ["cannot be read as TOML: Found invalid character '\\n' (at line 1"],
    "width = 7\nwidht = 70": ["line 1: “width” must be", "line 2: unknown setting “widht”"],
    "width = '70'": ["line 1: “width” must be a whole number from 20 to 200"],
    "width 70": ["cannot be read as TOML: Expected '=' after a key in a key/value pair (at line 1"],
    "width = 70\nwidth = 71": ["cannot be read as TOML: Cannot overwrite a value (at line 2"],
    "notify_watches = True": ["cannot be read as TOML: Invalid value (at line 1"],
    "notify_watches = 'yes'": ["line 1: “notify_watches” must be true or false"],
    "engine = 'briefing'": ["line 1: “engine” must be a table"],
    "[engine]\nnmae = 'x'": ["line 2: unknown setting “nmae” in [engine]; did you mean “name”?"],
    "[engine]\nname = ''\nsummary_points = 99": ["line 2: “engine.name”", "line 3: “summary_points”"],
    "[engine.pipelines]\nen = 3": ["line 2: the pipeline of “en” must be text"],
    "[feeds]\nconnectoins = 9\nper_host = 0": ["line 2: unknown setting “connectoins”", "line 3: “per_host”"],
    "[feeds]\nkeep_days = -1\nkeep_per_feed = 1.5": ["line 2: “keep_days”", "line 3: “keep_per_feed”"],
    "feeds = 3": ["line 1: “feeds” must be a table"],
    "[feeds.of.wire]\nfull_text = true": ["line 1: “wire” is no address of a feed"],
    "[feeds.of.'https://a.example/']\nful_text = true": ["line 2: unknown setting “ful_text”"],
    "[queries]\nx = 'is:unred'\ny = 3": ["line 2: the query “x” is left out", "line 3: the query of “y”"],
    "[queries]\nx = 'is:unred after:someday'": ["line 2: the query “x”", "line 2: the query “x”"],
    "[[rules]]\nwen = 'a'": ["line 2: unknown setting “wen”", "line 1: the rule", "line 1: the rule"],
    "[[rules]]\nwhen = 'a'\nthen = 'delete'": ["line 1: the rule is left out"],
    "rules = 3": ["line 1: “rules” must be a list"],
    "[keymap]\n'app.qiut' = 'x'": ["line 2: [keymap] has no command “app.qiut”; did you mean “app.quit”?"],
    "[keymap]\n'app.quit' = 'ctrl+m'\n'app.help' = 3": ["line 3: the keys of “app.help”", "line 2: [keymap]"],
    "[keymap]\n'reader.zoom' = 'J'": ["line 2: [keymap] reader.zoom takes J from reader.next-article"],
    "[keymap\n'app.quit' = 'X'\n[[[": [
        "cannot be read as TOML: Expected ']' at the end of a table declaration (at line 1"
    ],
    b"# caf\xe9\ntheme = '\xff'\nwidth = 1": ["cannot be read as TOML: it is not UTF-8 text (at line 1)"],
}


THEME = "theme = 'wier'"
"""A theme that is not there, which is known where the themes are: in the app."""
SHOWN = [
    THEME,
    "theme = wire",
    "[[rules]]\nwen = 'a'",
    "[keymap]\n'app.quit' = 'ctrl+m'\n'app.help' = 3",
    "[keymap]\n'reader.zoom' = 'J'",
]
"""Those that the reader is started with: it takes messages, a theme and keys from any of them."""


def write(folder: Path, content: str | bytes) -> Path:
    file = folder / "config.toml"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def are_told(messages: Iterable[str], expected: Iterable[str]) -> bool:
    pairs = zip_longest(sorted(messages), sorted(expected), fillvalue="no other message")
    return all(message.startswith(f"config.toml {beginning}") for message, beginning in pairs)


@pytest.mark.parametrize("content", [each for each in WRONG if each != THEME], ids=repr)
def test_a_wrong_file_costs_a_message_for_each_fault(tmp_path: Path, content: str | bytes) -> None:
    settings, problems = load_settings(write(tmp_path, content))
    _, of_keys = resolve_keymap(settings.keymap, settings.preset)
    assert are_told([*problems, *of_keys], WRONG[content])


@pytest.mark.parametrize("content", SHOWN)
async def test_the_reader_starts_and_shows_the_messages(
    library: Library, tmp_path: Path, content: str
) -> None:
    settings, problems = load_settings(write(tmp_path, content))
    app = reader_app(library, problems=problems, theme=settings.theme, keymap=settings.keymap)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await settle(pilot)
        told = [message for message in screen.messages if message.startswith("config.toml")]
        assert are_told(told, WRONG[content])
        assert screen.status.is_error and screen.is_running
        if len(told) > 1:
            assert f"{len(told)} problems at the start; F2 lists them:" in "\n".join(screen_text(pilot))
