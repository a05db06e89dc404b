"""A text with a caret, and the keys that move it and select with it."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.style import Style
from textual.message import Message
from textual.reactive import reactive

from briefing.domain import Span
from briefing.domain.structure import NO_STRUCTURE, Structure
from briefing.ui.textlayout.selection import Selection, Unit
from briefing.ui.textlayout.wrapping import ViewPosition
from briefing.ui.widgets.article.text_surface import TextSurface

PAGE_OVERLAP = 2
"""Rows that stay in view when a page is turned, for orientation."""


class SelectableText(TextSurface):
    """Moves a caret over a text and selects with it.

    While something is selected, the caret is one end of it and the commands are those of the place `select`.
    """

    PLACES: ClassVar[tuple[str, ...]] = ("move", "text")

    @dataclass
    class CaretMoved(Message):
        view: SelectableText
        offset: int

    @dataclass
    class SelectionChanged(Message):
        """The selection has changed or was cleared."""

        view: SelectableText
        span: Span | None

    caret: reactive[int] = reactive(0, repaint=False, init=False)
    """The offset of the grapheme under the caret; drawn while the view has the focus."""

    selection: reactive[Span | None] = reactive(None, repaint=False, init=False)
    """The selected range. Set it to None to clear; `select` moves the caret as well."""

    ends: Selection | None = None
    """The two ends of `selection`."""
    _ends_span: Span | None = None
    _goal: int | None = None
    """The cell that moving up and down aims for."""

    def set_text(self, title: str | None, text: str, structure: Structure = NO_STRUCTURE) -> None:
        self.stop_selecting()
        self._goal = None
        self.set_reactive(SelectableText.caret, 0)
        super().set_text(title, text, structure)

    def text_layout_changed(self) -> None:
        self.set_reactive(SelectableText.caret, self.validate_caret(self.caret))

    def scrolled(self) -> None:
        self.keep_row(self.caret)

    def caret_in_row(self, row: int) -> int | None:
        """The caret's offset, if it is drawn in this row of the text."""
        return self.caret if self.has_focus and self.body and self.body.row(self.caret) == row else None

    def row_state(self, row: int) -> Hashable:
        return self.caret_in_row(row), self._selected_in_row(row)

    # Position

    def view_position(self) -> ViewPosition:
        """The reading position, for `restore`."""
        return ViewPosition(self.caret, self.reading_top)

    def restore(self, position: ViewPosition) -> None:
        """Return to a position in the same text."""
        self._goal = None
        self.caret = position.caret
        self.scroll_to_offset(position.top)
        self.keep_row(self.caret)

    def go_to(self, offset: int) -> None:
        """Put the caret on an offset, and scroll there if it is out of view."""
        self.put_caret(offset, context=True)

    def validate_caret(self, offset: int) -> int:
        """The start of the nearest visible grapheme: a caret cannot be on a newline after words."""
        offset = min(max(offset, 0), len(self.text))
        return self.body.offset(*self.body.cell(offset)) if self.body is not None else offset

    def watch_caret(self, before: int, after: int) -> None:
        self.repaint_range(before, before)
        self.repaint_range(after, after)
        self.post_message(self.CaretMoved(self, after))
        if self.ends is not None and self.ends.head != after:
            self._set_ends(self.ends.moved(after))

    def put_caret(self, offset: int, *, context: bool = False) -> None:
        self._goal = None
        self.caret = offset
        self.bring_into_view(self.caret, self.caret + 1, context=context)
        self.keep_row(self.caret)

    def _caret_in_view(self) -> int:
        """The caret, or the nearest offset in view, so that a key after scrolling does not scroll back."""
        body = self.body
        if body is None or self.is_in_view(self.caret, self.caret):
            return self.caret
        row, cell = body.cell(self.caret)
        top = max(0, self.scroll_offset.y - self.lead_rows)
        bottom = self.scroll_offset.y + self.view_height - 1 - self.lead_rows
        return body.offset(min(max(row, top), max(top, bottom)), cell)

    # Motions

    def _move_rows(self, rows: int) -> None:
        if self.body is None:
            return
        row, cell = self.body.cell(self._caret_in_view())
        goal = cell if self._goal is None else self._goal
        self.put_caret(self.body.offset(row + rows, goal))
        self._goal = goal
        if row + rows <= 0:
            self.show_headline()

    def _scroll_with_caret(self, rows: int) -> None:
        """Move view and caret by rows; at either end of the text, the caret alone."""
        if self.body is None:
            return
        row, cell = self.body.cell(self._caret_in_view())
        goal = cell if self._goal is None else self._goal
        self.scroll_to_row(self.scroll_offset.y + rows)
        self.put_caret(self.body.offset(row + rows, goal))
        self._goal = goal

    def _move(self, unit: Unit, count: int) -> None:
        """Move the caret by units, backwards for a negative count; while selecting, move the head."""
        if self.ends is None:
            here = self._caret_in_view()
            target = unit.forward(self.text, here, count) if count > 0 else unit.back(self.text, here, -count)
            self.put_caret(target)
            return
        ends = self._head_in_view(self.ends)
        move = ends.forward if count > 0 else ends.back
        self.select_ends(move(self.text, unit, abs(count)))

    def action_move_down(self, count: int = 1) -> None:
        self._move_rows(count)

    def action_move_up(self, count: int = 1) -> None:
        self._move_rows(-count)

    def action_move_top(self) -> None:
        self.put_caret(0)
        self.show_headline()

    def action_move_bottom(self) -> None:
        self.put_caret(len(self.text))

    def action_move_half_down(self, count: int = 1) -> None:
        self._scroll_with_caret(max(1, self.view_height // 2) * count)

    def action_move_half_up(self, count: int = 1) -> None:
        self._scroll_with_caret(-max(1, self.view_height // 2) * count)

    def action_move_page_down(self, count: int = 1) -> None:
        self._scroll_with_caret(max(1, self.view_height - PAGE_OVERLAP) * count)

    def action_move_page_up(self, count: int = 1) -> None:
        self._scroll_with_caret(-max(1, self.view_height - PAGE_OVERLAP) * count)

    def action_text_word_forward(self, count: int = 1) -> None:
        self._move(Unit.WORD, count)

    def action_text_word_back(self, count: int = 1) -> None:
        self._move(Unit.WORD, -count)

    def action_text_sentence_forward(self, count: int = 1) -> None:
        self._move(Unit.SENTENCE, count)

    def action_text_sentence_back(self, count: int = 1) -> None:
        self._move(Unit.SENTENCE, -count)

    def action_text_paragraph_forward(self, count: int = 1) -> None:
        self._move(Unit.PARAGRAPH, count)

    def action_text_paragraph_back(self, count: int = 1) -> None:
        self._move(Unit.PARAGRAPH, -count)

    def action_select_right(self, count: int = 1) -> None:
        offset = self._caret_in_view()
        for _ in range(count):
            offset = self._right_of(offset)
        self.put_caret(offset)

    def _right_of(self, offset: int) -> int:
        """The next grapheme a caret can be on, past hanging blanks and newlines."""
        following = offset
        while self.body is not None and following < len(self.text):
            following = self.body.next_grapheme(following)
            if (stop := self.validate_caret(following)) > offset:
                return stop
        return offset

    def action_select_left(self, count: int = 1) -> None:
        offset = self._caret_in_view()
        for _ in range(count):
            offset = self._left_of(offset)
        self.put_caret(offset)

    def _left_of(self, offset: int) -> int:
        return self.validate_caret(self.body.previous_grapheme(offset)) if self.body is not None else offset

    def action_select_line_start(self) -> None:
        if self.body is not None:
            self.put_caret(self.body.offset(self.body.row(self._caret_in_view()), 0))

    def action_select_line_end(self) -> None:
        if self.body is not None:
            start = self.body.starts[row := self.body.row(self._caret_in_view())]
            words = self.body.shown[start : self.body.ends[row]].rstrip()
            self.put_caret(start + max(0, len(words) - 1))

    # Selecting

    @property
    def selecting(self) -> bool:
        """Whether something is selected, so that moving the caret selects."""
        return self.selection is not None

    @property
    def modal_place(self) -> str | None:
        return "select" if self.selecting else None

    def select(self, span: Span) -> None:
        """Select a passage by character, with the caret at its end."""
        if self.text:
            self.select_ends(Unit.CHARACTER.around(self.text, span))

    def stop_selecting(self) -> None:
        """Clear the selection; the caret stays."""
        self.selection = None

    def watch_selection(self, before: Span | None, after: Span | None) -> None:
        if after is None:
            self.ends = self._ends_span = None
        elif after is not self._ends_span:
            self.ends, self._ends_span = Unit.CHARACTER.around(self.text, after), after
        self._repaint_difference(before, after)
        self.post_message(self.SelectionChanged(self, after))

    def _set_ends(self, ends: Selection) -> None:
        self.ends, self._ends_span = ends, ends.span(self.text)
        self.selection = self._ends_span

    def select_ends(self, ends: Selection) -> None:
        """Select between two ends, with the caret on the head, and scroll there."""
        self.ends = ends
        self.put_caret(ends.head)
        self._set_ends(self.ends)

    # Painting

    def _repaint_difference(self, before: Span | None, after: Span | None) -> None:
        """Repaint only the rows that one selects and the other does not."""
        if before is not None and after is not None and before.overlap(after):
            changed = [(before.start, after.start), (before.end, after.end)]
        else:
            changed = [(span.start, span.end) for span in (before, after) if span is not None]
        for one, other in changed:
            if one != other:
                self.repaint_range(min(one, other), max(one, other))

    def row_layers(self, row: int) -> Sequence[tuple[int, int, Style]]:
        selected = self._selected_in_row(row)
        return [(*selected, self.component("selection"))] if selected else []

    def _selected_in_row(self, row: int) -> tuple[int, int] | None:
        if self.selection is None or self.body is None:
            return None
        start = max(self.body.starts[row], self.selection.start)
        end = min(self.body.ends[row], self.selection.end)
        return (start, end) if start < end else None

    # Keys

    def _head_in_view(self, ends: Selection) -> Selection:
        """The selection, with a head that was scrolled out of view moved into it."""
        here = self._caret_in_view()
        return ends if here == self.caret else ends.moved(here)

    def start_selecting(self, unit: Unit) -> None:
        """Select the one unit at the caret, or the next one if the caret is on a blank line."""
        here = self._caret_in_view()
        following = len(self.text) - len(self.text[here:].lstrip())
        if self.text[here : here + 1] == "\n" and following < len(self.text):
            here = following
        if self.text:
            self.select_ends(unit.selection_at(here))

    def action_text_select(self) -> None:
        self.start_selecting(Unit.CHARACTER)

    def action_text_select_sentence(self) -> None:
        self.start_selecting(Unit.SENTENCE)

    def action_select_swap(self) -> None:
        if self.ends is not None:
            self.select_ends(self.ends.swapped())

    def action_select_leave(self) -> None:
        self.stop_selecting()

    def action_select_character(self) -> None:
        self._switch(Unit.CHARACTER)

    def action_select_sentence(self) -> None:
        self._switch(Unit.SENTENCE)

    def _switch(self, unit: Unit) -> None:
        if self.ends is None or self.ends.unit is unit:
            self.stop_selecting()
        else:
            self.select_ends(self.ends.by(unit, self.text))

    def action_select_word_end(self, count: int = 1) -> None:
        self._move(Unit.WORD, count)

    def action_select_object_word(self, count: int = 1) -> None:
        self._select_object(Unit.WORD, count)

    def action_select_object_sentence(self, count: int = 1) -> None:
        self._select_object(Unit.SENTENCE, count)

    def action_select_object_paragraph(self, count: int = 1) -> None:
        self._select_object(Unit.PARAGRAPH, count)

    def _select_object(self, unit: Unit, count: int) -> None:
        if self.ends is not None:
            self.select_ends(self._head_in_view(self.ends).object(self.text, unit, count))
