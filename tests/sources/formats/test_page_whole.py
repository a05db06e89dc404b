from __future__ import annotations

from dataclasses import replace

import pytest

from briefing.domain.structure import BlockKind
from briefing.sources.formats.page_end import PageIndex
from briefing.sources.formats.page_stub import PageSigns
from briefing.sources.formats.page_whole import better, is_partial, with_headings
from briefing.sources.text.source_blocks import SourceBlock, SourceBlocks

SENTENCES = [
    f"On day {number} of the talks the ministers agreed on the height of the harbour wall and its price."
    for number in range(20)
]
MENU = [SourceBlock(f"Section {number}") for number in range(20)]
NO_SIGNS = PageSigns(
    is_live=False,
    is_paid=False,
    has_wall=False,
    words=0,
    links=frozenset(),
    is_article=True,
    body="",
    consists_of_cards=False,
)


def blocks(number: int) -> list[SourceBlock]:
    return list(map(SourceBlock, SENTENCES[:number]))


@pytest.mark.parametrize(
    ("own", "signs", "expected"),
    [
        pytest.param(blocks(20), NO_SIGNS, False, id="all"),
        pytest.param(blocks(8), NO_SIGNS, False, id="most of the page's prose"),
        pytest.param(blocks(4), NO_SIGNS, True, id="short"),
        pytest.param(blocks(6), NO_SIGNS, True, id="a third of the page's prose"),
        pytest.param(MENU[:6] + blocks(20), NO_SIGNS, True, id="a menu before it"),
        pytest.param(MENU * 10 + blocks(8), NO_SIGNS, True, id="mostly a menu"),
        pytest.param(blocks(10), replace(NO_SIGNS, words=600), True, id="of 600 words"),
        pytest.param(blocks(10), replace(NO_SIGNS, body="x" * 3_000), True, id="of a body of 3,000 letters"),
    ],
)
def test_a_text_may_be_a_part_of_the_article(
    own: list[SourceBlock], signs: PageSigns, expected: bool
) -> None:
    assert is_partial(own, SourceBlocks(tuple(blocks(20))), signs) is expected


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        pytest.param(blocks(3), blocks(20), 2, id="more prose"),
        pytest.param(blocks(10), blocks(12), 1, id="hardly more"),
        pytest.param(blocks(4), blocks(7) + MENU * 10, 1, id="more, but mostly a menu"),
        pytest.param(MENU * 20 + blocks(10), blocks(10), 2, id="the same without the menu"),
        pytest.param(blocks(10), [], 1, id="nothing"),
    ],
)
def test_the_better_of_two_texts(first: list[SourceBlock], second: list[SourceBlock], expected: int) -> None:
    assert better(first, second) is (first if expected == 1 else second)


@pytest.mark.parametrize(
    ("between", "is_put_back"),
    [
        pytest.param(SourceBlock("What next", BlockKind.HEADING), True, id="heading"),
        pytest.param(SourceBlock("An item", BlockKind.ITEM), True, id="item"),
        pytest.param(SourceBlock("A link", BlockKind.ITEM, links=((0, 6, "/x"),)), False, id="link"),
        pytest.param(SourceBlock("An advertisement"), False, id="paragraph"),
    ],
)
def test_headings_and_items_between_paragraphs_are_put_back(between: SourceBlock, is_put_back: bool) -> None:
    first, second = blocks(2)
    page = SourceBlocks((SourceBlock("Home", BlockKind.ITEM), first, between, second))

    made = with_headings([first, second], PageIndex(page))

    assert list(made) == [
        first,
        *([between] if is_put_back else []),
        second,
    ]
