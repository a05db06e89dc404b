"""The passages that a row rests on: which of them is chosen, and the commands on that one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from briefing.domain.briefing import Citation
from briefing.domain.span import Passage
from briefing.presentation.rows import Row
from briefing.presentation.sentences import NO_PASSAGE
from briefing.ui.widgets.lists.row_list import RowList


class PassageChoice:
    """Which passage is chosen of the row that the cursor is on: at first, its first one."""

    def __init__(self, row: str = "") -> None:
        self._row, self._at = row, 0
        self.returns = bool(row)
        """Whether the cursor still has to go to the row that it was on."""

    def of(self, row: Row) -> int:
        """The number of the passage that is chosen for a row."""
        return max(0, min(self._at, len(row.citations) - 1)) if row.key == self._row else 0

    def passage(self, row: Row) -> Passage:
        """The passage that is chosen for a row, which has some."""
        return row.citations[self.of(row)].passage

    def move(self, row: Row, by: int) -> None:
        """Choose the next or previous passage of a row."""
        self._row, self._at = row.key, (self.of(row) + by) % len(row.citations)

    def follow(self, row: Row) -> None:
        """The cursor moved to a row."""
        if row.key != self._row and not self.returns:
            self._row, self._at = row.key, 0

    def return_to(self, rows: RowList) -> None:
        """Go to the row that the cursor was on, once it is there."""
        if self.returns and rows.move_to_key(self._row):
            self.returns = False


class CitingScreen(Protocol):
    """A screen whose rows rest on passages of articles that are not open."""

    @property
    def listed(self) -> RowList:
        """The list that has the cursor."""

    def say(self, sentence: str) -> None: ...

    def retitle(self) -> None: ...


@dataclass(eq=False)
class CitedRows:
    """Runs the commands on the passage chosen of the row under the cursor, which may be of any article."""

    screen: CitingScreen
    open_passage: Callable[[str, Passage | None], object]
    """Opens an article in the reader."""
    uses: Mapping[str, Callable[[Citation, Callable[[str], object]], object]]
    """What can be done with a passage, by the verb of the command."""
    nothing_to_choose: str = NO_PASSAGE
    """What to say of a row without passages when another passage is asked for."""
    nothing_chosen: str = NO_PASSAGE
    """What to say of it when a command needs its passage."""
    choice: PassageChoice = field(default_factory=PassageChoice)

    @property
    def row(self) -> Row | None:
        """The row under the cursor."""
        return self.screen.listed.row

    @property
    def at(self) -> int:
        """The number of the passage that is chosen."""
        row = self.row
        return self.choice.of(row) if row is not None else 0

    @property
    def cited(self) -> Citation | None:
        """The passage that is chosen."""
        row = self.row
        return row.citations[self.choice.of(row)] if row is not None and row.citations else None

    def follow(self, rows: RowList) -> None:
        """The cursor moved in a list."""
        if rows.has_focus and rows.row is not None:
            self.choice.follow(rows.row)
        self.screen.retitle()

    def open(self) -> bool:
        """Open the article of the passage; return whether there is one."""
        if (cited := self.cited) is not None:
            self.open_passage(cited.article, cited.passage)
        return cited is not None

    def run(self, verb: str) -> None:
        """Run the command of this verb."""
        if verb in ("next-passage", "previous-passage"):
            self._choose(1 if verb == "next-passage" else -1)
        elif (cited := self.cited) is not None:
            self.uses[verb](cited, self.screen.say)
        else:
            self.screen.say(self.nothing_chosen)

    def _choose(self, by: int) -> None:
        row = self.row
        if row is None or not row.citations:
            self.screen.say(self.nothing_to_choose)
            return
        self.choice.move(row, by)
        self.screen.retitle()
