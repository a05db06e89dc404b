from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.sources.formats.plain_text import first_words, paragraphs, parse_plain_text

LEDE = (
    "Negotiators returned to Cairo on Wednesday, officials said, hoping to end the war that began last year."
)
SECOND = (
    "The foreign minister said that a deal was close, but he did not say when it would be signed, and two "
    "diplomats who asked not to be named disagreed with him on nearly every point of the document."
)
THIRD = "Observers warned that the talks could fail, as they had in June and again in July of this year."
BODY = [LEDE, SECOND, THIRD]


def wrapped(width: int) -> str:
    return "\n\n".join(textwrap.fill(part, width) for part in BODY)


@pytest.mark.parametrize(
    ("text", "section", "title", "author"),
    [
        pytest.param(
            "World\nTalks resume in Cairo as deadline nears\n" + "\n".join(BODY),
            "World",
            "Talks resume in Cairo as deadline nears",
            None,
            id="section, headline, a line a paragraph",
        ),
        pytest.param(
            "U.S. News\n\nTalks resume in Cairo\n\n" + "\n\n".join(BODY),
            "U.S. News",
            "Talks resume in Cairo",
            None,
            id="section of two words, blank lines",
        ),
        pytest.param(
            "ARTS & CULTURE\nMuseum returns bronzes\n" + "\n".join(BODY),
            "ARTS & CULTURE",
            "Museum returns bronzes",
            None,
            id="section in capitals",
        ),
        pytest.param(
            "Talks resume in Cairo\n\n" + wrapped(72),
            None,
            "Talks resume in Cairo",
            None,
            id="headline over hard-wrapped text",
        ),
        pytest.param(
            "World\nTalks resume in Cairo\n" + wrapped(72),
            "World",
            "Talks resume in Cairo",
            None,
            id="head and hard-wrapped text without a blank line between",
        ),
        pytest.param(
            "Talks resume in Cairo as a deadline nears and both of the sides say that they want more\n\n"
            + wrapped(60),
            None,
            "Talks resume in Cairo as a deadline nears and both of the sides say that they want more",
            None,
            id="headline wider than the wrapped text",
        ),
        pytest.param(
            "Can the talks succeed?\n" + "\n".join(BODY),
            None,
            "Can the talks succeed?",
            None,
            id="a question",
        ),
        pytest.param(
            "“We will not yield”\n" + "\n".join(BODY), None, "“We will not yield”", None, id="a quotation"
        ),
        pytest.param(
            "Envoys meet again in the U.S.\n" + "\n".join(BODY),
            None,
            "Envoys meet again in the U.S.",
            None,
            id="headline that ends in an abbreviation",
        ),
        pytest.param(
            "Talks resume in Cairo\nBy Jane Doe and Ana de Souza\n" + "\n".join(BODY),
            None,
            "Talks resume in Cairo",
            "Jane Doe and Ana de Souza",
            id="byline",
        ),
        pytest.param(
            "Talks resume in Cairo\n=====================\n\n" + "\n\n".join(BODY),
            None,
            "Talks resume in Cairo",
            None,
            id="underlined headline",
        ),
        pytest.param(
            "Ceasefire fails.\n----------------\n" + "\n".join(BODY),
            None,
            "Ceasefire fails.",
            None,
            id="underlined headline with a full stop",
        ),
        pytest.param(
            "Talks resume in Cairo\nTalks resume in Cairo\n" + "\n".join(BODY),
            None,
            "Talks resume in Cairo",
            None,
            id="headline twice",
        ),
        pytest.param("\n".join(BODY), None, None, None, id="body alone"),
        pytest.param(wrapped(72), None, None, None, id="hard-wrapped body alone"),
        pytest.param("\r\n\r\n".join(BODY), None, None, None, id="Windows line ends"),
        pytest.param(
            "国际\n开罗会谈恢复，各方期待达成协议\n" + "\n".join(BODY),
            "国际",
            "开罗会谈恢复，各方期待达成协议",
            None,
            id="Chinese",
        ),
    ],
)
def test_the_head_is_told_from_the_body(
    text: str, section: str | None, title: str | None, author: str | None
) -> None:
    document = parse_plain_text(text)

    assert (document.section, document.title, document.author) == (section, title, author)
    assert document.text == "\n\n".join(BODY)


@pytest.mark.parametrize(
    ("line", "source", "published"),
    [
        ("2019-01-14", None, "2019-01-14"),
        ("14 January 2019", None, "2019-01-14"),
        ("January 14, 2019", None, "2019-01-14"),
        ("Monday, 14 January 2019", None, "2019-01-14"),
        ("The Guardian, 2020-01-21", "The Guardian", "2020-01-21"),
        ("BBC News, January 21, 2020", None, "2020-01-21"),
        ("Brussels, 12 March 2024", None, "2024-03-12"),
        ("By Jane Doe\nThe Guardian, 2020-01-21", "The Guardian", "2020-01-21"),
        ("Updated, 2020-01-21", None, None),
        ("2019-01-14 was a cold day in Cairo", None, None),
        ("The talks, which nobody wanted, began on 14 January 2019", None, None),
        ("They met again, 14 January 2019", None, None),
    ],
)
def test_a_line_of_only_a_date_below_the_title_tells_it(
    line: str, source: str | None, published: str | None
) -> None:
    title = "Talks Resume" if published else "Talks resume in Cairo as deadline nears"
    document = parse_plain_text("\n".join([title, line, "", *BODY]))

    assert (document.title, document.source, document.published) == (title, source, published)
    assert document.text == "\n\n".join([line.rpartition("\n")[2], *BODY]), "the text stays as it is"


