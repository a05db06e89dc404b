"""Commands on the story of an article: taken apart, put together, and why it is one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from briefing.domain.span import Passage
from briefing.domain.stories.story import Story
from briefing.errors import NotFoundError
from briefing.services.articles import Library
from briefing.store.stories.story_edits import StoriesBefore
from briefing.ui.commands.undo import Change, Changes, StoryPlace
from briefing.ui.presenters.articles.reader_messages import pluralize, quoted
from briefing.ui.presenters.articles.story_messages import NOT_YET, why_one_story
from briefing.ui.screens.reader.article_list_controller import ArticleListController
from briefing.ui.screens.reader.passage_controller import PassageController
from briefing.ui.screens.reader.view import Commands, ReaderView
from briefing.ui.screens.stories.story_screen import StoryScreen
from briefing.ui.screens.stories.today_screen import TodayScreen
from briefing.ui.tasks import SerialExecutor, TaskRunner


@dataclass(eq=False)
class StoryCommands:
    """A change counts as the reader's word, which no assignment undoes."""

    library: Library
    tasks: TaskRunner
    view: ReaderView
    articles: ArticleListController
    changes: Changes
    passages: PassageController
    open_actor: Callable[[str | None, Callable[[], object]], object]
    """Shows the page of an actor, or asks for one; what is given is called before an article is opened."""
    _executor: SerialExecutor = field(default_factory=SerialExecutor)

    @property
    def commands(self) -> Commands:
        return {
            "library.split": self.split,
            "library.merge": self.merge,
            "reader.story": self.open,
            "reader.today": self.show_today,
            "reader.why-story": self.explain,
        }

    def open(self) -> None:
        """Open the story of the article under the cursor, or of the open one."""
        if ids := self.articles.target_ids():
            self.show(StoryPlace(ids[0]))

    def show(self, place: StoryPlace) -> None:
        """Open a story at a line."""
        self._push(place, lambda: None)

    def show_above(self, id_: str, leave: Callable[[], object]) -> None:
        """Open a story above another screen, which `leave` closes once an article is opened."""
        self._push(StoryPlace(id_), leave)

    def _push(self, place: StoryPlace, leave: Callable[[], object]) -> None:
        def open_passage(article: str, passage: Passage | None, place: StoryPlace) -> None:
            leave()
            self.passages.open_passage(article, passage, place)

        def open_actor(name: str | None) -> None:
            self.open_actor(name, left)

        def left() -> None:
            story.dismiss()
            leave()

        story = StoryScreen(self.library.stories, self.tasks, self.changes, place, open_passage, open_actor)
        self.view.app.push_screen(story)

    def show_today(self) -> None:
        """Open the stories since the last look; going back from a story returns to them."""
        today = TodayScreen(
            self.library.stories,
            self.tasks,
            lambda id_: self.show_above(id_, today.dismiss),
            lambda: self.open_actor(None, today.dismiss),
        )
        self.view.app.push_screen(today)

    def split(self) -> None:
        """Make the selected articles, or the one under the cursor, a story of their own."""
        ids = self.articles.target_ids()
        if not ids:
            return
        row = self.articles.row
        what = quoted(row.text) if row is not None and ids == (row.key,) else pluralize(len(ids), "article")
        self._change(
            f"Split {what} off into a story of {'its' if len(ids) == 1 else 'their'} own",
            lambda: self.library.stories.edits.split(ids),
            "This is a story of its own already.",
        )

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
        self._change(
            f"Put the stories of {pluralize(len(ids), 'article')} together",
            lambda: self.library.stories.edits.merge(ids),
            "These are of one story already.",
        )

    def _change(self, done: str, change: Callable[[], StoriesBefore | None], refused: str) -> None:
        edits = self.library.stories.edits
        before: list[StoriesBefore] = []

        def do() -> None:
            if not before:
                before.extend(filter(None, [change()]))

        def undo() -> None:
            while before:
                edits.restore(before.pop())

        def made() -> Change | str:
            do()
            return Change(done, do, undo) if before else refused

        self.articles.set_selected(frozenset())
        self.changes.make(made)

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
