"""Opens the screens of stories: Today, a story, the page of an actor, the open issues, dossiers."""

from __future__ import annotations

from dataclasses import dataclass

from briefing.ui.commands.undo import ActorPlace, DossierPlace, IssuePlace, StoryPlace, TodayPlace
from briefing.ui.endings.open_screens import StoriesScreen
from briefing.ui.screens.reader.context import Controller, PlaceOpeners
from briefing.ui.screens.stories.actor_screen import ActorScreen
from briefing.ui.screens.stories.dossiers_screen import DossiersScreen
from briefing.ui.screens.stories.issues_screen import IssuesScreen
from briefing.ui.screens.stories.story_commands import StoryCommands
from briefing.ui.screens.stories.story_screen import Neighbours, StoryScreen
from briefing.ui.screens.stories.today_screen import TodayScreen


@dataclass(eq=False)
class StoryPlaces(Controller):
    """Opens each screen at a line, above the screen that it is opened from."""

    stories: StoryCommands

    @property
    def openers(self) -> PlaceOpeners:
        return {
            TodayPlace: self._open_today,
            StoryPlace: self._open_story,
            ActorPlace: self._open_actor,
            IssuePlace: self._open_issues,
            DossierPlace: self._open_dossiers,
        }

    def _push(self, screen: StoriesScreen) -> None:
        self.stories.screens.push(self.screen.app, screen)

    def _open_today(self, place: TodayPlace) -> None:
        self._push(TodayScreen(self.stories, place.story))

    def _open_story(self, place: StoryPlace) -> None:
        *_, below = (None, *self.stories.screens)
        articles = self.stories.articles
        if isinstance(below, TodayScreen):
            neighbours = Neighbours(lambda: below.story_ids, below.move_to_story)
        elif below is not None:
            neighbours = Neighbours(lambda: (place.story,), lambda _: None)
        else:
            neighbours = Neighbours(lambda: articles.listing.ids, self._move_to)
        self._push(StoryScreen(self.stories, place, neighbours))

    def _move_to(self, article: str) -> None:
        self.stories.articles.move_to_article(article)
        self.stories.articles.show_row_status()

    def _open_actor(self, place: ActorPlace) -> None:
        self._push(ActorScreen(self.stories, place))

    def _open_dossiers(self, place: DossierPlace) -> None:
        self._push(DossiersScreen(self.stories, place))

    def _open_issues(self, place: IssuePlace) -> None:
        stories = self.stories
        self._push(
            IssuesScreen(self.library.issues, self.tasks, stories.edit, place, stories.passages.open_passage)
        )