@pytest.mark.parametrize(
    ("line", "author", "published"),
    [
        ("By Jane Doe", "Jane Doe", None),
        ("By Jane Doe, 14 January 2019", "Jane Doe", "2019-01-14"),
        ("By Jane Doe and John Roe, January 14, 2019", "Jane Doe and John Roe", "2019-01-14"),
        ("By Jane Doe, 2019-01-14", "Jane Doe", "2019-01-14"),
        ("By Jane Doe, who was there", None, None),
        ("By Jane Doe, 45 January 2019", None, None),
    ],
)
def test_a_byline_may_have_the_day(line: str, author: str | None, published: str | None) -> None:
    document = parse_plain_text("\n".join(["Talks resume in Cairo", line, "", *BODY]))
    assert (document.author, document.published) == (author, published)
    assert (line in document.text) is (author is None)


@pytest.mark.parametrize("width", [40, 60, 72, 80, 100, 120])
def test_wrapped_lines_are_joined_at_any_usual_width(width: int) -> None:
    assert paragraphs(wrapped(width)) == BODY


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        pytest.param("One.\nTwo.\nThree.", ["One.", "Two.", "Three."], id="short lines"),
        pytest.param("\n".join(BODY), BODY, id="long lines"),
        pytest.param(
            "\n".join(textwrap.fill("    " + part, 60) for part in BODY), BODY, id="indented, no blank lines"
        ),
        pytest.param(
            "首相は水曜日、来週も協議を\n続けると述べた。外務大臣は\n質問に答えなかった。",
            ["首相は水曜日、来週も協議を続けると述べた。外務大臣は質問に答えなかった。"],
            id="Japanese is joined without blanks",
        ),
        pytest.param(
            "\n\n".join(BODY) + "\n\nhttps://example.com/" + "x" * 300,
            [*BODY, "https://example.com/" + "x" * 300],
            id="an address longer than any line",
        ),
        pytest.param(
            "The government of the day has set out long-\nterm plans for all of the schools, for mid-\n"
            "and large-sized towns and for the villages",
            [
                "The government of the day has set out long-term plans for all of the schools, for mid- "
                "and large-sized towns and for the villages"
            ],
            id="broken at a hyphen",
        ),
        pytest.param(
            "apples from Spain\npears from France\nplums from Italy\ngrapes from Chile",
            ["apples from Spain", "pears from France", "plums from Italy", "grapes from Chile"],
            id="a list of short lines",
        ),
        pytest.param(
            "Here is what we need for the party at the house on the\nhill, which is in the village:\n"
            "  * A very long item that says that it is wrapped at\n    the width of the mail\n"
            "  * An other item of the same length or nearly so,\n    with words\n"
            "And then all is well, and we come to the end of the\ntext.",
            [
                "Here is what we need for the party at the house on the hill, which is in the village:",
                "* A very long item that says that it is wrapped at the width of the mail",
                "* An other item of the same length or nearly so, with words",
                "And then all is well, and we come to the end of the text.",
            ],
            id="a list of long items",
        ),
        pytest.param(
            "  1. A first topic (Jane Doe)\n  2. Another topic (Jim Doe)\n  3. The third topic (Ann Lee)",
            ["1. A first topic (Jane Doe)", "2. Another topic (Jim Doe)", "3. The third topic (Ann Lee)"],
            id="a list of items of one length",
        ),
        pytest.param("", [], id="nothing"),
        pytest.param("Only a few words", ["Only a few words"], id="one line"),
    ],
)
def test_paragraphs(text: str, parts: list[str]) -> None:
    assert paragraphs(text) == parts


def test_a_text_of_one_paragraph_is_body() -> None:
    document = parse_plain_text("Talks resume in Cairo")

    assert (document.title, document.text) == (None, "Talks resume in Cairo")


def test_a_first_sentence_that_begins_with_by_is_no_byline() -> None:
    body = "By Tuesday evening the talks had failed, and both sides left."

    assert parse_plain_text(f"Talks fail\n{body}").text == body


WORDS = st.text(st.sampled_from("abcdeß é漢.,“”"), min_size=1, max_size=9)


@given(st.lists(st.lists(WORDS, min_size=1, max_size=30), min_size=1, max_size=6), st.integers(20, 90))
def test_no_word_is_lost_or_added(parts: list[list[str]], width: int) -> None:
    text = "\n\n".join(textwrap.fill(" ".join(words), width) for words in parts)

    assert "".join("".join(paragraphs(text)).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "title"),
    [
        pytest.param(LEDE, LEDE[:-1].rsplit(" ", 1)[0] + "…", id="long sentence is cut at a word"),
        pytest.param(
            "The talks failed on Monday. Both left.", "The talks failed on Monday", id="first sentence"
        ),
        pytest.param(
            "The U.S. and Iran met. They left.", "The U.S. and Iran met", id="not at an abbreviation"
        ),
        pytest.param("Will the talks succeed now? No.", "Will the talks succeed now?", id="question"),
        pytest.param("漢" * 200, "漢" * 99 + "…", id="no blanks to cut at"),
        pytest.param("\n\n Two words\nmore", "Two words", id="first line"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_a_title_from_the_first_words(text: str, title: str) -> None:
    assert first_words(text) == title
