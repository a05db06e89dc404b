"""Opens the pages of actors, from the reader and from the screens of stories."""

from __future__ import annotations

from dataclasses import dataclass

from briefing.domain import Actor
from briefing.ui.commands.undo import ActorPlace
from briefing.ui.presenters.articles.briefing_state import ACTORS
from briefing.ui.screens.reader.parts import Parts
from briefing.ui.screens.reader.view import Commands
from briefing.ui.screens.stories.actor_finder import ActorFinder
from briefing.ui.screens.stories.actor_screen import ActorScreen
from briefing.ui.screens.stories.story_commands import StoryCommands
from briefing.ui.widgets.lists.briefing_panes import BriefingPanes


@dataclass(eq=False)
class ActorCommands:
    """Each page lies above the screen that it was opened from."""

    stories: StoryCommands
    parts: Parts
    panes: BriefingPanes

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

        finder = ActorFinder(self.stories.library.actors.names, self.stories.tasks)
        self.stories.view.app.push_screen(finder, chosen)

    def show(self, place: ActorPlace) -> None:
        """Open a page at a line."""
        page = ActorScreen(self.stories, place)
        self.stories.screens.push(self.stories.view.app, page)
