"""Applies the `[keymap]` of the settings to the commands, and reports keys that cannot be used."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from itertools import permutations

from briefing.domain.text.sanitize import safe_line
from briefing.presentation.keys.presets import preset_commands
from briefing.presentation.keys.registry import (
    COUNT,
    LIST_PLACES,
    MODAL_PLACES,
    RENAMED,
    Command,
    display_key,
)
from briefing.settings.settings_errors import like, where
from briefing.settings.table import PRESETS

_NAMED_KEYS = frozenset(
    "up down left right home end pageup pagedown enter escape tab space backspace delete insert slash".split()
    + [f"f{n}" for n in range(1, 25)]
)
KEY_NAMES = {"/": "slash", " ": "space", "comma": ","}
"""Keys that are called otherwise here than somebody may type them."""
_INDISTINCT = {"ctrl+i": "Tab", "ctrl+m": "Enter", "ctrl+h": "Backspace", "ctrl+j": "a new line"}


def resolve_keymap(
    overrides: Mapping[str, str], preset: str = PRESETS[0]
) -> tuple[tuple[Command, ...], tuple[str, ...]]:
    """The commands with the user's keys, and a sentence for each override that cannot be used.

    An override replaces all keys that its command has in the preset; see `keys_named`.
    If another command of the same place has such a key, it loses it, and a sentence says so, unless it has
    an override of its own that does without the key. An empty one leaves its command without keys. The keys
    of a command that has become one with another are further keys of that one.
    """
    if not overrides:
        return preset_commands(preset), ()
    problems: list[str] = []
    by_id = {command.id: command for command in preset_commands(preset)}
    usable: dict[str, tuple[str, ...]] = {}
    renamed = _renamed(overrides, by_id)
    for id_, keys in renamed.items():
        if id_ not in by_id:
            near = get_close_matches(id_, [*by_id, "preset"], 1, 0.5)
            hint = f"; did you mean “{near[0]}”?" if near else "; `briefing keys` lists them."
            problems.append(f"{where(keys)}[keymap] has no command “{safe_line(id_)}”{hint}")
            continue
        wanted = keys_named(keys)
        bad = keys_problem(id_, wanted)
        if bad or (keys and not wanted):
            problems.append(f"{where(keys)}[keymap] {id_}: {bad or 'names no key'}; its default stays.")
            continue
        usable[id_] = wanted
    bound = set[str]()
    for id_, wanted in usable.items():
        for other, left in losing_commands(tuple(by_id.values()), id_, wanted):
            by_id[other.id] = other.bound_to(left)
            if other.id not in usable or other.id in bound:
                named = ", ".join(display_key(key) for key in sorted({*other.keys} - {*left}))
                problems.append(f"{where(renamed[id_])}[keymap] {id_} takes {named} from {other.id}.")
        by_id[id_] = by_id[id_].bound_to(wanted)
        bound.add(id_)
    return tuple(by_id.values()), tuple(problems)


def keys_named(typed: str) -> tuple[str, ...]:
    """The keys and sequences of a text that has them separated by " | ", or by a comma right behind each.

    Any other comma is a key.
    """
    parts = (part.split() for part in re.split(_SEPARATOR, typed))
    return tuple(" ".join(KEY_NAMES.get(key, key) for key in keys) for keys in parts if keys)


def losing_commands(
    commands: Sequence[Command], id_: str, wanted: Sequence[str]
) -> list[tuple[Command, tuple[str, ...]]]:
    """Return the commands that lose keys if this one has those wanted, and the keys left to each."""
    place = next(each.place for each in commands if each.id == id_)
    presets = [{each.id: set(each.keys) for each in preset_commands(name)} for name in PRESETS]
    losing = []
    for other in commands:
        if other.id == id_ or not _answer_together(other.place, place):
            continue
        # Two commands share a key in a preset on purpose: the place that has the focus gets it.
        shared = set[str]().union(*(keys[id_] & keys[other.id] for keys in presets))
        new = [key for key in wanted if key not in shared]
        left = tuple(key for key in other.keys if not any(_conflict(key, each) for each in new))
        if left != other.keys:
            losing.append((other, left))
    return losing


def _renamed(overrides: Mapping[str, str], by_id: Mapping[str, Command]) -> dict[str, str]:
    """The overrides under the names that their commands have now."""
    renamed = {id_: keys for id_, keys in overrides.items() if id_ in by_id or id_ not in RENAMED}
    for old, keys in overrides.items():
        if (new := RENAMED.get(old)) is None or old in by_id or new in overrides or not keys:
            continue
        before = keys_named(renamed[new]) if new in renamed else by_id[new].keys
        renamed[new] = like(keys, " | ".join(dict.fromkeys((*before, *keys_named(keys)))))
    return renamed


_SEPARATOR = r"\s\|\s|(?<=\S),(?=.)"
_FOCUSED = ("text", "pane", "library")
_SCREENS = LIST_PLACES | {"export", "story"}
"""Places that are screens of their own."""


def _answer_together(place: str, other: str) -> bool:
    """Whether one key could mean commands of both places at the same time.

    The keys of a modal place conflict with no other's: outside the mode they have their other meaning.
    """
    if place in MODAL_PLACES or other in MODAL_PLACES:
        return place == other
    if "list" in (place, other):
        return bool({place, other} <= LIST_PLACES | {"list", "move", "app"})
    if place != other and {place, other} & _SCREENS:
        return bool({place, other} & {"move", "app"})
    return place == other or not (place in _FOCUSED and other in _FOCUSED)


def _conflict(keys: str, others: str) -> bool:
    """Whether the two cannot both be typed: they are equal, or one is a prefix of the other."""
    mine, theirs = keys.split(" "), others.split(" ")
    shorter = min(len(mine), len(theirs))
    return mine[:shorter] == theirs[:shorter]


def keys_problem(id_: str, wanted: Sequence[str]) -> str | None:
    """Say what is wrong with the keys of one command, or return None."""
    bad = next((problem for key in wanted if (problem := _key_problem(key))), None)
    return bad or _problem_together(id_, wanted)


def _problem_together(id_: str, wanted: Sequence[str]) -> str | None:
    """Say what is wrong with the keys of one command, each of which is a key."""
    for key in wanted:
        if id_ == COUNT and not re.fullmatch(r"(\w+\+)*[1-9]", key):
            return f"“{display_key(key)}” does not end in a digit from 1 to 9"
    for key, other in permutations(wanted, 2):
        if key != other and _conflict(key, other):
            return f"“{key}” and “{other}” cannot both be typed, for one begins with the other"
    return None


def _key_problem(keys: str) -> str | None:
    for key in keys.split(" "):
        name = key.removeprefix("ctrl+").removeprefix("alt+").removeprefix("shift+") or key
        if key.startswith("ctrl+shift+"):
            return f"most terminals cannot tell {key} from its plain Ctrl chord"
        if key in _INDISTINCT:
            return f"terminals cannot tell {key} from {_INDISTINCT[key]}"
        if len(name) != 1 and name not in _NAMED_KEYS:
            near = get_close_matches(name, _NAMED_KEYS, 1)
            return f"“{safe_line(key)}” is not a key" + (f" (did you mean “{near[0]}”?)" if near else "")
    return None
