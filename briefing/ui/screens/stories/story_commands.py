"""Opens stories, Today, open issues and pages of actors; changes which articles are one story."""

from __future__ import annotations

from asyncio import wrap_future
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from briefing.domain import Actor
from briefing.domain.stories.story import Story
from briefing.errors import NotFoundError
from briefing.presentation.sentences import pluralize, quoted
from briefing.presentation.story_messages import NOT_YET, why_one_story
from briefing.services.library import Library
from briefing.ui.briefing.passage_notes import PassageNotes
from briefing.ui.commands.undo import ActorPlace, Changes, IssuePlace, QuestionScope, StoryPlace
from briefing.ui.endings.open_screens import OpenScreens, StoriesScreen
from briefing.ui.screens.reader.article_commands import ArticleCommands
from briefing.ui.screens.reader.article_list_controller import ArticleListController
from briefing.ui.screens.reader.passage_controller import PassageController
from briefing.ui.screens.reader.refresh_controller import RefreshController
from briefing.ui.screens.reader.view import Commands, ReaderView
from briefing.ui.screens.stories.actor_finder import ActorFinder
from briefing.ui.screens.stories.actor_screen import ActorScreen
from briefing.ui.screens.stories.issues_screen import IssuesScreen
from briefing.ui.screens.stories.story_changes import StoryChanges
from briefing.ui.screens.stories.story_screen import Neighbours, StoryScreen
from briefing.ui.screens.stories.today_screen import TodayScreen
from briefing.ui.tasks import SerialExecutor, TaskRunner


@dataclass(eq=False)
class StoryCommands:
    """Opens Today, stories, the open issues and pages of actors, above each other, and serves them."""

    library: Library
    tasks: TaskRunner
    view: ReaderView
    articles: ArticleListController
    passages: PassageController
    refreshes: RefreshController
    changes: Changes
    screens: OpenScreens[StoriesScreen]
    notes: PassageNotes
    article_commands: ArticleCommands
    go_to_library: Callable[[], object]
    ask: Callable[[QuestionScope], object]
    """Asks a question of the articles of a story or an actor."""
    _executor: SerialExecutor = field(default_factory=SerialExecutor)

    def __post_init__(self) -> None:
        self.edit = StoryChanges(self.library, self.changes)

    @property
    def commands(self) -> Commands:
        return {
            "library.split": self.split,
            "library.merge": self.merge,
            "reader.actor": self.open_actor_of_pane,
            "reader.issues": self.show_tracker,
            "reader.follow-story": partial(self._for_story, self.edit.follow),
            "reader.mute-story": partial(self._for_story, self.edit.mute),
            "reader.story": self.open,
            "reader.today": self.show_today,
            "reader.why-story": self.explain,
        }

    # The screens

    async def open_today(self, reading: str) -> bool:
        """At the start, show what is new before anything else if that is due; return whether it is.

        `reading` is the article that was left open, if any.
        """
        stories = self.library.stories
        is_due = await wrap_future(self.tasks.submit(lambda: stories.opens(is_reading=bool(reading))))
        if is_due:
            self.show_today()
        return is_due

    def show_today(self, at: str = "") -> None:
        """Open the stories since the last look, at one of them; going back from a story returns to them."""
        self.screens.push(self.view.app, TodayScreen(self, at))

    def open(self) -> None:
        """Open the story of the article under the cursor, or of the open one."""
        if ids := self.articles.target_ids():
            self.show(StoryPlace(ids[0]))

    def show(self, place: StoryPlace) -> None:
        """Open a story at a line, above the screen that it is opened from."""
        *_, below = (None, *self.screens)
        if isinstance(below, TodayScreen):
            neighbours = Neighbours(lambda: below.story_ids, below.move_to_story)
        elif below is not None:
            neighbours = Neighbours(lambda: (place.story,), lambda _: None)
        else:
            neighbours = Neighbours(lambda: self.articles.listing.ids, self._move_to)
        self.screens.push(self.view.app, StoryScreen(self, place, neighbours))

    def ask_story(self, id_: str) -> None:
        self.ask(QuestionScope("the story", story=id_))

    def show_tracker(self) -> None:
        self.show_issues(IssuePlace())

    def show_issues(self, place: IssuePlace) -> None:
        """Open the tracker of open issues, at a line."""
        issues, open_passage = self.library.issues, self.passages.open_passage
        self.screens.push(self.view.app, IssuesScreen(issues, self.tasks, self.edit, place, open_passage))

    def open_actor_of_pane(self) -> None:
        """Open the page of the actor under the cursor of the pane of actors, or ask for one."""
        row = self.passages.parts.pane_row
        actor = row.item if row is not None else None
        self.open_actor(actor.name if isinstance(actor, Actor) else None)

    def open_actor(self, name: str | None) -> None:
        """Open the page of an actor, or ask for one first."""

        def chosen(name: str | None) -> None:
            if name is not None:
                self.show_actor(ActorPlace(name))

        if name is not None:
            chosen(name)
        else:
            self.view.app.push_screen(ActorFinder(self.library.actors.names, self.tasks), chosen)

    def show_actor(self, place: ActorPlace) -> None:
        """Open the page of an actor at a line."""
        self.screens.push(self.view.app, ActorScreen(self, place))

    def _move_to(self, article: str) -> None:
        self.articles.move_to_article(article)
        self.articles.show_row_status()

    def reload(self) -> None:
        """Articles came into stories."""
        self.screens.for_each(lambda each: each.find())

    def reload_changed(self) -> None:
        """A change was made, undone or redone."""
        self.screens.for_each(lambda each: each.reload_changed())

    # Changes

    def _for_story(self, change: Callable[[str], object]) -> None:
        if ids := self.articles.target_ids():
            change(ids[0])

    def split(self) -> None:
        """Make the selected articles, or the one under the cursor, a story of their own."""
        ids = self.articles.target_ids()
        if not ids:
            return
        row = self.articles.row
        what = quoted(row.text) if row is not None and ids == (row.key,) else pluralize(len(ids), "article")
        self.articles.set_selected(frozenset())
        self.edit.split(ids, what)

    def merge(self) -> None:
        """Make the stories of the selected articles, and of the one under the cursor, one."""
        row = self.articles.article_row()
        if row is None:
            return
        ids = tuple(self.articles.selected | {row.key})
        if len(ids) == 1:
            self.view.say(
                "Select an article of the other story with {library.select}: "
                "then {library.merge} on this one makes the two one story."
            )
            return
        self.articles.set_selected(frozenset())
        self.edit.merge(ids)

    def explain(self) -> None:
        """Tell in the status row what the articles of the story share."""
        ids = self.articles.target_ids()
        if not ids:
            return

        def found() -> Story | None:
            try:
                return self.library.stories.story(ids[0])
            except NotFoundError:
                return None

        self.tasks.after_writes(
            self._executor,
            found,
            lambda story: self.view.say(why_one_story(story) if story is not None else NOT_YET),
            wanted=self.tasks.newest("why"),
        )
