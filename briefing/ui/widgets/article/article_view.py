"""Shows an article: its text with evidence, marks, search matches and margin notes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from rich.style import Style
from textual import events
from textual.reactive import reactive

from briefing.domain import Span
from briefing.domain.structure import NO_STRUCTURE, Structure
from briefing.presentation.annotations.annotation_marks import TextMark
from briefing.ui.textlayout.highlights import Highlights, RowHighlights
from briefing.ui.textlayout.margin_notes import MarginNote, margin_rows
from briefing.ui.widgets.article.pointer_selection import PointerSelection
from briefing.ui.widgets.article.selectable_text import SelectableText


class ArticleView(SelectableText):
    COMPONENT_CLASSES = {
        "article-view--evidence",
        "article-view--evidence-current",
        "article-view--match",
        "article-view--match-current",
        "article-view--mark-1",
        "article-view--mark-2",
        "article-view--mark-3",
        "article-view--mark-4",
        "article-view--mark-5",
        "article-view--selection",
        "article-view--caret",
    }
    DEFAULT_CSS = """
    ArticleView {
        & > .article-view--evidence { background: $evidence; color: $on-highlight; }
        & > .article-view--evidence-current { background: $evidence-current; color: $on-highlight; }
        & > .article-view--match { background: $match; color: $on-highlight; }
        & > .article-view--match-current {
            background: $evidence-current; color: $on-highlight; text-style: bold;
        }
        & > .article-view--mark-1 { background: $mark-1; color: $on-highlight; }
        & > .article-view--mark-2 { background: $mark-2; color: $on-highlight; }
        & > .article-view--mark-3 { background: $mark-3; color: $on-highlight; }
        & > .article-view--mark-4 { background: $mark-4; color: $on-highlight; }
        & > .article-view--mark-5 { background: $mark-5; color: $on-highlight; }
        & > .article-view--selection { background: $selection; color: $on-highlight; }
        & > .article-view--caret { text-style: reverse; }
        &:ansi, &:nocolor {
            & > .article-view--evidence { text-style: underline; }
            & > .article-view--evidence-current, & > .article-view--match-current {
                background: $on-highlight; color: $evidence-current; text-style: bold underline reverse;
            }
            & > .article-view--match { text-style: underline; }
            & > .article-view--mark-1, & > .article-view--mark-2, & > .article-view--mark-3,
            & > .article-view--mark-4, & > .article-view--mark-5 { text-style: bold; }
            & > .article-view--selection {
                background: $on-highlight; color: $selection; text-style: reverse;
            }
            & > .article-view--caret { text-style: bold underline reverse; }
        }
    }
    """

    marks: reactive[tuple[TextMark, ...]] = reactive((), repaint=False, init=False)
    margin_notes: reactive[tuple[MarginNote, ...]] = reactive((), repaint=False, init=False)
    """Notes and tags, painted right of the text where the screen is wide enough."""

    def __init__(
        self,
        *,
        max_width: int = 76,
        id: str | None = None,  # noqa: A002 — Textual's name for it
        classes: str | None = None,
    ) -> None:
        super().__init__(max_width=max_width, id=id, classes=classes)
        self.pointer = PointerSelection(self)
        self._highlights = Highlights()
        self._rows_highlit = RowHighlights()
        self._margin_rows: Mapping[int, str] = {}

    # What is shown

    def set_text(self, title: str | None, text: str, structure: Structure = NO_STRUCTURE) -> None:
        self.pointer.let_go()
        super().set_text(title, text, structure)

    def show(self, title: str, text: str, structure: Structure = NO_STRUCTURE) -> None:
        """Show an article from its start, without highlights."""
        self._highlights = Highlights()
        self.set_reactive(ArticleView.marks, ())
        self.set_reactive(ArticleView.margin_notes, ())
        self.set_text(title, text, structure)

    @property
    def evidence(self) -> tuple[Span, ...]:
        return self._highlights.evidence

    @property
    def current_evidence(self) -> Span | None:
        at = self._highlights.current
        return self._highlights.evidence[at] if at is not None else None

    @property
    def matches(self) -> tuple[Span, ...]:
        return self._highlights.matches

    def show_evidence(self, spans: Iterable[Span], *, current: int | None = 0) -> None:
        """Highlight passages, the current one more, and scroll to it if it is out of view."""
        evidence = tuple(spans)
        shown = _within(current, evidence)
        self._highlight(replace(self._highlights, evidence=evidence, current=shown))
        if shown is not None:
            self.bring_into_view(evidence[shown].start, evidence[shown].end, context=True)

    def clear_evidence(self) -> None:
        self.show_evidence(())

    def show_matches(self, spans: Iterable[Span], *, current: int | None = 0) -> None:
        """Highlight search matches, the current one more; `go_to` scrolls there."""
        matches = tuple(spans)
        self._highlight(replace(self._highlights, matches=matches, current_match=_within(current, matches)))

    def watch_marks(self, marks: tuple[TextMark, ...]) -> None:
        self._highlight(replace(self._highlights, marks=marks))

    def go_to(self, offset: int) -> None:
        """Put the caret on an offset. While selecting, going to a match selects all of it."""
        at = self._highlights.current_match
        match = self.matches[at] if at is not None else None
        if match is not None and self.ends is not None and self.ends.anchor <= offset == match.start:
            offset = max(offset, match.end - 1)
        super().go_to(offset)

    # Highlights, gutter and margin

    def text_layout_changed(self) -> None:
        super().text_layout_changed()
        if self.body is not None:
            self._rows_highlit = self._highlights.by_row(self.body)

    @property
    def has_margin(self) -> bool:
        return bool(self.margin_notes)

    def watch_margin_notes(self, old: tuple[MarginNote, ...], new: tuple[MarginNote, ...]) -> None:
        if bool(old) is not bool(new):
            self.lay_out()
            self.refresh()
        before, self._margin_rows = self._margin_rows, self._compute_margin()
        self.repaint_rows(
            row
            for row in before.keys() | self._margin_rows.keys()
            if before.get(row) != self._margin_rows.get(row)
        )

    def margin_layout_changed(self) -> None:
        self._margin_rows = self._compute_margin()

    def _compute_margin(self) -> Mapping[int, str]:
        if self.body is None or not self.margin_notes:
            return {}
        return margin_rows(self.margin_notes, self.body.row, self.margin_cells, self.body.height)

    def row_margin(self, row: int) -> tuple[str, Style]:
        return self._margin_rows.get(row, ""), self.component("margin")

    def _highlight(self, highlights: Highlights) -> None:
        """Show these highlights, and repaint the rows that change."""
        if highlights == self._highlights:
            return
        self._highlights = highlights
        if self.body is not None:
            before, self._rows_highlit = self._rows_highlit, highlights.by_row(self.body)
            self.repaint_rows(self._rows_highlit.changed(before))

    def row_layers(self, row: int) -> Sequence[tuple[int, int, Style]]:
        stretches = self._rows_highlit.stretches.get(row, ())
        styled = [(each.start, each.end, self.component(each.style)) for each in stretches]
        return [*styled, *super().row_layers(row)]

    def row_gutter(self, row: int) -> str:
        return self._rows_highlit.signs.get(row, "")

    # Mouse

    def on_mouse_down(self, event: events.MouseDown) -> None:
        self.pointer.press(event)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        self.pointer.move(event)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        self.pointer.let_go()

    def on_mouse_release(self, event: events.MouseRelease) -> None:
        """Another widget has the mouse: no button release will be reported here."""
        self.pointer.let_go(release=False)


def _within(index: int | None, spans: tuple[Span, ...]) -> int | None:
    return index if index is not None and 0 <= index < len(spans) else None
