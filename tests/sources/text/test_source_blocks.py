from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.domain import Span
from briefing.domain.structure import BlockKind, Structure, Stub
from briefing.sources.text.html_to_text import element_blocks, parse_html
from briefing.sources.text.normalize_text import clean_text
from briefing.sources.text.source_blocks import SourceBlock, SourceBlocks, place

BASE = "https://news.example/world/talks"


def structure_of(markup: str, text: str | None = None, stub: Stub | None = None) -> tuple[str, Structure]:
    blocks = element_blocks(parse_html(f"<body>{markup}</body>"))
    text = clean_text(blocks.text) if text is None else text
    return text, place(blocks, text, base=BASE, stub=stub)


def links(text: str, structure: Structure) -> list[tuple[str, str]]:
    return [(link.span.of(text), link.url) for link in structure.links]


def blocks(text: str, structure: Structure) -> list[tuple[str, str, int]]:
    return [(block.kind.value, block.span.of(text), block.level) for block in structure.blocks]


def test_links_stand_at_their_words_with_whole_addresses() -> None:
    text, found = structure_of(
        "<p>The <a href='../law'>new law</a> and<a href='https://gov.example/x?a=1#b'> its text </a>.</p>"
    )
    assert text == "The new law and its text ."
    assert links(text, found) == [
        ("new law", "https://news.example/law"),
        ("its text", "https://gov.example/x?a=1#b"),
    ]


@pytest.mark.parametrize(
    "href",
    ["javascript:alert(1)", "mailto:a@b.example", "#part", "", "data:text/html,x", "http://a b", "//[x"],
)
def test_what_is_not_safe_or_leads_nowhere_is_no_link(href: str) -> None:
    text, found = structure_of(f"<p>Some <a href='{href}'>words</a>.</p>")
    assert text == "Some words."
    assert found.links == ()


def test_a_link_around_paragraphs_is_one_in_each() -> None:
    text, found = structure_of("<a href='/1'><h2>Head</h2><p>Words.</p></a><p>After.</p>")
    assert [words for words, _ in links(text, found)] == ["Head", "Words."]


def test_headings_lists_quotations_and_tables_are_told_apart() -> None:
    text, found = structure_of(
        "<h2>Head</h2><p>Words.</p><blockquote><p>Said.</p></blockquote>"
        "<ul><li>One<ul><li>Inner</li></ul></li></ul>"
        "<table><tr><th>Town</th><td>12</td></tr></table>"
    )
    assert text == "Head\n\nWords.\n\nSaid.\n\nOne\n\nInner\n\nTown 12"
    assert blocks(text, found) == [
        ("heading", "Head", 2),
        ("quote", "Said.", 1),
        ("item", "One", 1),
        ("item", "Inner", 2),
        ("row", "Town 12", 1),
        ("cell", "Town", 1),
        ("cell", "12", 1),
    ]


def test_cells_of_data_with_paragraphs_in_them_are_one_row() -> None:
    text, found = structure_of(
        "<table border=1 width=600><tr><td><p>Town</p></td><td><div>People</div></td></tr>\n"
        "<tr> <td> <p>Bern</p> </td> <td><p>134</p> <p>thousand</p></td> </tr></table>"
    )
    assert blocks(text, found) == [
        ("row", "Town People", 1),
        ("cell", "Town", 1),
        ("cell", "People", 1),
        ("row", "Bern 134 thousand", 1),
        ("cell", "Bern", 1),
        ("cell", "134 thousand", 1),
    ]


@pytest.mark.parametrize(
    "table",
    [
        pytest.param(
            "<table><tr><td><table><tr><td>First.</td></tr></table></td><td>Second.</td></tr></table>",
            id="a table around another",
        ),
        pytest.param("<table role=presentation><tr><td>First.<td>Second.</table>", id="a table that says so"),
        pytest.param("<table width=600><tr><td>First.<td>Second.</table>", id="columns"),
        pytest.param("<table><tr><td>First.<tr><td>Second.</table>", id="one below the other"),
    ],
)
def test_a_table_that_only_places_text_is_none(table: str) -> None:
    text, found = structure_of(table)
    assert (text, blocks(text, found)) == ("First.\n\nSecond.", [])


