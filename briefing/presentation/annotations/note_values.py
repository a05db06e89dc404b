"""The values that the note editor edits, and the key hints for each of its parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from briefing.domain.annotation import Color, clean_note, clean_tags
from briefing.presentation.keys.hints import Hint

Part = Literal["note", "tags", "color"]

PARTS: tuple[Part, ...] = ("note", "tags", "color")
"""The parts from top to bottom, which is the order of Tab."""

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


@dataclass(frozen=True, slots=True)
class EditorState:
    """The focused part of the editor and what the keys do there, in its frame and in the hints."""

    part: Part
    choosing: bool
    """Whether suggestions are open."""
    typing: bool
    """Whether a tag is half typed."""
    only_tags: bool
    has_editor: bool
    """Whether there is room for an external editor."""

    @property
    def frame_words(self) -> str:
        """The words of the frame on what Enter and Esc do."""
        if self.part != "tags":
            editor = " · F4 editor" if self.part == "note" and self.has_editor else ""
            return "Esc saves · {reader.undo} undoes" + editor
        if self.typing:
            return "Enter adds the tag · Esc saves"
        if self.choosing:
            return "Enter adds the tag · Esc closes the list"
        return "Enter adds a tag, Enter again saves · {reader.undo} undoes"

    @property
    def hints(self) -> tuple[Hint, ...]:
        """The hints; a click presses the key."""
        hints = [_hint("Esc", "save", "escape")]
        if self.choosing:
            hints = [_hint("↓ ↑", "choose", "down"), _hint("Enter", "take tag", "enter")]
            hints.append(_hint("Esc", "save" if self.typing else "close list", "escape"))
        elif self.part == "tags":
            hints += [_hint("Enter", "save", "enter"), _hint("↓", "tags in use", "down")]
        elif self.part == "color":
            hints.append(_hint("1-5 ← →", "choose", "right"))
        elif self.has_editor:
            hints.append(_hint("F4", "editor", "f4"))
        if not self.only_tags:
            following = PARTS[(PARTS.index(self.part) + 1) % len(PARTS)]
            hints.append(_hint("Tab", _NAMES[following], "tab"))
        return (*hints, Hint("F1", "help", "app.app_help", kept=True))


def _hint(shown: str, words: str, key: str) -> Hint:
    return Hint(shown, words, f"app.simulate_key('{key}')")
