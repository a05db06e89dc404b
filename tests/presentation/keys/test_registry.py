"""The list of commands, and what the reader's own keys make of it."""

from __future__ import annotations

from collections import Counter

import pytest

from briefing.presentation.keys.keymap import resolve_keymap
from briefing.presentation.keys.presets import preset_commands
from briefing.presentation.keys.registry import COMMANDS, RENAMED, commands_for, display_key, with_keys
from briefing.settings.settings_errors import LocatedText
from briefing.settings.table import PRESETS


def keys_of(overrides: dict[str, str], id_: str) -> tuple[str, ...]:
    commands, _ = resolve_keymap(overrides)
    return next(command.keys for command in commands if command.id == id_)


def test_ids_are_unique_and_every_command_is_explained() -> None:
    assert not [id_ for id_, n in Counter(command.id for command in COMMANDS).items() if n > 1]
    assert all(command.title and command.help.endswith(".") for command in COMMANDS)


SHARED = {"vim": ["d d", "slash", "space", "t"], "arrows": ["ctrl+f", "delete", "slash", "space", "t"]}


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("focused", ["text", "pane", "library"])
def test_no_key_means_two_things_where_the_focus_is(focused: str, preset: str) -> None:
    """But for what the list does to articles as the text does to passages: the focus tells which."""
    here = commands_for(preset_commands(preset), [focused, "move", "reader", "app"])
    shared = [key for key, n in Counter(key for command in here for key in command.keys).items() if n > 1]
    assert sorted(shared) == (SHARED[preset] if focused == "library" else [])


def test_naming_the_default_keys_changes_nothing() -> None:
    assert resolve_keymap({"reader.delete": "d d"}) == (COMMANDS, ())


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        (",", (",",)),
        ("comma", (",",)),
        ("W, comma, g s", ("W", ",", "g s")),
        (", W", (", W",)),
        ("comma W", (", W",)),
        ("g , W", ("g , W",)),
        ("W,,", ("W", ",")),
        (", | W", (",", "W")),
        ("W,Z", ("W", "Z")),
        ("/", ("slash",)),
    ],
)
def test_a_comma_parts_keys_and_is_one(typed: str, keys: tuple[str, ...]) -> None:
    assert keys_of({"reader.zoom": typed}, "reader.zoom") == keys


def test_a_key_conflicts_by_whatever_name_it_is_called() -> None:
    assert "[keymap] reader.zoom takes , from reader.settings." in resolve_keymap({"reader.zoom": "comma"})[1]
    assert "[keymap] reader.zoom takes / from reader.search." in resolve_keymap({"reader.zoom": "/"})[1]


def test_an_empty_text_leaves_a_command_without_keys() -> None:
    commands, problems = resolve_keymap({"app.quit": ""})
    assert problems == ()
    assert next(command for command in commands if command.id == "app.quit").keys == ()


def test_a_sequence_takes_the_key_that_it_starts_with_and_a_key_the_sequences_that_start_with_it() -> None:
    commands, problems = resolve_keymap({"move.top": "t t", "reader.zoom": "]"})
    keys = {command.id: command.keys for command in commands}
    assert problems == (
        "[keymap] move.top takes t from library.tag.",
        "[keymap] move.top takes t from reader.tag.",
        "[keymap] move.top takes t from notes.tag.",
        "[keymap] reader.zoom takes ]a from reader.next-annotation.",
    )
    assert (keys["move.top"], keys["reader.tag"]) == (("t t",), ())
    assert keys["reader.next-annotation"] == ()


@pytest.mark.parametrize("focused", ["text", "pane", "library"])
def test_no_single_key_is_the_start_of_a_sequence(focused: str) -> None:
    """It would have to wait for what comes next."""
    here = commands_for(COMMANDS, [focused, "move", "reader", "app"])
    keys = {key for command in here for key in command.keys}
    assert not {key for key in keys if " " in key and key.split(" ")[0] in keys}


@pytest.mark.parametrize("preset", PRESETS)
def test_no_key_means_two_things_while_selecting(preset: str) -> None:
    """What the keys mean elsewhere they do not mean meanwhile."""
    here = commands_for(preset_commands(preset), ["select", "move", "text", "reader", "app"])
    keys = Counter(key for command in here for key in command.keys)
    assert not [key for key, n in keys.items() if n > 1]
    assert not {key for key in keys if " " in key and key.split(" ")[0] in keys}


def test_an_override_of_what_selecting_uses_takes_no_key_from_elsewhere() -> None:
    commands, problems = resolve_keymap({"select.swap": "x", "select.left": "z, left"})
    keys = {command.id: command.keys for command in commands}
    assert not problems
    assert keys["reader.browser"] == ("o",) and keys["reader.zoom"] == ("z",)
    _, problems = resolve_keymap({"select.swap": "h"})
    assert problems == ("[keymap] select.swap takes h from select.left.",)