def test_headings_and_lists_in_a_table_that_places_them_are_what_they_are() -> None:
    text, found = structure_of(
        "<table><tr><td><h2>Head</h2><ul><li>One</li></ul></td><td>Aside</td></tr></table>"
    )
    assert text == "Head\n\nOne\n\nAside"
    assert blocks(text, found) == [("heading", "Head", 2), ("item", "One", 1)]


def test_an_image_has_its_caption_else_its_description_and_a_place() -> None:
    text, found = structure_of(
        "<p>Before.</p><figure><img src='/a.jpg' alt='A ship'><figcaption>The ship at pier 4.</figcaption>"
        "</figure><p>After.</p><img data-src='b.jpg' src='data:image/gif;base64,x' alt='A map'>"
        "<img src='c.gif'>"
    )
    assert [(each.url, each.caption, text[: each.offset]) for each in found.images] == [
        ("https://news.example/a.jpg", "The ship at pier 4.", "Before."),
        ("https://news.example/world/b.jpg", "A map", text),
    ]


def test_times_of_a_live_page_stand_at_their_entries() -> None:
    markup = "".join(
        f"<div><p><time datetime='2026-03-02T1{n}:05Z'>1{n}:05</time></p><h3>Hour {n}</h3><p>Wind</p></div>"
        for n in range(3)
    )
    text, found = structure_of(markup, stub=Stub.LIVE)
    assert [(each.time, text[each.offset :].split("\n\n")[:2]) for each in found.updates] == [
        (f"2026-03-02T1{n}:05Z", [f"1{n}:05", f"Hour {n}"]) for n in range(3)
    ]
    assert structure_of(markup)[1].updates == ()


def test_it_is_found_again_where_the_text_has_other_blanks_and_no_control_characters() -> None:
    blocks = SourceBlocks(
        (
            SourceBlock("Menu China", links=((0, 10, "/menu"),)),
            SourceBlock(
                "“A\u00ad  de\x07al,” he said\nof  Cafe\u0301", BlockKind.QUOTE, links=((16, 30, "/x"),)
            ),
        )
    )
    text = clean_text("Lead of China.\n\n“A  deal,” he said\nof Café\n\nEnd.")
    found = place(blocks, text, base=BASE, stub=None)
    assert [block.span.of(text) for block in found.blocks] == ["“A  deal,” he said\nof Café"]
    assert [link.span.of(text) for link in found.links] == ["said\nof Café"]


def test_a_word_of_the_menu_is_no_link_in_the_text() -> None:
    _, found = structure_of(
        "<nav><a href='/china'>China</a></nav><p>Envoys from China met.</p>", "Envoys from China met."
    )
    assert found.links == ()


def test_a_plain_text_has_no_structure() -> None:
    assert structure_of("<p>One.</p><p>Two.</p>")[1] == Structure()


WORDS = st.text("aé ß\u00ad.\n“”\u0301", max_size=12)
PIECES = st.lists(
    st.tuples(st.sampled_from(["p", "h2", "li", "td", "blockquote", "a", "figcaption", "b"]), WORDS),
    max_size=8,
)


@given(PIECES, st.integers(0, 3))
def test_spans_lie_within_the_text_whatever_the_source_marks(
    pieces: list[tuple[str, str]], dropped: int
) -> None:
    markup = "".join(
        f"<{name} href='/{n}'>{words}<a href='/in'>{words}</a>" + f"</{name}>" * (n % 2)
        for n, (name, words) in enumerate(pieces)
    )
    whole = element_blocks(parse_html(f"<body>{markup}</body>"))
    text = "\n\n".join(clean_text(whole.text).split("\n\n")[dropped:])
    found = place(whole, text, base=BASE, stub=Stub.LIVE)
    for span in [*(each.span for each in found.blocks), *(each.span for each in found.links)]:
        assert isinstance(span, Span) and span.end <= len(text)
    assert all(any(map(str.isalnum, link.span.of(text))) for link in found.links)
