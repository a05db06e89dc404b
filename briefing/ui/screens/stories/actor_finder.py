"""Asks for an actor: a field that filters the names in the briefings, those of most articles first."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from textual.content import Content
from textual.widgets.option_list import Option

from briefing.domain.query.search_words import search_words
from briefing.domain.stories.activity import ActorCount, ActorCounts
from briefing.domain.text.sanitize import safe_line
from briefing.presentation.sentences import pluralize, shortened
from briefing.ui.screens.palette_screen import CommandFinder, heading
from briefing.ui.tasks import SerialExecutor, TaskRunner

GAP = 2
"""Cells before the number of articles."""


class ActorFinder(CommandFinder):
    """Dismissed with a name: one of the list, or what was typed."""

    CSS_PATH: ClassVar = "../command_finder.tcss"
    TITLE_TEXT = "Actors"
    PLACEHOLDER: ClassVar[str] = "a name"
    ENTER: ClassVar[str] = "opens the page"

    def __init__(self, names: Callable[[], ActorCounts], tasks: TaskRunner) -> None:
        super().__init__()
        self._names, self._tasks = names, tasks
        self._executor = SerialExecutor()
        self._actors: dict[str, ActorCount] | None = None

    def on_mount(self) -> None:
        super().on_mount()
        self._tasks.after_writes(
            self._executor, self._names, self._list, wanted=self._tasks.newest("actor names")
        )

    def on_unmount(self) -> None:
        self._tasks.newest("actor names")
        self._executor.end()

    def _list(self, counts: ActorCounts) -> None:
        self._actors = {actor.name: actor for actor in counts.actors}
        self.fill(self.field.value)

    def fill(self, typed: str) -> None:
        key = search_words(typed)
        if self._actors is None:
            self.show([heading("Counting the names…")])
            return
        found = [actor for name, actor in self._actors.items() if key in search_words(name)]
        options = [self._option(actor.name, pluralize(actor.articles, "article")) for actor in found]
        if key and key not in map(search_words, self._actors):
            options.append(self._option(typed.strip(), "as typed"))
        self.show(options or [heading("No briefing names anybody yet: opening an article makes one.")])

    def _option(self, name: str, right: str) -> Option:
        room = self.row_cells - cell_len(right) - GAP
        line = Content(set_cell_size(shortened(safe_line(name), room), room))
        return Option(line + Content.styled(f"{' ' * GAP}{right}", "$quiet"), id=name)

    def about(self, key: str) -> str:
        actor = (self._actors or {}).get(key)
        return f"{actor.kind}, in {pluralize(actor.articles, 'briefed article')}" if actor else ""
