"""The keys of the screens that list annotations and tags, beside those of all other places."""

from __future__ import annotations

from collections import Counter

import pytest

from briefing.presentation.keys.keymap import resolve_keymap
from briefing.presentation.keys.registry import COMMANDS, commands_for


@pytest.mark.parametrize(
    ("override", "losers"),
    [
        ({"move.down": "J"}, ["notes.next-article"]),
        ({"reader.star": "e"}, []),
        ({"notes.edit": "w"}, []),
        ({"notes.edit": "t"}, ["notes.tag"]),
        ({"app.theme": "="}, ["tags.merge"]),
    ],
    ids=["everywhere", "only-in-the-reader", "only-in-the-list", "in-the-same-place", "of-the-app"],
)
def test_a_list_loses_a_key_only_to_what_answers_beside_it(
    override: dict[str, str], losers: list[str]
) -> None:
    before = {command.id: command.keys for command in COMMANDS}
    after, _ = resolve_keymap(override)
    changed = [command.id for command in after if command.keys != before[command.id]]
    assert [id_ for id_ in changed if id_.startswith(("notes.", "tags.")) and id_ not in override] == losers


@pytest.mark.parametrize("place", ["notes", "tags"])
def test_space_alone_means_two_things_and_the_list_s_own_goes_first(place: str) -> None:
    here = commands_for(COMMANDS, [place, "move", "list", "app"])
    twice = [key for key, n in Counter(key for command in here for key in command.keys).items() if n > 1]
    assert twice == ["space"]
    assert next(command.id for command in here if "space" in command.keys) == f"{place}.select"
