"""The targets: for each parser a function of bytes, which raises for whatever must not be, and its seeds."""

from __future__ import annotations

import dataclasses
import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from briefing.domain import Article
from briefing.domain.annotation import (
    AnnotatedArticle,
    Annotation,
    AnnotationEntry,
    ArticleHead,
    anchor_at,
    clean_note,
    clean_tag,
    clean_tags,
)
from briefing.domain.query import annotation_query, article_query
from briefing.domain.query.grammar import parse as parse_query
from briefing.domain.query.search_words import search_words
from briefing.domain.span import Span
from briefing.domain.structure import Structure
from briefing.domain.text.sanitize import safe_line, safe_one_to_one
from briefing.errors import BriefingError
from briefing.exchange.export_bundle import ExportBundle
from briefing.exchange.exporters.csv import to_csv
from briefing.exchange.exporters.json import to_json
from briefing.exchange.exporters.markdown import article_markdown
from briefing.exchange.exporters.org import to_org
from briefing.exchange.importers.import_file import read_annotations
from briefing.exchange.markdown.note_update import update_note
from briefing.services.feeds.opml_import import read_opml, write_opml
from briefing.sources.feeds import feed_worker
from briefing.sources.formats.format_detection import DocumentFormat
from briefing.sources.source_document import SourceDocument
from briefing.sources.text.normalize_text import clean_line, clean_text
from briefing.store.annotations import collection
from briefing.ui.textlayout.wrapping import TextLayout

NAME = "the file"
URL = "https://a.example/feed"
NOW = datetime(2026, 3, 1, tzinfo=UTC)
HEAD = ArticleHead("0123456789abcdef", "The Vale talks", url="https://a.example/1")


@dataclasses.dataclass(frozen=True)
class Target:
    check: Callable[[bytes], None]
    seeds: tuple[bytes, ...]


def check_safe(text: str, *, lines: bool = False) -> None:
    """No control character, surrogate, bidi override or isolate; a line end only with `lines`."""
    for character in set(text):
        category = unicodedata.category(character)
        safe = category not in ("Cc", "Cs", "Zl", "Zp") or (lines and character == "\n")
        assert safe and not 0x202A <= ord(character) <= 0x202E and not 0x2066 <= ord(character) <= 0x2069, (
            ascii(character)
        )


def check_sentence(error: BriefingError) -> None:
    check_safe(str(error))
    assert str(error).endswith("."), str(error)


def check_article(article: Article) -> None:
    check_safe(article.text, lines=True)
    assert clean_text(article.text) == article.text
    for line in (article.title, article.author, article.published, article.source, article.section):
        check_safe(line or "")
    check_safe((article.url or "") + (article.language or ""))
    check_structure(article.structure, len(article.text))


def check_structure(structure: Structure, length: int) -> None:
    spans = [block.span for block in structure.blocks] + [link.span for link in structure.links]
    assert all(0 <= span.start <= span.end <= length for span in spans)
    offsets = [image.offset for image in structure.images] + [update.offset for update in structure.updates]
    assert all(0 <= offset <= length for offset in offsets)
    for words in (
        *(link.url for link in structure.links),
        *(words for image in structure.images for words in (image.url, image.caption)),
        *(update.time for update in structure.updates),
    ):
        check_safe(words)


def _document(format_: DocumentFormat, url: str | None = None) -> Callable[[bytes], None]:
    def check(data: bytes) -> None:
        try:
            article = SourceDocument(data, format_, NAME, url=url).article()
        except BriefingError as error:
            check_sentence(error)
        else:
            check_article(article)

    return check


_feed_handler = cache(feed_worker.make_handler)
"""Made once, as in a worker: it freezes what there is, and anew it would keep the garbage of every input."""


def _feed(data: bytes) -> None:
    try:
        found = next(_feed_handler()((data, URL, None, None, False)))
    except BriefingError as error:
        check_sentence(error)
        return
    for line in (found.head.title, found.head.language, found.head.site):
        check_safe(line or "")
    for key, article in found.entries:
        assert key
        check_article(article)


def _opml(data: bytes) -> None:
    try:
        found = read_opml(data, name=NAME)
    except BriefingError as error:
        check_sentence(error)
        return
    for line in (
        *found.refused,
        *(name for feed in found.feeds for name in (feed.title or "", *feed.folder)),
    ):
        check_safe(line)
    if found.feeds:
        again = read_opml(write_opml(found.feeds), name=NAME)
        assert set(again.feeds) == set(found.feeds)


def _texts(data: bytes) -> Iterator[str]:
    yield data.decode("utf-8", "surrogateescape")
    yield data.decode("utf-16-le", "surrogatepass" if len(data) % 2 == 0 else "replace")


def _note(data: bytes) -> None:
    for text in _texts(data):
        for clean in (clean_note, clean_tag, clean_text, clean_line, search_words):
            cleaned = clean(text)
            assert clean(cleaned) == cleaned, clean.__name__
            if clean is not search_words:
                check_safe(cleaned, lines=clean in (clean_note, clean_text))
        assert len(safe_one_to_one(text)) == len(text)
        check_safe(safe_line(text))


