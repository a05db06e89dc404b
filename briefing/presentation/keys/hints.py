"""Hints of keys: those of commands, of prompts and filters, and which of them fit into one row."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from rich.cells import cell_len

from briefing.presentation.keys.registry import Command, commands_for, display_key


class Hint(NamedTuple):
    key: str
    words: str
    action: str
    """The action of a click."""
    kept: bool = False
    """Whether the hint is never dropped, such as that for help."""
    lasting: bool = False
    """Whether the hint is dropped only after those that are not lasting."""

    @property
    def text(self) -> str:
        return f"{self.key} {self.words}"


GAP = 2
"""Cells between two hints."""


def fit_hints(hints: Sequence[Hint], width: int) -> tuple[Hint, ...]:
    """Return the hints that fit into `width` cells, in order; kept ones first, then lasting ones.

    >>> [hint.key for hint in fit_hints([Hint("a", "add", ""), Hint("?", "help", "", True)], 8)]
    ['?']
    """
    room = width + GAP
    chosen: set[int] = set()
    for hint in sorted(hints, key=lambda each: (not each.kept, not each.lasting)):
        room -= cell_len(hint.text) + GAP
        if room < 0 and not hint.kept:
            break
        chosen.add(id(hint))
    return tuple(hint for hint in hints if id(hint) in chosen)


_PAIRS = {
    "reader.next-passage": "reader.previous-passage",
    "reader.next-article": "reader.previous-article",
    "reader.pane-4": "reader.pane-5",
    "story.next-passage": "story.previous-passage",
    "story.pane-4": "story.pane-5",
    "actor.next-passage": "actor.previous-passage",
    "reader.refresh": "reader.refresh-all",
}
"""Commands whose hint has the opposite command's key too: "n N passage"."""

_PROMPT_VERBS = {
    "pipe": "run",
    "save-filter": "save",
    "setting": "save",
    "line": "add",
}
"""Verbs for Enter in a prompt whose purpose is no such word."""


def prompt_hints(purpose: str, *, completes: bool = False) -> tuple[Hint, ...]:
    """Return the hints of a prompt, where "?" is typed: they name the other key for help."""
    return (
        Hint("Enter", _PROMPT_VERBS.get(purpose, purpose), "app.simulate_key('enter')"),
        *((Hint("→", "complete", ""),) if completes else ()),
        Hint("Esc", "close", "app.simulate_key('escape')"),
        Hint("F1", "help", "app.app_help", kept=True),
    )


def filter_hints(*more: Hint, listed: str = "list", clears: bool = True) -> tuple[Hint, ...]:
    """Return the hints of the filter of a list; `clears` is whether Esc clears it, or leaves it."""
    leave = f"to the {listed}"
    return (
        Hint("Enter", leave, "app.simulate_key('enter')"),
        Hint("↓ ↑", "choose", "app.simulate_key('down')"),
        Hint("Esc", "clear" if clears else leave, "app.simulate_key('escape')"),
        *more,
        Hint("F1", "help", "app.app_help", kept=True),
    )


_KEPT = frozenset({"app.help", "app.palette"})
IN_LIST = ("library.open", "reader.back", "reader.feeds", "reader.add", "reader.read", "reader.story")
"""Commands whose hints last while the library's list has the focus."""


def sequence_message(typed: Sequence[str], commands: Mapping[tuple[str, ...], Command]) -> str:
    """Return what the keys that may follow those typed do; `commands` has the commands by their keys."""
    rest = {keys[len(typed) :]: each for keys, each in commands.items() if keys[: len(typed)] == tuple(typed)}
    words = (f"{display_key(' '.join(keys))} {each.title.lower()}" for keys, each in rest.items())
    return " · ".join((f"{display_key(' '.join(typed))} …", *words, "Esc cancels"))


def command_hints(
    commands: Sequence[Command], places: Iterable[str], instead: dict[str, str], lasting: Collection[str] = ()
) -> tuple[Hint, ...]:
    """Return hints for these places, most important first; `instead` has other words by command id.

    The hint of a command that has Space lasts, like those of `lasting`: elsewhere Space turns the page.
    """
    by_id = {command.id: command for command in commands}
    hints: list[Hint] = []
    for command in commands_for(commands, places):
        words = instead.get(command.id, command.hint)
        if not words or not command.keys:
            continue
        keys = display_key(command.keys[0])
        opposite = by_id.get(_PAIRS.get(command.id, ""))
        if opposite is not None and opposite.keys:
            keys += f" {display_key(opposite.keys[0])}"
        lasts = command.id in lasting or command.keys[0] == "space"
        action = f"app.run_command('{command.id}')"
        hints.append(Hint(keys, words, action, command.id in _KEPT, lasting=lasts))
    return tuple(hints)
