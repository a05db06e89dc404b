"""The page of an actor: what they said and did, their stories, and what is open with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from briefing.domain.stories.actor_page import ActorPage
from briefing.domain.stories.story_briefing import Citation
from briefing.store.stories.watch_store import WatchKind
from briefing.ui.commands.bindings import bindings_for
from briefing.ui.commands.undo import ActorPlace, QuestionScope, StoryPlace
from briefing.ui.presenters.actor_rows import (
    NOTHING,
    OPEN,
    PARTS,
    SAID,
    STORIES,
    ActorPanes,
    actor_panes,
    actor_title,
    facts,
    passage_status,
)
from briefing.ui.presenters.articles.chart_rows import chart_of
from briefing.ui.presenters.articles.reader_messages import NO_PASSAGE, pluralize, shortened
from briefing.ui.screens.filtered_list import FilteredListScreen
from briefing.ui.screens.stories.passage_choice import PassageChoice
from briefing.ui.tasks import SerialExecutor
from briefing.ui.widgets.chrome.header import PaneHeader
from briefing.ui.widgets.lists.pane import Pane, PaneRows
from briefing.ui.widgets.lists.row_list import RowList

if TYPE_CHECKING:
    from briefing.ui.screens.stories.story_commands import StoryCommands


class ActorRows(PaneRows, inherit_bindings=False):
    """The rows of a part; the screen runs their commands."""

    PLACES: ClassVar[tuple[str, ...]] = ("actor", "move")
    BINDINGS = bindings_for("actor", "move")


class ActorPane(Pane):
    """A part of the page."""

    ROWS: ClassVar = ActorRows


class ActorScreen(FilteredListScreen[None]):
    """Made from what is stored: no article is briefed for it."""

    CSS_PATH: ClassVar = ["../filtered_list.tcss", "actor_screen.tcss"]
    ROWS = ActorRows
    DOUBLE_CLICK = "actor_open"
    LOADING = "Reading the briefings…"

    def __init__(self, commands: StoryCommands, place: ActorPlace) -> None:
        super().__init__("words of a line or a source", "actor", commands.changes, load=self.find)
        self._commands, self._library, self._tasks = commands, commands.library, commands.tasks
        self._start = place
        self._executor = SerialExecutor()
        self._request = f"actor {id(self)}"
        """Of this screen alone: others, above or below it, find theirs at the same time."""
        self._page: ActorPage | None = None
        self._is_watched = False
        self._panes = ActorPanes()
        self._part, self._choice = place.part, PassageChoice(place)

    def compose_list(self) -> ComposeResult:
        yield Static(id="facts", markup=False)
        with Vertical(id="parts"):
            yield ActorPane(1, "Said and did", id=SAID)
            yield ActorPane(2, "Stories", id=STORIES)
            yield ActorPane(3, "Open with them", id=OPEN)

    def _pane(self, part: str) -> ActorPane:
        return self.get_widget_by_id(part, ActorPane)

    @property
    def listed(self) -> RowList:
        return self._pane(self._part).rows

    # Finding

    def find(self) -> None:
        if self._page is None:
            for part in PARTS:
                self._pane(part).wait(self.LOADING if part == self._part else "")
        self._tasks.after_writes(
            self._executor,
            self._found,
            lambda found: self.show(*found),
            wanted=self._tasks.newest(self._request),
            failed=self.fail,
        )

    def reload_changed(self) -> None:
        """A change was made, undone or redone, such as a correction."""
        self.find()

    def _found(self) -> tuple[ActorPage, bool]:
        page = self._library.actors.page(self._start.name)
        return page, self._library.watches.watch(WatchKind.ACTOR, page.name).number > 0

    def show(self, page: ActorPage, is_watched: bool) -> None:
        self._page, self._is_watched = page, is_watched
        self.query_one("#facts", Static).update("\n".join(facts(page)))
        self.filter_changed()
        self._choice.return_to(self.listed)
        self._choice.returns = False
        self.retitle()

    def fail(self, sentence: str) -> None:
        super().fail(sentence)
        self._choice.returns = False
        for part in PARTS:
            self._pane(part).fail(sentence if part == self._part else "")

    def on_unmount(self) -> None:
        self._tasks.newest(self._request)  # what is still being read is not wanted any more
        self._executor.end()

    def clear_loaded(self) -> None:
        self._page = None

    def filter_changed(self) -> None:
        if self._page is None:
            return
        typed = self.field.value.strip()
        self._panes = actor_panes(self._page, typed)
        for part in PARTS:
            empty = f"No line here contains “{shortened(typed)}”." if typed else NOTHING[part]
            self._pane(part).show(self._panes.rows[part], empty=empty)
        self.retitle()

    @property
    def place(self) -> ActorPlace:
        if self._page is None:
            return self._start
        row = self.listed.row
        return ActorPlace(self._page.name, self._part, row.key if row is not None else "", self._passage)

    # Header, status, hints

    def retitle(self) -> None:
        if not self.is_mounted:
            return
        page = self._page
        count = pluralize(len(page.articles), "article") if page is not None else ""
        chart = chart_of(page.activity, self.size.width // 4) if page is not None else ""
        older = "+" if page is not None and page.older else ""
        watched = " · watched" if self._is_watched else ""
        self.show_title(
            actor_title(page) if page is not None else self._start.name,
            f"{chart} {count}{older}{watched}".strip(),
        )
        for part in PARTS:
            self._pane(part).retitle()
        row, citations = self.listed.row, self._citations
        passage = passage_status(page, citations, self._passage) if page is not None and citations else ""
        self.about(passage or (row.about if row is not None else ""), row.about if row and passage else "")
        self.show_hints({} if row is not None else {"actor.open": "", "actor.copy": ""}, listed="lines")

    @property
    def _citations(self) -> tuple[Citation, ...]:
        """The passages of the row under the cursor."""
        row = self.listed.row
        return self._panes.citations.get(row.key, ()) if row is not None else ()

    @property
    def _passage(self) -> int:
        """Which of them is chosen."""
        return self._choice.of(self.listed.row, self._citations)

    @on(RowList.Highlighted)
    def follow_cursor(self, event: RowList.Highlighted) -> None:
        event.stop()
        self._choice.follow(event.row_list)
        self.retitle()

    @on(PaneHeader.Chosen)
    def choose_pane(self, event: PaneHeader.Chosen) -> None:
        if event.heading.id in PARTS:
            self._focus_part(event.heading.id)

    def on_descendant_focus(self) -> None:
        focused = self.focused
        if focused is not None and isinstance(focused.parent, ActorPane):
            self._part = focused.parent.id or SAID
        self.retitle()

    # Commands

    def _focus_part(self, part: str) -> None:
        self._part = part
        self.set_focus(self.listed)

    def action_actor_pane_1(self) -> None:
        self._focus_part(SAID)

    def action_actor_pane_2(self) -> None:
        self._focus_part(STORIES)

    def action_actor_pane_3(self) -> None:
        self._focus_part(OPEN)

    def action_actor_next_pane(self) -> None:
        self._focus_adjacent(1)

    def action_actor_previous_pane(self) -> None:
        self._focus_adjacent(-1)

    def _focus_adjacent(self, by: int) -> None:
        self._focus_part(PARTS[(PARTS.index(self._part) + by) % len(PARTS)])

    def action_actor_next_passage(self) -> None:
        self._go_to_passage(1)

    def action_actor_previous_passage(self) -> None:
        self._go_to_passage(-1)

    def _go_to_passage(self, by: int) -> None:
        row, citations = self.listed.row, self._citations
        if row is None or not citations:
            self.say(NO_PASSAGE)
            return
        self._choice.move(row, citations, by)
        self.retitle()

    def action_actor_open(self) -> None:
        row = self.listed.row
        if row is None or self._page is None:
            self.say("Nothing here to go to.")
        elif self._part == STORIES:
            self._commands.show(StoryPlace(row.key))
        else:
            cited = self._citations[self._passage]
            self._commands.passages.open_passage(cited.article, cited.passage)

    def action_actor_copy(self) -> None:
        if not self._citations:
            self.say(NO_PASSAGE)
            return
        self._commands.notes.copy(self._citations[self._passage], self.say)

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

    def action_actor_other(self) -> None:
        self._commands.open_actor(None)