def _query(data: bytes) -> None:
    entry = AnnotationEntry(HEAD, _annotation(0, "Brook called", "why", "talks"))
    search = annotation_query.prepare_search([entry], NOW)
    for text in _texts(data):
        for fields in (annotation_query.FIELDS, article_query.FIELDS):
            for problem in parse_query(text, fields).problems:
                assert 0 <= problem.at <= len(text)
        article_query.query_problems(text, NOW)
        search.find(text)


def _annotation(number: int, quote: str, note: str, tags: str) -> Annotation:
    text = f"{quote}."
    return Annotation(
        id=f"urn:uuid:{number}",
        anchor=anchor_at(text, Span(0, len(quote))),
        created="2026-03-01T12:00:00Z",
        modified="2026-03-01T12:00:00Z",
        note=clean_note(note),
        tags=clean_tags(tags.split(",")),
    )


def _salvage(data: bytes) -> None:
    """Bytes within a file of two annotations cost neither, unless they open an object around the second."""
    kept = tuple(_annotation(number, "Brook called", "why", "talks") for number in range(2))
    written = collection.serialize(collection.Collection(HEAD, kept))
    place = written.rindex(b"\n    {")
    found = collection.salvage(written[:place] + data + written[place:])
    if b"{" not in data:
        assert {each.id for each in kept} <= {each.id for each in (*found.whole, *found.marred)}
    try:
        parsed = collection.parse(data, HEAD.id)
    except collection.DamagedError:
        collection.salvage(data)
        return
    if parsed.newer is None:
        again = collection.parse(collection.serialize(parsed), HEAD.id)
        assert collection.serialize(again) == collection.serialize(parsed)


ACTIVE = re.compile(
    r"""(?xi) \[\[ | \bsrc_[\w-]+[\[{] | \bcall_\w+[\[(] | \b(?:elisp|shell|file|file\+sys):\S
    | \{\{\{ | @@ | %%\( | local\ variables: """
)
"""What Emacs would open or run, as the manual of Org writes it."""


def _org(data: bytes) -> None:
    for text in _texts(data):
        parts = [clean_text(part) for part in text.split("\f")]
        quote, note, title, tags = (part or "x" for part in (*parts, "", "", "", "")[:4])
        head = dataclasses.replace(HEAD, title=clean_line(title) or "x")
        bundle = ExportBundle((AnnotatedArticle(head, (_annotation(0, quote, note, tags),), f"{quote}."),))
        for written in (to_org(bundle), to_json(bundle), to_csv(bundle)):
            check_safe(written.replace("\r\n", "\n"), lines=True)
        read = read_annotations(to_json(bundle).encode(), NAME, NOW)
        assert [each.annotation for each in read.incoming] == list(bundle.articles[0].annotations)
        lines = to_org(bundle).split("\n")
        assert sum(line.startswith("* ") for line in lines) == 1
        assert sum(line.startswith("** ") for line in lines) == 1
        assert not ACTIVE.search("\n".join(lines))
        keywords = [line for line in lines if line.lstrip().startswith("#+")]
        assert keywords == ["#+title: Annotations", "#+startup: overview", "#+begin_quote", "#+end_quote"]


def _noted() -> AnnotatedArticle:
    return AnnotatedArticle(HEAD, (_annotation(0, "Brook called", "why", "talks"),), "Brook called.")


def _update(data: bytes) -> None:
    """A note that anybody may have written into is updated once and for all."""
    article = _noted()
    existing = data.decode("utf-8", "replace")
    updated = update_note(existing, article, None)
    assert update_note(updated, article, None) == updated


def _import(data: bytes) -> None:
    try:
        found = read_annotations(data, NAME, NOW)
    except BriefingError as error:
        check_sentence(error)
        return
    for sentence in found.passed_over:
        check_safe(sentence)
    for each in found.incoming:
        check_safe(each.annotation.note + each.annotation.anchor.quote, lines=True)
        check_safe(each.source + (each.title or "") + (each.author or "") + "".join(each.annotation.tags))
    article = AnnotatedArticle(HEAD, tuple(each.annotation for each in found.incoming), None)
    json.loads(to_json(ExportBundle((article,))).encode())


def _layout(data: bytes) -> None:
    if not data:
        return
    for text in _texts(data[1:]):
        layout = TextLayout(text, data[0] % 130)
        assert len(layout.shown) == len(text)
        check_safe(layout.shown, lines=True)
        offset, seen = 0, 0
        while offset < len(text):
            start, end = layout.grapheme_at(offset)
            assert start == offset < end
            row, cell = layout.cell(offset)
            assert layout.starts[row] <= offset <= layout.ends[row]
            # One of no width, or of blanks that hang past the width, has no cell of its own.
            if cell < layout.width and layout.cell(end) != (row, cell) and offset < layout.ends[row]:
                assert layout.offset(row, cell) == offset
            offset, seen = end, row
        assert seen < layout.height


