"""Shows an article's structure on the rows of its text: styles, signs at the left, words in blank rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from briefing.domain import Span
from briefing.domain.structure import BlockKind, MarkedBlock, Structure
from briefing.domain.text.sanitize import safe_line
from briefing.presentation.sentences import shortened
from briefing.ui.textlayout.row_paint import Stretch, stretches_by_row
from briefing.ui.textlayout.wrapping import TextLayout

ABOVE = -1
"""The blank row between the headline and the text."""

_STYLES: Mapping[BlockKind, str] = {
    BlockKind.HEADING: "heading",
    BlockKind.QUOTE: "quote",
    BlockKind.CAPTION: "caption",
}
_ITEM_SIGNS = ("•", "◦", "▪")
"""Signs of items by the number of lists that they lie in."""
_NUMBER = re.compile(r"\d+[.)]")
"""A number at the start of an item, which needs no bullet."""
_QUOTE_SIGN, _ROW_SIGN = "▏", "┆"


class StructureRows(NamedTuple):
    """Styles, signs and words by row; rows without any are missing."""

    stretches: Mapping[int, list[Stretch]] = MappingProxyType({})
    signs: Mapping[int, str] = MappingProxyType({})
    """Signs of one cell: a bullet at the first row of a list's item, a rule beside quotations and tables."""
    asides: Mapping[int, str] = MappingProxyType({})
    """The words in a blank row, also in ABOVE: the images before it, and the time of the entry after it."""


def structure_rows(structure: Structure, layout: TextLayout) -> StructureRows:
    spans = [(link.span, "link") for link in structure.links]
    return StructureRows(
        stretches_by_row(layout, [*_styled(structure), *spans]),
        dict(_signs(structure, layout)),
        _asides(structure, layout),
    )


def _styled(structure: Structure) -> Iterator[tuple[Span, str]]:
    column = 0
    for block in structure.blocks:
        column = column + 1 if block.kind is BlockKind.CELL else 0
        if style := _STYLES.get(block.kind):
            yield block.span, style
        elif block.kind is BlockKind.CELL and column % 2 == 0:
            yield block.span, "cell"  # every second column, since nothing may stand between them


def _signs(structure: Structure, layout: TextLayout) -> Iterator[tuple[int, str]]:
    for block in structure.blocks:
        first = layout.row(block.span.start)
        if block.kind is BlockKind.ITEM and not _NUMBER.match(layout.text, block.span.start):
            yield first, _ITEM_SIGNS[min(block.level, len(_ITEM_SIGNS)) - 1]
        elif sign := {BlockKind.QUOTE: _QUOTE_SIGN, BlockKind.ROW: _ROW_SIGN}.get(block.kind):
            yield from ((row, sign) for row in range(first, _last_row(block, layout) + 1))


def _last_row(block: MarkedBlock, layout: TextLayout) -> int:
    return layout.row(max(block.span.start, block.span.end - 1))


def _asides(structure: Structure, layout: TextLayout) -> Mapping[int, str]:
    words: dict[int, list[str]] = {}
    for image in structure.images:
        row = layout.row(image.offset) + 1 if image.offset else ABOVE
        while 0 <= row < layout.height and not _is_blank(layout, row):
            row += 1
        words.setdefault(row, []).append(f"[image: {image.caption}]")
    for update in structure.updates:
        words.setdefault(layout.row(update.offset) - 1, []).append(update_time(update.time))
    return {
        row: shortened(safe_line("  ".join(each)), layout.width)
        for row, each in words.items()
        if row == ABOVE or (row < layout.height and _is_blank(layout, row))
    }


def _is_blank(layout: TextLayout, row: int) -> bool:
    return layout.starts[row] == layout.ends[row]


def update_time(written: str) -> str:
    """Return a time of ISO 8601 as "2 Mar 14:05 UTC", in its own time zone, and other words as they are."""
    try:
        then = datetime.fromisoformat(written)
    except ValueError:
        return written
    return f"{then.day} {then:%b %H:%M} {then:%Z}".rstrip()
