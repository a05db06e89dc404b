"""Opens the pages of actors, from the reader and from the screens of stories."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from briefing.domain import Actor
from briefing.services.articles import Library
from briefing.ui.commands.undo import ActorPlace, Changes
from briefing.ui.endings.open_screens import OpenScreens
from briefing.ui.presenters.articles.briefing_state import ACTORS
from briefing.ui.screens.reader.parts import Parts
from briefing.ui.screens.reader.passage_controller import PassageController
from briefing.ui.screens.reader.view import Commands, ReaderView
from briefing.ui.screens.stories.actor_finder import ActorFinder
from briefing.ui.screens.stories.actor_screen import ActorScreen
from briefing.ui.screens.stories.issues_screen import IssuesScreen
from briefing.ui.screens.stories.story_changes import StoryChanges
from briefing.ui.screens.stories.story_screen import StoryScreen
from briefing.ui.screens.stories.today_screen import TodayScreen
from briefing.ui.tasks import TaskRunner
from briefing.ui.widgets.lists.briefing_panes import BriefingPanes


@dataclass(eq=False)
class ActorCommands:
    """Each page lies above the screen that it was opened from."""

    library: Library
    tasks: TaskRunner
    view: ReaderView
    parts: Parts
    panes: BriefingPanes
    changes: Changes
    passages: PassageController
    screens: OpenScreens[TodayScreen | StoryScreen | ActorScreen | IssuesScreen]
    open_story: Callable[[str], object]
    """Shows a story, by its id."""

    @property
    def commands(self) -> Commands:
        return {"reader.actor": self.open}

    def open(self) -> None:
        """Open the page of the actor under the cursor of the pane of actors, or ask for one."""
        row = self.parts.pane_row if self.panes.shown == ACTORS else None
        actors: tuple[Actor, ...] = self.panes.briefing.parts.get(ACTORS, ())
        self.show_or_ask(
            actors[int((row.parent or row.key).rpartition(":")[2])].name if row is not None else None
        )

    def show_or_ask(self, name: str | None) -> None:
        if name is not None:
            self.show(ActorPlace(name))
            return

        def chosen(name: str | None) -> None:
            if name is not None:
                self.show(ActorPlace(name))

        self.view.app.push_screen(ActorFinder(self.library.actors.names, self.tasks), chosen)

    def show(self, place: ActorPlace) -> None:
        """Open a page at a line."""
        page = ActorScreen(
            self.library,
            self.tasks,
            self.changes,
            place,
            StoryChanges(self.library, self.changes).watch_actor,
            self.open_story,
            self.passages.open_passage,
            partial(self.show_or_ask, None),
        )
        self.screens.push(self.view.app, page)
