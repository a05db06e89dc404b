"""Panes of lines that rest on passages: of an article, of a story, of an actor."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Hide
from textual.geometry import NULL_OFFSET, NULL_SPACING, Region, Size
from textual.getters import query_one
from textual.layout import ArrangeResult, Layout, WidgetPlacement
from textual.reactive import reactive
from textual.widget import Widget

from briefing.domain.briefing import SECTIONS
from briefing.presentation.rows import Row
from briefing.ui.briefing.rooms import TITLE, Ask, pane_rows
from briefing.ui.widgets.chrome.header import Heading, PaneHeader
from briefing.ui.widgets.lists.row_list import RowList


class PaneRows(RowList):
    """The rows of a pane; the screen runs their commands."""

    def on_hide(self, event: Hide) -> None:
        """Keep the focus when the pane was hidden, but is shown again before this is told."""
        is_shown = isinstance(self.parent, Pane) and self.parent.has_class("-shown")
        if is_shown and all(each.display for each in self.ancestors_with_self if isinstance(each, Widget)):
            event.prevent_default()


class Pane(Vertical):
    """Header with number, name and count, and the cursor's position while the pane has the focus; rows."""

    DEFAULT_CSS = """
    Pane { height: 1; }
    Pane > PaneRows { height: 1fr; }
    """
    """The height is that of the title; `PaneColumn` gives it rows."""

    rule = query_one(PaneHeader)
    rows = query_one(PaneRows)

    state: reactive[str | None] = reactive("")
    """Replaces the count: "" before there is an article, "…", "failed"; None for the count."""

    def __init__(
        self,
        number: int,
        title: str,
        *,
        place: str = "pane",
        gap: int = 0,
        is_aside: bool = False,
        id: str,  # noqa: A002 - Textual's name for it
    ) -> None:
        """`is_aside` is whether it is shown in place of those that are not, and they in its place."""
        super().__init__(id=id)
        self.number, self.title, self.is_aside = number, title, is_aside
        self._place, self._gap = place, gap
        self.is_awaited = False
        """Whether a language model is still to write in it, besides what it shows."""

    def compose(self) -> ComposeResult:
        yield PaneHeader()
        yield PaneRows(self._place, gap=self._gap)

    def on_mount(self) -> None:
        self.watch(self.rows, "virtual_size", self._make_room)

    def _make_room(self) -> None:
        """Lay out this pane and those beside it anew, also while it is folded."""
        self.refresh(layout=True)

    def ask(self, width: int, *, is_shown: bool) -> Ask:
        is_empty = self.state is None and not self.rows.rows
        return Ask(TITLE + self.rows.lines_at(width), is_shown, self.is_aside, is_empty)

    def show(self, rows: Sequence[Row], *, empty: str = "") -> None:
        """Show a part; `empty` is the message for one without rows."""
        self._fill(None, rows, empty)

    def wait(self, words: str, *, state: str = "…") -> None:
        """Show that the part is being made, or has not been."""
        self._fill(state, (), words)

    def fail(self, words: str) -> None:
        """Show why there are no rows."""
        self._fill("failed", (), words)

    def _fill(self, state: str | None, rows: Sequence[Row], empty: str) -> None:
        self.state = state
        self.rows.show(rows, empty=empty)
        self._make_room()
        self.retitle()

    @property
    def top_rows(self) -> list[int]:
        """The indexes of rows that are not details of another."""
        return [index for index, row in enumerate(self.rows.rows) if row.depth == 0]

    @property
    def heading(self) -> Heading:
        count = self.state if self.state is not None else str(len(self.top_rows))
        awaited = " …" if self.is_awaited and count != "…" else ""
        title = f"{self.number} {self.title} {count}{awaited}".rstrip()
        return Heading(title, self.rows.has_focus, self.id or "")

    @property
    def position(self) -> str:
        """ "6/12": the cursor's row, and the number of rows."""
        top = self.top_rows
        if not top:
            return ""
        at = sum(1 for index in top if index <= self.rows.cursor)
        return f"{at}/{len(top)}"

    def retitle(self) -> None:
        """Update the header."""
        self.rule.headings = (self.heading,)
        self.rule.focused = self.rows.has_focus
        self.rule.right = self.position if self.rows.has_focus else ""


