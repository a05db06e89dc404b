"""Keys at random, from all that are bound and from what one types, so that each screen is visited."""

from __future__ import annotations

import random
from collections.abc import Iterator

from textual.events import Key
from textual.keys import _character_to_key

from briefing.presentation.keys.registry import COMMANDS

WAYS = (
    "L", "0", "1", "2", "3", "4", "5", "z", "A", "T", "E", "F", "!", ",", "g c", "g l", ":", "?", "f2",
    "X", "|", "+", "slash", "v", "V", "H", "a", "t", "e", "c", "R", "r", "ctrl+s", "L enter", "J", "F +",
    "F i", "F E", "F N", "T e",
)  # fmt: skip
"""The keys that lead to a place or open a field."""
LEAVE = ("escape", "escape escape", "enter", "q", "escape 0", "escape L")
WORDS = (
    "talks",
    "is:unread",
    "tag:later",
    "-word3 OR word50",
    "é",
    "日本",
    "~/out",
    "word4*",
    '"',
    "(",
    "in:",
    "5",
    "true",
)
OTHERS = (
    "tab", "shift+tab", "backspace", "delete", "up", "down", "left", "right", "home", "end", "ctrl+left",
    "ctrl+right", "ctrl+a", "ctrl+e", "ctrl+k", "ctrl+u", "ctrl+c", "ctrl+t", "ctrl+g", "ctrl+y",
    "shift+left", "shift+right",
)  # fmt: skip
"""Keys of fields, which are no commands."""
FROM_A_PLACE = 0.6
"""How many of the keys on the way are commands of one and the same place."""

_BY_PLACE: dict[str, tuple[str, ...]] = {
    place: tuple(key for each in COMMANDS if each.place == place for key in each.keys)
    for place in dict.fromkeys(each.place for each in COMMANDS)
}


def random_keys(seed: int) -> Iterator[str]:
    """Keys without end, by Textual's names: the same for the same seed."""
    chance = random.Random(seed)
    while True:
        for pressed in _visit(chance):
            yield from pressed.split(" ") if len(pressed) > 1 else [pressed]


def _visit(chance: random.Random) -> Iterator[str]:
    """Go somewhere, press keys there, and leave."""
    yield chance.choice(WAYS)
    place = chance.choice(tuple(_BY_PLACE))
    for _ in range(chance.randrange(12)):
        kind = chance.random()
        if kind < FROM_A_PLACE:
            yield chance.choice(_BY_PLACE[place])
        elif kind < FROM_A_PLACE + 0.2:
            yield chance.choice(chance.choice(tuple(_BY_PLACE.values())))
        elif kind < FROM_A_PLACE + 0.3:
            yield chance.choice(OTHERS)
        else:
            yield " ".join("space" if each == " " else each for each in chance.choice(WORDS))
    yield chance.choice(LEAVE)


def key_event(key: str) -> Key:
    """As the driver would send it."""
    name = _character_to_key(key) if len(key) == 1 else key
    character = key if len(key) == 1 else " " if key == "space" else None
    return Key(name, character)


_SEQUENCES = {
    "up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D", "home": "\x1b[H", "end": "\x1b[F",
    "pageup": "\x1b[5~", "pagedown": "\x1b[6~", "delete": "\x1b[3~", "shift+tab": "\x1b[Z", "f1": "\x1bOP",
    "f2": "\x1bOQ", "f3": "\x1bOR", "f5": "\x1b[15~", "ctrl+left": "\x1b[1;5D", "ctrl+right": "\x1b[1;5C",
    "shift+left": "\x1b[1;2D", "shift+right": "\x1b[1;2C", "ctrl+end": "\x1b[1;5F", "ctrl+home": "\x1b[1;5H",
    "tab": "\t", "enter": "\r", "backspace": "\x7f", "space": " ", "slash": "/", "shift+space": " ",
    "escape": "\x1b[27u",  # as kitty sends it: followed at once by another key, the plain one would be Alt
}  # fmt: skip


def key_bytes(key: str) -> str:
    """As a terminal sends it."""
    if len(key) == 1:
        return key
    if key in _SEQUENCES:
        return _SEQUENCES[key]
    return chr(ord(key.removeprefix("ctrl+")) & 31)
