"""The page of an actor: what they said and did, their stories, and what is open with them."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.getters import query_one
from textual.widgets import Static

from briefing.domain.stories.actor_page import ActorPage
from briefing.exchange.printouts import actor_printout
from briefing.presentation.actor_rows import (
    PARTS,
    actor_panes,
    actor_title,
    facts,
    passage_status,
)
from briefing.presentation.chart_rows import chart_of
from briefing.presentation.sentences import pluralize, shortened
from briefing.store.stories.watch_store import WatchKind
from briefing.ui.briefing.panes import Pane, Panes
from briefing.ui.briefing.passages import CitedRows
from briefing.ui.screens.filtered_list import FilteredListScreen
from briefing.ui.screens.questions.answer_screen import QuestionScope
from briefing.ui.screens.stories.story_commands import STORY_NEWS, StoryCommands
from briefing.ui.tasks import Wanted
from briefing.ui.widgets.chrome.header import PaneHeader
from briefing.ui.widgets.lists.row_list import RowList


class ActorPanes(Panes):
    """The parts of an actor's page, none of which is aside; they stay where they are."""

    has_favourite = False


class ActorScreen(FilteredListScreen[None, tuple[ActorPage, bool]]):
    """Made from what is stored: no article is briefed for it."""

    CSS_PATH: ClassVar = "actor_screen.tcss"
    PLACES = ("page", "list", "go")
    DOUBLE_CLICK = "actor_open"
    LOADING = "Reading the briefings…"

    panes = query_one(Panes)

    NEWS = STORY_NEWS

    def __init__(self, commands: StoryCommands, name: str) -> None:
        super().__init__("words of a line or a source", "actor", commands.changes, tasks=commands.tasks)
        self._commands, self._library = commands, commands.library
        self._actor = name
        self._lines = CitedRows(self, commands.passages.open_passage, commands.notes.commands)

    def compose_list(self) -> ComposeResult:
        yield Static(id="facts", markup=False)
        panes = (Pane(at, each.title, place="actor", id=each.name) for at, each in enumerate(PARTS, 1))
        yield ActorPanes(tuple(panes), id="parts")

    @property
    def listed(self) -> RowList:
        return self.panes.rows

    # Finding

    def reload(self) -> None:
        if self.found is None:
            for pane in self.panes.panes:
                pane.wait(self.LOADING if pane.id == self.panes.shown else "")
        super().reload()

    def find(self, wanted: Wanted) -> tuple[ActorPage, bool]:
        """Make the page, and find out whether the actor is watched."""
        page = self._library.actors.page(self._actor)
        return page, self._library.watches.watch(WatchKind.ACTOR, page.name).number > 0

    @property
    def _page(self) -> ActorPage | None:
        return self.found[0] if self.found is not None else None

    def show(self, found: tuple[ActorPage, bool]) -> None:
        self.query_one("#facts", Static).update("\n".join(facts(found[0])))
        super().show(found)

    def fail(self, sentence: str) -> None:
        super().fail(sentence)
        for pane in self.panes.panes:
            pane.fail(sentence if pane.id == self.panes.shown else "")

    def filter_changed(self) -> None:
        if self._page is None:
            return
        typed = self.field.value.strip()
        rows = actor_panes(self._page, typed)
        for part in PARTS:
            empty = f"No line here contains “{shortened(typed)}”." if typed else part.nothing
            self.panes.pane(part.name).show(rows[part.name], empty=empty)
        self.retitle()

    # Header, status, hints

    def show_titles(self) -> None:
        page = self._page
        count = pluralize(len(page.articles), "article") if page is not None else ""
        chart = chart_of(page.activity, self.size.width // 4) if page is not None else ""
        older = "+" if page is not None and page.older else ""
        watched = " · watched" if self.found is not None and self.found[1] else ""
        self.show_title(
            actor_title(page) if page is not None else self._actor,
            f"{chart} {count}{older}{watched}".strip(),
        )
        self.panes.retitle()
        row, cited = self.listed.row, self._lines.cited
        passage = passage_status(page, row, self._lines.at) if page and row and cited else ""
        self.about(passage or (row.about if row is not None else ""), row.about if row and passage else "")
        self.show_hints({} if row is not None else {"actor.open": "", "actor.copy": ""}, listed="lines")

    @on(RowList.Highlighted)
    def follow_cursor(self, event: RowList.Highlighted) -> None:
        event.stop()
        self._lines.follow(event.row_list)

    @on(PaneHeader.Chosen)
    def choose_pane(self, event: PaneHeader.Chosen) -> None:
        if event.heading.id in self.panes.names:
            self._focus_part(event.heading.id)

    # Commands

    def _focus_part(self, part: str) -> None:
        self.panes.show(part)
        self.set_focus(self.listed)

    def action_pane(self, number: int) -> None:
        self._focus_part(self.panes.names[number - 1])

    def action_actor_next_pane(self) -> None:
        self._focus_part(self.panes.adjacent(self.panes.shown, 1))

    def action_actor_previous_pane(self) -> None:
        self._focus_part(self.panes.adjacent(self.panes.shown, -1))

    def action_passage(self, verb: str) -> None:
        self._lines.run(verb)

    def action_actor_open(self) -> None:
        row = self.listed.row
        if row is None or self._page is None:
            self.say("Nothing here to go to.")
        elif not self._lines.open():
            self._commands.context.open("story", row.key)

    def action_actor_watch(self) -> None:
        if self._page is None:
            self.say("There is no page to watch.")
        else:
            self._commands.edit.watch_actor(self._page.name)

    def action_actor_ask(self) -> None:
        if self._page is None:
            self.say_none("There is no article to ask.")
            return
        ids = tuple(each.id for each in self._page.articles)
        self._commands.ask(QuestionScope(f"the articles with {self._page.name}", ids=ids))

    def action_page_export(self) -> None:
        if (page := self._page) is None:
            self.say_none("There is no page to export.")
        else:
            ids = [article.id for article in page.articles]
            self._commands.notes.export(self, page.name, partial(actor_printout, page), ids)

    def action_actor_other(self) -> None:
        self._commands.open_actor(None)
