"""Shows articles once they are loaded, and goes between the list, the article and its panes."""

from __future__ import annotations

from dataclasses import dataclass

from briefing.domain import Article
from briefing.presentation.briefing_rows import BriefingState
from briefing.presentation.library.library_rows import ADD, FEEDS, SAMPLE
from briefing.presentation.sentences import NO_ARTICLE, OPEN_ONE
from briefing.ui.commands.tour import Tour
from briefing.ui.screens.annotations.caret_annotations import CaretAnnotations
from briefing.ui.screens.annotations.note_screen import NoteScreen
from briefing.ui.screens.feeds.refresh_controller import RefreshController
from briefing.ui.screens.reader.article_commands import ArticleCommands
from briefing.ui.screens.reader.article_controller import AddedArticles
from briefing.ui.screens.reader.context import Commands, Controller
from briefing.ui.screens.reader.list_commands import ListCommands
from briefing.ui.screens.stories.story_assignment import StoryAssignment


@dataclass(eq=False)
class Navigation(Controller):
    """Esc closes what is innermost, q goes one level back."""

    article_commands: ArticleCommands
    list_commands: ListCommands
    annotations: CaretAnnotations
    refreshes: RefreshController
    tour: Tour
    stories: StoryAssignment
    _deferred: tuple[Article, int] | None = None
    """An article that was fetched while the note editor was open; shown when it closes."""
    _is_busy: bool = False
    """Whether something else was being done when the first of the articles was there."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.article, self.article_list = self.article_commands.article, self.article_commands.articles
        self.passages = self.annotations.passages
        self.article.on_fetched, self.article.on_added = self.show_fetched, self.show_added

    @property
    def commands(self) -> Commands:
        return {
            "library.open": self.open_row,
            "reader.library": self.go_to_library,
            "reader.article": self.go_to_article,
            "reader.tour": self.take_tour,
            "reader.close": self.close_innermost,
            "reader.back": self.go_back,
        }

    # Articles that are loaded

    def show_added(self, message: AddedArticles) -> None:
        """List articles, and open the first of them, unless keys were pressed since they were asked for."""
        screen, added = self.screen, message.added
        is_late = message.asked != screen.key_count
        busy = (screen.article is not None and is_late) or screen.prompt.is_asking or self._is_noting
        self.article_list.reload()
        self.list_commands.opened = tuple(article.id for article in added.articles)
        self.list_commands.is_reading = added.waiting > 0
        if message.is_first:
            self._is_busy = busy
        if added.articles and message.is_first and not busy:
            self.show_article(added.articles[0], message.offset)
        elif screen.article is None:
            self._show_no_article(busy=busy or is_late)
        self.article.report_added(added, opened=not self._is_busy)
        if message.is_sample and added.articles and screen.is_shown(added.articles[0]):
            self.tour.offer()
        screen.take_keys()
        if added.articles and not added.waiting:
            self.stories.start_soon()

    def show_fetched(self, fetched: tuple[Article, int]) -> None:
        """Show an article, but not before the note editor is closed: a note belongs to its article."""
        if self._is_noting:
            self._deferred = fetched
        else:
            self.show_article(*fetched)
            self.article_commands.report_text_switch(fetched[0])

    @property
    def _is_noting(self) -> bool:
        return any(isinstance(each, NoteScreen) for each in self.screen.app.screen_stack)

    def show_deferred(self) -> None:
        """Show the article that waits for the note editor to close, if any."""
        deferred = self._deferred
        if deferred is not None and not self._is_noting:
            self._deferred = None
            self.show_fetched(deferred)

    def show_article(self, article: Article, offset: int) -> None:
        """Show the article at once, and request its annotations and its briefing."""
        self.article.save_position()
        is_new = not self.screen.is_shown(article)
        if is_new:
            self.tour.withdraw()
        self.screen.remove_class("-at-library")
        self.screen.show_article(article)
        for controller in self.context.controllers:
            controller.article_opened()
        resumed = self.passages.restore_pending(article.id)
        if not resumed and offset:
            self.screen.view.go_to(offset)
            resumed = True
        if is_new or self.panes.briefing == BriefingState():
            self.article.analyse(article)
        self.article.remember_caret()
        self.article_list.move_to_article(article.id)
        self.article.mark_read(article.id)
        if resumed:
            self.parts.go_to_article()
        elif not self.parts.in_pane:
            self.parts.start_reading()
        self.screen.retitle()

    def work_failed(self, sentence: str) -> None:
        if self.screen.article is None:
            self._show_no_article(busy=self.screen.prompt.is_asking)

    def _show_no_article(self, *, busy: bool) -> None:
        """Show how to open one, and the list unless the user is typing."""
        self.screen.view.show_empty(self.screen.name_keys(OPEN_ONE))
        self.screen.take_keys()
        if not busy:
            self.parts.go_to_library()

    def position_changed(self) -> None:
        """Note that the caret or the scroll position of the article has changed."""
        self.article.remember_caret()
        if self.parts.in_article:
            self.passages.clear_origin()
            self.annotations.show_caret_status()

    # Commands

    def open_row(self) -> None:
        """Open the article under the list's cursor, or run the action that the row offers."""
        row, article = self.article_list.row, self.screen.article
        if row is None:
            return
        self.passages.forget_screen()
        self.list_commands.save_position(reading=True)
        if row.key == SAMPLE:
            self.article.add_sample(again=True)
        elif row.key == ADD:
            self.article.ask_to_add()
        elif row.key == FEEDS:
            self.context.start("reader.feeds")
        elif article is not None and row.key == article.id:
            self.parts.go_to_article()
        else:
            self.passages.open_article(row.key)

    def take_tour(self) -> None:
        """Begin the tour on the sample article; during it, go to the next step."""
        if self.tour.is_on:
            self.tour.next()
            return
        if self.screen.article is not None:
            self.passages.remember_jump()
        self.article.add_sample(again=True)
        self.tour.begin()

    def close_innermost(self) -> None:
        """Close whatever is open innermost; Esc does this."""
        row, in_article = self.parts.pane_row, self.parts.in_article
        if self.annotations.end_reattaching() or self.tour.leave():
            return
        if self.parts.in_library and self.list_commands.close_innermost():
            return
        if self.passages.search.is_active:
            self.passages.search.clear()
        elif row is not None and self.panes.is_expanded(row):
            self.passages.collapse()
        elif self.parts.is_zoomed:
            self.parts.zoom()
        elif self.parts.in_pane:
            self.passages.leave_pane()
        elif in_article and self.screen.view.evidence:
            self.passages.clear()
        elif in_article and self.panes.shows_other_panes:
            self.panes.show_main_panes()
            self.screen.retitle()
        elif not self.library.stop_model():
            self.refreshes.stop()

    def go_back(self) -> None:
        """Go one level back: pane, article, the screen or list that opened it; from the first list, quit."""
        if self.parts.in_pane:
            self.passages.leave_pane()
        elif self.parts.part == "article":
            if not self.passages.return_to_screen():
                self.go_to_library()
        elif not self.list_commands.is_first:
            self.list_commands.go_back()
        elif self.screen.may_quit():
            self.screen.app.exit()

    def go_to_library(self) -> None:
        self.article.save_position()
        self.passages.forget_screen()
        self.tour.withdraw()
        self.parts.focus_part("library")

    def go_to_article(self) -> None:
        if self.screen.article is None:
            self.screen.say(NO_ARTICLE)
        else:
            self.parts.focus_part("article")
