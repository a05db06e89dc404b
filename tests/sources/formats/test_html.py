from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefing.errors import NoArticleError, SourceError
from briefing.sources.article_assembly import assemble
from briefing.sources.formats.html import parse_html_article

PARAGRAPHS = [
    "CAIRO — Negotiators from both sides returned on Wednesday, officials said, hoping to end the war.",
    "The foreign minister said that “a deal is close,” but he did not say when it would be signed.",
    "Observers warned that the talks could fail, as they had failed in June and again in July of this year.",
]
HEAD = """<!doctype html><html lang="en-GB"><head><meta charset="utf-8">
<title>Talks resume in Cairo | Example News</title>
<meta property="og:title" content="Talks resume in Cairo">
<meta property="og:site_name" content="Example News">
<meta property="article:section" content="World">
<meta property="article:published_time" content="2024-08-28T10:15:00+02:00">
<meta name="author" content="Jane Doe">
<link rel="canonical" href="https://www.example.com/world/talks"></head>"""


def page(*parts: str, head: str = HEAD) -> str:
    return (
        f"{head}<body><nav><a href='/'>Home</a> <a href='/w'>World</a></nav>"
        f"<article><h1>Talks resume in Cairo</h1>{''.join(parts)}</article>"
        "<footer>Copyright Example News. <a href='/terms'>Terms</a></footer></body></html>"
    )


@pytest.mark.slow
def test_the_article_of_a_page_with_what_the_page_says_of_it() -> None:
    document = parse_html_article(page(*(f"<p>{part}</p>" for part in PARAGRAPHS)), name="x")

    assert document.text == "\n\n".join(PARAGRAPHS)
    assert document.title == "Talks resume in Cairo"
    assert document.author == "Jane Doe"
    assert document.published == "2024-08-28T10:15:00+02:00"
    assert document.source == "Example News"
    assert document.section == "World"
    assert document.language == "en-GB"
    assert document.url == "https://www.example.com/world/talks"


@pytest.mark.slow
def test_a_year_in_the_text_is_not_the_day_of_the_page() -> None:
    told = (*PARAGRAPHS, "Residents along the line have complained about noise since works began in 2023.")
    document = parse_html_article(
        page(*(f"<p>{part}</p>" for part in told), head="<title>Talks</title>"), name="x"
    )

    assert document.published is None


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        pytest.param("<p>{0}<br>{1}</p><p>{2}</p>", "{0}\n{1}\n\n{2}", id="line break"),
        pytest.param("<p>{0}</p><h2>What next</h2><p>{1}</p>", "{0}\n\nWhat next\n\n{1}", id="heading"),
        pytest.param("<p>{0}</p><ul><li>{1}</li><li>{2}</li></ul>", "{0}\n\n{1}\n\n{2}", id="list"),
        pytest.param("<p>{0}</p><blockquote><p>{1}</p></blockquote>", "{0}\n\n{1}", id="quotation"),
        pytest.param(
            "<p>{0}</p><p>A <b>bold</b>, <a href='/x'>linked</a> word.</p>",
            "{0}\n\nA bold, linked word.",
            id="inline",
        ),
        pytest.param("<p>{0}</p><script>var x = 'hidden';</script><p>{1}</p>", "{0}\n\n{1}", id="script"),
        pytest.param(
            "<p>{0}</p><p>AT&amp;T &lt;b&gt; &#27;[31m</p><p>{1}</p>",
            "{0}\n\nAT&T <b> [31m\n\n{1}",
            id="entities",
        ),
    ],
)
def test_its_paragraphs(markup: str, text: str) -> None:
    document = parse_html_article(page(markup.format(*PARAGRAPHS)), name="x")

    assert document.text.replace("\x1b", "") == text.format(*PARAGRAPHS)


@pytest.mark.parametrize(
    "head",
    [
        pytest.param("<title>Talks</title>", id="title"),
        pytest.param(
            "<html lang=en><meta charset=utf-8><title>Talks</title><link rel=icon href=x>", id="metadata"
        ),
        pytest.param("<html><head><title>Talks</title></head>", id="head"),
    ],
)
@pytest.mark.parametrize("name", ["article", "main", "section"])
def test_tags_that_html_lets_out(head: str, name: str) -> None:
    paragraphs = "".join(f"<p>{part}" for part in PARAGRAPHS)
    markup = f"<!doctype html>{head}<{name}><h1>Talks resume in Cairo</h1>{paragraphs}</{name}>"

    document = parse_html_article(markup, name="x")

    assert document.text.removeprefix("Talks resume in Cairo\n\n") == "\n\n".join(PARAGRAPHS)


