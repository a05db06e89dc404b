"""The columns of an article in the library's list: flags, age, source, title, counts."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size

from briefing.presentation.library.library_rows import ArticleRow
from briefing.presentation.rows import LinePart
from briefing.presentation.sentences import shortened
from briefing.ui.textlayout.wrapping import TextLayout

WIDE = 70
"""Cells from which all columns fit on one line."""
NARROWEST = 24
"""Cells below which only a part of the title fits."""
FLAG_CELLS = 3
AGE_CELLS = 9
"""Cells of an age, such as "Nov 2019", and a blank."""
MIN_SOURCE, MAX_SOURCE = 12, 24


def lines_for(width: int) -> int:
    """Return the number of lines that an article takes at this width."""
    return 1 if width >= WIDE else 2


def line_parts(row: ArticleRow, part: int, width: int, *, has_sources: bool = True) -> tuple[LinePart, ...]:
    """Lay out a line of an article, exactly `width` cells; `part` counts its lines.

    `has_sources` is whether any article of the list has a source, and they have a column.
    """
    if width < NARROWEST:
        return (LinePart(_cut("" if part else row.text, width), _title_role(row)),)
    if lines_for(width) == 1:
        return _one_line(row, width, has_sources)
    return _first_line(row, width) if part == 0 else _second_line(row, width)


def _one_line(row: ArticleRow, width: int, has_sources: bool) -> tuple[LinePart, ...]:
    counts = _counts(row)
    cells = min(MAX_SOURCE, max(MIN_SOURCE, width // 6)) if has_sources else 0
    source = f"{_cut(row.source, cells)} " if cells else ""
    indent = 2 * row.depth
    room = width - FLAG_CELLS - AGE_CELLS - cell_len(source) - indent - cell_len(counts)
    return (
        LinePart(_flags(row), "flags"),
        LinePart(set_cell_size(row.age, AGE_CELLS), "age"),
        LinePart(source + " " * indent, "source"),
        LinePart(_cut(row.text, room), _title_role(row)),
        LinePart(counts, "count"),
    )


def _first_line(row: ArticleRow, width: int) -> tuple[LinePart, ...]:
    age = f" {row.age}" if row.age else ""
    indent = FLAG_CELLS + 2 * row.depth
    return (
        LinePart(set_cell_size(_flags(row), indent), "flags"),
        LinePart(
            set_cell_size(_broken(row, width)[0], max(0, width - indent - cell_len(age))), _title_role(row)
        ),
        LinePart(age, "age"),
    )


def _second_line(row: ArticleRow, width: int) -> tuple[LinePart, ...]:
    """Lay out the rest of the title, or the source if there is none."""
    counts = _counts(row)
    indent = FLAG_CELLS + 2 * row.depth
    room = max(0, width - indent - cell_len(counts))
    rest = _broken(row, width)[1]
    return (
        LinePart(" " * indent, "flags"),
        LinePart(_cut(rest, room), _title_role(row)) if rest else LinePart(_cut(row.source, room), "source"),
        LinePart(counts, "count"),
    )


def _broken(row: ArticleRow, width: int) -> tuple[str, str]:
    """Break the title once, between words."""
    age = cell_len(row.age) + 1 if row.age else 0
    room = max(1, width - FLAG_CELLS - 2 * row.depth - age)
    if cell_len(row.text) <= room:
        return row.text, ""
    layout = TextLayout(row.text, room)
    return layout.shown[: layout.ends[0]].rstrip(), layout.shown[layout.ends[0] :]


def _flags(row: ArticleRow) -> str:
    return f"{' ' if row.is_read else 'N'}{'S' if row.is_starred else ' '} "


def _counts(row: ArticleRow) -> str:
    """Return the numbers of annotations, and of other listed articles of the story: " *2 +1"."""
    counts = (f" *{row.notes}" if row.notes else "", f" +{row.more}" if row.more else "")
    return "".join(counts)


def _title_role(row: ArticleRow) -> str:
    return "title" if row.is_read else "unread"


def _cut(text: str, cells: int) -> str:
    """Fit the text into exactly so many cells, with an ellipsis if something is cut."""
    return set_cell_size(shortened(text, cells), cells) if cells > 0 else ""
