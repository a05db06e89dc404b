from __future__ import annotations

import pytest

from briefing.sources.formats.html import parse_html_article

SENTENCES = [
    "CAIRO — Negotiators came back to the talks on the harbour tunnel on Wednesday, officials said.",
    "The foreign minister said that “a deal on the tunnel is close,” but he did not say when they sign it.",
    "Observers warned that the talks could fail, as they had failed in June and again in July of this year.",
]
TITLE = "Talks on the harbour tunnel resume"


def page(head: str = f"<title>{TITLE}</title>", above: str = f"<h1>{TITLE}</h1>", below: str = "") -> str:
    paragraphs = "".join(f"<p>{each}</p>" for each in SENTENCES)
    return f"<html><head>{head}</head><body><article>{above}{paragraphs}{below}</article></body></html>"


@pytest.mark.parametrize(
    ("head", "heading"),
    [
        pytest.param(f"<title>{TITLE}</title>", "POLITICO Politico Logo", id="a logo"),
        pytest.param(f"<title>{TITLE}</title>", "Follow us on Twitter", id="a button"),
        pytest.param(
            f"<meta property='og:title' content='{TITLE}'>", "Get Slate in your inbox.", id="a form"
        ),
        pytest.param(f"<title>{TITLE} | The Example</title>", TITLE, id="the site behind a bar"),
        pytest.param(f"<title>{TITLE} - The Example</title>", TITLE, id="the site behind a dash"),
        pytest.param(f"<title>The Example – {TITLE}</title>", TITLE, id="the site before it"),
        pytest.param(
            f"<title>{TITLE} - The Example</title><meta property='og:site_name' content='The Example'>",
            "Follow us",
            id="the site by its name",
        ),
    ],
)
def test_the_headline_is_that_of_the_article(head: str, heading: str) -> None:
    assert parse_html_article(page(head, f"<h1>{heading}</h1>"), name="x").title == TITLE


@pytest.mark.parametrize("title", ["Tunnel: talks - again - resume", "Long-term talks | part two", "A - B"])
def test_a_headline_keeps_its_own_dashes(title: str) -> None:
    document = parse_html_article(page(f"<title>{title}</title>", f"<h1>{title}</h1>"), name="x")

    assert document.title == title


@pytest.mark.parametrize(
    "name",
    ["January", "Dec", "Name", "Admin", "See full bio", "Lesedauer", "Lesedauer: 3 Minuten", "Updated March"],
)
def test_a_word_of_the_page_is_no_author(name: str) -> None:
    head = f"<title>{TITLE}</title><meta name='author' content='{name}'>"

    assert parse_html_article(page(head), name="x").author is None


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Written by Jane Doe", "Jane Doe"),
        ("View all posts by Jane Doe", "Jane Doe"),
        ("Von Jana Weiß", "Jana Weiß"),
        ("Jane Doe, John Roe", "Jane Doe; John Roe"),
        ("April May", "April May"),
    ],
)
def test_an_author_without_the_words_around_the_name(name: str, expected: str) -> None:
    head = f"<title>{TITLE}</title><meta name='author' content='{name}'>"

    assert parse_html_article(page(head), name="x").author == expected


def test_an_author_in_the_structured_data_where_the_page_shows_a_word() -> None:
    said = '{"@type": "NewsArticle", "author": [{"@type": "Person", "name": "Jane Doe"}]}'
    head = f"<title>{TITLE}</title><meta name='author' content='Admin'>"
    markup = page(f"{head}<script type='application/ld+json'>{said}</script>")

    assert parse_html_article(markup, name="x").author == "Jane Doe"


@pytest.mark.parametrize(
    ("head", "above", "day"),
    [
        pytest.param(
            "<meta property='article:published_time' content='2024-08-28'>"
            "<meta property='article:modified_time' content='2024-09-30'>",
            "<time datetime='2024-09-30'>Updated</time>",
            "2024-08-28",
            id="published, not modified",
        ),
        pytest.param(
            '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2024-08-28", '
            '"dateModified": "2024-09-30"}</script>',
            "",
            "2024-08-28",
            id="structured data",
        ),
        pytest.param("", "<time datetime='2024-08-28'>Wednesday</time>", "2024-08-28", id="time"),
        pytest.param("", "<p>Stand: 28.08.2024</p>", "2024-08-28", id="German line"),
        pytest.param("", "<p>Berlin, 28. August 2024</p>", "2024-08-28", id="German words"),
        pytest.param("", "<p>Publié le 28 août 2024</p>", "2024-08-28", id="French words"),
        pytest.param("", "<p>28 de agosto de 2024</p>", "2024-08-28", id="Spanish words"),
        pytest.param("", "<p>2024年8月28日</p>", "2024-08-28", id="Japanese"),
    ],
)
def test_the_day_of_publication(head: str, above: str, day: str) -> None:
    markup = page(f"<title>{TITLE}</title>{head}", f"<h1>{TITLE}</h1>{above}")

    assert parse_html_article(markup, name="x").published == day


def test_the_day_of_another_story_is_not_that_of_the_article() -> None:
    other = (
        "<aside><a href='/x'>Another story</a><p>12.01.2020</p><time datetime='2020-01-12'>12</time></aside>"
    )
    markup = page(below=f"<p>{SENTENCES[0][:-1]} again.</p>") + other

    assert parse_html_article(markup, name="x").published is None
