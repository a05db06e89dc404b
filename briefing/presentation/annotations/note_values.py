"""The values that the note editor edits, and the key hints for each of its parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from briefing.domain.annotation import Color, clean_note, clean_tags
from briefing.presentation.keys.hints import Hint

Part = Literal["note", "tags", "color"]

PARTS: tuple[Part, ...] = ("note", "tags", "color")
"""The parts in the order of Tab."""

_NAMES: dict[Part, str] = {"note": "note", "tags": "tags", "color": "colour"}


@dataclass(frozen=True, slots=True)
class NoteValues:
    note: str = ""
    tags: tuple[str, ...] = ()
    color: Color = Color.YELLOW

    @classmethod
    def clean(cls, note: str, tags: Sequence[str], color: Color) -> NoteValues:
        """Normalize values as they are stored."""
        return cls(clean_note(note), clean_tags(tags), color)


def frame_words(part: Part, *, choosing: bool, typing: bool, has_editor: bool = True) -> str:
    """Return what Enter and Esc do in the focused part, for the frame of the editor.

    `has_editor` tells whether there is room for an external editor.
    """
    if part != "tags":
        editor = " · F4 editor" if part == "note" and has_editor else ""
        return "Esc saves · {reader.undo} undoes" + editor
    if typing:
        return "Enter adds the tag · Esc saves"
    if choosing:
        return "Enter adds the tag · Esc closes the list"
    return "Esc or Enter saves · {reader.undo} undoes"


def editor_hints(
    part: Part, *, choosing: bool, typing: bool, only_tags: bool, has_editor: bool = True
) -> tuple[Hint, ...]:
    """Return hints for the focused part; `choosing` while suggestions are open, `typing` a half-typed tag.

    A click presses the key. `has_editor` tells whether there is room for an external editor.
    """
    if choosing:
        hints = [_hint("↓ ↑", "choose", "down"), _hint("Enter", "take tag", "enter")]
        hints.append(_hint("Esc", "save" if typing else "close list", "escape"))
    elif part == "tags":
        hints = [_hint("Esc", "save", "escape"), _hint("Enter", "save", "enter")]
        hints.append(_hint("↓", "tags in use", "down"))
    elif part == "color":
        hints = [_hint("Esc", "save", "escape"), _hint("1-5 ← →", "choose", "right")]
    else:
        hints = [_hint("Esc", "save", "escape"), *([_hint("F4", "editor", "f4")] if has_editor else [])]
    if not only_tags:
        following = PARTS[(PARTS.index(part) + 1) % len(PARTS)]
        hints.append(_hint("Tab", _NAMES[following], "tab"))
    return (*hints, Hint("F1", "help", "app.app_help", kept=True))


def _hint(shown: str, words: str, key: str) -> Hint:
    return Hint(shown, words, f"app.simulate_key('{key}')")
