"""A text in which the mouse selects: dragging, clicking two or three times, or with Shift."""

from __future__ import annotations

from textual import events
from textual.geometry import Offset
from textual.timer import Timer

from briefing.ui.widgets.article.selecting_surface import SelectingSurface

__all__ = ["PointerSurface"]

SCROLL_INTERVAL = 0.08
"""Seconds between two steps of scrolling while the pointer is above or below the view."""

ROWS_AWAY_FOR_SPEED = 3
"""A step is one row longer for each so many rows that the pointer is away."""


class PointerSurface(SelectingSurface):
    """The same selection as the keys make, so that either goes on with what the other began."""

    _pressed: int | None = None
    """The offset where the button went down; None while it is up."""
    _pointer = Offset(0, 0)
    """Where the pointer is while the button is down; it may be out of the view."""
    _clicks = 0
    _last_press: tuple[Offset, float] | None = None
    _scroller: Timer | None = None

    def set_text(self, title: str | None, text: str) -> None:
        self._let_go()
        super().set_text(title, text)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        where = event.get_content_offset(self)
        offset = self.offset_at(where.x, where.y) if where is not None else None
        if event.button > 1 or offset is None or not self.text:
            return
        from briefing.ui.textlayout.selection import Selection, Unit

        offset = self.validate_caret(offset)
        self._count_click(event)
        unit = (Unit.CHARACTER, Unit.WORD, Unit.PARAGRAPH)[(self._clicks - 1) % 3]
        if event.shift:
            begun = self._chosen or Selection(self.caret, self.caret)
            self._follow(begun.moved(offset))
        elif unit is Unit.CHARACTER:
            self.stop_selecting()
            self._put_caret(offset)
        else:
            self._follow(Selection(offset, offset, unit))
        self._pressed = offset
        self.capture_mouse()

    def _count_click(self, event: events.MouseDown) -> None:
        """Textual tells how many clicks there were when the button is up again: too late to drag by words."""
        again = (
            self._last_press is not None
            and self._last_press[0] == event.screen_offset
            and event.time - self._last_press[1] <= self.app.CLICK_CHAIN_TIME_THRESHOLD
        )
        self._clicks = self._clicks + 1 if again else 1
        self._last_press = (event.screen_offset, event.time)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self._pressed is None:
            return
        self._pointer = event.get_content_offset_capture(self)
        self._select_to_pointer()
        if not self._rows_away:
            self._stop_scrolling()
        elif self._scroller is None:
            self._scroller = self.set_interval(SCROLL_INTERVAL, self._scroll_on)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        if self._pressed is not None:
            self._let_go()

    def on_mouse_release(self, event: events.MouseRelease) -> None:
        """Another widget has the mouse now: the button will not be heard going up."""
        self._pressed = None
        self._stop_scrolling()

    def _let_go(self) -> None:
        if self._pressed is not None:
            self._pressed = None
            self.release_mouse()
        self._stop_scrolling()

    def _select_to_pointer(self) -> None:
        from briefing.ui.textlayout.selection import Selection

        if self._pressed is None or self.body is None:
            return
        x, y = self._pointer
        row = min(max(y, 0), self.view_height - 1) + self.scroll_offset.y - self._lead
        cell = 0 if row < 0 else self.body.width if row >= self.body.height else x - self._left
        offset = self.validate_caret(self.body.offset(row, cell))
        if self._chosen is None and offset == self._pressed:
            return  # a hand that trembles within a cell selects nothing
        begun = self._chosen or Selection(self._pressed, self._pressed)
        if self._chosen is None or offset != begun.head:
            self._follow(begun.moved(offset))

    # Scrolling at the edges

    @property
    def _rows_away(self) -> int:
        """How far the pointer is above the view (negative) or below it."""
        return min(0, self._pointer.y) or max(0, self._pointer.y - self.view_height + 1)

    def _scroll_on(self) -> None:
        away = self._rows_away
        if away:
            rows = 1 + (abs(away) - 1) // ROWS_AWAY_FOR_SPEED
            self.scroll_rows(rows if away > 0 else -rows)
            self._select_to_pointer()

    def _stop_scrolling(self) -> None:
        if self._scroller is not None:
            self._scroller.stop()
            self._scroller = None
