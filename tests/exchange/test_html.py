"""The HTML report: the golden files, well formed, and with nothing in it that loads or runs."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.domain import Span
from briefing.domain.annotation import Color
from briefing.exchange.export_bundle import ExportBundle
from briefing.exchange.exporters.html import to_html
from briefing.exchange.exporters.html_passages import HighlightedSpan, NoteRenderer, paragraphs
from tests.exchange.notes import TEXT, annotated, annotation

STYLE = files("briefing.exchange.exporters").joinpath("report.css").read_text(encoding="utf-8")
GOLDEN = Path(__file__).parent / "golden"
VOID = {"meta", "br", "hr"}


class Page(HTMLParser):
    """What a page is made of; fails on an end tag that closes another element."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.words: list[tuple[frozenset[str], str]] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append((frozenset(self.open), data))

    @property
    def text(self) -> str:
        return "".join(words for open_tags, words in self.words if "style" not in open_tags)

    def values(self, attribute: str) -> list[str]:
        return [value for _, name, value in self.attributes if name == attribute]


def test_the_report_is_the_golden_one_byte_for_byte(
    bundle: ExportBundle, briefed_bundle: ExportBundle
) -> None:
    assert to_html(bundle) == (GOLDEN / "report.html").read_bytes().decode("utf-8")
    assert to_html(briefed_bundle) == (GOLDEN / "report-briefed.html").read_bytes().decode("utf-8")


def test_nothing_is_loaded_and_nothing_runs(briefed_bundle: ExportBundle) -> None:
    page = Page(to_html(briefed_bundle))
    assert not {"script", "img", "link", "iframe", "object", "form", "base", "svg"} & set(page.tags)
    assert not [name for _, name, _ in page.attributes if name.startswith("on") or name in ("src", "style")]
    assert "url(" not in STYLE and "@import" not in STYLE
    links = [value for value in page.values("href") if not value.startswith("#")]
    assert links == [briefed_bundle.articles[0].head.url]
    policy = next(value for value in page.values("content") if "default-src" in value)
    assert policy.startswith("default-src 'none'; style-src 'sha256-")


def test_every_link_within_the_page_has_its_place_once(briefed_bundle: ExportBundle) -> None:
    page = Page(to_html(briefed_bundle))
    places = page.values("id")
    assert len(places) == len(set(places))
    assert {value[1:] for value in page.values("href") if value.startswith("#")} <= set(places)


def test_headings_go_down_one_level_at_a_time(briefed_bundle: ExportBundle) -> None:
    levels = [int(tag[1]) for tag in Page(to_html(briefed_bundle)).tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize(
    "words",
    ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</style><b>", "&lt; & </title>"],
    ids=["script", "attribute", "style", "entities"],
)
def test_words_from_anywhere_stay_words(words: str) -> None:
    hostile = replace(
        annotated(replace(annotation(0, words, (words,)), created=words)),
        head=replace(
            annotated().head,
            title=words,
            author=words,
            source=words,
            published=words,
            url=f"javascript:{words}",
        ),
        text=TEXT + words,
    )
    page = Page(to_html(ExportBundle((hostile, hostile))))
    assert not {"script", "img", "b"} & set(page.tags)
    assert not [value for value in page.values("href") if value.startswith("javascript")]
    assert words in page.text


@pytest.mark.parametrize(
    ("note", "html"),
    [
        pytest.param("*a* `b`", "<p><em>a</em> <code>b</code></p>", id="inline"),
        pytest.param("# Head", '<p class="heading">Head</p>', id="a heading is none of the page's"),
        pytest.param("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>", id="raw HTML"),
        pytest.param("![x](https://e.example/x.png)", "", id="a picture"),
        pytest.param("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>", id="a script's address"),
        pytest.param("[x](data:text/html,x)", "<p>[x](data:text/html,x)</p>", id="a data address"),
        pytest.param("[x](file:///etc/passwd)", "<p>[x](file:///etc/passwd)</p>", id="a file"),
        pytest.param("[x](other.md)", "<p>[x](other.md)</p>", id="a relative address"),
        pytest.param(
            "[x](https://e.example)",
            '<p><a href="https://e.example" rel="noopener noreferrer nofollow">x</a></p>',
            id="an address",
        ),
    ],
)
def test_a_note_is_markdown_that_does_no_harm(note: str, html: str) -> None:
    if html:
        assert NoteRenderer().html(note) == html
    else:
        assert "<img" not in NoteRenderer().html(note)


spans = st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT))).filter(lambda ends: ends[0] < ends[1])


@given(st.lists(spans, max_size=6))
def test_marks_nest_whatever_overlaps(ends: list[tuple[int, int]]) -> None:
    marks = [HighlightedSpan(number, Span(*each), Color.BLUE) for number, each in enumerate(ends, 1)]
    html = [paragraph.html for paragraph in paragraphs(TEXT, marks)]
    pages = [Page(each) for each in html]
    assert [page.text for page in pages] == TEXT.split("\n\n")
    assert all('<mark class="blue"></mark>' not in each for each in html)
    covered = {place for start, end in ends for place in range(start, end)}
    marked = "".join(words for page in pages for open_tags, words in page.words if "mark" in open_tags)
    assert marked == "".join(TEXT[place] for place in sorted(covered) if TEXT[place] != "\n")
    shown = sorted(place for page in pages for place in page.values("id"))
    assert shown == sorted(f"mark-{mark.number}" for mark in marks if mark.span.of(TEXT).strip("\n"))


def test_a_passage_that_is_not_where_it_says_is_not_marked() -> None:
    elsewhere = replace(annotation(0), anchor=replace(annotation(0).anchor, span=Span(3, 8)))
    assert "mark" not in Page(to_html(ExportBundle((annotated(elsewhere),)))).tags
    assert "mark" in Page(to_html(ExportBundle((annotated(annotation(0)),)))).tags


def test_without_its_text_an_article_has_its_annotations() -> None:
    page = Page(to_html(ExportBundle((replace(annotated(annotation(0, "why?")), text=None),))))
    assert "Brook" in page.text and "why?" in page.text and "The article" not in page.text


def test_colours_can_be_read_in_light_and_dark() -> None:
    """Text on each highlight and page reaches the 4.5 of WCAG AA."""
    light, dark = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)[:2]
    for scheme in (light, dark):
        colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", scheme))
        for ground in ("page", "panel", *Color):
            assert _contrast(colours["ink"], colours[ground]) >= 4.5, ground
        for ink in ("faint", "link"):
            assert _contrast(colours[ink], colours["page"]) >= 4.5, ink


def _contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