def briefing_panes(place: str = "pane") -> tuple[Pane, ...]:
    """A pane for each section of a briefing."""
    return tuple(
        Pane(number, each.title, place=place, gap=each.gap, is_aside=each.is_aside, id=each.name)
        for number, each in enumerate(SECTIONS, 1)
    )


class PaneColumn(Layout):
    """Lays panes out below each other, each with the room that `rooms` gives it.

    CSS cannot: the height of a pane depends on what all the others have to show.
    """

    name = "panes"

    def arrange(
        self, parent: Widget, children: list[Widget], size: Size, greedy: bool = True
    ) -> ArrangeResult:
        """Place other children in a row each above the panes, but the titles of the folded ones below."""
        assert isinstance(parent, Panes)
        panes = [each for each in children if isinstance(each, Pane)]
        titles = [each for each in children if each is parent.folded_titles]
        above = [each for each in children if each not in panes and each not in titles]
        heights = parent.heights(panes, Size(size.width, size.height - TITLE * len(above)))
        rows = [(each, TITLE) for each in above]
        rows += [(pane, height) for pane, height in zip(panes, heights, strict=True) if height]
        if 0 in heights:
            rows += [(each, TITLE) for each in titles]
        placements, y = [], 0
        for widget, height in rows:
            top = size.height - height if widget in titles else y
            region = Region(0, top, size.width, height)
            placements.append(WidgetPlacement(region, NULL_OFFSET, NULL_SPACING, widget))
            y += height
        return placements


class Panes(Vertical):
    """Panes below each other, of which one is shown with those beside it; it may have the most room."""

    has_favourite: ClassVar[bool] = True
    """Whether the one that is shown has more room than another where room is scarce."""
    folded_titles: Widget | None = None
    """What stands for the panes that have no room."""

    def __init__(self, panes: Sequence[Pane], *, id: str, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self.panes = panes
        self.shown = self.names[0]
        """The name of the pane that had the focus last."""

    def compose(self) -> ComposeResult:
        yield from self.panes

    @property
    def layout(self) -> Layout:
        return PaneColumn()

    def on_mount(self) -> None:
        self.show(self.shown)

    def on_descendant_focus(self) -> None:
        for each in self.panes:
            if each.rows.has_focus:
                self.show(each.id or "")

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(each.id or "" for each in self.panes)

    def pane(self, name: str) -> Pane:
        return self.panes[self.names.index(name)]

    @property
    def rows(self) -> PaneRows:
        """The rows of the pane that is shown."""
        return self.pane(self.shown).rows

    def heights(self, panes: Sequence[Pane], size: Size) -> list[int]:
        """The rows of panes that may be shown, 0 for those without room."""
        favourite = self.shown if self.has_favourite else None
        asks = [each.ask(size.width, is_shown=each.id == favourite) for each in panes]
        return pane_rows(asks, size.height, TITLE if self.folded_titles is not None else 0)

    @property
    def are_all_shown(self) -> bool:
        """Whether all panes stand below each other."""
        displayed = [each for each in self.panes if each.display]
        return len(displayed) > 1 and all(self.heights(displayed, self.size))

    def beside(self, name: str) -> tuple[str, ...]:
        """The names of the panes that are shown together with this one, which is among them."""
        if self.are_all_shown:
            return self.names
        is_aside = self.pane(name).is_aside
        return tuple(each.id or "" for each in self.panes if each.is_aside is is_aside)

    def show(self, name: str) -> None:
        self.shown = name
        for each in self.panes:
            each.set_class(each.id == name, "-shown")
        self.pane(name).refresh(layout=True)

    def adjacent(self, name: str, by: int, *before: str) -> str:
        """The next or previous part; `before` are parts of the screen that come before the panes."""
        parts = (*before, *self.names)
        return parts[(parts.index(name) + by) % len(parts)]

    def wait(self, words: str, *, state: str = "…") -> None:
        """Show that nothing has been made yet; `state` stands in place of each count."""
        for each in self.panes:
            each.wait(words, state=state)

    def fail(self, words: str) -> None:
        """Show why there are no rows."""
        for each in self.panes:
            each.fail(words)

    def await_model(self, names: Collection[str]) -> None:
        """Show in the titles which panes, and no others, wait for a language model."""
        for each in self.panes:
            each.is_awaited = each.id in names
        self.retitle()

    def retitle(self) -> None:
        for each in self.panes:
            each.retitle()
