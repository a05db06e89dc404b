"""Selects text by the mouse: dragging, clicking two or three times, or with Shift."""

from __future__ import annotations

from textual import events
from textual.geometry import Offset
from textual.timer import Timer

from briefing.ui.textlayout.selection import Unit
from briefing.ui.widgets.article.selectable_text import SelectableText

SCROLL_INTERVAL = 0.08
"""Seconds between two steps of scrolling while the pointer is above or below the view."""

ROWS_AWAY_FOR_SPEED = 3
"""A step is one row longer for each so many rows that the pointer is away."""


_UNITS = (Unit.CHARACTER, Unit.WORD, Unit.PARAGRAPH)
"""The units of one, two and three clicks."""


class PointerSelection:
    """Selects through the view, as the keys do, so that either can continue the other's selection."""

    def __init__(self, view: SelectableText) -> None:
        self._view = view
        self._pressed: int | None = None
        """The offset where the button went down; None while it is up."""
        self._pointer = Offset(0, 0)
        """The position of the pointer while the button is down; it may be out of the view."""
        self._clicks = 0
        self._last_press: tuple[Offset, float] | None = None
        self._scroller: Timer | None = None

    def press(self, event: events.MouseDown) -> None:
        view = self._view
        where = event.get_content_offset(view)
        offset = view.offset_at(where.x, where.y) if where is not None else None
        if event.button > 1 or offset is None or not view.text:
            return
        offset = view.validate_caret(offset)
        self._count_click(event)
        unit = _UNITS[(self._clicks - 1) % 3]
        if event.shift:
            view.select_ends((view.ends or Unit.CHARACTER.selection_at(view.caret)).moved(offset))
        elif unit is Unit.CHARACTER:
            view.stop_selecting()
            view.put_caret(offset)
        else:
            view.select_ends(unit.selection_at(offset))
        self._pressed = offset
        view.capture_mouse()

    def _count_click(self, event: events.MouseDown) -> None:
        """Count clicks when the button is pressed: Textual counts on release, too late to drag by words."""
        again = (
            self._last_press is not None
            and self._last_press[0] == event.screen_offset
            and event.time - self._last_press[1] <= self._view.app.CLICK_CHAIN_TIME_THRESHOLD
        )
        self._clicks = self._clicks + 1 if again else 1
        self._last_press = (event.screen_offset, event.time)

    def move(self, event: events.MouseMove) -> None:
        if self._pressed is None:
            return
        self._pointer = event.get_content_offset_capture(self._view)
        self._select_to_pointer()
        if not self._rows_away:
            self._stop_scrolling()
        elif self._scroller is None:
            self._scroller = self._view.set_interval(SCROLL_INTERVAL, self._scroll_on)

    def let_go(self, *, release: bool = True) -> None:
        """End dragging; `release` unless another widget has captured the mouse."""
        if self._pressed is not None:
            self._pressed = None
            if release:
                self._view.release_mouse()
        self._stop_scrolling()

    def _select_to_pointer(self) -> None:
        view = self._view
        if self._pressed is None or view.body is None:
            return
        x, y = self._pointer
        row = min(max(y, 0), view.view_height - 1) + view.scroll_offset.y - view.lead_rows
        cell = 0 if row < 0 else view.body.width if row >= view.body.height else x - view.left_cells
        offset = view.validate_caret(view.body.offset(row, cell))
        if view.ends is None and offset == self._pressed:
            return  # moving within the cell selects nothing
        ends = view.ends or Unit.CHARACTER.selection_at(self._pressed)
        if view.ends is None or offset != ends.head:
            view.select_ends(ends.moved(offset))

    # Scrolling at the edges

    @property
    def _rows_away(self) -> int:
        """The number of rows that the pointer is above the view, then negative, or below it."""
        return min(0, self._pointer.y) or max(0, self._pointer.y - self._view.view_height + 1)

    def _scroll_on(self) -> None:
        away = self._rows_away
        if away:
            rows = 1 + (abs(away) - 1) // ROWS_AWAY_FOR_SPEED
            self._view.scroll_rows(rows if away > 0 else -rows)
            self._select_to_pointer()

    def _stop_scrolling(self) -> None:
        if self._scroller is not None:
            self._scroller.stop()
            self._scroller = None
