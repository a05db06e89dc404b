"""Commands of stories: opens them and their issues and actors, and changes which articles are one story."""

from __future__ import annotations

from asyncio import wrap_future
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from briefing.domain import Actor
from briefing.domain.stories.story import Story
from briefing.presentation.sentences import pluralize, quoted
from briefing.presentation.story_messages import NOT_YET, why_one_story
from briefing.ui.briefing.passage_notes import PassageNotes
from briefing.ui.commands.bindings import News
from briefing.ui.screens.feeds.refresh_controller import RefreshController
from briefing.ui.screens.questions.answer_screen import QuestionScope
from briefing.ui.screens.reader.article_commands import ArticleCommands
from briefing.ui.screens.reader.article_list_controller import ArticleListController
from briefing.ui.screens.reader.context import Commands, Controller
from briefing.ui.screens.reader.passage_controller import PassageController
from briefing.ui.screens.stories.actor_finder import ActorFinder
from briefing.ui.screens.stories.story_changes import StoryChanges
from briefing.ui.tasks import SerialExecutor

STORY_NEWS = frozenset({News.CHANGES, News.STORIES})
"""What makes the screens of stories load anew what they show."""


@dataclass(eq=False)
class StoryCommands(Controller):
    """Serves the screens of stories, which lie above each other."""

    articles: ArticleListController
    passages: PassageController
    refreshes: RefreshController
    notes: PassageNotes
    article_commands: ArticleCommands
    _executor: SerialExecutor = field(default_factory=SerialExecutor)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.edit = StoryChanges(self.library, self.changes)

    @property
    def commands(self) -> Commands:
        return {
            "library.split": self.split,
            "library.merge": self.merge,
            "reader.actor": self.open_actor_of_pane,
            "reader.follow-story": partial(self._for_story, self.edit.follow),
            "reader.mute-story": partial(self._for_story, self.edit.mute),
            "reader.story": self.open,
            "reader.why-story": self.explain,
        }

    # The screens

    async def open_today(self, reading: str) -> bool:
        """At the start, show what is new before anything else if that is due; return whether it is.

        `reading` is the article that was left open, if any.
        """
        stories = self.library.stories
        is_due = await wrap_future(self.tasks.submit(partial(stories.opens, is_reading=bool(reading))))
        if is_due:
            self.context.open("today")
        return is_due

    def open(self) -> None:
        """Open the story of the article under the cursor, or of the open one."""
        if ids := self.articles.target_ids():
            self.context.open("story", ids[0], is_article=True)

    def ask(self, scope: QuestionScope) -> None:
        """Ask a question of the articles of a story or an actor."""
        self.context.open("answer", (scope,))

    def ask_story(self, id_: str) -> None:
        self.ask(QuestionScope("the story", story=id_))

    def open_actor_of_pane(self) -> None:
        """Open the page of the actor under the cursor of the pane of actors, or ask for one."""
        row = self.passages.parts.pane_row
        actor = row.item if row is not None else None
        self.open_actor(actor.name if isinstance(actor, Actor) else None)

    def open_actor(self, name: str | None) -> None:
        """Open the page of an actor, or ask for one first."""

        def chosen(name: str | None) -> None:
            if name is not None:
                self.context.open("actor", name)

        if name is not None:
            chosen(name)
        else:
            self.screen.app.push_screen(ActorFinder(self.library.actors.names, self.tasks), chosen)

    # Changes

    def _for_story(self, act: Callable[[str], object]) -> None:
        """Act on the story that has the article: where it was split off, another story has its id."""
        if ids := self.articles.target_ids():
            self._found(ids[0], lambda story: act(story.id if story is not None else ids[0]))

    def _found(self, article: str, act: Callable[[Story | None], object]) -> None:
        def found() -> Story | None:
            return next(iter(self.library.stories.stories([article])), None)

        self.tasks.after_writes(self._executor, found, act)

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
            self.screen.say(
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

        def explained(story: Story | None) -> None:
            self.screen.say(why_one_story(story) if story is not None else NOT_YET)

        self._found(ids[0], explained)
