"""A pane of the briefing: header and rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.getters import query_one
from textual.reactive import reactive

from briefing.ui.commands.bindings import bindings_for
from briefing.ui.presenters.articles.briefing_rows import Row
from briefing.ui.widgets.chrome.header import Heading, PaneHeader
from briefing.ui.widgets.lists.row_list import RowList


class PaneRows(RowList):
    """The rows of a pane; the screen runs their commands."""

    PLACES: ClassVar[tuple[str, ...]] = ("pane", "move")
    BINDINGS = bindings_for("pane")


class Pane(Vertical):
    """Header with number, name and count, and the cursor's position while the pane has the focus; rows."""

    DEFAULT_CSS = """
    Pane { height: 1fr; }
    Pane > PaneRows { height: 1fr; }
    """

    ROWS: ClassVar[type[PaneRows]] = PaneRows

    rule = query_one(PaneHeader)
    rows = query_one(PaneRows)

    state: reactive[str | None] = reactive("")
    """Replaces the count: "" before there is an article, "…", "failed"; None for the count."""

    def __init__(
        self,
        number: int,
        title: str,
        *,
        gap: int = 0,
        id: str,  # noqa: A002 - Textual's name for it
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.number = number
        self.title = title
        self._gap = gap

    def compose(self) -> ComposeResult:
        yield PaneHeader()
        yield self.ROWS(gap=self._gap)

    def on_mount(self) -> None:
        self.watch(self.rows, "virtual_size", self._fit)

    def _fit(self) -> None:
        """Take no more lines than the rows need, and leave the others to the panes beside this one."""
        lines = self.rows.content_height
        if lines:
            self.styles.max_height = 1 + lines

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
        self._fit()
        self.retitle()

    @property
    def top_rows(self) -> list[int]:
        """The indexes of rows that are not details of another."""
        return [index for index, row in enumerate(self.rows.rows) if row.depth == 0]

    @property
    def heading(self) -> Heading:
        count = self.state if self.state is not None else str(len(self.top_rows))
        title = f"{self.number} {self.title} {count}".rstrip()
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
