from __future__ import annotations

import pytest

from briefing.sources.article_assembly import assemble
from briefing.sources.formats.html import parse_html_article

TITLE = "Talks on the harbour tunnel resume in Cairo"
BODY = [
    "CAIRO — Negotiators came back to the talks on the harbour tunnel on Wednesday, officials said.",
    "The foreign minister said that “a deal on the tunnel is close,” but he did not say when they sign it.",
    "Observers warned that the talks could fail, as they had failed in June and again in July of this year.",
    "Work on the tunnel began in 2019, and the harbour authority expects the first ships by December.",
]
OTHER = [
    "Rams top Bears as offenses struggle on a cold night",
    "Five easy dinners for a busy week from our kitchen",
    "Pop star cancels her summer shows in four cities",
]
TEXT = "\n\n".join(BODY)


def page(tail: str, body: list[str] = BODY, after: str = "", head: str = "") -> str:
    paragraphs = "".join(f"<p>{each}</p>" for each in body)
    return (
        f"<html><head><title>{TITLE}</title><meta name='author' content='Jane Doe'>{head}</head><body>"
        f"<article><h1>{TITLE}</h1>{paragraphs}{tail}</article>{after}</body></html>"
    )


def linked(tag: str = "p") -> str:
    return "".join(f"<{tag}><a href='/{at}'>{each}</a></{tag}>" for at, each in enumerate(OTHER))


def plain() -> str:
    return "".join(f"<p>{each}</p>" for each in OTHER)


@pytest.mark.parametrize(
    "heading",
    (
        "Top stories | Partner news | More from Example News | Read more | Related articles | "
        "Most read | You may also like | Recommended for you | Das könnte Sie auch interessieren | "
        "Mehr zum Thema | Lesen Sie auch | À lire aussi | Sur le même sujet | "
        "Noticias relacionadas | Te puede interesar | Leia também | Leggi anche | Lees ook | "
        "Czytaj także | Читайте также | 関連記事 | 相关阅读 | 관련기사"
    ).split(" | "),
)
def test_a_heading_of_other_stories_ends_the_article(heading: str) -> None:
    document = parse_html_article(page(f"<h3>{heading}</h3>{plain()}"), name="x")

    assert document.text == TEXT
    assert document.rest.split("\n\n")[-len(OTHER) :] == OTHER


@pytest.mark.parametrize(
    "tail",
    [
        pytest.param(f"<ul>{linked('li')}</ul>", id="links in a list"),
        pytest.param(linked(), id="links"),
        pytest.param(
            "".join(
                f"<h3><a href='/{at}'>{each}</a></h3><h3>In short: {each.lower().rstrip('.')}</h3>"
                for at, each in enumerate(OTHER)
            ),
            id="linked headlines, each with a line below",
        ),
        pytest.param("<p>© 2024 Example News. All rights reserved.</p>", id="copyright"),
        pytest.param("<p>Sign up for our newsletter to get the news of the day.</p>", id="newsletter"),
        pytest.param("<p>Jane Doe is a reporter in Cairo and writes about ports.</p>", id="author"),
        pytest.param(f"<h3>Comments</h3><p>{BODY[1].replace('foreign', 'prime')}</p>", id="comments"),
        pytest.param(
            "<h4>About Example News</h4><p>We are read in forty countries every day.</p>", id="publisher"
        ),
    ],
)
def test_what_is_no_story_is_cut_off_the_end(tail: str) -> None:
    document = parse_html_article(page(tail), name="x")

    assert document.text == TEXT


def test_what_follows_the_element_of_the_article_is_cut_off() -> None:
    markup = page("", after=plain()).replace("<article>", "<main><div itemprop='articleBody'>")
    document = parse_html_article(markup.replace("</article>", "</div>") + "</main>", name="x")

    assert document.text == TEXT


@pytest.mark.parametrize(
    "words",
    [
        "[image: facebook]",
        "Share",
        "Tweet",
        "Facebook Twitter WhatsApp",
        "完了しました",
        "The Associated Press is an independent global news organization dedicated to factual reporting.",
    ],
)
def test_buttons_and_boxes_are_no_text_wherever_they_stand(words: str) -> None:
    document = parse_html_article(page(f"<p>{words}</p><p>{BODY[0][:-1]} again.</p>"), name="x")

    assert words not in document.text
    assert document.text.startswith(TEXT)


@pytest.mark.parametrize(
    "tail",
    [
        pytest.param(
            ["Read more in the report on the harbour tunnel, which the talks are about."], id="a sentence"
        ),
        pytest.param(["Related news", *BODY[1:3]], id="a heading before more of the article"),
        pytest.param(
            ["Lire aussi", "Another minister once had a part in a company of the north, it was found."],
            id="a hint between paragraphs",
        ),
        pytest.param(
            ["Up next", "The talks go on in Cairo on Friday, and the tunnel is on the table."], id="up next"
        ),
        pytest.param(
            ["Wales (Group E): second appearance", "Denmark (Group D): ninth appearance"], id="a list"
        ),
        pytest.param(
            ["Comment", "All of the states stand in this column of the table, each with a date below it."],
            id="a column of comments",
        ),
        pytest.param(
            ["Trending", "Cairo is on the map of four countries by now, and a report will follow in March."],
            id="prose of the matter below a heading of other stories",
        ),
        pytest.param(
            ["This is no manifesto™© of anybody, and we hope that you will all do the same as we did."],
            id="a joke with a sign",
        ),
        pytest.param(["See you in Cairo!", "Love and light,", "Autumn"], id="a farewell"),
        pytest.param(["Jane Doe: Thank you for coming to the talks."], id="an interview"),
    ],
)
def test_no_part_of_the_article_is_cut(tail: list[str]) -> None:
    document = parse_html_article(page("".join(f"<p>{each}</p>" for each in tail)), name="x")

    assert document.text.split("\n\n")[len(BODY) :] == list(
        dict.fromkeys(each for each in tail if each not in BODY)
    ) or (document.text.endswith(tail[-1]))
    assert document.rest == ""


def test_an_article_keeps_what_was_cut_beside_its_text() -> None:
    article = assemble(parse_html_article(page(f"<h3>Top stories</h3>{plain()}"), name="x"), name="x")

    assert article.text == TEXT
    assert article.structure.rest.endswith(OTHER[-1])
    assert article.with_rest_toggled().text == f"{TEXT}\n\n{article.structure.rest}"
    assert article.with_rest_toggled().with_rest_toggled() == article
