from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.domain.structure import BlockKind
from briefing.sources.formats.markdown import parse_markdown
from briefing.sources.text.source_blocks import place

FULL = """\
---
title: "Talks resume: a deadline nears"
date: 2024-08-28
author:
  - Jane Doe
  - Ana de Souza
source: Example News
url: https://www.example.com/world/talks
lang: en-GB
tags: [war, peace]
---

First paragraph.

Second paragraph.
"""


def test_front_matter_is_metadata() -> None:
    document = parse_markdown(FULL)

    assert document.title == "Talks resume: a deadline nears"
    assert document.published == "2024-08-28"
    assert document.author == "Jane Doe, Ana de Souza"
    assert document.source == "Example News"
    assert document.url == "https://www.example.com/world/talks"
    assert document.language == "en-GB"
    assert document.text == "First paragraph.\n\nSecond paragraph."


@pytest.mark.parametrize(
    ("front", "title", "published"),
    [
        pytest.param(
            "title: A\npublished: 2024-08-28T10:00:00+02:00", "A", "2024-08-28T10:00:00+02:00", id="time"
        ),
        pytest.param("Title: A\nDate: 28 August 2024", "A", "2024-08-28", id="capital keys, date in words"),
        pytest.param(
            "title: Talks: a deadline\ndate: 2024-08-28", "Talks: a deadline", "2024-08-28", id="bare colon"
        ),
        pytest.param('title: "unclosed\ndate: 2024-08-28', '"unclosed', "2024-08-28", id="unclosed quote"),
        pytest.param("title: A\ndate: 2024-13-45", "A", None, id="no such day"),
        pytest.param("title: A\n\ttags: x\n  - y: [", "A", None, id="broken tags"),
        pytest.param("title: 1984", "1984", None, id="a number"),
        pytest.param("title: |\n  Two\n  lines", "Two lines", None, id="a block of lines"),
        pytest.param("title: A\nauthor: {name: {deep: er}}", "A", None, id="nested values are left"),
        pytest.param("title: A\nx: " + "[" * 5000, "A", None, id="nested beyond reading"),
    ],
)
def test_front_matter_of_all_kinds(front: str, title: str, published: str | None) -> None:
    document = parse_markdown(f"---\n{front}\n---\nThe body.\n")

    assert (document.title, document.published, document.text) == (title, published, "The body.")


def test_front_matter_runs_nothing(tmp_path: Path) -> None:
    touched = tmp_path / "touched"
    front = (
        f'title: !!python/object/apply:pathlib.Path.touch [!!python/object/apply:pathlib.Path ["{touched}"]]'
    )

    document = parse_markdown(f"---\n{front}\nauthor: Jane Doe\n---\nThe body.\n")

    assert not touched.exists()
    assert (document.author, document.text) == ("Jane Doe", "The body.")


def test_aliases_that_unfold_without_end_stay_folded() -> None:
    bomb = "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30))

    document = parse_markdown(f"---\na0: &a0 [x]\n{bomb}\ntitle: *a29\nauthor: Jane Doe\n---\nThe body.\n")

    assert (document.author, document.text) == ("Jane Doe", "The body.")


@pytest.mark.parametrize(
    ("text", "title", "body"),
    [
        pytest.param("# Talks resume\n\nThe body.", "Talks resume", "The body.", id="heading"),
        pytest.param("Talks resume\n===\n\nThe body.", "Talks resume", "The body.", id="underlined heading"),
        pytest.param(
            "Lead.\n\n# Talks resume\n\nMore.", "Talks resume", "Lead.\n\nMore.", id="heading further down"
        ),
        pytest.param(
            "---\ntitle: A\n---\n# A\n\nThe body.", "A", "The body.", id="heading repeats the title"
        ),
        pytest.param("---\ntitle: A\n---\n# B\n\nBody.", "A", "B\n\nBody.", id="another heading stays"),
        pytest.param(
            "## Talks resume\n\nThe body.", "Talks resume", "The body.", id="lesser heading at the top"
        ),
        pytest.param(
            "---\nBetween rules.\n\n---\n\nThe body.", None, "Between rules.\n\nThe body.", id="rules"
        ),
        pytest.param("---\n---\n# A\n\nThe body.", "A", "The body.", id="empty front matter"),
        pytest.param("# Only a heading", None, "Only a heading", id="nothing but a heading"),
        pytest.param("The body alone.\n\nMore.", None, "The body alone.\n\nMore.", id="no title"),
        pytest.param("\ufeff---\ntitle: A\n---\nThe body.", "A", "The body.", id="byte order mark"),
        pytest.param("---\r\ntitle: A\r\n---\r\nThe body.", "A", "The body.", id="Windows line ends"),
    ],
)
def test_titles(text: str, title: str | None, body: str) -> None:
    document = parse_markdown(text)

    assert (document.title, document.text) == (title, body)


