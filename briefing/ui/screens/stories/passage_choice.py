"""Which passage Enter goes to, on a screen whose lines rest on passages of several articles."""

from __future__ import annotations

from collections.abc import Sequence

from briefing.domain.stories.story_briefing import Citation
from briefing.ui.commands.undo import ActorPlace, AnswerPlace, StoryPlace
from briefing.ui.presenters.articles.briefing_rows import Row
from briefing.ui.widgets.lists.row_list import RowList


class PassageChoice:
    """The row that the cursor is on, and which of its passages is chosen: at first, its first one."""

    def __init__(self, place: StoryPlace | ActorPlace | AnswerPlace) -> None:
        self._row, self._at = place.row, place.passage
        self.returns = bool(place.row)
        """Whether the cursor still has to go to the row that it was on."""

    def of(self, row: Row | None, citations: Sequence[Citation]) -> int:
        """Which of its passages is chosen for a row."""
        return max(0, min(self._at, len(citations) - 1)) if row is not None and row.key == self._row else 0

    def move(self, row: Row, citations: Sequence[Citation], by: int) -> None:
        """Choose the next or previous passage of a row."""
        self._row, self._at = row.key, (self.of(row, citations) + by) % len(citations)

    def follow(self, rows: RowList) -> None:
        """The cursor moved in a list."""
        row = rows.row
        if rows.has_focus and row is not None and row.key != self._row and not self.returns:
            self._row, self._at = row.key, 0

    def return_to(self, rows: RowList) -> None:
        """Go to the row that the cursor was on, once it is there."""
        if self.returns and rows.move_to_key(self._row):
            self.returns = False
