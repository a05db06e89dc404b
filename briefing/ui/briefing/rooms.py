"""Works out the room of each part of a screen: as much as it has a use for.

Rows: a pane asks for its title and the lines of its rows. If there is room for all, each has what it asks
for. If not, a pane without rows keeps to its title, and the others share the room evenly, the one that is
shown with twice the share of another; what one has no use for goes to the others. The panes that are aside
stand below the others if these are whole and leave each of them its lines, or at least a few; if not, they
are folded to their titles. A pane alone, zoomed or as a tab, has all the room. Below the article, the tabs
have what the text leaves over: while a pane is looked at, at least two fifths of the height if its lines take
as much, and while the text is read, no row that the text has a use for.

Columns, in `reader.tcss`: the list has a fifth of a wide screen and the panes three tenths, each between a
floor and a ceiling, and the article has the rest. Its text takes columns up to the longest line of the
settings, gives a margin up to its notes if there are some, and stands, with that margin, in the middle of
what is more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

TITLE = 1
"""Rows of a pane's title."""
FEW = 4
"""Rows, with its title, from which it is of use to have a part of a pane below the others."""
LEAST_SHARE, LEAST_ROWS = 0.4, 8
"""The share of the height, and the rows, that a pane has below an article while it is looked at."""


@dataclass(frozen=True, slots=True)
class Ask:
    """The rows that a pane has a use for, its title among them."""

    rows: int
    is_shown: bool = False
    """Whether it is the one that had the focus last."""
    is_aside: bool = False
    is_empty: bool = False
    """Whether it has but a sentence to show."""


def pane_rows(asks: Sequence[Ask], room: int, folded_titles: int = 0) -> list[int]:
    """Return the rows of each pane, 0 for one that is folded; the titles of those take `folded_titles`."""
    if len(asks) == 1:
        return [room]
    left = room - sum(each.rows for each in asks if not each.is_aside)
    if left >= sum(min(each.rows, FEW) for each in asks if each.is_aside):
        below = iter(_share([each for each in asks if each.is_aside], left))
        return [next(below) if each.is_aside else each.rows for each in asks]
    is_aside = any(each.is_shown and each.is_aside for each in asks)
    group = [each for each in asks if each.is_aside is is_aside]
    rows = iter(_share(group, room - folded_titles * (len(group) < len(asks))))
    return [next(rows) if each.is_aside is is_aside else 0 for each in asks]


def _share(asks: Sequence[Ask], room: int) -> list[int]:
    scarce = sum(each.rows for each in asks) > room
    wanted = [TITLE if scarce and each.is_empty and not each.is_shown else each.rows for each in asks]
    rows = [TITLE] * len(asks)
    for _ in range(room - sum(rows)):
        hungry = [at for at, ask in enumerate(wanted) if rows[at] < ask]
        if not hungry:
            break
        rows[min(hungry, key=lambda at: rows[at] / (2 if asks[at].is_shown else 1))] += 1
    return rows


def rows_below(ask: int, text: int, room: int, *, folded: bool) -> int:
    """Return the rows of a pane below a text that takes `text` rows where it has them."""
    left = room - text
    if folded:
        return min(ask, left) if left > 2 * TITLE else TITLE
    return max(TITLE, min(ask, max(left, LEAST_ROWS, round(LEAST_SHARE * room))))
