"""From a row of a pane to its passages and back: highlight, walk, go there, and return to where one read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from briefing.ui.commands.undo import ReadingPlace, Trail
from briefing.ui.presenters.articles.briefing_rows import Row
from briefing.ui.presenters.articles.briefing_state import ACTORS
from briefing.ui.screens.reader.parts import Parts
from briefing.ui.screens.reader.search import SearchController
from briefing.ui.screens.reader.view import Commands, ReaderView
from briefing.ui.widgets.lists.briefing_panes import BriefingPanes


@dataclass(eq=False)
class PassageController:
    """Highlights the evidence of a row, and keeps the trail of places one has jumped away from."""

    view: ReaderView
    parts: Parts
    panes: BriefingPanes
    search: SearchController
    fetch_article: Callable[[str], None]
    _trail: Trail = field(default_factory=Trail)
    _row: Row | None = None
    """The row whose passages are highlighted."""
    _current: int = 0
    _origin: ReadingPlace | None = None
    """Where one read before the panes began to show their passages."""
    _awaited: ReadingPlace | None = None
    """Where to return to once its article is here."""

    @property
    def commands(self) -> Commands:
        return {
            "reader.next-passage": partial(self._walk, 1),
            "reader.previous-passage": partial(self._walk, -1),
            "reader.go-back": self.go_back,
            "pane.go": self.go,
            "pane.open": self.expand,
            "pane.close": self.collapse,
        }

    # Highlighting

    def show_row(self, row: Row) -> None:
        """Highlight the passages of a row."""
        if self._row != row:
            self._row, self._current = row, 0
        self.search.suspend()
        if not row.passages:
            self.view.view.clear_evidence()
            self.view.status.about = row.about
            return
        if self._origin is None:
            self._origin = self._here()
        self._highlight(row)

    def show_row_again(self) -> None:
        """The same for the row under the cursor of the pane that has the focus, if there is one."""
        if (row := self.parts.pane_row) is not None:
            self.show_row(row)

    def _highlight(self, row: Row) -> None:
        self.view.view.show_evidence([passage.span for passage in row.passages], current=self._current)
        place = f"{row.noun} {self._current + 1} of {len(row.passages)}"
        self.view.status.about = f"{row.about}  {place}" if row.about else place

    def clear(self) -> None:
        """Highlight nothing."""
        self._row, self._current = None, 0
        self.view.view.clear_evidence()
        self.search.end()

    def forget(self) -> None:
        """Another article is shown: no pane shows passages of it, or returns to a place in it."""
        self.clear()
        self._origin = None

    def forget_origin(self) -> None:
        """The reader has moved in the article: there is no earlier place to go back to."""
        self._origin = None

    def _walk(self, by: int) -> None:
        if self.search.walk(by):
            return
        if self._row is None or not self._row.passages:
            self.view.say("No passage to walk: choose a line in a pane (1 to 5), or search with /.")
            return
        self._current = (self._current + by) % len(self._row.passages)
        self._highlight(self._row)
        if self.parts.in_article:
            self.view.view.go_to(self._row.passages[self._current].span.start)

    # Rows of the panes

    def go(self) -> None:
        row = self.parts.pane_row
        if row is None:
            self.view.say("Nothing here to go to.")
        elif row.expandable and self.panes.shown == ACTORS and not self.panes.is_expanded(row):
            self.expand()
        elif not row.passages:
            self.view.say("This line rests on no single passage; the lines around it do.")
        else:
            self.leave_trail()
            self._origin = None
            self.parts.go_to_article()
            self.view.view.go_to(row.passages[self._current].span.start)

    def expand(self) -> None:
        row = self.parts.pane_row
        if row is not None and row.expandable and not self.panes.is_expanded(row):
            self._toggle(row.key)
        elif row is not None:
            self.view.say("Nothing more beneath this line." if not row.expandable else "Already open.")

    def collapse(self) -> None:
        row = self.parts.pane_row
        if row is not None and self.panes.is_expanded(row):
            self._toggle(row.parent or row.key)
        else:
            self.view.say("Nothing is open here.")

    def _toggle(self, key: str) -> None:
        row = self.panes.toggle(key)
        if row is not None:
            self.show_row(row)
        self.view.retitle()

    # There and back

    def _here(self) -> ReadingPlace:
        article = self.view.article
        return ReadingPlace(article.id if article else "", self.view.view.place())

    def leave_trail(self) -> None:
        """Make the place where one reads, or read before the panes, the next to go back to."""
        self._trail.leave(self._origin or self._here())

    def visit(self, article_id: str) -> None:
        """Open an article of the library; the way back leads here."""
        if self.view.article is not None:
            self.leave_trail()
        self.fetch_article(article_id)

    def search_answered(self, typed: str) -> None:
        """Go to what was searched for; the way back leads here."""
        here = self._here()
        if self.search.answer(typed):
            self._trail.leave(here)

    def go_back(self) -> None:
        place = self._origin or self._trail.back()
        self._origin = None
        if place is None:
            self.view.say("Nowhere to go back to: no jump has left a place behind.")
        elif self.view.article is None or self.view.article.id != place.article_id:
            self._awaited = place
            self.fetch_article(place.article_id)
        else:
            self.clear()
            self.parts.go_to_article()
            self.view.view.restore(place.place)

    def leave_pane(self) -> None:
        """Back to the article, at the place where it was read before the pane showed its passages."""
        origin, self._origin = self._origin, None
        self.clear()
        self.panes.turn_back()
        self.parts.go_to_article()
        if origin is not None:
            self.view.view.restore(origin.place)

    def restore_awaited(self, article_id: str) -> bool:
        """Return to the place that was asked for, if it is in this article."""
        place, self._awaited = self._awaited, None
        if place is None or place.article_id != article_id:
            return False
        self.view.view.restore(place.place)
        return True
