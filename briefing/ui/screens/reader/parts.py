"""Focus and zoom among the parts of the reader's screen: library, article, panes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from textual.screen import Screen
from textual.widget import Widget

from briefing.domain.analysis import PARTS as PANES
from briefing.presentation.rows import Row
from briefing.ui.briefing.article_panes import BriefingPanes
from briefing.ui.briefing.panes import PaneRows
from briefing.ui.widgets.article.article_view import ArticleView
from briefing.ui.widgets.lists.article_list_view import ArticleList

ZOOMS = ("-zoom-article", "-zoom-panes", "-zoom-library")


@dataclass(eq=False)
class Parts:
    """Moves the focus between the library, the article and the panes."""

    screen: Screen[None]
    rows: ArticleList
    view: ArticleView
    panes: BriefingPanes

    @property
    def commands(self) -> Mapping[str, Callable[[], object]]:
        panes = {
            f"reader.pane-{number}": partial(self.focus_part, pane) for number, pane in enumerate(PANES, 1)
        }
        return {
            "reader.zoom": self.zoom,
            "reader.next-pane": partial(self._focus_adjacent, 1),
            "reader.previous-pane": partial(self._focus_adjacent, -1),
            **panes,
        }

    # Current focus

    @property
    def in_library(self) -> bool:
        return self.screen.focused is self.rows

    @property
    def in_article(self) -> bool:
        return self.screen.focused is self.view

    @property
    def in_pane(self) -> bool:
        return isinstance(self.screen.focused, PaneRows)

    @property
    def pane_row(self) -> Row | None:
        """The row under the cursor of the focused pane."""
        focused = self.screen.focused
        return focused.row if isinstance(focused, PaneRows) else None

    @property
    def part(self) -> str:
        """The part of the screen that has the focus: "library", "article" or the name of a pane."""
        return self.panes.shown if self.in_pane else "library" if self.in_library else "article"

    @property
    def is_at_library(self) -> bool:
        """Whether the list is shown instead of the article on screens without room for both."""
        return self.screen.has_class("-at-library")

    @property
    def is_zoomed(self) -> bool:
        return any(self.screen.has_class(name) for name in ZOOMS)

    @property
    def _has_room_for_panes(self) -> bool:
        """Whether the panes fit beside or below the article; if not, one pane fills the screen."""
        return not any(self.screen.has_class(name) for name in ("-tiny", "-small", "-flat", "-short"))

    # Moving the focus

    def focus_part(self, part: str) -> None:
        """Focus a part of the screen; if another part is zoomed, zoom this one instead."""
        zoomed = self.is_zoomed
        if part in PANES:
            self.screen.remove_class(*ZOOMS)
            self.focus_pane(part)
            zoomed = zoomed or not self._has_room_for_panes
        elif part == "library":
            self.go_to_library()
        else:
            self.go_to_article()
        if zoomed:
            self._zoom(part)

    def focus_pane(self, name: str) -> None:
        self.panes.show(name)
        self.screen.remove_class("-at-library", "-previews", "-zoom-article", "-zoom-library")
        self.panes.fold(False)
        self.screen.set_focus(self.panes.pane(name).rows)

    def go_to_article(self) -> None:
        """Unhide the article and focus it; on a narrow screen, fold the panes."""
        self._show_article(folds=True)

    def _show_article(self, *, folds: bool) -> None:
        self.screen.remove_class("-at-library", "-previews", *ZOOMS)
        self.panes.fold(folds)
        self.screen.set_focus(self.view)

    def uncover_article(self) -> None:
        """Unhide the article without moving the focus."""
        self.screen.remove_class("-at-library", "-zoom-panes", "-zoom-library")

    def go_to_library(self) -> None:
        """Unhide the list and focus it."""
        self.screen.remove_class(*ZOOMS)
        self.screen.add_class("-at-library")
        self.screen.set_focus(self.rows)

    def focus(self, widget: Widget) -> None:
        self.screen.set_focus(widget)

    def start_reading(self) -> None:
        """Focus the article from its start: on a narrow screen a pane is in view until one moves on."""
        self._show_article(folds=False)

    def restore_focus(self) -> None:
        """Focus a visible part if the focused one was hidden by a resize."""
        if self.screen.focused is None:
            if self.is_at_library:
                self.go_to_library()
            else:
                self.start_reading()

    def focus_moved(self) -> None:
        """Unfold the panes when one of them has the focus."""
        if self.in_pane:
            self.panes.fold(False)

    def zoom(self) -> None:
        zoomed = self.is_zoomed
        self.screen.remove_class(*ZOOMS)
        if not zoomed:
            self._zoom(self.part)

    def _zoom(self, part: str) -> None:
        self.screen.add_class(f"-zoom-{'panes' if part in PANES else part}")

    def _focus_adjacent(self, by: int) -> None:
        library = ("library",) if self.screen.has_class("-wide") else ()
        parts = [*library, "article", *self.panes.beside(self.panes.shown)]
        at = parts.index(self.part) if self.part in parts else 0
        self.focus_part(parts[(at + by) % len(parts)])
