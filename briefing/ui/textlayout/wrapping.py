"""Wraps text to a width and maps offsets to rows and cells, and back."""

from __future__ import annotations

from bisect import bisect_right
from operator import attrgetter
from typing import NamedTuple

from briefing.domain.text.sanitize import safe_one_to_one
from briefing.ui.textlayout.graphemes import Grapheme, clusters, graphemes, is_plain

_BLANKS = frozenset(" \u3000")
"""Blanks where a row may be broken: no-break spaces are not, nor the narrow ones typographers set."""

_NEVER_FIRST = frozenset(
    "、。，．：；！？）］｝〕〉》」』】〗〙〛’”»›‐ー々〻ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ…‥・"
)
"""Characters that may not start a row (JIS X 4051, GB/T 15834: closing and iteration marks, small kana)."""

_NEVER_LAST = frozenset("（［｛〔〈《「『【〖〘〚‘“«‹")
"""Characters that may not end a row: opening marks."""


class TextLayout:
    """Wraps a text to `width` cells, and maps offsets to rows and cells, and back.

    Offsets are code points of `text`, rows and cells count from 0. Row `r` holds `shown[starts[r]:ends[r]]`:
    the blanks it was broken at belong to it, and may hang past the width; a newline belongs to no row, and
    counts as the end of the row before it. Rows follow each other without overlap; there is always one.
    A width below 1 counts as 1.
    """

    __slots__ = ("_graphemes", "_plain", "ends", "shown", "starts", "text", "width")

    def __init__(self, text: str, width: int) -> None:
        self.text = text
        self.shown = safe_one_to_one(text)
        """The text as it may be drawn: the same offsets, nothing that a terminal obeys.

        Articles are sanitized on ingestion, too; this is a second safeguard, since an escape sequence painted
        by a widget would reach the terminal.
        """
        self.width = max(1, width)
        self.starts: list[int] = []
        self.ends: list[int] = []
        self._plain: list[bool] = []
        """Whether every code point of a row is one cell."""
        self._graphemes: dict[int, list[Grapheme]] = {}
        start = 0
        for line in self.shown.split("\n"):
            plain = is_plain(line)
            cuts = _plain_cuts(line, self.width) if plain else _cuts(line, self.width)
            bounds = [0, *cuts, len(line)]
            self.starts += [start + each for each in bounds[:-1]]
            self.ends += [start + each for each in bounds[1:]]
            self._plain += [plain] * (len(bounds) - 1)
            start += len(line) + 1

    @property
    def height(self) -> int:
        return len(self.starts)

    def row(self, offset: int) -> int:
        """Return the row of an offset; offsets outside the text count as its ends."""
        return max(0, bisect_right(self.starts, offset) - 1)

    def cell(self, offset: int) -> tuple[int, int]:
        """Return the row and the cell where the grapheme at an offset is drawn."""
        row = self.row(offset)
        within = min(max(offset, 0), self.ends[row]) - self.starts[row]
        if self._plain[row]:
            return row, within
        found = self.row_graphemes(row)
        if not found:
            return row, 0
        grapheme = _covering(found, within)
        at_end = within >= grapheme.end
        return row, grapheme.cell + (grapheme.width if at_end else 0)

    def offset(self, row: int, cell: int) -> int:
        """Return the start of the grapheme drawn at a cell, or of the nearest one in the row.

        Blanks that hang past the width are ignored. Rows outside the text count as its ends.
        """
        row = min(max(row, 0), self.height - 1)
        start = self.starts[row]
        if self.ends[row] == start:
            return start
        cell = max(0, min(cell, self.width - 1))
        if self._plain[row]:
            return start + min(cell, self.ends[row] - start - 1)
        found = self.row_graphemes(row)
        return start + found[bisect_right(found, cell, key=attrgetter("cell")) - 1].start

    def grapheme_at(self, offset: int) -> tuple[int, int]:
        """Return start and end of the grapheme, or newline, at an offset; at the text's end it is empty."""
        if offset >= len(self.text):
            return len(self.text), len(self.text)
        offset = max(0, offset)
        row = self.row(offset)
        if offset >= self.ends[row] or self._plain[row]:
            return offset, offset + 1
        start = self.starts[row]
        grapheme = _covering(self.row_graphemes(row), offset - start)
        return start + grapheme.start, start + grapheme.end

    def next_grapheme(self, offset: int) -> int:
        """Return the start of the grapheme after the one at an offset."""
        return self.grapheme_at(offset)[1]

    def previous_grapheme(self, offset: int) -> int:
        """Return the start of the grapheme before the one at an offset, or 0 at the start."""
        start = self.grapheme_at(offset)[0]
        return self.grapheme_at(start - 1)[0] if start else 0

    def snap(self, start: int, end: int) -> tuple[int, int]:
        """Widen a range to whole graphemes, which cannot be styled in part."""
        start = min(max(start, 0), len(self.text))
        if end <= start:
            return start, start
        return self.grapheme_at(start)[0], self.grapheme_at(end - 1)[1]

    def is_plain(self, row: int) -> bool:
        """Return whether every code point of a row is drawn in a cell of its own."""
        return self._plain[row]

    def row_graphemes(self, row: int) -> list[Grapheme]:
        """Return the graphemes of a row; their offsets and cells count from the row's start."""
        found = self._graphemes.get(row)
        if found is None:
            shown = self.shown[self.starts[row] : self.ends[row]]
            found = (
                [Grapheme(i, i + 1, i, 1) for i in range(len(shown))]
                if self._plain[row]
                else graphemes(shown)
            )
            self._graphemes[row] = found
        return found


