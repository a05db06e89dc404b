"""The screen of the reader: the library's list, the article, and the panes of its briefing."""

from __future__ import annotations

from asyncio import wrap_future
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from briefing.domain import Article
from briefing.domain.analysis import PARTS
from briefing.domain.briefing import ACTORS
from briefing.errors import BriefingError
from briefing.presentation.briefing_rows import stub_message
from briefing.presentation.keys.hints import IN_LIST, Hint, command_hints, filter_hints
from briefing.presentation.library.library_rows import article_verbs
from briefing.presentation.library.list_messages import ListCounts
from briefing.presentation.library.list_place import ListPlace
from briefing.presentation.sentences import ARTICLE_WAIT
from briefing.settings import Settings
from briefing.settings.table import TODAY
from briefing.ui.analysis_queue import AnalysisQueue
from briefing.ui.briefing.article_panes import BriefingPanes
from briefing.ui.commands.bindings import News, places_of
from briefing.ui.commands.undo import Changes
from briefing.ui.configuration import ConfigurationFiles
from briefing.ui.configuration.settings_controller import POLL_SECONDS
from briefing.ui.first_frame import HORIZONTAL_BREAKPOINTS, VERTICAL_BREAKPOINTS, add_size_classes
from briefing.ui.messages import (
    AnalysisFailed,
    AnalysisReady,
    ChangeMade,
    PartReady,
)
from briefing.ui.opening import Opening
from briefing.ui.screens.message_log_screen import MessagesScreen
from briefing.ui.screens.reader.article_list_controller import title_list
from briefing.ui.screens.reader.context import ReaderContext
from briefing.ui.screens.reader.controllers import Controllers
from briefing.ui.screens.reader.parts import Parts
from briefing.ui.screens.reader.view import ReaderView
from briefing.ui.widgets.article.article_view import ArticleView
from briefing.ui.widgets.chrome.footer import HintFooter
from briefing.ui.widgets.chrome.header import PaneHeader
from briefing.ui.widgets.chrome.input_line import InputLine
from briefing.ui.widgets.chrome.status_row import StatusRow
from briefing.ui.widgets.lists.article_list_view import ArticleList
from briefing.ui.widgets.lists.article_preview import ArticlePreview
from briefing.ui.widgets.lists.list_filter import ListFilter
from briefing.ui.widgets.lists.row_list import RowList

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
RETRY_SECONDS = 15.0
"""Interval between attempts to write annotations that could not be written."""
SHUTDOWN_SECONDS = 6.0
"""Seconds that quitting waits for pending writes; a write times out after five."""
TO_ANOTHER_PART = frozenset(
    {
        "reader.next-pane",
        "reader.previous-pane",
        *(f"reader.pane-{number}" for number in range(1, len(PARTS) + 1)),
    }
)
"""Commands that leave the list for the article or its panes."""


