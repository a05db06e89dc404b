"""The layout of the screen of a story: its articles beside five panes, focus and zoom among them."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.getters import query_one

from briefing.ui.commands.bindings import CommandScreen, bindings_for
from briefing.ui.first_frame import HORIZONTAL_BREAKPOINTS, VERTICAL_BREAKPOINTS
from briefing.ui.presenters.articles.briefing_state import (
    ACTORS,
    ISSUES,
    PANES,
    QUOTES,
    SUMMARY,
    TIMELINE,
    pane_group,
)
from briefing.ui.widgets.chrome.footer import HintFooter
from briefing.ui.widgets.chrome.header import PaneHeader
from briefing.ui.widgets.chrome.status_row import StatusRow
from briefing.ui.widgets.lists.pane import Pane, PaneRows
from briefing.ui.widgets.lists.row_list import RowList

ARTICLES = "articles"
"""The name of the list of articles, beside those of the panes."""
ZOOMS = ("-zoom-articles", "-zoom-panes")


class StoryRows(PaneRows, inherit_bindings=False):
    """The articles, or the rows of a pane; the screen runs their commands."""

    PLACES: ClassVar[tuple[str, ...]] = ("story", "move")
    BINDINGS = bindings_for("story", "move")


class StoryPane(Pane):
    """A pane whose lines rest on several articles."""

    ROWS: ClassVar = StoryRows


class StoryLayout(CommandScreen[None]):
    """Holds the parts; the subclass fills them."""

    CSS_PATH: ClassVar = "story_screen.tcss"
    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = HORIZONTAL_BREAKPOINTS
    VERTICAL_BREAKPOINTS = VERTICAL_BREAKPOINTS

    rule = query_one("#story-rule", PaneHeader)
    articles = query_one("#story-rows", StoryRows)
    status = query_one(StatusRow)
    hints = query_one(HintFooter)

    shown = SUMMARY
    """The name of the pane that was focused last."""

    def compose(self) -> ComposeResult:
        with Container(id="story"):
            with Vertical(id="story-articles"):
                yield PaneHeader(id="story-rule")
                yield StoryRows(id="story-rows")
            with Vertical(id="story-panes"):
                yield StoryPane(1, "Summary", gap=1, id=SUMMARY)
                yield StoryPane(2, "Key actors", id=ACTORS)
                yield StoryPane(3, "Open issues", id=ISSUES)
                yield StoryPane(4, "Timeline", id=TIMELINE)
                yield StoryPane(5, "Quotes", gap=1, id=QUOTES)
        yield StatusRow()
        yield HintFooter()

    def pane(self, name: str) -> StoryPane:
        return self.get_widget_by_id(name, StoryPane)

    @property
    def focused_rows(self) -> RowList:
        return self.focused if isinstance(self.focused, RowList) else self.articles

    @property
    def part(self) -> str:
        return ARTICLES if self.focused is self.articles else self.shown

    def show_pane(self, name: str) -> None:
        self.shown = name
        for each in PANES:
            self.pane(each).set_class(each == name, "-shown")
            self.pane(each).set_class(each not in pane_group(name), "-aside")

    def focus_part(self, part: str) -> None:
        if self.is_zoomed:
            self.zoom(part)
        if part == ARTICLES:
            self.set_focus(self.articles)
        else:
            self.show_pane(part)
            self.set_focus(self.pane(part).rows)

    @property
    def is_zoomed(self) -> bool:
        return any(map(self.has_class, ZOOMS))

    def zoom(self, part: str) -> None:
        """Give a part the whole screen; none for ""."""
        for name, is_wanted in zip(ZOOMS, (part == ARTICLES, part in PANES), strict=True):
            self.set_class(is_wanted, name)

    def action_story_zoom(self) -> None:
        self.zoom("" if self.is_zoomed else self.part)

    def action_story_pane_1(self) -> None:
        self.focus_part(SUMMARY)

    def action_story_pane_2(self) -> None:
        self.focus_part(ACTORS)

    def action_story_pane_3(self) -> None:
        self.focus_part(ISSUES)

    def action_story_pane_4(self) -> None:
        self.focus_part(TIMELINE)

    def action_story_pane_5(self) -> None:
        self.focus_part(QUOTES)

    def action_story_articles(self) -> None:
        self.focus_part(ARTICLES)

    def action_story_next_pane(self) -> None:
        self._focus_adjacent(1)

    def action_story_previous_pane(self) -> None:
        self._focus_adjacent(-1)

    def _focus_adjacent(self, by: int) -> None:
        parts = (ARTICLES, *PANES)
        self.focus_part(parts[(parts.index(self.part) + by) % len(parts)])
