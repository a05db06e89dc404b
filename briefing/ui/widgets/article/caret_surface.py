"""A text with a caret: where one reads, and the keys that move there."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import ClassVar, Literal

from textual.binding import BindingType
from textual.message import Message
from textual.reactive import reactive

from briefing.ui.commands.bindings import bindings_for
from briefing.ui.textlayout.text_marks import ViewPosition
from briefing.ui.widgets.article.text_surface import TextSurface

__all__ = ["CaretSurface"]

PAGE_OVERLAP = 2
"""Rows that stay in view when a page is turned, for the eye to find its place by."""

Motion = Literal[
    "word_forward", "word_back", "sentence_forward", "sentence_back", "paragraph_forward", "paragraph_back"
]
"""The motions of `briefing.domain.text.motions` that have a command."""


class CaretSurface(TextSurface):
    """Moves a caret over a text, and scrolls when the caret leaves the view."""

    PLACES: ClassVar[tuple[str, ...]] = ("move", "text")
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for("move", "text")]

    @dataclass
    class CaretMoved(Message):
        """The caret came to another offset."""

        view: CaretSurface
        offset: int

        @property
        def control(self) -> CaretSurface:
            return self.view

    caret: reactive[int] = reactive(0, repaint=False, init=False)
    """The offset of the grapheme one reads at; drawn while the view has the focus."""

    _goal: int | None = None
    """The cell that moves up and down try to keep."""

    def set_text(self, title: str | None, text: str) -> None:
        self._goal = None
        self.set_reactive(CaretSurface.caret, 0)
        super().set_text(title, text)

    def text_laid_out(self) -> None:
        self.set_reactive(CaretSurface.caret, self.validate_caret(self.caret))

    def caret_in_row(self, row: int) -> int | None:
        """The caret's offset, if it is to be drawn in this row of the text."""
        return self.caret if self.has_focus and self.body and self.body.row(self.caret) == row else None

    def row_state(self, row: int) -> Hashable:
        return self.caret_in_row(row)

    # Where one reads

    def place(self) -> ViewPosition:
        """Where the reader is, to be given to `restore`."""
        return ViewPosition(self.caret, self.reading_top)

    def restore(self, place: ViewPosition) -> None:
        """Return to a place in the same text."""
        self._goal = None
        self.caret = place.caret
        self.scroll_to_offset(place.top)

    def go_to(self, offset: int) -> None:
        """Put the caret on an offset, and scroll there if it is out of view."""
        self._put_caret(offset, context=True)

    def validate_caret(self, offset: int) -> int:
        """The start of the nearest grapheme that can be seen: a caret stands on no newline after words."""
        offset = min(max(offset, 0), len(self.text))
        return self.body.offset(*self.body.cell(offset)) if self.body is not None else offset

    def watch_caret(self, before: int, after: int) -> None:
        self.repaint_range(before, before)
        self.repaint_range(after, after)
        self.post_message(self.CaretMoved(self, after))

    def _put_caret(self, offset: int, *, context: bool = False) -> None:
        self._goal = None
        self.caret = offset
        self.bring_into_view(self.caret, self.caret + 1, context=context)

    def _caret_in_view(self) -> int:
        """The caret, or, where the reader has scrolled away from it, what is nearest to it in view.

        Otherwise the first key after scrolling would throw the reader back.
        """
        body = self.body
        if body is None or self.is_in_view(self.caret, self.caret):
            return self.caret
        row, cell = body.cell(self.caret)
        top = max(0, self.scroll_offset.y - self._lead)
        bottom = self.scroll_offset.y + self.view_height - 1 - self._lead
        return body.offset(min(max(row, top), max(top, bottom)), cell)

    # Motions

    def _move_rows(self, rows: int) -> None:
        if self.body is None:
            return
        row, cell = self.body.cell(self._caret_in_view())
        goal = cell if self._goal is None else self._goal
        self._put_caret(self.body.offset(row + rows, goal))
        self._goal = goal
        if row + rows <= 0:
            self.show_headline()

    def _turn(self, rows: int) -> None:
        """Move the view by rows, and the caret with it; at either end of the text, the caret alone."""
        if self.body is None:
            return
        row, cell = self.body.cell(self._caret_in_view())
        goal = cell if self._goal is None else self._goal
        self._scroll_rows(self.scroll_offset.y + rows)
        self._put_caret(self.body.offset(row + rows, goal))
        self._goal = goal

    def _move(self, name: Motion, count: int) -> None:
        from briefing.domain.text import motions

        motion: Callable[[str, int, int], int] = getattr(motions, name)
        self._put_caret(motion(self.text, self._caret_in_view(), count))

    def action_move_down(self, count: int = 1) -> None:
        self._move_rows(count)

    def action_move_up(self, count: int = 1) -> None:
        self._move_rows(-count)

    def action_move_top(self) -> None:
        self._put_caret(0)
        self.show_headline()

    def action_move_bottom(self) -> None:
        self._put_caret(len(self.text))

    def action_move_half_down(self, count: int = 1) -> None:
        self._turn(max(1, self.view_height // 2) * count)

    def action_move_half_up(self, count: int = 1) -> None:
        self._turn(-max(1, self.view_height // 2) * count)

    def action_move_page_down(self, count: int = 1) -> None:
        self._turn(max(1, self.view_height - PAGE_OVERLAP) * count)

    def action_move_page_up(self, count: int = 1) -> None:
        self._turn(-max(1, self.view_height - PAGE_OVERLAP) * count)

    def action_text_word_forward(self, count: int = 1) -> None:
        self._move("word_forward", count)

    def action_text_word_back(self, count: int = 1) -> None:
        self._move("word_back", count)

    def action_text_sentence_forward(self, count: int = 1) -> None:
        self._move("sentence_forward", count)

    def action_text_sentence_back(self, count: int = 1) -> None:
        self._move("sentence_back", count)

    def action_text_paragraph_forward(self, count: int = 1) -> None:
        self._move("paragraph_forward", count)

    def action_text_paragraph_back(self, count: int = 1) -> None:
        self._move("paragraph_back", count)

    def action_text_right(self, count: int = 1) -> None:
        offset = self._caret_in_view()
        for _ in range(count):
            offset = self._right_of(offset)
        self._put_caret(offset)

    def _right_of(self, offset: int) -> int:
        """The next grapheme a caret can stand on, past blanks that hang and newlines."""
        following = offset
        while self.body is not None and following < len(self.text):
            following = self.body.next_grapheme(following)
            if (stop := self.validate_caret(following)) > offset:
                return stop
        return offset

    def action_text_left(self, count: int = 1) -> None:
        offset = self._caret_in_view()
        for _ in range(count):
            offset = self._left_of(offset)
        self._put_caret(offset)

    def _left_of(self, offset: int) -> int:
        return self.validate_caret(self.body.previous_grapheme(offset)) if self.body is not None else offset

    def action_text_line_start(self) -> None:
        if self.body is not None:
            self._put_caret(self.body.offset(self.body.row(self._caret_in_view()), 0))

    def action_text_line_end(self) -> None:
        if self.body is not None:
            start = self.body.starts[row := self.body.row(self._caret_in_view())]
            words = self.body.shown[start : self.body.ends[row]].rstrip()
            self._put_caret(start + max(0, len(words) - 1))
