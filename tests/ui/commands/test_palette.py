"""What the palette finds for the words that a user types."""

from __future__ import annotations

import pytest

from briefing.presentation.keys.registry import COMMANDS, PLACE_NAMES, commands_for
from briefing.ui.commands.palette import SYNONYMS, WAYS, Entry, entries_for, find_entries

HERE = commands_for(COMMANDS, ("text", "move", "reader", "app"))
ELSEWHERE = tuple(command for command in COMMANDS if command not in HERE)
ENTRIES = entries_for(HERE, ELSEWHERE, ("wire", "newsprint"))


def found(typed: str) -> list[str]:
    return [entry.key for entry in find_entries(ENTRIES, typed)[0]]


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        ("import", "feeds.follow"), ("opml", "feeds.follow"), ("rename", "feeds.rename"),
        ("rename tag", "tags.rename"), ("unfollow", "feeds.unfollow"), ("unsubscribe", "feeds.unfollow"),
        ("subscribe", "feeds.follow"), ("save", "reader.save-filter"), ("bookmark", "reader.star"),
        ("favourite", "reader.star"), ("favorite", "reader.star"), ("color", "reader.highlight"),
        ("colour", "reader.highlight"), ("theme", "app.theme"), ("dark", "app.theme"),
        ("reload", "reader.refresh"), ("shortcuts", "app.help"), ("exit", "app.quit"),
        ("yank", "reader.copy"), ("url", "reader.address"), ("comment", "reader.annotate"),
        ("people", "reader.pane-2"), ("csv", "reader.export"), ("inbox", "reader.library"),
        ("catch up", "library.read-all"), ("maximize", "reader.zoom"),
    ],
)  # fmt: skip
def test_the_words_of_other_programs_find_a_command(typed: str, command: str) -> None:
    assert command in found(typed)[:5]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.id)
def test_every_command_is_found_by_its_name_and_its_key(command: object) -> None:
    entry = next(entry for entry in ENTRIES if entry.key == command.id)  # type: ignore[attr-defined]
    assert entry.key in found(entry.title)
    for key in filter(None, entry.keys.split("  ")):
        assert entry.key in found(key)


def test_a_command_of_another_place_says_where_it_works() -> None:
    places = {entry.key: entry.place for entry in ENTRIES}
    assert places["reader.star"] == ""
    assert places["feeds.follow"] == "among the feeds"
    assert all(places[command.id] for command in ELSEWHERE)


def test_a_name_comes_before_other_words_and_this_place_before_others() -> None:
    assert found("undo")[0] == "reader.undo"
    assert found("star")[0] == "reader.star"
    assert found("help")[0] == "app.help"
    assert found("u")[0] == "reader.undo", "a key alone finds its command"


def test_a_misspelt_word_finds_what_is_like_it_and_says_so() -> None:
    entries, words = find_entries(ENTRIES, "improt")
    assert words == "import"
    assert "feeds.follow" in [entry.key for entry in entries]
    assert find_entries(ENTRIES, "qqqqqq") == ((), "qqqqqq")


def test_each_place_has_a_name_and_a_way() -> None:
    ids = {command.id for command in COMMANDS}
    places = {command.place for command in COMMANDS}
    assert set(PLACE_NAMES) == places
    assert set(WAYS) == places - {"reader", "app"}
    assert set(WAYS.values()) <= ids
    assert set(SYNONYMS) <= ids | {id_.partition(".")[2] for id_ in ids}


def test_themes_are_listed_with_the_commands() -> None:
    assert Entry("theme:wire", "Theme: wire", "Switch to this theme.", words=SYNONYMS["app.theme"]) in ENTRIES


@pytest.mark.parametrize(
    ("typed", "command", "words"),
    [
        ("dark mode", "app.theme", "dark"),
        ("send to obsidian", "reader.export", "obsidian"),
        ("rebind", "reader.settings", "rebind"),
        ("qqqq zzzz", None, "qqqq zzzz"),
    ],
)
def test_where_no_command_has_all_words_the_longest_that_is_known_finds(
    typed: str, command: str | None, words: str
) -> None:
    entries, said = find_entries(ENTRIES, typed)
    assert said == words
    assert (entries[0].key if entries else None) == command
