"""The keys of the preset `arrows`: arrows, Home, End and Ctrl chords, and no sequences of keys."""

from __future__ import annotations

from collections.abc import Mapping

from briefing.presentation.keys.registry import COMMANDS, Command, keys_from
from briefing.settings.table import PRESETS

_FILTER = "ctrl+f | slash"
_ARROWS: Mapping[str, str] = {
    "down": "down",
    "up": "up",
    "move.top": "home | ctrl+home",
    "move.bottom": "end | ctrl+end",
    "text.paragraph-forward": "ctrl+down",
    "text.paragraph-back": "ctrl+up",
    "text.word-forward": "ctrl+right",
    "text.word-back": "ctrl+left",
    "text.select": "v | shift+right | shift+left",
    "select.left": "left | shift+left",
    "select.right": "right | shift+right",
    "select.line-start": "home",
    "select.line-end": "end",
    "select.object-word": "w",
    "select.object-sentence": "s",
    "select.object-paragraph": "p",
    "library.everything": "ctrl+e",
    "library.unread": "ctrl+n",
    "library.starred": "ctrl+t",
    "library.select-all": "ctrl+a | *",
    "filter": _FILTER,
    "library.remove": "delete",
    "undo": "ctrl+z | u",
    "redo": "ctrl+y | ctrl+r",
    "delete": "delete",
    "copy": "ctrl+c | y",
    "reader.next-annotation": "]",
    "reader.previous-annotation": "[",
    "next-article": ">",
    "previous-article": "<",
    "reader.search": _FILTER,
    "next-pane": "tab",
    "previous-pane": "shift+tab",
    "reader.links": "ctrl+k",
    "reader.charts": "B",
    "reader.why-story": "I",
    "reader.today": "W",
    "issues": "P",
    "dossiers": "f7",
    "ask": "f6",
    "reader.brief-anyway": "ctrl+g",
    "today.next": ">",
    "today.previous": "<",
    "story.next": ">",
    "story.previous": "<",
    "notes.preview-down": "ctrl+down",
    "notes.preview-up": "ctrl+up",
    "unfollow": "delete",
    "feeds.expand": "right",
    "feeds.collapse": "left",
    "settings.reset": "delete",
    "story.articles": "0",
    "story.why": "I",
    "dossiers.split-off": "S",
    "app.palette": "ctrl+p | :",
    "app.help": "f1 | ?",
    "app.suspend": "",  # Ctrl+Z undoes
    "app.quit": "ctrl+q | Q",
}
"""Keys by the id of a command, or by a verb that has them in every place."""


def preset_commands(preset: str) -> tuple[Command, ...]:
    """The commands with the keys of a preset, one of `PRESETS`."""
    return COMMANDS if preset == PRESETS[0] else tuple(_with_arrows(command) for command in COMMANDS)


def _with_arrows(command: Command) -> Command:
    keys = _ARROWS.get(command.id, _ARROWS.get(command.id.partition(".")[2]))
    return command if keys is None else command.bound_to(keys_from(keys))
