"""Creates and connects the reader's controllers, and runs the commands that involve several of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from inspect import isawaitable
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.domain import Article
from briefing.domain.analysis import PARTS
from briefing.domain.query.article_query import FIELDS
from briefing.domain.query.query_composition import join_queries
from briefing.presentation.briefing_rows import BriefingState
from briefing.presentation.library.library_rows import ADD, FEEDS, SAMPLE
from briefing.presentation.library.list_place import Scope
from briefing.presentation.sentences import NO_ARTICLE, OPEN_ONE
from briefing.services.articles import AddResult
from briefing.services.library import Library
from briefing.store.annotations.drafts import NoteDraft
from briefing.ui.analysis_queue import AnalysisQueue
from briefing.ui.briefing.passage_notes import PassageNotes
from briefing.ui.commands.tour import Tour
from briefing.ui.commands.undo import (
    ActorPlace,
    AnswerPlace,
    ChangeMade,
    Changes,
    ScreenPlace,
    StoryPlace,
    TodayPlace,
)
from briefing.ui.configuration import ConfigurationFiles
from briefing.ui.configuration.settings_controller import SettingsController
from briefing.ui.endings.open_screens import OpenScreens, StoriesScreen
from briefing.ui.screens.questions.question_commands import QuestionCommands
from briefing.ui.screens.reader.annotate_controller import AnnotateController, DraftWriter
from briefing.ui.screens.reader.annotation_lists import AnnotationLists, UnsavedChanges
from briefing.ui.screens.reader.article_commands import ArticleCommands
from briefing.ui.screens.reader.article_controller import ArticleController
from briefing.ui.screens.reader.article_list_controller import ArticleListController, PreviewController
from briefing.ui.screens.reader.caret_annotations import CaretAnnotations
from briefing.ui.screens.reader.correction_controller import CorrectionController
from briefing.ui.screens.reader.feed_controller import FeedController, FeedScreens
from briefing.ui.screens.reader.list_commands import ListCommands
from briefing.ui.screens.reader.mark_controller import MarkController
from briefing.ui.screens.reader.passage_controller import PassageController, SearchController
from briefing.ui.screens.reader.refresh_controller import RefreshController
from briefing.ui.screens.stories.story_assignment import StoryAssignment
from briefing.ui.screens.stories.story_commands import StoryCommands

if TYPE_CHECKING:
    from briefing.ui.screens.reader.screen import ReaderScreen

SHUTDOWN_SECONDS = 6.0
"""Seconds that quitting waits for pending writes; a write times out after five."""
TO_ANOTHER_PART = frozenset(
    {
        "reader.next-pane",
        "reader.previous-pane",
        *(f"reader.pane-{number}" for number in range(1, len(PARTS) + 1)),
    }
)


class Coordinator:
    """Created by the screen once the library is open."""

    def __init__(
        self,
        screen: ReaderScreen,
        library: Library,
        files: ConfigurationFiles,
        templates: Path | None,
        queries: Mapping[str, str],
        *,
        notifies_watches: bool = False,
    ) -> None:
        """`files` are the settings and themes, `queries` the saved queries by name.

        `templates` is the folder of the user's export templates. `notifies_watches` is whether messages tell
        of new articles that are watched for.
        """
        self.screen = screen
        self._library, self._notifies_watches = library, notifies_watches
        self._notified = datetime.now(UTC)
        """When watched articles were last told of."""
        tasks, parts, panes = screen.tasks, screen.parts, screen.panes
        notebook, editor, list_filter = library.annotations, screen.editor, screen.list_filter
        self._tasks, self._parts, self._panes = tasks, parts, panes
        self._deferred: tuple[Article, int] | None = None
        """An article that was fetched while the note editor was open; shown when it closes."""
        analysis = self.analysis = AnalysisQueue(library, screen.post_message)
        articles = self.article_list = ArticleListController(
            library, tasks, screen, parts, screen.library_rows, screen.library_header, list_filter
        )
        self.tour = Tour(partial(setattr, screen.status, "guide"), screen.say, lambda: screen.commands)
        self.preview = PreviewController(
            library, tasks, screen, parts, articles, analysis, screen.preview, self.open_row
        )
        changes = self.changes = Changes(
            notebook, tasks, on_request=articles.reload, on_change=self.change_made
        )
        self.article = ArticleController(
            library,
            tasks,
            screen,
            parts,
            panes,
            articles,
            analysis,
            self.tour,
            self.article_fetched,
            self.articles_added,
        )
        self.search = SearchController(screen, parts)
        passages = self.passages = PassageController(
            screen, parts, panes, self.search, self.article.fetch, self._show_place
        )
        self.list_commands = ListCommands(
            library, tasks, screen, parts, articles, passages, changes, analysis, list_filter
        )
        self.article_commands = ArticleCommands(
            library, tasks, screen, parts, articles, changes, self.article.fetch, self.article.add
        )
        annotations = self.annotations = CaretAnnotations(
            notebook, tasks, screen, parts, passages, self.search, changes, self.drafts_found
        )
        self.corrections = CorrectionController(
            library.analyses, tasks, screen, parts, panes, changes, self.article.request
        )
        self.marks = MarkController(notebook, screen, annotations)
        drafts = self._drafts = DraftWriter(notebook, tasks)
        self.notes = AnnotateController(
            notebook, screen, parts, annotations, self.marks, drafts, editor, self.note_closed
        )
        self.annotation_lists = AnnotationLists(
            library, tasks, screen, annotations, changes, drafts, templates
        )
        self.unsaved = UnsavedChanges(notebook, tasks, screen, self.change_made)
        story_screens: OpenScreens[StoriesScreen] = OpenScreens()
        feed_screens = self._feed_screens = FeedScreens(library, tasks, screen, queries, story_screens)
        if library.writing is not None:
            library.writing.model.on_sent = partial(screen.call_later, feed_screens.say)
        self.stories = StoryAssignment(library, screen, self._show_story_progress, self._stories_assigned)
        self.refresh = RefreshController(
            library, screen, screen.refresh_panel, screen, articles, feed_screens, self.stories.start
        )
        passage_notes = PassageNotes(library, self.annotation_lists, self.marks)
        self.questions = QuestionCommands(library, tasks, screen, parts, articles, passages, passage_notes)
        self.story_commands = StoryCommands(
            library,
            tasks,
            screen,
            articles,
            passages,
            self.refresh,
            changes,
            story_screens,
            passage_notes,
            self.article_commands,
            self.go_to_library,
            self.questions.ask_of,
        )
        self.settings = SettingsController(
            files, tasks, screen, changes, screen.take_settings, screen.report_problems
        )
        self.feeds = FeedController(
            library,
            tasks,
            screen,
            feed_screens,
            changes,
            self.refresh,
            passages,
            self.list_commands,
            self.settings,
        )
        self._commands: dict[str, Callable[[], object]] = {
            "library.open": self.open_row,
            "reader.refresh": self.refresh_or_analyse,
            "reader.library": self.go_to_library,
            "reader.article": self.go_to_article,
            "reader.save-filter": self.ask_to_save_filter,
            "reader.tour": self.take_tour,
            "reader.close": self.close_innermost,
            "reader.back": self.go_back,
        }
        for each in (
            parts, self.search, passages, articles, self.list_commands, self.article_commands, self.article,
            annotations, self.corrections, self.marks, self.notes, self.annotation_lists, self.refresh,
            self.feeds, self.settings, self.story_commands, self.questions,
        ):  # fmt: skip
            self._commands |= each.commands

    async def run(self, command_id: str) -> None:
        """Run a command of the reader, the library, the panes or the colours."""
        if command_id in TO_ANOTHER_PART and self.preview.is_shown and self._parts.in_library:
            await self.open_row()  # the reader goes to what is seen
        waiting = self._commands[command_id]()
        if isawaitable(waiting):
            await waiting
        self.tour.done(command_id)

    # Results of background work

    def articles_added(self, added: AddResult, offset: int, asked: int) -> None:
        """Open the first article at this offset, unless keys were pressed since `key_count` was `asked`."""
        screen = self.screen
        self.article_list.reload()
        if added.articles:
            self.stories.start_soon()
        moved_on = screen.article is not None and asked != screen.key_count
        busy = moved_on or screen.prompt.is_asking or screen.editor.is_open
        if added.articles and not busy:
            self.show_article(added.articles[0], offset)
        elif screen.article is None:
            self._show_no_article(busy=busy or asked != screen.key_count)
        self.article.report_added(added, opened=not busy)
        screen.take_keys()

    def article_fetched(self, article: Article, offset: int) -> None:
        """Show an article, but not before the note editor is closed: a note belongs to its article."""
        if self.screen.editor.is_open:
            self._deferred = (article, offset)
        else:
            self.show_article(article, offset)
            self.article_commands.report_text_switch(article)

    def note_closed(self) -> None:
        deferred, self._deferred = self._deferred, None
        if deferred is not None:
            self.screen.call_later(self.article_fetched, *deferred)

    def drafts_found(self, drafts: Sequence[NoteDraft]) -> None:
        self.notes.show_left_over(drafts)

    def change_made(self, made: ChangeMade) -> None:
        """Report a change, and reload everything that may show it."""
        self._feed_screens.say_on_top(made.sentence)
        self._feed_screens.load()
        self.settings.apply_written()
        self.settings.say_on_top(made.sentence)
        sentence = made.sentence
        if made.pending_error:
            sentence = f"Not saved yet: {made.pending_error} It is kept in memory and tried again."
        else:
            self._drafts.drop_waiting()
        self.unsaved.change_made(made)
        self.screen.say(sentence, error=bool(made.pending_error))
        self.annotation_lists.change_made(sentence)
        self.story_commands.reload_changed()
        if self.screen.article is not None:
            self.annotations.fetch(self.screen.article)

    def work_failed(self, sentence: str) -> None:
        """Report a failed job, and reload the list, as the article may have been removed."""
        self.list_commands.clear_requested()
        self.article_list.reload()
        if self.screen.article is None:
            self._show_no_article(busy=self.screen.prompt.is_asking)
        self.screen.say(sentence, error=True)
        self.annotation_lists.say_on_top(sentence)
        self._feed_screens.say_on_top(sentence, error=True)
        self.settings.say_on_top(sentence, error=True)

    def _show_no_article(self, *, busy: bool) -> None:
        """Show how to open one, and the list unless the user is typing."""
        self.screen.view.show_empty(self.screen.name_keys(OPEN_ONE))
        self.screen.take_keys()
        if not busy:
            self._parts.go_to_library()

    # The article

    def show_article(self, article: Article, offset: int) -> None:
        """Show the article at once, and request its annotations and its briefing."""
        self.article.save_position()
        self.list_commands.clear_requested()
        is_new = not self.screen.is_shown(article)
        if is_new:
            self.tour.withdraw()
        self.screen.remove_class("-at-library")
        self.screen.show_article(article)
        for controller in (self.passages, self.annotations, self.marks, self.notes):
            controller.reset()
        self.annotations.fetch(article)
        resumed = self.passages.restore_pending(article.id)
        if not resumed and offset:
            self.screen.view.go_to(offset)
            resumed = True
        if is_new or self._panes.briefing == BriefingState():
            self.article.analyse(article)
        self.article.remember_caret()
        self.article_list.move_to_article(article.id)
        self.article.mark_read(article.id)
        if resumed:
            self._parts.go_to_article()
        elif not self._parts.in_pane:
            self._parts.start_reading()
        self.screen.retitle()

    def _show_place(self, place: ScreenPlace) -> None:
        """Open a screen again at its line: above it comes what is shown next."""
        if isinstance(place, TodayPlace):
            self.story_commands.show_today(place.story)
        elif isinstance(place, StoryPlace):
            self.story_commands.show(place)
        elif isinstance(place, AnswerPlace):
            self.questions.show(place)
        elif isinstance(place, ActorPlace):
            self.story_commands.show_actor(place)
        else:
            self.story_commands.show_issues(place)

    def _stories_assigned(self) -> None:
        self.article_list.reload()
        self.story_commands.reload()
        if self._notifies_watches:
            since, self._notified = self._notified, datetime.now(UTC)
            self._tasks.in_order(lambda: self._library.watches.news(since), self._notify)

    def _notify(self, news: Sequence[str]) -> None:
        if news:
            self._feed_screens.say(" ".join(news))

    def _show_story_progress(self, words: str) -> None:
        """Show it in the status row, unless that has the progress of a refresh."""
        if self.refresh.future is None:
            self.screen.status.progress = words

    def position_changed(self) -> None:
        """The caret or the scroll position of the article has changed."""
        self.article.remember_caret()
        if self._parts.in_article:
            self.passages.clear_origin()
            self.annotations.show_caret_status()

    # Commands

    async def use_answer(self, purpose: str, answer: str) -> None:
        """Run the action that the prompt was opened for."""
        uses: dict[str, Callable[[str], object]] = {
            "add": self.article.add,
            "pipe": self.article_commands.pipe,
            "rename": self.corrections.rename,
            "search": self.passages.search_answered,
            "tag": self.list_commands.tag,
            "save-filter": self.save_filter,
        }
        waiting = uses[purpose](answer)
        if isawaitable(waiting):
            await waiting

    async def open_row(self) -> None:
        """Open the article under the list's cursor, or run the action that the row offers."""
        row, article = self.article_list.row, self.screen.article
        if row is None:
            return
        self.passages.forget_screen()
        self.list_commands.save_position(reading=True)
        if row.key == SAMPLE:
            self.article.add_sample(again=True)
        elif row.key == ADD:
            await self.article.ask_to_add()
        elif row.key == FEEDS:
            self.feeds.show_feeds()
        elif article is not None and row.key == article.id:
            self._parts.go_to_article()
        else:
            self.passages.open_article(row.key)

    async def ask_to_save_filter(self) -> None:
        """Ask for a name for what is listed; also while the filter is typed."""
        if self.screen.list_filter.is_typing:
            self.list_commands.leave_filter()
        place = self.article_list.place
        if place.scope.query or place.typed.strip():
            name = place.typed.strip() or place.scope.title
            await self._parts.ask("save-filter", "Save the filter as", "a name that Feeds lists", value=name)
        else:
            self.screen.say(
                "There is no filter to save: type one in the library's list with {library.filter}."
            )

    def save_filter(self, name: str) -> None:
        """Save what is listed as a query in the settings, and list it under its name."""
        place = self.article_list.place
        query = join_queries(place.scope.query, place.filter, fields=FIELDS)
        self.settings.save_query(name, query)
        self.list_commands.show_scope(Scope(name, query))

    def take_tour(self) -> None:
        """Begin the tour on the sample article; during it, go to the next step."""
        if self.tour.is_on:
            self.tour.next()
            return
        if self.screen.article is not None:
            self.passages.remember_jump()
        self.article.add_sample(again=True)
        self.tour.begin()

    def refresh_or_analyse(self) -> None:
        """Retry the briefing of the open article if it has failed, else refresh the feeds."""
        if self._parts.part != "library" and self._panes.has_failed:
            self.article.analyse_again()
        else:
            self.refresh.start(due_only=True)

    def close_innermost(self) -> None:
        """Close whatever is open innermost; Esc does this."""
        row, in_article = self._parts.pane_row, self._parts.in_article
        if self.annotations.end_reattaching() or self.tour.leave():
            return
        if self._parts.in_library and self.list_commands.close_innermost():
            return
        if self.search.is_active:
            self.search.end()
        elif row is not None and self._panes.is_expanded(row):
            self.passages.collapse()
        elif self._parts.is_zoomed:
            self._parts.zoom()
        elif self._parts.in_pane:
            self.passages.leave_pane()
        elif in_article and self.screen.view.evidence:
            self.passages.clear()
        elif in_article and self._panes.shows_other_panes:
            self._panes.show_main_panes()
            self.screen.retitle()
        elif not self._library.stop_model():
            self.refresh.stop()

    def go_back(self) -> None:
        """One level back: pane, article, the screen that opened it or the library; from there, quit."""
        if self._parts.in_pane:
            self.passages.leave_pane()
        elif self._parts.part == "article":
            if not self.passages.return_to_screen():
                self.go_to_library()
        elif self.may_quit():
            self.screen.app.exit()

    def go_to_library(self) -> None:
        self.article.save_position()
        self.passages.forget_screen()
        self.tour.withdraw()
        self._parts.focus_part("library")

    def go_to_article(self) -> None:
        if self.screen.article is None:
            self.screen.say(NO_ARTICLE)
        else:
            self._parts.focus_part("article")

    # Quitting

    def may_quit(self) -> bool:
        """Save the open note. Whether all changes are on disk; True when asked a second time in a row."""
        self.notes.save_open_note()
        return self.unsaved.may_quit()

    async def end(self) -> None:
        """Save the positions, stop background work and wait for pending writes."""
        self.list_commands.save_position(reading=not self._parts.is_at_library)
        self.article.save_position(is_closing=True)
        await self.refresh.end()
        await self.stories.end()
        self.analysis.close()
        await self._tasks.end(SHUTDOWN_SECONDS)