def _covering(found: list[Grapheme], offset: int) -> Grapheme:
    return found[max(0, bisect_right(found, offset, key=attrgetter("start")) - 1)]


def _plain_cuts(line: str, width: int) -> list[int]:
    """Cut a line as `_cuts` does, but faster, if every code point in it is one cell."""
    cuts: list[int] = []
    start, length = 0, len(line)
    while length - start > width:
        blank = line.rfind(" ", start, start + width + 1)
        cut = start + width if blank < 0 else blank + 1
        while cut < length and line[cut] == " ":
            cut += 1
        if cut == length:
            break
        cuts.append(cut)
        start = cut
    return cuts


def _cuts(line: str, width: int) -> list[int]:
    """Return the cuts of a line: after blanks, beside characters of unspaced scripts, else within words."""
    cuts: list[int] = []
    cell = row_cell = row_start = chance_cell = 0
    chance: int | None = None
    last = ""
    for start, _, cells in clusters(line):
        character = line[start]
        if character not in _BLANKS:
            if start > row_start and _may_part(last, character):
                chance, chance_cell = start, cell
            while cell + cells - row_cell > width and start > row_start:
                row_start, row_cell = (start, cell) if chance is None else (chance, chance_cell)
                cuts.append(row_start)
                chance = None
        last = character
        cell += cells
    return cuts


def _may_part(last: str, character: str) -> bool:
    if last in _BLANKS:
        return True
    if character in _NEVER_FIRST or last in _NEVER_LAST:
        return False
    return _is_unspaced(last) or _is_unspaced(character)


def _is_unspaced(character: str) -> bool:
    """Return whether a character is of a script without spaces between words: Han, kana, full-width forms."""
    return (
        "\u2e80" <= character <= "\u9fff"
        or "\uf900" <= character <= "\ufaff"
        or "\uff00" <= character <= "\uffef"
        or "\U00020000" <= character <= "\U0003ffff"
    )


class ViewPosition(NamedTuple):
    """A reading position in offsets of the text, so that it holds at every width."""

    caret: int
    top: int | None
    """The offset in the top row; None while the headline is in view."""
