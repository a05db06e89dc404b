"""The parts of the reader's screen, and what every command of it needs: where the focus is, what to say."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.getters import query_one
from textual.widgets import Static

from briefing.domain import Article
from briefing.ui.commands.bindings import bindings_for, places_of
from briefing.ui.commands.undo import ReadingPlace
from briefing.ui.presenters.articles.briefing_rows import Row
from briefing.ui.presenters.articles.briefing_state import (
    ACTORS,
    ISSUES,
    PANES,
    QUOTES,
    SUMMARY,
    TIMELINE,
    BriefingState,
    panes_beside,
)
from briefing.ui.presenters.articles.reader_messages import FILTER_HINTS, PROMPT_HINTS, command_hints
from briefing.ui.presenters.hints import Hint
from briefing.ui.screens.reader.background import BackgroundScreen
from briefing.ui.widgets.chrome.footer import HintFooter
from briefing.ui.widgets.chrome.header import Heading, PaneHeader
from briefing.ui.widgets.chrome.input_line import InputLine
from briefing.ui.widgets.chrome.status_row import StatusRow
from briefing.ui.widgets.lists.article_list import ArticleList
from briefing.ui.widgets.lists.list_filter import ListFilter
from briefing.ui.widgets.lists.pane import Pane, PaneRows
from briefing.ui.widgets.lists.row_list import RowList

__all__ = ["LibraryRows", "ReaderParts"]

TOO_SMALL = "This window is too small: briefing needs 40 columns and 10 rows."
NOT_IN_LIST = (
    "reader.next-passage",
    "reader.search",
    "reader.annotate",
    "reader.highlight",
    "reader.copy",
    "reader.pane-4",
)
"""Commands that the hints leave out while the list has the focus."""
ZOOMS = ("-zoom-article", "-zoom-panes", "-zoom-library")


class LibraryRows(ArticleList):
    """The articles of the library."""

    PLACES: ClassVar[tuple[str, ...]] = ("library", "move")
    # The place's own keys come first: Space selects here, and does not turn the page.
    BINDINGS = [*bindings_for("library"), *bindings_for("move")]
    modal_place: ClassVar[str | None] = None
    """No mode; but so the screen sees to each key before the next: what is typed behind / filters."""


class ReaderParts(BackgroundScreen):
    """Fills the frame and moves the focus between its parts."""

    library_rule = query_one("#library-rule", PaneHeader)
    library_rows = query_one(LibraryRows)
    tabs = query_one("#tabs", PaneHeader)
    other_panes = query_one("#other-panes", PaneHeader)
    status = query_one(StatusRow)
    hints = query_one(HintFooter)
    prompt = query_one(InputLine)
    list_filter = query_one(ListFilter)

    def __init__(self, article: Article | None, *, width: int, plain_emoji: bool) -> None:
        super().__init__(article, width=width, plain_emoji=plain_emoji)
        self.briefing = BriefingState()
        self._pane = SUMMARY
        self._briefing_pane = SUMMARY
        """The one of the first three that was shown last."""
        self._messages: list[str] = []

    def compose_beneath(self) -> ComposeResult:
        yield Static(TOO_SMALL, id="too-small", markup=False)
        yield StatusRow()
        yield InputLine()
        yield HintFooter()

    def compose_library(self) -> ComposeResult:
        yield PaneHeader(id="library-rule")
        yield ListFilter()
        yield LibraryRows(id="library-rows")

    def compose_panes(self) -> ComposeResult:
        yield PaneHeader(id="tabs")
        yield Pane(1, "Summary", gap=1, id=SUMMARY, classes="-shown")
        yield Pane(2, "Key actors", id=ACTORS)
        yield Pane(3, "Open issues", id=ISSUES)
        yield Pane(4, "Timeline", id=TIMELINE, classes="-aside")
        yield Pane(5, "Quotes", gap=1, id=QUOTES, classes="-aside")
        yield PaneHeader(id="other-panes")

    def pane(self, name: str) -> Pane:
        return self.get_widget_by_id(name, Pane)

    def pane_rows(self, name: str) -> tuple[Row, ...] | None:
        """What a pane lists of the open article; None while its part is being made."""
        return self.briefing.rows(name, self.article.text if self.article else "")

    def say(self, sentence: str, *, error: bool = False) -> None:
        """Tell the reader in the status row, and keep it for the messages."""
        self._messages.append(sentence)
        self.status.say(sentence, error=error)

    # Where the focus is, and where it goes

    def show_pane(self, name: str) -> None:
        """Make this the pane that a narrow screen shows and that grows on a wide one, beside its like."""
        self._pane = name
        beside = panes_beside(name)
        if SUMMARY in beside:
            self._briefing_pane = name
        for each in PANES:
            self.pane(each).set_class(each == name, "-shown")
            self.pane(each).set_class(each not in beside, "-aside")

    @property
    def has_turned(self) -> bool:
        """Whether timeline and quotes stand where summary, actors and issues were."""
        return self._pane != self._briefing_pane

    def turn_back(self) -> None:
        """Show summary, actors and issues again."""
        self.show_pane(self._briefing_pane)

    def focus_pane(self, name: str) -> None:
        self.show_pane(name)
        self.remove_class("-at-library", "-zoom-article", "-zoom-library")
        self.panes.remove_class("-folded")
        self.set_focus(self.pane(name).rows)

    @property
    def is_zoomed(self) -> bool:
        return any(self.has_class(name) for name in ZOOMS)

    @property
    def part(self) -> str:
        """The part of the screen that has the focus."""
        if isinstance(self.focused, PaneRows):
            return self._pane
        return "library" if isinstance(self.focused, LibraryRows) else "article"

    @property
    def has_room_for_panes(self) -> bool:
        """Whether the panes stand beside or beneath the article; else one has the screen to itself."""
        return not any(self.has_class(name) for name in ("-tiny", "-small", "-flat", "-short"))

    def focus_part(self, part: str) -> None:
        """Focus a part of the screen; where one was zoomed, it is zoomed instead."""
        zoomed = self.is_zoomed
        if part in PANES:
            self.remove_class(*ZOOMS)
            self.focus_pane(part)
            zoomed = zoomed or not self.has_room_for_panes
        elif part == "library":
            self.go_to_library()
        else:
            self.go_to_article()
        if zoomed:
            self.add_class(f"-zoom-{'panes' if part in PANES else part}")

    def go_to_article(self) -> None:
        """Show the article, whatever hid it, and focus it."""
        self.remove_class("-at-library", *ZOOMS)
        self.set_focus(self.view)

    def go_to_library(self) -> None:
        """Show the list, whatever hid it, and focus it."""
        self.remove_class(*ZOOMS)
        self.add_class("-at-library")
        self.set_focus(self.library_rows)

    def begin_reading(self) -> None:
        """Where the screen is narrow a folded pane would hide the briefing: begin in it."""
        self.go_to_article()
        if self.has_class("-narrow") and self.has_room_for_panes:
            self.focus_pane(self._pane)

    def _focus_beside(self, by: int) -> None:
        parts = [*(("library",) if self.has_class("-wide") else ()), "article", *panes_beside(self._pane)]
        at = parts.index(self.part) if self.part in parts else 0
        self.focus_part(parts[(at + by) % len(parts)])

    def here(self) -> ReadingPlace:
        return ReadingPlace(self.article.id if self.article else "", self.view.place())

    def pane_row(self) -> Row | None:
        return self.focused.row if isinstance(self.focused, PaneRows) else None

    def action_reader_zoom(self) -> None:
        part = self.part
        zoomed = self.is_zoomed
        self.remove_class(*ZOOMS)
        if not zoomed:
            self.add_class(f"-zoom-{'panes' if part in PANES else part}")

    def action_reader_next_pane(self) -> None:
        self._focus_beside(1)

    def action_reader_previous_pane(self) -> None:
        self._focus_beside(-1)

    def action_reader_pane_1(self) -> None:
        self.focus_part(SUMMARY)

    def action_reader_pane_2(self) -> None:
        self.focus_part(ACTORS)

    def action_reader_pane_3(self) -> None:
        self.focus_part(ISSUES)

    def action_reader_pane_4(self) -> None:
        self.focus_part(TIMELINE)

    def action_reader_pane_5(self) -> None:
        self.focus_part(QUOTES)

    # Titles and hints

    def retitle(self) -> None:
        """Make titles and hints say what is now the case."""
        self.title_article()
        self.title_library()
        for name in PANES:
            self.pane(name).retitle()
        shown = self.pane(self._pane)
        self._title_panes(shown)
        self.tabs.focused = shown.rows.has_focus
        self.tabs.right = shown.rule.right
        if (hints := self.field_hints()) is not None:
            self.hints.hints = hints
            return
        row = self.focused.row if isinstance(self.focused, RowList) else None
        opens = row is not None and row.expandable and row.key not in self.briefing.expanded
        instead = {"pane.open": "open" if opens else ""}
        if opens and self._pane == ACTORS:
            instead |= {"pane.go": "open actor", "pane.open": ""}
        if isinstance(self.focused, LibraryRows):
            instead |= dict.fromkeys(NOT_IN_LIST, "") | {"reader.back": "quit"}
        if self.article is None:
            instead |= {"reader.next-article": "", "reader.zoom": ""}
        self.hints.hints = command_hints(self.commands, places_of(self.focused or self), instead)

    def _title_panes(self, shown: Pane) -> None:
        """The titles of the panes that stand together, and how the others are called up."""
        beside = panes_beside(self._pane)
        others = [self.pane(name) for name in PANES if name not in beside]
        keys = " ".join(str(pane.number) for pane in others)
        first = self._briefing_pane if self.has_turned else TIMELINE
        turn = Heading(f"{keys} {'Briefing' if self.has_turned else 'more'}", id=first)
        headings = tuple(self.pane(name).heading for name in beside)
        self.tabs.headings = (turn, *headings) if self.has_turned else (*headings, turn)
        self.other_panes.headings = (turn,) if self.has_turned else tuple(pane.heading for pane in others)

    def field_hints(self) -> tuple[Hint, ...] | None:
        """The hints of the field that is typed in; None while none is."""
        if self.list_filter.is_typing:
            return FILTER_HINTS
        return PROMPT_HINTS if self.prompt.is_asking else None

    def title_library(self) -> None:
        """Make the rule of the list say what is listed."""
