"""The reader: the library's list, the article, and the panes of its briefing."""

from __future__ import annotations

from asyncio import wrap_future
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar

from textual import events, on, work

from briefing.domain import Article
from briefing.errors import BriefingError
from briefing.ui.commands.bindings import bindings_for
from briefing.ui.messages import (
    AnalysisFailed,
    AnalysisReady,
    ArticleFetched,
    ArticlesAdded,
    PartReady,
    WorkFailed,
)
from briefing.ui.opening import Opening
from briefing.ui.presenters.articles.briefing_state import PANES, SUMMARY, BriefingState
from briefing.ui.presenters.articles.library_rows import ADD, FEEDS, SAMPLE
from briefing.ui.presenters.articles.reader_messages import pluralize, quoted
from briefing.ui.screens.reader.feed_commands import FeedCommands
from briefing.ui.screens.reader.reader_parts import LibraryRows
from briefing.ui.screens.reader.text_commands import TextCommands
from briefing.ui.widgets.article.article_view import ArticleView
from briefing.ui.widgets.chrome.header import PaneHeader
from briefing.ui.widgets.chrome.input_line import InputLine
from briefing.ui.widgets.lists.pane import Pane, PaneRows
from briefing.ui.widgets.lists.row_list import RowList

__all__ = ["ReaderScreen"]

ARTICLE_WAIT = "Waiting for the article…"
ENGINE_WAIT = "Reading the article…"


