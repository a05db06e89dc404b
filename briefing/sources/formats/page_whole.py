"""Judges whether an extraction has the whole article of a page, and puts back lost headings and lists."""

from __future__ import annotations

from collections.abc import Sequence

from briefing.domain.structure import BlockKind
from briefing.sources.formats.page_end import PageIndex, Places, is_prose, prose_letters
from briefing.sources.formats.page_stub import PageSigns
from briefing.sources.text.source_blocks import SourceBlock, SourceBlocks

SHORT = 500
"""Letters; a shorter text may be the first words of an article."""
PARTIAL = 0.35
"""Share of the page's prose, or of what the page says it has, below which a text is only a part of it; and
share of prose in a text, below which it is mostly menus and the like."""
BETTER = 1.5
"""The ratio of the prose of two texts from which one is better."""
MIN_PROSE = 0.4
"""Share of the better text that is prose."""
MAX_LINKED = 0.5
"""Share of a block's letters in links, from which it is none of the page's prose."""
MENU = 6
"""The number of short lines at the start of a text from which they are a menu."""
MAX_PUT_BACK = 40
"""The number of headings and items between two paragraphs; more are a menu."""

_MARKED = (BlockKind.HEADING, BlockKind.ITEM)


def is_partial(blocks: Sequence[SourceBlock], page: SourceBlocks, signs: PageSigns) -> bool:
    """Return whether another extraction may find more of the article, or less of the page around it."""
    size = sum(len(each.text) for each in blocks)
    prose = prose_letters(blocks)
    if size < SHORT or prose < PARTIAL * size:
        return True
    words = sum(len(each.text.split()) for each in blocks)
    if size < PARTIAL * len(signs.body) or words < PARTIAL * signs.words:
        return True
    if (
        len(blocks) > MENU
        and not any(map(is_prose, blocks[:MENU]))
        and max(len(x.text) for x in blocks[:MENU]) < 40
    ):
        return True
    own = (each for each in page.blocks if _linked(each) < MAX_LINKED)
    return prose < PARTIAL * prose_letters(own)


def better(first: Sequence[SourceBlock], second: Sequence[SourceBlock]) -> Sequence[SourceBlock]:
    """Return the text with clearly more prose, or with as much and little else; of two alike, the first."""
    prose, other = prose_letters(first), prose_letters(second)
    size, other_size = (sum(len(each.text) for each in blocks) for blocks in (first, second))
    is_excerpt = size < SHORT or prose >= PARTIAL * size or other > 2 * BETTER * size
    if is_excerpt and other > BETTER * prose and other >= MIN_PROSE * other_size:
        return second
    if not prose and not other and other_size > BETTER * size:
        return second
    is_purer = prose < PARTIAL * size and other >= MIN_PROSE * other_size
    return second if is_purer and other >= max(prose, 1) and other_size < size else first


def with_headings(blocks: Sequence[SourceBlock], index: PageIndex) -> Sequence[SourceBlock]:
    """Return the blocks, with the headings and items that stand alone between two of them in the page.

    Without an element for its article, only the paragraphs of a page are extracted.
    """
    places, page = Places(blocks, index), index.page
    made: list[SourceBlock] = []
    for nth, block in enumerate(blocks):
        made.append(block)
        at = places.at[nth]
        after = places.at[nth + 1] if nth + 1 < len(blocks) else None
        if at is not None and after is not None and 1 < after - at <= MAX_PUT_BACK:
            between = page.blocks[at + 1 : after]
            if all(each.kind in _MARKED and _linked(each) < MAX_LINKED for each in between):
                made += between
    return made


def _linked(block: SourceBlock) -> float:
    return sum(end - start for start, end, _ in block.links) / (len(block.text) or 1)
