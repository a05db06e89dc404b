"""Computes the heights of the note editor's parts and its position over the article."""

from __future__ import annotations

from dataclasses import dataclass

FRAME_ROWS = 2
MIN_NOTE, MAX_NOTE = 3, 8
"""Rows of the note, if there is room."""
MIN_CHOICES = 2
"""Rows of suggestions that a small note makes room for."""


@dataclass(frozen=True, slots=True)
class EditorRows:
    """The heights of the editor's parts."""

    note: int
    chips: int
    choices: int
    color: int

    @property
    def height(self) -> int:
        """The height of the whole box, with its frame."""
        return FRAME_ROWS + self.note + self.chips + self.choices + self.color


def editor_rows(
    room: int, note_lines: int, chips: int, choices: int, *, only_tags: bool = False
) -> EditorRows:
    """Divide `room` rows between a note of so many lines, its tags and the suggestions.

    The field for the tags is always among them, and a row of the note where there is one.
    """
    color = 0 if only_tags else 1
    chips = max(1, min(chips, room - FRAME_ROWS - color - (0 if only_tags else 1)))
    free = max(0, room - FRAME_ROWS - color - chips)
    if only_tags:
        return EditorRows(0, chips, min(choices, free), 0)
    spared = min(max(MIN_CHOICES, free - MIN_NOTE), free - 1)
    choices = min(choices, max(0, spared))
    note = min(max(note_lines, MIN_NOTE), MAX_NOTE, free - choices)
    return EditorRows(max(1, note), chips, choices, color)


def place_editor(
    passage_top_row: int,
    passage_bottom_row: int,
    view_height: int,
    editor_height: int,
    *,
    room_beneath: int | None = None,
    stays_beneath: bool = False,
) -> tuple[int, int]:
    """Return the editor's first row in the view, and by how many rows the text is scrolled down first.

    It goes right under the passage's last row; else right above its first; else at the bottom, with the text
    scrolled so that the passage's last rows are above it. Rows count from the top of the view, and the
    passage may be out of it. `room_beneath` is how far the text scrolls down; past that, the editor goes
    where more of the passage is seen. `stays_beneath` is for an editor that grew: it does not jump above.
    """
    if editor_height >= view_height:
        return 0, 0
    in_view = 0 <= passage_bottom_row < view_height
    if in_view and passage_bottom_row + 1 + editor_height <= view_height:
        return passage_bottom_row + 1, 0
    if in_view and editor_height <= passage_top_row and not stays_beneath:
        return passage_top_row - editor_height, 0
    at_bottom = view_height - editor_height
    scroll = passage_bottom_row - at_bottom + 1
    if room_beneath is None or scroll <= room_beneath:
        return at_bottom, scroll
    top, bottom = passage_top_row - room_beneath, passage_bottom_row - room_beneath
    seen_above = max(0, at_bottom - max(0, top))
    seen_beneath = max(0, min(bottom, view_height - 1) - max(top, editor_height) + 1)
    return (at_bottom if seen_above >= seen_beneath else 0), room_beneath