ROOT = Path(__file__).parent.parent
GOLDEN = ROOT / "tests" / "exchange" / "golden"
MESSAGE = b"""From: =?utf-8?q?Jo_D=C3=B6e?= <jo@a.example>
Subject: =?iso-8859-1?B?VGFsa3M=?= =?utf-8?q?resume?=
Date: Wed, 25 Nov 2026 04:30:00 +0200
Message-ID: <1@a.example>
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="b"

--b
Content-Type: text/plain; charset="utf-8"; format=flowed
Content-Transfer-Encoding: quoted-printable

They met again =E2=80=93 officials said.
--b
Content-Type: text/html; charset*=utf-8''utf-8

<p>They met again on Monday, officials said, and they will meet again in the spring of next year.</p>
--b--
"""
MARKDOWN = b"""---
title: "Talks: resume"
author: [Jo Doe, Li Wei]
date: 2026-03-01
---
# Talks

They *met* [again](https://a.example "t") on `Monday`<br>, ![a map](m.png) ~~said~~ &amp; <b>left</b>.

> 1. quoted
>    - item

| a | b |
|---|---|
| c | d |

[x]: https://a.example
```
code
```
"""
PAGE = b"""<!doctype html><html lang="en"><head><title>Talks resume</title>
<link rel="canonical" href="/talks"><meta property="article:published_time" content="2026-03-01T10:00Z">
</head><body><nav><a href="/">Home</a></nav><article><h1>Talks resume</h1><p>By <a rel="author">Jo Doe</a></p>
<p>They met again on Monday, officials said, and they will meet again in the spring of next year.</p>
<figure><img src="m.png" alt="A map"><figcaption>The map.</figcaption></figure><ul><li>One</li></ul>
<table><tr><td>a</td><td>b</td></tr></table><blockquote>Useful &#x2014; Brook</blockquote>
<time datetime="2026-03-01">today</time></article></body></html>"""
RSS = b"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>A</title><link>https://a.example</link><language>en</language>
<item><title>Talks &amp;amp; more</title><link>/1</link><guid isPermaLink="false">1</guid>
<pubDate>Wed, 25 Nov 2026 04:30:00 GMT</pubDate><dc:creator>Jo</dc:creator>
<description>&lt;p&gt;They met &lt;/p&gt;</description>
<content:encoded><![CDATA[<p>They <a href="/2">met</a>.</p>]]></content:encoded></item></channel></rss>"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://a.example/">
<title type="html">A</title>
<entry><id>urn:1</id><title>Talks</title><link href="1"/><updated>2026-03-01T10:00:00Z</updated>
<author><name>Jo</name></author>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>They met.</p></div></content>
</entry></feed>"""
JSON_FEED = b"""{"version": "https://jsonfeed.org/version/1.1", "title": "A",
"items": [{"id": "1", "url": "/1", "title": "Talks", "content_html": "<p>They met.</p>",
"date_published": "2026-03-01T10:00:00Z"}]}"""
ORG = "[[elisp:(x)][Brook]] src_sh{x}\f#+begin_src\n* a\n# Local Variables:\n:END:\fTODO <<x>> :a:\f#a, b"


def _golden(*names: str) -> tuple[bytes, ...]:
    return tuple((GOLDEN / name).read_bytes() for name in names)


TARGETS: Mapping[str, Target] = {
    "mail": Target(_document(DocumentFormat.MAIL), (MESSAGE,)),
    "markdown": Target(_document(DocumentFormat.MARKDOWN), (MARKDOWN,)),
    "text": Target(
        _document(DocumentFormat.TEXT), ((ROOT / "seeds" / "000_544e8202dd5ab671.txt").read_bytes(),)
    ),
    "html": Target(_document(DocumentFormat.HTML, URL), (PAGE,)),
    "feed": Target(_feed, (RSS, ATOM, JSON_FEED)),
    "opml": Target(_opml, ((ROOT / "seeds" / "feeds.opml").read_bytes(),)),
    "note": Target(_note, ("a\u0301 \u200d\U0001f3f4\U000e0067\U000e007f \x1b]0;x\x07 #b, c".encode(),)),
    "query": Target(_query, ('tag:a OR -(title:"b c" after:2026-03 is:unread) “d” since:7d'.encode(),)),
    "salvage": Target(_salvage, _golden("annotations.json")),
    "import": Target(
        _import,
        _golden(
            *(
                f"annotations.{each}"
                for each in ("json", "jsonl", "w3c.json", "hypothesis.json", "readwise.csv")
            )
        ),
    ),
    "org": Target(_org, (ORG.encode(),)),
    "update": Target(_update, (article_markdown(_noted(), None).encode(), *_golden("harbour-briefed.md"))),
    "layout": Target(
        _layout, ("\x14They “met” 한국\u3000a\u0301 \U0001f468\u200d\U0001f469 👍🏽 🇩🇪🇫".encode(),)
    ),
}
