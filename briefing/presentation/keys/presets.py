"""The keys of the preset `arrows`: arrows, Home, End and Ctrl chords, and no sequences of keys."""

from __future__ import annotations

from collections.abc import Mapping

from briefing.presentation.keys.registry import COMMANDS, Command, keys_from
from briefing.settings.table import PRESETS

_FILTER = "ctrl+f | slash"
_UNDO = "ctrl+z | u"
_REDO = "ctrl+y | ctrl+r"
_COPY = "ctrl+c | y"
_ARROWS: Mapping[str, str] = {
    "move.down": "down",
    "move.up": "up",
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
    "library.filter": _FILTER,
    "library.remove": "delete",
    "list.filter": _FILTER,
    "list.undo": _UNDO,
    "list.redo": _REDO,
    "reader.delete": "delete",
    "reader.copy": _COPY,
    "reader.next-annotation": "]",
    "reader.previous-annotation": "[",
    "reader.next-article": ">",
    "reader.previous-article": "<",
    "reader.search": _FILTER,
    "reader.next-pane": "tab",
    "reader.previous-pane": "shift+tab",
    "reader.links": "ctrl+k",
    "reader.charts": "B",
    "reader.why-story": "I",
    "reader.today": "W",
    "reader.issues": "P",
    "reader.dossiers": "f7",
    "reader.ask": "f6",
    "story.ask": "f6",
    "today.ask": "f6",
    "actor.ask": "f6",
    "answer.copy": _COPY,
    "today.issues": "P",
    "story.issues": "P",
    "today.dossiers": "f7",
    "story.dossiers": "f7",
    "reader.brief-anyway": "ctrl+g",
    "reader.undo": _UNDO,
    "reader.redo": _REDO,
    "notes.delete": "delete",
    "notes.copy": _COPY,
    "today.next": ">",
    "today.previous": "<",
    "story.next": ">",
    "story.previous": "<",
    "story.delete": "delete",
    "story.copy": _COPY,
    "story.undo": _UNDO,
    "story.redo": _REDO,
    "notes.next-article": ">",
    "notes.previous-article": "<",
    "notes.preview-down": "ctrl+down",
    "notes.preview-up": "ctrl+up",
    "tags.delete": "delete",
    "feeds.unfollow": "delete",
    "feeds.expand": "right",
    "feeds.collapse": "left",
    "failures.unfollow": "delete",
    "failures.copy": _COPY,
    "settings.reset": "delete",
    "story.articles": "0",
    "story.next-pane": "tab",
    "story.previous-pane": "shift+tab",
    "actor.next-pane": "tab",
    "actor.previous-pane": "shift+tab",
    "actor.copy": _COPY,
    "export.down": "down",
    "export.up": "up",
    "app.palette": "ctrl+p | :",
    "app.help": "f1 | ?",
    "app.suspend": "",  # Ctrl+Z undoes
    "app.quit": "ctrl+q | Q",
}


def preset_commands(preset: str) -> tuple[Command, ...]:
    """The commands with the keys of a preset, one of `PRESETS`."""
    return COMMANDS if preset == PRESETS[0] else tuple(_with_arrows(command) for command in COMMANDS)


def _with_arrows(command: Command) -> Command:
    keys = _ARROWS.get(command.id)
    return command if keys is None else command.bound_to(keys_from(keys))