@pytest.mark.parametrize("escape", ["\x1b[", "\x1b[31", "\x1b]0;", "\x1b", "\x9b3", "\x1bP"])
def test_an_escape_sequence_takes_no_tag_with_it(escape: str) -> None:
    head = f"<html><head><title>Talks resume{escape}</title></head>"

    document = parse_html_article(
        page(*(f"<p>{part}{escape}</p>" for part in PARAGRAPHS), head=head), name="x"
    )

    assert [each[:40] for each in document.text.split("\n\n")] == [each[:40] for each in PARAGRAPHS]
    assert document.title is not None and document.title.startswith("Talks resume")


def test_comments_in_the_markup_take_no_words_with_them() -> None:
    parted = PARAGRAPHS[0].replace(" on Wednesday", "<a href='/w'> on</a><!-- --> Wednesday<!-- -->")
    document = parse_html_article(
        page(f"<p>{parted}</p><p>{PARAGRAPHS[1]}</p><p>{PARAGRAPHS[2]}</p>"), name="x"
    )

    assert document.text == "\n\n".join(PARAGRAPHS)


def test_lists_and_headings_of_a_page_without_an_article_element_stay() -> None:
    items = "<ul><li>The tunnel opens in May</li><li>The old bridge closes in June</li></ul>"
    parts = [
        f"<p>{PARAGRAPHS[0]}</p>",
        "<h2>What next</h2>",
        items,
        *(f"<p>{each}</p>" for each in PARAGRAPHS[1:]),
    ]
    markup = (
        f"<html><head><title>Talks resume</title></head><body><h1>Talks resume</h1>{''.join(parts)}</body>"
    )

    document = parse_html_article(markup, name="x")

    assert document.text.split("\n\n") == [
        PARAGRAPHS[0],
        "What next",
        "The tunnel opens in May",
        "The old bridge closes in June",
        *PARAGRAPHS[1:],
    ]


def test_the_date_alone_where_the_page_gives_no_time() -> None:
    head = "<html><head><title>T</title><meta name='date' content='2024-08-28'></head>"

    assert parse_html_article(page(*PARAGRAPHS, head=head), name="x").published == "2024-08-28"


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param("", id="nothing"),
        pytest.param("<html><body></body></html>", id="empty body"),
        pytest.param("<html><body><p>Please enable JavaScript.</p></body></html>", id="a notice"),
        pytest.param("<nav>" + "<a href=/x>Home</a> " * 9 + "</nav>", id="navigation"),
        pytest.param("<div>" * 50_000, id="nested beyond reading"),
        pytest.param("<html><head><title>Only a title</title></head></html>", id="title alone"),
    ],
)
def test_a_page_without_an_article_says_so(markup: str) -> None:
    with pytest.raises(NoArticleError, match=r"^x holds no article that can be made out: .* text file"):
        parse_html_article(markup, name="x")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    st.lists(
        st.sampled_from(
            ["<p>", "</p>", "<div", ">", "<!--", "-->", "<![CDATA[", "<?xml", "&#0;", "&", "<table>"]
        )
        | st.text(max_size=8)
        | st.just(PARAGRAPHS[0])
    ).map("".join)
)
def test_any_markup_is_an_article_or_a_sentence(markup: str) -> None:
    try:
        assert parse_html_article(markup, name="x").text.strip()
    except SourceError as error:
        assert str(error).startswith("x ")


@pytest.mark.slow
def test_what_a_page_marks_is_kept_beside_the_text_and_its_menu_is_not() -> None:
    linked = PARAGRAPHS[0].replace("Negotiators", "<a href='/negotiators'>Negotiators</a>")
    figure = "<figure><img src='/talks.jpg'><figcaption>The hall in Cairo.</figcaption></figure>"
    document = parse_html_article(
        page(f"<p>{linked}</p>{figure}<h2>What next</h2><p>{PARAGRAPHS[1]}</p><p>{PARAGRAPHS[2]}</p>"),
        name="x",
    )
    article = assemble(document, name="x")
    assert [(each.span.of(article.text), each.url) for each in article.structure.links] == [
        ("Negotiators", "https://www.example.com/negotiators")
    ]
    assert [(each.caption, each.url) for each in article.structure.images] == [
        ("The hall in Cairo.", "https://www.example.com/talks.jpg")
    ]
    assert ("heading", "What next") in [
        (each.kind.value, each.span.of(article.text)) for each in article.structure.blocks
    ]


def test_a_card_that_opens_over_a_name_is_not_read_into_its_sentence() -> None:
    card = (
        "<span class='people'><a href='/people/7'>Amal Haddad</a><span class='card'><span><img src='/7.jpg'>"
        "<a href='/people/7'>Amal Haddad</a><a href='/news/1'>Envoy walks out of talks</a> "
        "<a href='/people/7'>MORE</a></span></span></span>"
    )
    told = f"<p>The envoys heard Ambassador {card} (Cairo) for an hour, and then mediators spoke.</p>"
    text = parse_html_article(page(told + "".join(f"<p>{each}</p>" for each in PARAGRAPHS)), name="x").text
    assert "The envoys heard Ambassador Amal Haddad (Cairo) for an hour, and then" in text
    assert "walks out" not in text and "MORE" not in text
