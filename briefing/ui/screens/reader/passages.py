"""From a line to its passages and back: lighting, walking, going there, searching, and returning."""

from __future__ import annotations

from textual import on

from briefing.domain import Article
from briefing.ui.commands.undo import ReadingPlace, Trail
from briefing.ui.presenters.articles.briefing_rows import Row
from briefing.ui.presenters.articles.briefing_state import ACTORS
from briefing.ui.screens.reader.reader_parts import ReaderParts
from briefing.ui.textlayout.text_search import find_all
from briefing.ui.widgets.chrome.input_line import InputLine
from briefing.ui.widgets.lists.pane import PaneRows

__all__ = ["PassageCommands"]


class PassageCommands(ReaderParts):
    """What is lit in the article, and the trail of places one has jumped away from."""

    _evidence: Row | None = None
    """The line whose passages are lit."""
    _evidence_at = 0
    _matches_at: int | None = None
    """Which search match is shown; None while no search is."""
    _origin: ReadingPlace | None = None
    """Where one read before the panes began to show their passages."""
    _asked_from = "article"
    """The part that had the focus when the prompt began to ask."""
    _awaited: ReadingPlace | None = None
    """Where to return to once its article is here."""

    def __init__(self, article: Article | None, *, width: int, plain_emoji: bool) -> None:
        super().__init__(article, width=width, plain_emoji=plain_emoji)
        self._trail = Trail()

    # What is lit

    def show_row(self, row: Row) -> None:
        if self._evidence != row:
            self._evidence, self._evidence_at = row, 0
        self._matches_at = None
        if not row.passages:
            self.view.clear_evidence()
            self.status.about = row.about
            return
        if self._origin is None:
            self._origin = self.here()
        self._light()

    def _light(self) -> None:
        row = self._evidence
        if row is None or not row.passages:
            return
        self.view.show_evidence([passage.span for passage in row.passages], current=self._evidence_at)
        place = f"{row.noun} {self._evidence_at + 1} of {len(row.passages)}"
        self.status.about = f"{row.about}  {place}" if row.about else place

    def _drop_evidence(self) -> None:
        self._evidence, self._evidence_at, self._matches_at = None, 0, None
        self.view.clear_evidence()
        self.view.show_matches(())
        self.status.about = ""

    def _walk(self, by: int) -> None:
        if self._matches_at is not None and self.view.matches:
            self._matches_at = (self._matches_at + by) % len(self.view.matches)
            self._show_match()
        elif self._evidence is not None and self._evidence.passages:
            self._evidence_at = (self._evidence_at + by) % len(self._evidence.passages)
            self._light()
            if self.view.has_focus:
                self.view.go_to(self._evidence.passages[self._evidence_at].span.start)
        else:
            self.say("No passage to walk: choose a line in a pane (1 to 5), or search with /.")

    def action_reader_next_passage(self) -> None:
        self._walk(1)

    def action_reader_previous_passage(self) -> None:
        self._walk(-1)

    def action_pane_go(self) -> None:
        rows = self.focused
        row = rows.row if isinstance(rows, PaneRows) else None
        if row is None:
            self.say("Nothing here to go to.")
        elif row.expandable and self._pane == ACTORS and row.key not in self.briefing.expanded:
            self.action_pane_open()
        elif not row.passages:
            self.say("This line rests on no single passage; the lines around it do.")
        else:
            self._trail.leave(self._origin or self.here())
            self._origin = None
            self.go_to_article()
            self.view.go_to(row.passages[self._evidence_at].span.start)

    def action_pane_open(self) -> None:
        row = self.pane_row()
        if row is not None and row.expandable and row.key not in self.briefing.expanded:
            self._toggle(row.key)
        elif row is not None:
            self.say("Nothing more beneath this line." if not row.expandable else "Already open.")

    def action_pane_close(self) -> None:
        row = self.pane_row()
        key = row.parent or row.key if row is not None else ""
        if key in self.briefing.expanded:
            self._toggle(key)
        else:
            self.say("Nothing is open here.")

    def _toggle(self, key: str) -> None:
        """Open or close a line; the cursor goes to it."""
        self.briefing = self.briefing.toggled(key)
        rows = self.pane(self._pane).rows
        listed = self.pane_rows(self._pane) or ()
        rows.show(listed)
        rows.move_to([row.key for row in listed].index(key))
        if rows.row is not None:
            self.show_row(rows.row)
        self.retitle()

    def action_reader_go_back(self) -> None:
        place = self._origin or self._trail.back()
        self._origin = None
        if place is None:
            self.say("Nowhere to go back to: no jump has left a place behind.")
        else:
            self._return_to(place)

    def _return_to(self, place: ReadingPlace) -> None:
        if self.article is None or self.article.id != place.article_id:
            self._awaited = place
            self.fetch_article(place.article_id)
            return
        self._drop_evidence()
        self.go_to_article()
        self.view.restore(place.place)

    def leave_pane(self) -> None:
        """Back to the article, at the place where it was read before the pane showed its passages."""
        origin, self._origin = self._origin, None
        self._drop_evidence()
        self.turn_back()
        self.go_to_article()
        if origin is not None:
            self.view.restore(origin.place)

    def visit(self, article_id: str) -> None:
        """Open an article of the library; the way back leads here."""
        if self.article is not None:
            self._trail.leave(self._origin or self.here())
        self.fetch_article(article_id)

    def forget_passages(self) -> None:
        """Another article is shown: nothing of the one before is lit or returned to by a pane."""
        self._drop_evidence()
        self._origin = None

    def forget_origin(self) -> None:
        """The reader has moved in the article: there is no earlier place to go back to."""
        self._origin = None

    def restore_awaited(self, article_id: str) -> bool:
        """Return to the place that was asked for, if it is in this article."""
        place, self._awaited = self._awaited, None
        if place is None or place.article_id != article_id:
            return False
        self.view.restore(place.place)
        return True

    # Searching

    @property
    def is_searching(self) -> bool:
        return self._matches_at is not None

    def end_search(self) -> None:
        self._matches_at = None
        self.view.show_matches(())
        self.status.about = ""

    def go_to_match(self) -> None:
        """Go to the first match at or after the caret."""
        self._trail.leave(self.here())
        caret = self.view.caret
        self._matches_at = next((n for n, span in enumerate(self.view.matches) if span.start >= caret), 0)
        self.go_to_article()
        self._show_match()

    async def action_reader_search(self) -> None:
        if self.article is None or self.has_class("-at-library"):
            self.say("No article is open to search in.")
        else:
            self._asked_from = self.part
            await self.prompt.ask("search", "/", "words in this article")

    @on(InputLine.Changed)
    def search_while_typing(self, message: InputLine.Changed) -> None:
        if message.purpose == "search" and self.article is not None:
            found = find_all(message.answer, self.article.text)
            self._matches_at = 0 if found else None
            self.view.show_matches(found, current=0)
            self.status.about = f"{len(found)} found"

    def _show_match(self) -> None:
        if self._matches_at is not None:
            spans = self.view.matches
            self.view.show_matches(spans, current=self._matches_at)
            self.view.go_to(spans[self._matches_at].start)
            self.status.about = f"match {self._matches_at + 1} of {len(spans)}  n N walk, Esc clears"