@pytest.mark.parametrize(
    ("markdown", "prose"),
    [
        pytest.param("*a* **b** _c_ __d__ ***e*** ~~f~~", "a b c d e f", id="emphasis"),
        pytest.param(
            "[words](https://example.com 'title') and [more][1]\n\n[1]: /x", "words and more", id="links"
        ),
        pytest.param("[words](javascript:alert(1))", "words", id="link to a script"),
        pytest.param("before ![a chart](x.png) after", "before after", id="image"),
        pytest.param("<https://example.com>", "https://example.com", id="address in angle brackets"),
        pytest.param("soft\nbreak", "soft break", id="soft break"),
        pytest.param("hard  \nbreak\\\nagain<br>and", "hard\nbreak\nagain\nand", id="hard breaks"),
        pytest.param("- one\n- two\n  - three", "one\n\ntwo\n\nthree", id="list"),
        pytest.param("1. one\n2. two", "1. one\n\n2. two", id="numbers stay"),
        pytest.param("1945. The war ended.", "1945. The war ended.", id="a year is no list to lose"),
        pytest.param("> quoted\n> more\n\nafter", "quoted more\n\nafter", id="quotation"),
        pytest.param("`code_with_signs` stays", "code_with_signs stays", id="code"),
        pytest.param("```py\nx = *y*\n```", "x = *y*", id="fence"),
        pytest.param("a\n\n***\n\nb", "a\n\nb", id="rule"),
        pytest.param("a\n\n### Between\n\nb", "a\n\nBetween\n\nb", id="heading inside"),
        pytest.param("|a|b|\n|-|-|\n|1|2|", "a | b\n\n1 | 2", id="table"),
        pytest.param("<div><b>bold</b> &amp; plain</div>", "bold & plain", id="HTML"),
        pytest.param("a\n\n<script>alert(1)</script>\n\nb", "a\n\nb", id="script"),
        pytest.param("a <!-- hidden --> b", "a  b", id="comment"),
        pytest.param(r"\*not emphasis\*", "*not emphasis*", id="escaped"),
        pytest.param("a\n\n\t<b>x</b>\n\t\ty\n\nz", "a\n\n<b>x</b>\n    y\n\nz", id="code behind a tab"),
        pytest.param("-\ta\n\n\tb\n\n\t\t<i>", "a\n\nb\n\n<i>", id="code behind tabs in a list"),
        pytest.param("1.\ta\n\n>\tb\tc", "1. a\n\nb c", id="tabs behind marks of lists and quotations"),
        pytest.param(
            "a[^x] b[^1] c[^x].\n\n[^1]: One *note*.\n\n[^x]: Two\n    lines.\n\n    More.\n\nd",
            "a[1] b[2] c[1].\n\nd\n\n1. Two lines.\n\nMore.\n\n2. One note.",
            id="footnotes in the order of the text",
        ),
        pytest.param("a[^1]\n\n[^1]: b[^2]\n[^2]: c", "a[1]\n\n1. b[2]\n\n2. c", id="a note of a note"),
        pytest.param("a^[b [c](/d)] e", "a[1] e\n\n1. b c", id="footnote within the line"),
        pytest.param("a\n\n[^1]: b", "a\n\n1. b", id="a note that nothing refers to"),
        pytest.param("a[^1] `[^2]`", "a[^1] [^2]", id="no notes"),
    ],
)
def test_the_body_is_plain_prose(markdown: str, prose: str) -> None:
    assert parse_markdown(f"---\ntitle: T\n---\n{markdown}").text == prose


@pytest.mark.parametrize(
    ("front", "url", "source"),
    [
        pytest.param(
            'source: "https://www.news.example/a?utm_source=x"',
            "https://www.news.example/a?utm_source=x",
            "https://www.news.example/a?utm_source=x",
            id="Obsidian's clipper",
        ),
        pytest.param(
            "source: https://news.example/a\nurl: https://news.example/b",
            "https://news.example/b",
            "https://news.example/a",
            id="beside an address",
        ),
        pytest.param(
            "source: https://news.example/a\nsite: The News",
            "https://news.example/a",
            "The News",
            id="beside a name",
        ),
        pytest.param("source: The News", None, "The News", id="a name"),
    ],
)
def test_a_source_that_is_an_address_is_the_article_s_own(
    front: str, url: str | None, source: str | None
) -> None:
    document = parse_markdown(f"---\n{front}\n---\nThe body.\n")

    assert (document.url, document.source) == (url, source)