def test_every_ctrl_chord_has_a_plain_twin_or_a_palette_entry() -> None:
    """All commands are in the palette, so what is left to show is that none has chords alone and no title."""
    for command in COMMANDS:
        assert command.title or any(not key.startswith("ctrl+") for key in command.keys)


@pytest.mark.parametrize(
    ("key", "shown"),
    [("g g", "gg"), ("ctrl+d", "^d"), ("slash", "/"), ("shift+tab", "Shift+Tab"), ("f1", "F1"), ("+", "+"),
     ("enter", "Enter"), ("}", "}"), ("pagedown", "PgDn")],
)  # fmt: skip
def test_keys_are_shown_as_a_reader_says_them(key: str, shown: str) -> None:
    assert display_key(key) == shown


@pytest.mark.parametrize(("preset", "said"), [("vim", "ga lists all"), ("arrows", "^e lists all")])
def test_a_sentence_names_the_keys_that_its_commands_have(preset: str, said: str) -> None:
    assert with_keys("{library.everything} lists all", preset_commands(preset)) == said


def test_a_command_without_a_key_is_named_and_other_braces_stay() -> None:
    assert with_keys("{reader.tour} {zzz} {a.b} {", COMMANDS) == "“Tour” {zzz} {a.b} {"


def test_an_override_replaces_all_default_keys() -> None:
    assert keys_of({"move.down": "J"}, "move.down") == ("J",)
    assert keys_of({"move.down": "e, ctrl+n"}, "move.down") == ("e", "ctrl+n")
    assert keys_of({"move.top": "H H | home"}, "move.top") == ("H H", "home")


def test_an_override_takes_its_key_from_another_command_and_says_so() -> None:
    commands, problems = resolve_keymap({"move.down": "z"})
    keys = {command.id: command.keys for command in commands}
    assert "z" not in keys["reader.zoom"]
    assert problems == (
        "[keymap] move.down takes z from reader.zoom.",
        "[keymap] move.down takes z from story.zoom.",
    )


def test_two_overrides_with_one_key_are_told_and_an_exchange_of_keys_is_not() -> None:
    commands, problems = resolve_keymap({"reader.zoom": "p", "reader.star": "p"})
    assert problems == ("[keymap] reader.star takes p from reader.zoom.",)
    assert {command.id: command.keys for command in commands}["reader.zoom"] == ()
    assert resolve_keymap({"reader.zoom": "s", "reader.star": "z"})[1] == ()


def test_a_key_is_taken_with_a_word_from_a_command_whose_own_override_cannot_be_used() -> None:
    problems = resolve_keymap({"reader.zoom": "ctrl+m", "reader.star": "z"})[1]
    assert problems[1:] == ("[keymap] reader.star takes z from reader.zoom.",)


def test_a_digit_bound_while_selecting_is_taken_from_the_counts() -> None:
    commands, problems = resolve_keymap({"select.swap": "3"})
    assert problems == ("[keymap] select.swap takes 3 from select.count.",)
    assert "3" not in {command.id: command.keys for command in commands}["select.count"]


def test_a_key_may_mean_one_thing_in_a_pane_and_another_in_the_library() -> None:
    _, problems = resolve_keymap({"pane.open": "enter"})
    assert problems == ("[keymap] pane.open takes Enter from pane.go.",)


@pytest.mark.parametrize(
    ("overrides", "problem"),
    [
        ({"move.donw": "e"}, "[keymap] has no command “move.donw”; did you mean “move.down”?"),
        ({"zzz": "e"}, "[keymap] has no command “zzz”; `briefing keys` lists them."),
        (
            {"move.down": "entre"},
            "[keymap] move.down: “entre” is not a key (did you mean “enter”?); its default stays.",
        ),
        (
            {"move.down": "ctrl+i"},
            "[keymap] move.down: terminals cannot tell ctrl+i from Tab; its default stays.",
        ),
        (
            {"select.count": "alt+1, x"},
            "[keymap] select.count: “x” does not end in a digit from 1 to 9; its default stays.",
        ),
        (
            {"move.top": "g, g g"},
            "[keymap] move.top: “g” and “g g” cannot both be typed, for one begins with the other; "
            "its default stays.",
        ),
        ({"presett": "e"}, "[keymap] has no command “presett”; did you mean “preset”?"),
        ({"move.down": "  "}, "[keymap] move.down: names no key; its default stays."),
    ],
    ids=[
        "misspelt-command",
        "unknown-command",
        "misspelt-key",
        "indistinct-chord",
        "count",
        "beginning",
        "preset",
        "no-key",
    ],
)
def test_an_override_that_cannot_be_used_is_told_and_changes_nothing(
    overrides: dict[str, str], problem: str
) -> None:
    commands, problems = resolve_keymap(overrides)
    assert problems == (problem,)
    assert commands == COMMANDS