class ReaderScreen(TextCommands, FeedCommands):
    """Routes what the parts and the background work tell, and keeps titles and hints true."""

    PLACES: ClassVar[tuple[str, ...]] = ("reader",)
    BINDINGS = bindings_for("reader")

    def __init__(
        self,
        opening: Opening,
        problems: Sequence[str] = (),
        *,
        first: Article | None = None,
        typed: list[events.Key] | None = None,
        width: int = 76,
        plain_emoji: bool = False,
        templates: Path | None = None,
        queries: Mapping[str, str] | None = None,
        refresh_minutes: int = 0,
        offers_starters: bool = False,
    ) -> None:
        """`opening` is what comes first: its articles, or else the library.

        `problems` are told at the start. `first` is the text that already stood in the first frame, and
        `typed` the keys that came before this screen did. `templates` is the folder of the reader's own
        export formats, `queries` are saved ones by name. Feeds are refreshed every `refresh_minutes`, unless
        that is 0, and `offers_starters` lets the reader of a new library pick some.
        """
        super().__init__(first, width=width, plain_emoji=plain_emoji)
        self.templates = templates
        self.queries = queries or {}
        self.refresh_minutes = refresh_minutes
        self.offers_starters = offers_starters and opening.added is None
        self._opening = opening
        self._problems = tuple(problems)
        self._in_first_frame = first
        self._typed = typed if typed is not None else []
        self._wanted_id: str | None = None
        """The article that was asked for and has not come yet."""
        self._caret = 0
        """Where the open article is read, for when its view is gone."""

    def on_mount(self) -> None:
        if self._in_first_frame is not None:
            self.lay_article_out(self._in_first_frame)
        self.begin()

    @work
    async def begin(self) -> None:
        """Set going what the reader was opened for, once the library is open."""
        try:
            self.library = await wrap_future(self._opening.library)
        except BriefingError:
            self.app.exit(return_code=1)  # whoever started the reader tells why
            return
        self.is_open = True
        self.article = None
        if self._opening.added is None:
            self.go_to_library()
            reading = await self.resume()
            if reading:
                self.fetch_article(reading)
            self.add_sample()
        else:
            self.list_library()
            for name in PANES:
                self.pane(name).wait(ARTICLE_WAIT)
            self.await_added(self._opening.added, self.key_count)
        self.watch_unsaved()
        self.watch_idleness()
        self.prepare_editor()
        self.begin_feeds()
        for problem in (*self._problems, *self.library.notices):
            self.say(problem, error=True)
        self.retitle()
        if self._in_first_frame is None:
            self._press_typed()

    def _press_typed(self) -> None:
        """Press the keys that came too early, now that there is something for them to act on."""
        while self._typed:
            event = self._typed.pop(0)
            self.app.post_message(events.Key(event.key, event.character))

    # What the background work tells

    def listed(self) -> None:
        """The cursor of a list in which one is not is on the article that one reads."""
        if self.article is not None and not self.library_rows.has_focus:
            self._mark_listed(self.article.id)

    @on(ArticlesAdded)
    def open_added(self, message: ArticlesAdded) -> None:
        """Open the first, unless the reader has gone on to something else since asking for it."""
        self.list_library()
        gone_on = self.article is not None and message.asked != self.key_count
        busy = gone_on or self.prompt.is_asking or self.editor.is_open
        if message.articles and not busy:
            self.show_article(message.articles[0], offset=message.offset)
        elif self.article is None and not busy:
            self.go_to_library()
        self._tell_added(message, opened=not busy)
        self.call_after_refresh(self._press_typed)

    def _tell_added(self, message: ArticlesAdded, *, opened: bool) -> None:
        failed, came = len(message.failures), len(message.articles)
        for failure in message.failures:
            self.say(str(failure.error), error=True)
        if failed > 1:
            self.say(f"{failed} of {failed + came} could not be read: F2 says why.", error=True)
        elif came and not opened:
            self.say(f"{quoted(message.articles[0].title)} is in the library now.")
        elif came > 1 and not failed:
            self.say(f"{pluralize(came, 'article')} read in: J and K walk them.")

    @on(ArticleFetched)
    def show_fetched(self, message: ArticleFetched) -> None:
        if not self.hold_article(message):
            self.show_article(message.article, offset=message.offset)
            self.tell_text(message.article)

    @on(PartReady)
    def show_part(self, message: PartReady) -> None:
        if self.is_shown(message.article):
            self.briefing = self.briefing.with_part(message.part)
            self._show_briefing()

    @on(AnalysisReady)
    def show_kept_briefing(self, message: AnalysisReady) -> None:
        if self.is_shown(message.article):
            self.briefing = BriefingState.of(message.analysis)
            self._show_briefing()

    @on(AnalysisFailed)
    def show_failure(self, message: AnalysisFailed) -> None:
        if self.is_shown(message.article):
            for name in PANES:
                if self.pane_rows(name) is None:
                    self.pane(name).fail(message.sentence)
            self.say(message.sentence, error=True)
            self.retitle()

    @on(WorkFailed)
    def tell_failure(self, message: WorkFailed) -> None:
        """What failed may be that an article is gone: the list is read again."""
        self._wanted_id = None
        self.list_library()
        if self.article is None and not self.prompt.is_asking:
            self.go_to_library()
        self.say(message.sentence, error=True)
        self.port.tell(message.sentence)

    # The article

    def is_shown(self, article: Article) -> bool:
        """Whether this very text is open: what is told of an earlier version of it points elsewhere."""
        shown = self.article
        return shown is not None and (shown.id, shown.sha256) == (article.id, article.sha256)

    def show_article(self, article: Article, *, offset: int = 0) -> None:
        """Lay the article out at once, and set its briefing going."""
        self._keep_place()
        self._wanted_id = None
        newly = not self.is_shown(article)
        self.article = article
        self.remove_class("-at-library")
        first, self._in_first_frame = self._in_first_frame, None
        if first is None or (first.title, first.text) != (article.title, article.text):
            self.lay_article_out(article)
        self.status.clear()
        self.forget_passages()
        self.forget_annotations()
        self.fetch_annotations(article)
        resumed = self.restore_awaited(article.id)
        if not resumed and offset:
            self.view.go_to(offset)
            resumed = True
        if newly or self.briefing == BriefingState():
            self.briefing = BriefingState()
            for name in PANES:
                self.pane(name).wait(ENGINE_WAIT)
            self.analyse(article)
        self._caret = self.view.caret
        self._mark_listed(article.id)
        self.mark_read(article.id)
        if resumed:
            self.go_to_article()
        elif not isinstance(self.focused, PaneRows):
            self.begin_reading()
        self.retitle()

    def on_unmount(self) -> None:
        """Keep the last place; `end_work` sees to it that it is written."""
        if not self.is_open:
            return
        self.keep_list(reading=not self.has_class("-at-library"))
        if self.article is not None:
            article_id, offset = self.article.id, self._caret
            self.keep(lambda: self.library.set_reading_position(article_id, offset))

    def _keep_place(self) -> None:
        if self.article is not None:
            article_id, offset = self.article.id, self.view.caret
            self.keep(lambda: self.library.set_reading_position(article_id, offset))

    def _mark_listed(self, article_id: str) -> None:
        line = self.listing.line_of(article_id)
        if line is not None:
            self.library_rows.move_to(line)

    def _show_briefing(self) -> None:
        published = self.article is not None and self.article.published is not None
        for name in PANES:
            rows = self.pane_rows(name)
            if rows is not None:
                self.pane(name).show(rows, empty=self.briefing.when_empty(name, published=published))
        self.retitle()
        if isinstance(self.focused, PaneRows) and self.focused.row is not None:
            self.show_row(self.focused.row)

    # Panes and evidence

    @on(RowList.Highlighted)
    def light_evidence(self, message: RowList.Highlighted) -> None:
        message.stop()
        if message.row_list.has_focus:
            self.show_row(message.row)
        self.retitle()

    @on(RowList.Chosen)
    async def choose_row(self, message: RowList.Chosen) -> None:
        message.stop()
        if isinstance(message.row_list, LibraryRows):
            await self.action_library_open()
        else:
            self.action_pane_go()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        focused = self.focused
        if isinstance(focused, PaneRows) and isinstance(focused.parent, Pane):
            self.show_pane(focused.parent.id or SUMMARY)
            self.panes.remove_class("-folded")
        elif focused is self.view:
            self.panes.add_class("-folded")
        self.retitle()

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        self.retitle()

    @on(PaneHeader.Chosen)
    def focus_titled(self, message: PaneHeader.Chosen) -> None:
        message.stop()
        if message.heading.id in PANES:
            self.focus_pane(message.heading.id)

    @on(ArticleView.ScrolledTo)
    @on(ArticleView.CaretMoved)
    def follow_reading(self) -> None:
        self._caret = self.view.caret
        if self.focused is self.view:
            self.forget_origin()
            self.tell_here()
        self.retitle()

    def on_resize(self) -> None:
        self.call_after_refresh(self._refocus)

    def _refocus(self) -> None:
        """A part that no longer fits has lost the focus: give it to one that is shown."""
        if self.is_open and self.focused is None:
            if self.has_class("-at-library"):
                self.go_to_library()
            else:
                self.begin_reading()
        self.retitle()

    async def on_key(self, event: events.Key) -> None:
        """Before the library is open keys wait; after, each says that the reader has gone on."""
        if not self.is_open or self._in_first_frame is not None:
            event.stop()
            event.prevent_default()
            self._typed.append(event)
            return
        if await self._passed_on(event):
            return
        self.key_count += 1
        self.end_idleness()
        self.status.clear()
        self.end_coloring(event.key)
        if event.key == "enter" and self.view.has_focus and self.attach_selection():
            event.stop()
            event.prevent_default()

    async def _passed_on(self, event: events.Key) -> bool:
        """Give a field what was typed in one go with the key that opened it, before it had the focus."""
        fields = (
            (self.editor, self.editor.is_open),
            (self.prompt, self.prompt.is_asking),
            (self.list_filter, self.list_filter.is_typing),
        )
        field = next((each for each, is_open in fields if is_open), None)
        focused = self.focused
        if field is None or focused is None or event is field.last_key:
            return False
        event.stop()
        event.prevent_default()
        # Tab first of all: what was typed behind it is for the next field.
        if not await self.app._check_bindings(event.key, priority=True):
            focused.post_message(events.Key(event.key, event.character))
        return True

    # Commands of the library

    async def action_library_open(self) -> None:
        row = self.library_rows.row
        if row is None:
            return
        self.keep_list(reading=True)
        if row.key == SAMPLE:
            self.add_sample(again=True)
        elif row.key == ADD:
            await self.action_reader_add()
        elif row.key == FEEDS:
            self.action_reader_feeds()
        elif self.article is not None and row.key == self.article.id:
            self.go_to_article()
        else:
            self.visit(row.key)

    # Commands of the reader

    def action_reader_next_article(self) -> None:
        self._open_beside(1)

    def action_reader_previous_article(self) -> None:
        self._open_beside(-1)

    def _open_beside(self, by: int) -> None:
        if self.article is None:
            self.say("No article is open.")
            return
        ids = self.listing.ids
        # From the one that was asked for last, or quick presses would all lead to the same.
        here = self.listing.line_of(self._wanted_id or self.article.id)
        at = here + by if here is not None else 0
        if 0 <= at < len(ids):
            self._wanted_id = ids[at]
            self.visit(ids[at])
        else:
            self.say("This is the last article." if by > 0 else "This is the first article.")

    def action_reader_refresh(self) -> None:
        """Where the briefing of the article that one reads has failed, that is what is made again."""
        if self.part != "library" and any(self.pane(name).state == "failed" for name in PANES):
            self.action_reader_again()
        else:
            self.refresh_feeds(due_only=True)

    def action_reader_again(self) -> None:
        if self.article is None:
            self.say("No article is open.")
            return
        self.briefing = BriefingState()
        for name in PANES:
            self.pane(name).wait(ENGINE_WAIT)
        self.analyse(self.article)

    async def action_reader_add(self) -> None:
        self._asked_from = self.part
        await self.prompt.ask("add", "Add", "a file, a folder or an http(s) address")

    def action_reader_messages(self) -> None:
        from briefing.ui.screens.message_log import MessagesScreen

        self.app.push_screen(MessagesScreen(tuple(self._messages)))

    def action_reader_close(self) -> None:
        row = self.pane_row()
        if self.end_reattaching():
            return
        if isinstance(self.focused, LibraryRows) and self.close_in_list():
            return
        if self.is_searching:
            self.end_search()
        elif row is not None and (row.parent or row.key) in self.briefing.expanded:
            self.action_pane_close()
        elif self.is_zoomed:
            self.action_reader_zoom()
        elif isinstance(self.focused, PaneRows):
            self.leave_pane()
        elif self.view.has_focus and self.view.evidence:
            self._drop_evidence()
        elif self.has_turned and self.view.has_focus:
            self.turn_back()
            self.retitle()
        else:
            self.stop_refresh()

    def action_reader_back(self) -> None:
        if isinstance(self.focused, PaneRows):
            self.leave_pane()
        elif self.part == "article":
            self._keep_place()
            self.go_to_library()
        elif self.may_leave():
            self.app.exit()

    # The prompt

    @on(InputLine.Answered)
    def take_answer(self, message: InputLine.Answered) -> None:
        if self.answered(message.purpose, message.answer):
            return
        if message.purpose == "add":
            self.say(f"Reading {message.answer} …")
            self.add_articles([message.answer])
        elif self.view.matches:
            self.go_to_match()
        else:
            self.focus_part(self._asked_from)
            self.say(f"{quoted(message.answer)} is not in this article.")

    async def action_submit_prompt(self) -> None:
        await self.prompt.submit()

    def action_close_prompt(self) -> None:
        self.prompt.action_close()

    @on(InputLine.Closed)
    def return_focus(self, message: InputLine.Closed) -> None:
        """To the part that had it; a search that was answered goes to its match instead."""
        if not (message.answered and message.purpose == "search"):
            self.focus_part(self._asked_from)
