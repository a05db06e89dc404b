from __future__ import annotations

import json

import pytest

from briefing.domain.structure import Stub
from briefing.sources.formats.page_extraction import extract_page

SENTENCE = "The ministers met in Geneva on Monday and agreed to meet again, officials said."
PARAGRAPH = f"<p>{' '.join([SENTENCE] * 3)}</p>"
PARAGRAPHS = [PARAGRAPH.replace("Monday", f"day {n}").replace("Geneva", f"town {n}") for n in range(10)]
"""Some 400 words; equal ones would count as furniture of the page."""
HEADLINE = "Minister {0} says that talks about question {0} go on"


def page(body: str, data: object = None, head: str = "") -> str:
    script = f"<script type='application/ld+json'>{json.dumps(data)}</script>" if data else ""
    return (
        f"<html lang='en'><head><title>Talks in Geneva</title>{head}{script}</head><body>{body}</body></html>"
    )


def stub_of(markup: str, url: str | None = None) -> Stub | None:
    return extract_page(markup, name="x", url=url).stub


@pytest.mark.parametrize("free", [False, "False", "false"])
def test_a_short_page_that_says_it_is_not_free_is_behind_a_paywall(free: object) -> None:
    data = {"@graph": [{"@type": "NewsArticle", "isAccessibleForFree": free}]}
    assert stub_of(page(f"<article><h1>Talks</h1>{''.join(PARAGRAPHS[:2])}</article>", data)) is Stub.PAYWALL


def test_a_paid_page_that_shows_all_it_has_is_an_article() -> None:
    data = {"@type": "NewsArticle", "isAccessibleForFree": False, "wordCount": 400}
    assert stub_of(page(f"<article><h1>Talks</h1>{''.join(PARAGRAPHS)}</article>", data)) is None


def test_a_paid_page_that_shows_less_than_half_is_its_beginning() -> None:
    data = {"@type": "NewsArticle", "isAccessibleForFree": False, "wordCount": "1200"}
    assert stub_of(page(f"<article><h1>Talks</h1>{''.join(PARAGRAPHS)}</article>", data)) is Stub.PAYWALL


def test_a_few_words_above_a_wall_are_the_beginning() -> None:
    wall = "<div class='article-paywall__box'><p>Plans from 1 a week.</p></div>"
    assert stub_of(page(f"<article><h1>Talks</h1>{PARAGRAPH}{wall}</article>")) is Stub.PAYWALL
    assert stub_of(page(f"<article><h1>Talks</h1>{''.join(PARAGRAPHS)}{wall}</article>")) is None


def test_a_live_page_says_so_in_its_data_or_in_its_address() -> None:
    updates = "".join(
        f"<section><time datetime='2026-03-02T1{hour}:00Z'>1{hour}:00</time>{PARAGRAPH}</section>"
        for hour in range(5)
    )
    body = f"<main><article><h1>Storm</h1>{updates}</article></main>"
    assert stub_of(page(body, [{"@type": ["LiveBlogPosting"]}])) is Stub.LIVE
    assert stub_of(page(body), "https://example.com/world/live/2026/storm") is Stub.LIVE
    assert stub_of(page(body), "https://example.com/world/2026/storm") is None


def test_a_front_page_is_a_list_of_links_and_an_article_among_as_many_is_not() -> None:
    links = "".join(f"<li><a href='/{n}'>{HEADLINE.format(n)}</a></li>" for n in range(60))
    front = f"<main>{PARAGRAPH}</main><div><ul>{links}</ul></div>"
    assert stub_of(page(front)) is Stub.LINKS
    article = "<meta property='og:type' content='article'>"
    assert stub_of(page(front, head=article)) is None


def front_page(number: int, below: str, tag: str) -> str:
    cards = "".join(
        f"<{tag}><h2><a href='/{n}'>{HEADLINE.format(n)}</a></h2>{below.format(n)}</{tag}>"
        for n in range(number)
    )
    return f"<header><nav><a href='/w'>World</a><a href='/s'>Sport</a></nav></header><main>{cards}</main>"


def test_headlines_that_were_run_into_one_paragraph_are_a_list_of_links() -> None:
    headlines = "".join(f"<h2><a href='/{n}'>{HEADLINE.format(n)}</a></h2>" for n in range(12))
    assert stub_of(page(headlines)) is Stub.LINKS
    assert stub_of(page(f"<article>{''.join(PARAGRAPHS)}</article>{headlines}")) is None


def test_an_article_that_links_within_its_sentences_is_none() -> None:
    links = [
        f"<a href='/{n}'>agreed on question {n} of the <b>long talks in Geneva</b></a>" for n in range(24)
    ]
    sentences = [f"The ministers {link}, officials said on Monday." for link in links]
    nested = "<a href='/x'>the long talks in Geneva</a>"
    paragraphs = "".join(f"<p>{' '.join(sentences[at : at + 3])}</p>" for at in range(0, 24, 3))
    assert stub_of(page(f"<article><h1>Talks</h1>{paragraphs}<p>More on {nested}.</p></article>")) is None


@pytest.mark.parametrize("number", [24, 40])
@pytest.mark.parametrize("tag", ["article", "section", "div"])
@pytest.mark.parametrize(
    "below",
    [
        pytest.param("", id="headlines alone"),
        pytest.param("<p>Updated {0} hours ago</p>", id="with the time"),
        pytest.param(
            "<p>Officials confirmed plan {0} on Tuesday, after weeks of talks.</p>", id="a sentence"
        ),
        pytest.param(f"<p>{SENTENCE} {{0}}</p><p>{SENTENCE} No {{0}}.</p>", id="two sentences"),
    ],
)
def test_a_front_page_is_told_by_the_headlines_that_its_text_consists_of(
    number: int, tag: str, below: str
) -> None:
    assert stub_of(page(front_page(number, below, tag))) is Stub.LINKS


@pytest.mark.parametrize("inside", [True, False])
def test_an_article_with_other_headlines_below_it_is_none(inside: bool) -> None:
    others = front_page(20, "<p>Updated {0} hours ago</p>", "div")
    body = f"<article><h1>Talks</h1>{''.join(PARAGRAPHS)}{others if inside else ''}</article>"
    assert stub_of(page(body if inside else body + others)) is None


def test_data_that_is_damaged_or_nested_beyond_reason_says_nothing() -> None:
    deep = "[" * 5000
    body = f"<article><h1>Talks</h1>{''.join(PARAGRAPHS[:4])}</article>"
    assert stub_of(page(body, {"@type": "NewsArticle", "wordCount": "9" * 5000})) is None
    script = (
        f"<script type='application/ld+json'>{deep}</script><script type='application/ld+json'>{{</script>"
    )
    assert stub_of(page(body, head=script)) is None