OWN_MEANING = {"move", "text", "select", "color", "export"}
"""Places of motions, modes and forms, whose keys are letters of their own."""
GENERAL = {"enter", "escape", "space", "tab", "shift+tab", "right", "left", "h", "l", *"0123456789"}
"""Keys for what lies under the cursor or beside it, in each place."""
ONE_VERB = [
    {"follow-story", "follow"}, {"mute-story", "mute"}, {"why-story", "why"}, {"filter", "search"},
    {"next-article", "next"}, {"previous-article", "previous"}, {"highlight", "recolor"}, {"add", "follow"},
    {"read-all", "read"}, {"refresh", "retry"}, {"refresh-all", "retry-all"}, {"select-all", "all"},
    {"edit", "rename"}, {"delete", "remove", "reset", "unfollow"}, {"save-filter", "query"},
    {"actor", "other"}, {"annotations", "scope"}, {"move", "reattach"}, {"articles", "library"},
]  # fmt: skip
"""Verbs of several places that are one, or each that is called alike."""


def test_a_key_has_one_verb_in_every_place() -> None:
    verbs: dict[str, set[str]] = {}
    for command in COMMANDS:
        if command.place not in OWN_MEANING:
            for key in set(command.keys) - GENERAL:
                verbs.setdefault(key, set()).add(command.id.partition(".")[2])
    several = {key: found for key, found in verbs.items() if len(found) > 1}
    assert {key: found for key, found in several.items() if found not in ONE_VERB} == {}


@pytest.mark.parametrize(
    "verb", ["settle", "full-text", "mute", "export", "split", "merge", "filter", "star"]
)
def test_a_verb_has_one_key_in_every_place(verb: str) -> None:
    keys = {command.keys for command in COMMANDS if command.id.partition(".")[2] == verb}
    assert len(keys) == 1


@pytest.mark.parametrize(
    ("overrides", "id_", "keys"),
    [
        ({"feeds.undo": "U"}, "list.undo", ("u", "U")),
        ({"feeds.undo": "U", "notes.undo": "Z, u"}, "list.undo", ("u", "U", "Z")),
        ({"feeds.undo": "U", "list.undo": "Z"}, "list.undo", ("Z",)),
        ({"feeds.undo": ""}, "list.undo", ("u",)),
        ({"feeds.import": "i"}, "feeds.follow", ("+", "i")),
        ({"issues.settle": "x"}, "issues.settle", ("x",)),
        ({"feeds.query": "f12"}, "reader.save-filter", ("ctrl+s", "f12")),
    ],
)
def test_a_keymap_of_an_earlier_version_is_valid(
    overrides: dict[str, str], id_: str, keys: tuple[str, ...]
) -> None:
    assert resolve_keymap(overrides)[1] == ()
    assert keys_of(overrides, id_) == keys


@pytest.mark.parametrize("preset", PRESETS)
def test_the_whole_keymap_of_an_earlier_version_is_valid(preset: str) -> None:
    """As `briefing keys` printed it, with every command that is gone."""
    now = {command.id: command.keys for command in preset_commands(preset)}
    written = {id_: " | ".join(keys) for id_, keys in now.items()}
    written |= {old: " | ".join(now[new]) for old, new in RENAMED.items()}
    written |= {"tags.rename": "e | r", "tags.merge": "M", "feeds.import": "i", "notes.reattach": "R"}
    assert resolve_keymap(written, preset)[1] == ()


def test_a_key_by_an_earlier_name_that_another_command_has_is_told_where_it_stands() -> None:
    text = LocatedText("x")
    text.where = "config.toml line 3"
    [problem] = resolve_keymap({"feeds.failures": text})[1]
    assert problem == "config.toml line 3: [keymap] reader.failures takes x from reader.full-text."


def test_a_sentence_may_name_a_command_by_its_earlier_name() -> None:
    assert with_keys("{feeds.undo} undoes", COMMANDS) == "u undoes"


def test_there_are_no_more_commands_than_three_hundred() -> None:
    assert len(COMMANDS) <= 300


@pytest.mark.parametrize("words", ["Export", "dossier"])
def test_the_palette_names_what_each_of_several_like_commands_is_for(words: str) -> None:
    titles = [command.title for command in COMMANDS if words in command.title.split()]
    assert len(titles) == len(set(titles)) > 1
