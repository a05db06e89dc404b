"""Single settings are written into config.toml, and everything else in it stays byte for byte."""

from __future__ import annotations

import tomllib
from difflib import ndiff
from pathlib import Path

import pytest

from briefing.errors import SettingsError
from briefing.settings import load_settings
from briefing.settings.config_writer import Place, Value, change_settings, with_setting

MINE = """\
# My settings

theme = "wire"   # for the night
"engine.name" = "other"

# few, it is a small server
[feeds]
per_host = 3     # polite

[queries]
climate = 'is:unread climate'  # daily

[[rules]]
when = "title:horoscope"  # never
then = "mute"

[keymap]
reader.zoom = "Z"
"""


@pytest.mark.parametrize(
    ("place", "value", "changes"),
    [
        (
            ("theme",),
            "newsprint",
            ['- theme = "wire"   # for the night', '+ theme = "newsprint"   # for the night'],
        ),
        (("theme",), None, ['- theme = "wire"   # for the night']),
        (("width",), 60, ["+ width = 60"]),
        (("notify_watches",), True, ["+ notify_watches = true"]),
        (("engine", "name"), "new", ['- "engine.name" = "other"', '+ "engine.name" = "new"']),
        (("engine", "summary_points"), 5, ["+ [engine]", "+ summary_points = 5"]),
        (("engine", "pipelines", "de"), "de_x", ["+ [engine.pipelines]", '+ de = "de_x"']),
        (("feeds", "per_host"), 9, ["- per_host = 3     # polite", "+ per_host = 9     # polite"]),
        (("queries", "New “x”"), "a 'b' \"c\"", ['+ "New “x”" = "a \'b\' \\"c\\""']),
        (("queries", "climate"), None, ["- climate = 'is:unread climate'  # daily"]),
        (("rules", 0, "then"), "star", ['- then = "mute"', '+ then = "star"']),
        (
            ("rules", -1),
            {"when": "feed:x", "then": "read"},
            ["+ [[rules]]", '+ when = "feed:x"', '+ then = "read"'],
        ),
        (("rules", 0), None, ["- [[rules]]", '- when = "title:horoscope"  # never', '- then = "mute"']),
        (("keymap", "reader.zoom"), "x", ['- reader.zoom = "Z"', '+ reader.zoom = "x"']),
        (("keymap", "reader.close"), "", ['+ "reader.close" = ""']),
        (("keymap", "reader.search"), None, []),
        (
            ("feeds", "of", "https://a.example/", "user"),
            "me",
            ['+ [feeds.of."https://a.example/"]', '+ user = "me"'],
        ),
    ],
    ids=str,
)
def test_a_change_touches_its_own_lines_alone(place: Place, value: Value | None, changes: list[str]) -> None:
    written = with_setting(MINE, place, value)
    tomllib.loads(written)
    different = [line for line in ndiff(MINE.splitlines(), written.splitlines()) if line[0] in "+-"]
    assert [line for line in different if line[2:].strip()] == [line for line in changes if line[2:].strip()]


@pytest.mark.parametrize(
    ("content", "place", "value", "written"),
    [
        ("", ("theme",), "wire", 'theme = "wire"\n'),
        ("", ("queries", "a"), "b", '[queries]\na = "b"\n'),
        ("", ("rules", -1), {"when": "a", "then": "star"}, '[[rules]]\nwhen = "a"\nthen = "star"\n'),
        (
            "# mine\n\n[feeds]\nper_host = 3\n",
            ("width",),
            60,
            "# mine\n\nwidth = 60\n\n[feeds]\nper_host = 3\n",
        ),
        ("# for feeds\n[feeds]\n", ("width",), 60, "width = 60\n\n# for feeds\n[feeds]\n"),
        (
            "theme = 'wire'\r\n# c\r\n[feeds]\r\n",
            ("width",),
            60,
            "theme = 'wire'\r\nwidth = 60\r\n# c\r\n[feeds]\r\n",
        ),
        ("theme = 'a'", ("width",), 60, "theme = 'a'\nwidth = 60\n"),
        (
            "rules = [{when = 'a', then = 'star'}]\n",
            ("rules", -1),
            {"when": "b", "then": "read"},
            "rules = [{when = 'a', then = 'star'}, {when = \"b\", then = \"read\"}]\n",
        ),
        ("engine.name = 'x'\n", ("engine", "name"), "y", 'engine.name = "y"\n'),
    ],
)
def test_it_is_written_as_a_person_would(content: str, place: Place, value: Value, written: str) -> None:
    assert with_setting(content, place, value) == written


def test_the_file_and_its_folder_are_made(tmp_path: Path) -> None:
    file = tmp_path / "new" / "config.toml"
    change_settings(file, (("width",), 60))
    settings, problems = load_settings(file)
    assert settings.width == 60 and problems == ()


@pytest.mark.parametrize(
    ("content", "place", "value", "sentence"),
    [
        ("", ("width",), 7, "“width” must be a whole number from 20 to 200."),
        ("", ("feeds", "per_host"), "many", "“per_host” must be a whole number from 1 to 32."),
        ("", ("queries", "x"), "is:unred", "The query “x” is left out"),
        (
            "a\nb = ",
            ("width",),
            60,
            "config.toml is not valid TOML, and stays as it is: mend it first (line 1).",
        ),
        ("theme = '\xff'", ("width",), 60, "config.toml is not valid TOML, and stays as it is"),
    ],
)
def test_what_cannot_be_used_is_not_written(
    tmp_path: Path, content: str, place: Place, value: Value, sentence: str
) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(content.encode("latin-1"))
    with pytest.raises(SettingsError) as raised:
        change_settings(file, (place, value))
    assert str(raised.value).startswith(sentence)
    assert file.read_bytes() == content.encode("latin-1")


def test_a_fault_that_is_there_already_hinders_no_change_elsewhere(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text("widht = 3\n", encoding="utf-8")
    change_settings(file, (("theme",), "wire"))
    assert file.read_text(encoding="utf-8") == 'widht = 3\ntheme = "wire"\n'
    assert len(load_settings(file)[1]) == 1
