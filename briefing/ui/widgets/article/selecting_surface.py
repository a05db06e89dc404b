"""A text in which keys select: the caret is the one end, what moves the caret selects more or less."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.style import Style
from textual.message import Message
from textual.reactive import reactive

from briefing.domain import Span
from briefing.ui.widgets.article.caret_surface import CaretSurface, Motion

if TYPE_CHECKING:
    from briefing.ui.textlayout.selection import Selection, Unit  # the first frame does without

__all__ = ["SelectingSurface"]


class SelectingSurface(CaretSurface):
    """Keeps the two ends of a selection. While there is one, its commands are those of the place `select`."""

    @dataclass
    class SelectionChanged(Message):
        """Something else is selected, or nothing any more."""

        view: SelectingSurface
        span: Span | None

        @property
        def control(self) -> SelectingSurface:
            return self.view

    selection: reactive[Span | None] = reactive(None, repaint=False, init=False)
    """What is selected. Set it to None to select nothing; `select` takes the caret along."""

    _chosen: Selection | None = None
    """The ends that `selection` was made of."""
    _chosen_span: Span | None = None

    @property
    def selecting(self) -> bool:
        """Whether something is selected, so that moving the caret selects."""
        return self.selection is not None

    @property
    def modal_place(self) -> str | None:
        return "select" if self.selecting else None

    def select(self, span: Span) -> None:
        """Select a passage by character, with the caret at its end."""
        from briefing.ui.textlayout.selection import Selection

        if self.text:
            self._follow(Selection.of(self.text, span))

    def stop_selecting(self) -> None:
        """Select nothing; the caret stays."""
        self.selection = None

    def set_text(self, title: str | None, text: str) -> None:
        self.stop_selecting()
        super().set_text(title, text)

    def watch_selection(self, before: Span | None, after: Span | None) -> None:
        if after is None:
            self._chosen = self._chosen_span = None
        elif after is not self._chosen_span:
            from briefing.ui.textlayout.selection import Selection

            self._chosen, self._chosen_span = Selection.of(self.text, after), after
        self._repaint_difference(before, after)
        self.post_message(self.SelectionChanged(self, after))

    def watch_caret(self, before: int, after: int) -> None:
        super().watch_caret(before, after)
        if self._chosen is not None and self._chosen.head != after:
            self._choose(self._chosen.moved(after))

    def _choose(self, chosen: Selection) -> None:
        self._chosen, self._chosen_span = chosen, chosen.span(self.text)
        self.selection = self._chosen_span

    def _follow(self, chosen: Selection) -> None:
        """Choose, and bring the caret and the view to the head."""
        self._chosen = chosen
        self._put_caret(chosen.head)
        self._choose(self._chosen)

    # Painting

    def _repaint_difference(self, before: Span | None, after: Span | None) -> None:
        """Paint anew the rows that the one selects and the other does not: most of a long one stays."""
        if before is not None and after is not None and before.overlap(after):
            changed = [(before.start, after.start), (before.end, after.end)]
        else:
            changed = [(span.start, span.end) for span in (before, after) if span is not None]
        for one, other in changed:
            if one != other:
                self.repaint_range(min(one, other), max(one, other))

    def row_state(self, row: int) -> Hashable:
        return super().row_state(row), self._selected_in_row(row)

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

    def _move(self, name: Motion, count: int) -> None:
        if self._chosen is None:
            super()._move(name, count)
            return
        from briefing.ui.textlayout.selection import Unit

        unit, _, way = name.partition("_")
        begun = self._head_in_view(self._chosen)
        move = begun.forward if way == "forward" else begun.back
        self._follow(move(self.text, Unit(unit), count))

    def _head_in_view(self, chosen: Selection) -> Selection:
        """The selection up to what is in view, where the reader has scrolled away from its head."""
        here = self._caret_in_view()
        return chosen if here == self.caret else chosen.moved(here)

    def _begin(self, unit: Unit) -> None:
        from briefing.ui.textlayout.selection import Selection

        if self.text:
            here = self._caret_in_view()
            self._follow(Selection(here, here, unit))

    def action_text_select(self) -> None:
        from briefing.ui.textlayout.selection import Unit

        self._begin(Unit.CHARACTER)

    def action_text_select_sentence(self) -> None:
        from briefing.ui.textlayout.selection import Unit

        self._begin(Unit.SENTENCE)

    def action_select_swap(self) -> None:
        if self._chosen is not None:
            self._follow(self._chosen.swapped())

    def action_select_leave(self) -> None:
        self.stop_selecting()

    def action_select_character(self) -> None:
        from briefing.ui.textlayout.selection import Unit

        self._switch(Unit.CHARACTER)

    def action_select_sentence(self) -> None:
        from briefing.ui.textlayout.selection import Unit

        self._switch(Unit.SENTENCE)

    def _switch(self, unit: Unit) -> None:
        if self._chosen is None or self._chosen.unit is unit:
            self.stop_selecting()
        else:
            self._follow(self._chosen.by(unit, self.text))

    def action_select_left(self, count: int = 1) -> None:
        self.action_text_left(count)

    def action_select_right(self, count: int = 1) -> None:
        self.action_text_right(count)

    def action_select_line_start(self) -> None:
        self.action_text_line_start()

    def action_select_line_end(self) -> None:
        self.action_text_line_end()

    def action_select_object_word(self, count: int = 1) -> None:
        from briefing.ui.textlayout.selection import Unit

        self._take(Unit.WORD, count)

    def action_select_object_sentence(self, count: int = 1) -> None:
        from briefing.ui.textlayout.selection import Unit

        self._take(Unit.SENTENCE, count)

    def action_select_object_paragraph(self, count: int = 1) -> None:
        from briefing.ui.textlayout.selection import Unit

        self._take(Unit.PARAGRAPH, count)

    def _take(self, kind: Unit, count: int) -> None:
        if self._chosen is not None:
            self._follow(self._head_in_view(self._chosen).object(self.text, kind, count))