def test_names_that_link_to_notes_are_names() -> None:
    document = parse_markdown(
        '---\nauthor:\n  - "[[Jane Doe]]"\n  - "[[people/ann|Ann Sen]]"\n---\nThe body.\n'
    )

    assert document.author == "Jane Doe, Ann Sen"


@pytest.mark.parametrize(
    "prose",
    [
        "The file snake_case_name and 5 * 3 * 2 stay, as do * and _ alone.",
        "Prices rose 3 % [sic], he said [in Arabic]; see AT&T and R&D; x < y > z.",
        "A #hashtag, a 'quote', “quotes”, C:\\new\\path, ~20 people, $5 and a|b.",
        "“We will act [now],” he said — and left. 100% sure_ thing* really.",
    ],
)
def test_signs_that_mean_nothing_stay(prose: str) -> None:
    assert parse_markdown(f"---\ntitle: T\n---\n\n{prose}\n\n{prose}\n").text == f"{prose}\n\n{prose}"


WORD = st.text(st.characters(categories=["L", "N"], max_codepoint=0x2FFF), min_size=1, max_size=8)
SENTENCE = st.lists(WORD, min_size=1, max_size=12).map(
    lambda words: "S" + " ".join(words) + ", “so”; (it) said."
)


@given(st.lists(SENTENCE, min_size=1, max_size=5))
def test_plain_prose_comes_through_word_for_word(parts: list[str]) -> None:
    from briefing.sources.text.normalize_text import clean_text

    text = "\n\n".join(parts)
    assert clean_text(parse_markdown(f"---\ntitle: T\n---\n\n{text}\n").text) == clean_text(text)


def test_a_file_of_a_line_a_paragraph_is_read_like_plain_text() -> None:
    lines = ["World", "Talks resume in Cairo", "They *met* again on Monday, officials said.", "They left."]

    document = parse_markdown("\n".join(lines))

    assert (document.section, document.title) == ("World", "Talks resume in Cairo")
    assert document.text == "They met again on Monday, officials said.\n\nThey left."


@given(st.text(st.sampled_from("-*_#>[]()`~|\\<&!:. \n\tab1\u00e9=\"'{}")))
def test_any_text_can_be_read(text: str) -> None:
    assert isinstance(parse_markdown(text).text, str)


@pytest.mark.parametrize("unit", ["[", "*a_", "> ", "<a ", "![", "`", "- ", "|a", "&#1;", "<!--"], ids=ascii)
def test_hostile_nesting_is_survived(unit: str) -> None:
    limit = sys.getrecursionlimit()

    parse_markdown(unit * 3000)

    assert sys.getrecursionlimit() == limit


@pytest.mark.parametrize(
    ("table", "times"),
    [
        pytest.param("a|b\n-|-\n", 10_000, id="rows"),
        pytest.param("a|" * 100 + "\n" + "-|" * 100 + "\n" + "a\n" * 30 + "\n", 10, id="columns"),
    ],
)
def test_tables_of_too_many_cells_stay_as_they_are_written(table: str, times: int) -> None:
    few, many = (parse_markdown(f"# A\n\n{table * count}").blocks.blocks for count in (1, times))
    assert {block.kind for block in few} == {BlockKind.ROW}
    assert {block.kind for block in many} == {None}


def test_links_images_lists_quotations_and_tables_are_kept_beside_the_text() -> None:
    document = parse_markdown(
        "# Title\n\nThe *new* [law\nof May](/law) and <https://gov.example/x>.\n\n![A map](map.png)\n\n"
        "## Head\n\n"
        "> Said [so][1].\n\n1. One\n   - Two\n\n| A | [B](/b) |\n|---|---|\n| 1 | 2 |\n\n[1]: https://said.example/\n"
    )
    text = document.text
    found = place(document.blocks, text, base="https://news.example/", stub=None)
    assert [(link.span.of(text), link.url) for link in found.links] == [
        ("law of May", "https://news.example/law"),
        ("https://gov.example/x", "https://gov.example/x"),
        ("so", "https://said.example/"),
        ("B", "https://news.example/b"),
    ]
    assert [(block.kind.value, block.span.of(text), block.level) for block in found.blocks] == [
        ("heading", "Head", 2),
        ("quote", "Said so.", 1),
        ("item", "1. One", 1),
        ("item", "Two", 2),
        ("row", "A | B", 1),
        ("cell", "A", 1),
        ("cell", "B", 1),
        ("row", "1 | 2", 1),
        ("cell", "1", 1),
        ("cell", "2", 1),
    ]
    (image,) = found.images
    assert (image.url, image.caption) == ("https://news.example/map.png", "A map")
    assert text[: image.offset].endswith("gov.example/x.")
