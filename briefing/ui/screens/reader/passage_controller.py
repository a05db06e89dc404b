"""Highlights the passages of a pane's rows and search matches, goes to them and back; the jump list."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

from briefing.domain import Passage
from briefing.domain.briefing import ACTORS
from briefing.presentation.rows import Row
from briefing.presentation.sentences import NO_PASSAGE, quoted
from briefing.ui.briefing.passages import PassageChoice
from briefing.ui.commands.undo import JumpList, ReadingPosition
from briefing.ui.screens.reader.article_controller import ArticleController
from briefing.ui.screens.reader.context import Commands, Controller
from briefing.ui.textlayout.selection import Unit
from briefing.ui.textlayout.text_search import find_all


@dataclass(eq=False)
class SearchController(Controller):
    """Highlights matches; `n` and `N` move between them until something else is highlighted."""

    typed: str = ""
    """What is searched for; empty while nothing is."""
    _current: int | None = None
    """Index of the current match; None while no search is active."""

    @property
    def is_active(self) -> bool:
        return self._current is not None

    def search(self, typed: str) -> None:
        """Highlight what matches."""
        self.typed = typed
        if self.screen.article is not None:
            found = find_all(typed, self.screen.article.text)
            self._current = 0 if found else None
            self.screen.view.show_matches(found, current=0)
            self.screen.status.about = f"{len(found)} found"

    def answer(self, typed: str) -> bool:
        """Go to the first match at or after the caret; return whether there is a match."""
        matches = self.screen.view.matches
        if not matches:
            self.screen.say(f"{quoted(typed)} is not in this article.")
            return False
        caret = self.screen.view.caret
        self._current = next((n for n, span in enumerate(matches) if span.start >= caret), 0)
        self.parts.go_to_article()
        self._show()
        return True

    def go_to_adjacent(self, by: int) -> bool:
        """Go to the next or previous match; return whether a search is active."""
        if self._current is None or not self.screen.view.matches:
            return False
        self._current = (self._current + by) % len(self.screen.view.matches)
        self._show()
        return True

    def suspend(self) -> None:
        """Release `n` and `N` for something else; the matches stay highlighted."""
        self._current = None

    def clear(self) -> None:
        was_active = self.is_active
        self._current, self.typed = None, ""
        self.screen.view.show_matches(())
        self.screen.status.about = ""
        if was_active:  # its keys are in the hints
            self.screen.show_titles()

    def _show(self) -> None:
        if self._current is not None:
            spans = self.screen.view.matches
            self.screen.view.show_matches(spans, current=self._current)
            self.screen.view.go_to(spans[self._current].start)
            keys = "{reader.next-passage} {reader.previous-passage} next match  {reader.close} clears"
            self.screen.status.about = f"match {self._current + 1} of {len(spans)}  {keys}"


@dataclass(eq=False)
class PassageController(Controller):
    """Highlights the evidence of a row; remembers positions before jumps, to go back to."""

    articles: ArticleController
    search: SearchController
    _row: Row | None = None
    """The row whose passages are highlighted."""
    _choice: PassageChoice = field(default_factory=PassageChoice)
    _origin: ReadingPosition | None = None
    """The reading position before a pane highlighted its passages."""
    _pending: ReadingPosition | None = None
    """The position to restore once its article is loaded."""
    _cited: tuple[str, Passage] | None = None
    """The id of an article that is being loaded, and the passage to go to in it."""
    _below_screens: str = ""
    """The part that had the focus below the screens that opened an article, until one goes to the list."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self._jumps = JumpList(self.context.release)

    @property
    def commands(self) -> Commands:
        return {
            "reader.next-passage": partial(self._go_to_passage, 1),
            "reader.previous-passage": partial(self._go_to_passage, -1),
            "reader.search": self.ask_to_search,
            "reader.go-back": self.go_back,
            "pane.go": self.go,
            "pane.open": self.expand,
            "pane.close": self.collapse,
            "pane.select": partial(self.select, Unit.CHARACTER),
            "pane.select-sentence": partial(self.select, Unit.SENTENCE),
        }

    # Highlighting

    def highlight_row(self, row: Row) -> None:
        """Highlight the passages of a row, and show its status."""
        self._row = row
        self._choice.follow(row)
        self.search.suspend()
        if not row.citations:
            self.screen.view.clear_evidence()
            self.screen.status.about = row.about
            return
        if self._origin is None:
            self._origin = self._here()
        self._highlight(row)

    def highlight_current_row(self) -> None:
        """Highlight the passages of the row under the cursor of the focused pane, if any."""
        if (row := self.parts.pane_row) is not None:
            self.highlight_row(row)

    def _highlight(self, row: Row) -> None:
        current, spans = self._choice.of(row), [cited.passage.span for cited in row.citations]
        self.screen.view.show_evidence(spans, current=current)
        number = f"{row.noun} {current + 1} of {len(spans)}"
        self.screen.status.about = f"{row.about}  {number}" if row.about else number

    def clear(self) -> None:
        """Remove highlights and search matches."""
        self._row, self._choice = None, PassageChoice()
        self.screen.view.clear_evidence()
        self.search.clear()

    def article_opened(self) -> None:
        self.clear()
        self._origin = None

    def clear_origin(self) -> None:
        """Called when the caret moves in the article, which then has no earlier position to go back to."""
        self._origin = None

    def _go_to_passage(self, by: int) -> None:
        if self.search.go_to_adjacent(by):
            return
        row = self._row
        if row is None or not row.citations:
            self.screen.say(
                "No passage to go to: choose a line in a pane "
                "({reader.pane-1} to {reader.pane-5}), or search with {reader.search}."
            )
            return
        self._choice.move(row, by)
        self._highlight(row)
        if self.parts.in_article:
            self.screen.view.go_to(self._choice.passage(row).span.start)

    # Rows of the panes

    def go(self) -> None:
        row = self.parts.pane_row
        if row is None:
            self.screen.say("Nothing here to go to.")
        elif (
            row.expandable
            and not self.panes.is_expanded(row)
            and (self.panes.shown == ACTORS or not row.citations)
        ):
            self.expand()
        elif not row.citations:
            self.screen.say(NO_PASSAGE)
        else:
            self._go_to_article(row)

    def select(self, unit: Unit) -> None:
        """Begin a selection in the article: on the passage that the row shows, else at the caret."""
        row = self.parts.pane_row
        if row is not None and row.citations:
            self._go_to_article(row)
        else:
            self.parts.go_to_article()
        self.screen.view.start_selecting(unit)

    def _go_to_article(self, row: Row) -> None:
        self.remember_jump()
        self._origin = None
        self.parts.go_to_article()
        self.screen.view.go_to(self._choice.passage(row).span.start)

    def expand(self) -> None:
        row = self.parts.pane_row
        if row is not None and row.expandable and not self.panes.is_expanded(row):
            self._toggle(row.key)
        elif row is not None:
            self.screen.say("This line has no details." if not row.expandable else "Already open.")

    def collapse(self) -> None:
        row = self.parts.pane_row
        if row is not None and self.panes.is_expanded(row):
            self._toggle(row.parent or row.key)
        else:
            self.screen.say("This line is not open.")

    def _toggle(self, key: str) -> None:
        row = self.panes.toggle(key)
        if row is not None:
            self.highlight_row(row)
        self.screen.retitle()

    # Jumps

    def _here(self) -> ReadingPosition:
        article = self.screen.article
        return ReadingPosition(article.id if article else "", self.screen.view.view_position())

    def remember_jump(self) -> None:
        """Push the reading position, or the one before the panes, onto the jump list."""
        self._jumps.push(self._origin or self._here())

    def open_article(self, article_id: str) -> None:
        """Open an article of the library, and remember the jump."""
        if self.screen.article is not None:
            self.remember_jump()
        self.articles.fetch(article_id)

    def open_passage(self, article_id: str, passage: Passage | None) -> None:
        """Open an article, at a passage if there is one, and close the screens above the reader's.

        Going back opens them again, at the line that cites it.
        """
        self.leave_screens()
        self._cited = (article_id, passage) if passage is not None else None
        if self.screen.article is None or self.screen.article.id != article_id:
            self.articles.fetch(article_id)
            return
        self.clear()
        self.parts.go_to_article()
        self.restore_pending(article_id)

    def leave_screens(self) -> None:
        """Close the screens above the reader's, for an article to which going back opens them again."""
        self._below_screens = self.parts.part
        self._jumps.push(self.context.leave_screens())

    def ask_to_search(self) -> None:
        if self.screen.article is None or self.parts.is_at_library:
            self.screen.say("No article is open to search in.")
        else:
            found, search = self.search_answered, self.search.search
            self.screen.prompt.ask("search", "/", found, "words in this article", typing=search)

    def search_answered(self, typed: str) -> None:
        """Go to the first match, and remember the jump."""
        here = self._here()
        if self.search.answer(typed):
            self._jumps.push(here)

    def go_back(self) -> None:
        position = self._origin or self._jumps.pop()
        self._origin = None
        if position is None:
            self.screen.say("There is no earlier place to go back to.")
        elif isinstance(position, tuple):
            if self._below_screens == "library":
                self.parts.go_to_library()
            self.forget_screen()
            self.context.reopen(position)
        elif self.screen.article is None or self.screen.article.id != position.article_id:
            self._pending = position
            self.articles.fetch(position.article_id)
        else:
            self.clear()
            self.parts.go_to_article()
            self.screen.view.restore(position.position)

    def return_to_screen(self) -> bool:
        """Go back to the screen that opened the article, if one did; return whether one did."""
        if not self._below_screens or not self._jumps.drop_to_screens():
            return False
        self._origin = None
        self.go_back()
        return True

    def forget_screen(self) -> None:
        """The reader has been to the list: leaving the article leads there from now on."""
        self._below_screens = ""

    def leave_pane(self) -> None:
        """Focus the article at the position before the pane highlighted its passages."""
        origin, self._origin = self._origin, None
        self.clear()
        self.panes.show_main_panes()
        self.parts.go_to_article()
        if origin is not None:
            self.screen.view.restore(origin.position)

    def restore_pending(self, article_id: str) -> bool:
        """Go to the pending passage or position if it is in this article; return whether it was."""
        cited, self._cited = self._cited, None
        if cited is not None and cited[0] == article_id:
            span = cited[1].span
            self.screen.view.go_to(span.start)
            self.screen.view.show_evidence([span], current=0)  # last, so that all of it stays in view
            return True
        position, self._pending = self._pending, None
        if position is None or position.article_id != article_id:
            return False
        self.screen.view.restore(position.position)
        return True