class ReaderScreen(ReaderView):
    """Composes the widgets, and routes messages, keys and commands to the controllers."""

    PLACES: ClassVar[tuple[str, ...]] = ("reader", "go")
    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = HORIZONTAL_BREAKPOINTS
    VERTICAL_BREAKPOINTS = VERTICAL_BREAKPOINTS

    controllers: Controllers
    """Set once the library is open."""
    is_open = False
    """Whether the library is open."""

    def __init__(
        self,
        opening: Opening,
        settings: Settings,
        problems: Sequence[str] = (),
        *,
        files: ConfigurationFiles,
        first: Article | None = None,
        templates: Path | None = None,
    ) -> None:
        """Show the articles of `opening`, or the library if it has none.

        `problems` are shown as messages at the start. `files` are the settings and themes. `first` is the
        article in the first frame. `templates` is the folder of the user's export templates.
        """
        super().__init__(settings, first)
        self._opening = opening
        self._problems = tuple(problems)
        self._files = files
        self._templates = templates

    def compose(self) -> ComposeResult:
        add_size_classes(self)
        with Horizontal(id="body"):
            with Vertical(id="library"):
                yield PaneHeader(id="library-rule")
                yield ListFilter()
                yield ArticleList(id="library-rows")
            yield self.article_pane
            yield BriefingPanes(article_pane=self.article_pane, id="panes")
            yield ArticlePreview(width=self.settings.width, id="preview")
        yield Static(TOO_SMALL, id="too-small", markup=False)
        yield StatusRow()
        yield InputLine()
        yield HintFooter()

    def on_mount(self) -> None:
        self.parts = Parts(self, self.library_rows, self.view, self.panes)
        if self.in_first_frame is not None:
            self.article_pane.show(self.in_first_frame)
        else:
            self.view.show_empty(ARTICLE_WAIT)
        self.connect()

    @work
    async def connect(self) -> None:
        """Wait for the library, create the controllers and load what the reader was opened for."""
        try:
            library = await wrap_future(self._opening.library)
        except BriefingError:
            self.app.exit(return_code=1)  # the caller reports the error
            return
        self.context = ReaderContext(
            library,
            self,
            Changes(library.annotations, self.tasks, self.post_message),
            AnalysisQueue(library, self.post_message),
        )
        controllers = self.controllers = Controllers(self.context, self._files, self._templates)
        self.is_open = True
        self.article_pane.article = None
        if self._opening.added is None:
            if self.in_first_frame is None:
                self.parts.go_to_library()
            reading = await controllers.list_commands.resume()
            if self.settings.opens_on == TODAY and await controllers.story_commands.open_today(reading):
                pass
            elif reading:
                controllers.article.fetch(reading)
            else:
                controllers.article.add_sample()
        else:
            controllers.article_list.reload()
            self.panes.wait(ARTICLE_WAIT)
            if self.in_first_frame is not None:
                controllers.list_commands.opened = (self.in_first_frame.id,)
                controllers.list_commands.is_reading = True
            controllers.article.await_added(self._opening.added, self._opening.more)
        self.set_interval(RETRY_SECONDS, controllers.unsaved.retry)
        controllers.list_commands.restart_idle_timer()
        controllers.stories.start_soon()
        self.set_interval(POLL_SECONDS, controllers.settings.reload_saved)
        controllers.refresh.start_by_age()
        self.report_problems((*self._problems, *library.notices))
        self.retitle()
        if self.in_first_frame is None:
            self.take_keys()

    # Shared with the controllers

    def take_settings(self, settings: Settings) -> None:
        self.settings = settings
        for shown in (self.view, self.preview):
            shown.resize_lines(settings.width)
        self.context.tell(News.FEEDS)
        self.retitle()

    def work_failed(self, sentence: str) -> None:
        for each in self.context.controllers:
            each.work_failed(sentence)
        self.say(sentence, error=True)

    def show_titles(self) -> None:
        self.article_pane.retitle()
        if self.is_open:
            self.controllers.article_list.retitle()
            self.controllers.preview.update()
        else:
            title_list(self.library_header, self.library_rows, ListPlace(), ListCounts(), 0)
        self.panes.retitle()
        self.hints.hints = self._field_hints() or self._command_hints()

    def _field_hints(self) -> tuple[Hint, ...]:
        """The hints of the field that has the focus, if any."""
        if self.list_filter.is_typing:
            save = "reader.save-filter"
            return filter_hints(Hint(self.name_keys(f"{{{save}}}"), "save", f"screen.command('{save}')"))
        return self.prompt.hints if self.prompt.is_asking else ()

    def _command_hints(self) -> tuple[Hint, ...]:
        row = self.focused.row if isinstance(self.focused, RowList) else None
        expandable = row is not None and row.expandable and not self.panes.is_expanded(row)
        instead = {"pane.open": "open" if expandable else ""}
        if row is not None and expandable and self.panes.shown == ACTORS:
            instead |= {"pane.go": "open actor" if row.item is not None else "open", "pane.open": ""}
        if self.is_open and self.controllers.search.is_active:
            instead["reader.next-passage"] = "match"
        if self.parts.in_library:
            instead |= dict.fromkeys(NOT_IN_LIST, "") | self._way_out | article_verbs(row)
        if not self.parts.in_pane:
            is_adding = self.view.selecting and not self.parts.in_library
            instead["reader.correct"] = "add" if is_adding else ""
        if self.article is None:
            instead |= {"reader.next-article": "", "reader.zoom": ""}
        lasting = IN_LIST if self.parts.in_library else ("reader.correct",)
        return command_hints(self.commands, places_of(self.focused or self), instead, lasting)

    @property
    def _way_out(self) -> dict[str, str]:
        """The words of the hint of `q` in the list."""
        is_first = not self.is_open or self.controllers.list_commands.is_first
        return {"reader.back": "quit" if is_first else "back"}

    @property
    def modal_place(self) -> str | None:
        """While colours are offered, digits choose one."""
        return "color" if self.is_open and self.controllers.marks.is_coloring else None

    # The briefing

    @on(PartReady)
    def show_part(self, message: PartReady) -> None:
        if self.is_shown(message.article):
            self.panes.add_part(message.part)
            self._update_briefing()

    @on(AnalysisReady)
    def show_saved_briefing(self, message: AnalysisReady) -> None:
        if self.is_shown(message.article):
            self.panes.show_analysis(message.analysis)
            self._update_briefing()
            if (stub := message.article.structure.stub) and message.analysis.is_empty:
                self.say(stub_message(message.analysis.notice or "", stub))

    def _update_briefing(self) -> None:
        self.retitle()
        self.controllers.passages.highlight_current_row()

    @on(AnalysisFailed)
    def show_failure(self, message: AnalysisFailed) -> None:
        if self.is_shown(message.article):
            self.panes.fail(message.sentence)
            self.say(message.sentence, error=True)
            self.retitle()

    # Results of background work

    @on(ChangeMade)
    def show_change(self, message: ChangeMade) -> None:
        for each in self.context.controllers:
            each.change_made(message)
        self.context.tell(News.CHANGES)
        self.say(message.said, error=bool(message.pending_error))

    # Widgets

    @on(RowList.Highlighted)
    def follow_cursor(self, message: RowList.Highlighted) -> None:
        message.stop()
        if message.row_list.has_focus:
            if message.row_list is self.library_rows:
                self.controllers.article_list.show_row_status()
            else:
                self.controllers.passages.highlight_current_row()  # the rows may have changed since
        self.retitle()

    @on(RowList.Chosen)
    async def choose_row(self, message: RowList.Chosen) -> None:
        message.stop()
        is_listed = message.row_list is self.library_rows
        await self.action_command("library.open" if is_listed else "pane.go")

    @on(ArticleList.RowsRequested)
    def fetch_rows(self, message: ArticleList.RowsRequested) -> None:
        self.controllers.article_list.fetch_rows(message.ids)

    @on(ListFilter.Changed)
    def filter_list(self, message: ListFilter.Changed) -> None:
        self.run_worker(self.controllers.list_commands.filter_soon(message.typed), group="filter")

    @on(PaneHeader.Chosen)
    def focus_pane(self, message: PaneHeader.Chosen) -> None:
        if message.heading.id in self.panes.names:
            self.parts.focus_pane(message.heading.id)

    @on(ArticlePreview.Entered)
    def open_preview(self) -> None:
        self.controllers.preview.enter()

    @on(ArticleView.ScrolledTo)
    @on(ArticleView.CaretMoved)
    def update_position(self) -> None:
        if self.is_open:
            self.controllers.navigation.position_changed()
        self.retitle()

    @on(ArticleView.CaretMoved)
    @on(ArticleView.SelectionChanged)
    def make_room_to_read(self) -> None:
        if self.parts.in_article:
            self.panes.fold(True)

    @on(ArticleView.SelectionChanged)
    def show_selection_status(self, message: ArticleView.SelectionChanged) -> None:
        if message.span is not None:
            self.status.clear()  # by a key it is cleared already, by the mouse it is not
            self.controllers.tour.done("selection")
        self.controllers.annotations.show_selection_status(message.span)

    # Focus, size, keys

    def on_screen_resume(self) -> None:
        if self.is_open:
            self.controllers.navigation.show_deferred()

    def on_descendant_focus(self) -> None:
        self.parts.focus_moved()
        if self.is_open:
            self.controllers.tour.done(self.parts.part)

    def on_resize(self) -> None:
        if self.is_open:
            self.call_after_refresh(self.parts.restore_focus)

    def on_key(self, event: events.Key) -> None:
        """Count the keys, clear the message and restart timers."""
        self.key_count += 1
        self.holds_problems = False
        controllers = self.controllers
        controllers.list_commands.restart_idle_timer()
        self.status.clear()
        if controllers.marks.end_coloring(event.key):
            self.call_after_refresh(controllers.annotations.update_status)
        if event.key == "enter" and self.view.has_focus and controllers.annotations.attach_selection():
            event.stop()
            event.prevent_default()
        else:
            controllers.refresh.key_pressed()

    # Commands

    async def action_command(self, id_: str) -> None:
        if id_ == "reader.messages":
            self.status.stays = False
            self.app.push_screen(MessagesScreen(tuple(self.messages)))
        elif self.is_open:
            if id_ in TO_ANOTHER_PART and self.controllers.preview.is_shown and self.parts.in_library:
                await self.context.run("library.open")  # the reader goes to what is seen
            await self.context.run(id_)
            self.controllers.tour.done(id_)

    def action_leave_filter(self) -> None:
        self.controllers.list_commands.leave_filter()

    def action_beside(self) -> None:
        self.controllers.list_commands.leave_filter()

    def action_move_listed(self, by: int) -> None:
        self.controllers.list_commands.move(by)

    # Quitting

    def may_quit(self) -> bool:
        return not self.is_open or self.controllers.unsaved.may_quit()

    async def on_unmount(self) -> None:
        """Save what is not saved, stop background work and wait for pending writes."""
        if self.is_open:
            for each in self.context.controllers:
                await each.end()
            self.context.analysis.close()
            await self.tasks.end(SHUTDOWN_SECONDS)
