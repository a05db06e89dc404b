"""Whether the time of any parser grows faster than the length of a text that repeats a fragment.

    python -m benchmarks.scaling [PARSER...]

Each parser gets each fragment, twice as long each time, until it takes LONG_ENOUGH or has the longest text.
A line is printed where twice the length takes more than MAX_GROWTH times as long, and where a megabyte would
take more than SLOW seconds. Times are the processor's. tests/test_scaling.py does the same with less.
"""

from __future__ import annotations

import csv
import html
import io
import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from briefing.domain.annotation import (
    Anchor,
    AnchorState,
    AnnotatedArticle,
    Annotation,
    AnnotationEntry,
    ArticleHead,
    clean_note,
    clean_tags,
)
from briefing.domain.query.annotation_query import prepare_search
from briefing.domain.query.article_query import query_problems
from briefing.errors import BriefingError
from briefing.exchange.export_bundle import ExportBundle
from briefing.exchange.formats import FORMATS
from briefing.exchange.importers.import_file import read_annotations
from briefing.exchange.markdown.note_update import update_note
from briefing.sources.article_assembly import assemble
from briefing.sources.feeds.feed_articles import assemble_feed
from briefing.sources.feeds.feed_parser import parse_feed
from briefing.sources.formats.format_detection import DocumentFormat
from briefing.sources.formats.parsed_document import ParsedDocument
from briefing.sources.source_document import SourceDocument
from briefing.sources.text.charset import decode
from briefing.store.annotations.collection import DamagedError, parse, salvage
from briefing.store.annotations.drafts import parse_draft
from briefing.store.feeds.opml.opml_document import parse_opml, serialize_opml
from briefing.ui.textlayout.wrapping import TextLayout

FIRST_LENGTH, LAST_LENGTH = 2_000, 256_000
MEASURABLE = 0.02
"""Seconds; shorter times are noise."""
LONG_ENOUGH = 0.1
"""Seconds after which no longer text is tried."""
MAX_GROWTH = 3.0
"""Linear is 2, quadratic 4."""
SLOW = 4.0
REPEATS = 3

COMMON_FRAGMENTS = (
    "<b>·<p>·<a href=x>·<td>·<!--·<·<a b=·&amp;·&·<br>·[·![·[a](·[a]: b\n·](·*·**a ·_a·`·```\n·\\·"
    'a|b\n-|-\n·|·- a\n·> ·a\n---\n·=?a?q?a·=?utf-8?q?a?= ·"·\'·(·)·((a)·{·{"a":·[[·:·a: ·a:b\n·;·,·'
    '{"type":"Annotation"}·;a*1=b·<a@b>,·\\"· ·\n·\n\n·\r·a ·a·a\n·“a ·\u0301\u0327·a\u0301·\u200d·\x1b]·字·'
    "👨\u200d·OR ·-(·tag:a ·> a\n^n0\n·1·,a=1·http://a.b/ ·<outline text='a'>·a[^a]\n\n[^a]: b\n\n"
).split("·")
"""`tests/test_scaling.py` has time for these."""
FRAGMENTS = COMMON_FRAGMENTS + (
    "<div>·<li>·<table><tr>·<blockquote>·<![CDATA[·</p>·<a·&#·&#x80;·<q>“·<figure><img src=a alt=b>·<item>·"
    "[a](<·[a][·~~·`a·- ·>·1. ·# ·#·===\n·    a\n\n·$·%%·=?·}·: [·- &a ·*a,·a=b;·a.·@·/·\t·a \n·-- \n·"
    "a b c d. ·“·”·‘·—·\u0301·\u200b·\U000e0061·\u202e·\x1b[·\x9b·\x00·가·\u1100\u1161·ك·\u0e33·👍🏽·🇦·"
    "ﷺ·\ud83d·ß·İ·"
    "12:30 ·1,·-·--·tag:·NOT ·after:·^a\n·#+begin_quote\n·*** \n·:a:·[fn:1]·src_a{·, ·.a ·A. ·Mr. ·He said ·"
    "The President Trump ·2024-01-01 ·\n---\n·---\na: b\n---\n·\u2028·\x85·x@y.z ·%41"
).split("·")


Parser = Callable[[str], object]


NOW = datetime(2026, 11, 1, tzinfo=UTC)
WORDS = "The minister said that the talks had gone well and that a deal was close at hand by then. "


def _document(format_: DocumentFormat, frame: str = "{}") -> Parser:
    before, after = frame.split("{}")

    def read(text: str) -> object:
        return SourceDocument(_bytes(before + text + after), format_, "x").article()

    return read


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _read_feed(document: str) -> object:
    feed = parse_feed(_bytes(document), url="https://a.example/f", content_type=None, charset=None)
    return assemble_feed(feed, url="https://a.example/f")


def _feed(frame: str, *, escape: bool = False) -> Parser:
    before, after = frame.split("{}")
    return lambda text: _read_feed(before + (html.escape(text, quote=False) if escape else text) + after)


def _json_feed(text: str) -> object:
    item = {
        "id": text,
        "title": text,
        "content_html": text,
        "summary": text,
        "url": text,
        "author": {"name": text},
    }
    feed = {"version": "https://jsonfeed.org/version/1", "title": text, "items": [item]}
    return _read_feed(json.dumps(feed))


def _opml(frame: str) -> Parser:
    before, after = frame.split("{}")

    def read(text: str) -> object:
        opml = parse_opml(before + text + after)
        return (serialize_opml(opml), opml.feeds(), opml.refused()) if opml is not None else None

    return read


def _imported(data: str) -> object:
    return read_annotations(_bytes(data), "x", NOW)


def _readwise(text: str) -> object:
    file = io.StringIO()
    csv.writer(file).writerows([["Highlight", "Title", "URL", "Note", "Tags", "Date"], [text] * 6])
    return _imported(file.getvalue())


def _kindle(text: str) -> object:
    part = f"{text}\n- Your Highlight on page {text} | Added on {text}\n\n{text}\n==========\n"
    return _imported(part + text)


def _koreader(text: str) -> object:
    try:
        return _imported('return { ["annotations"] = { { ["drawer"] = "lighten", ["text"] = "' + text + '" ')
    except BriefingError:
        return None


def _hypothesis(text: str) -> object:
    quote = {"type": "TextQuoteSelector", "exact": text or "a", "prefix": text, "suffix": text}
    row = {"uri": text, "text": text, "tags": [text], "created": text, "target": [{"selector": [quote]}]}
    return _imported(json.dumps({"rows": [row]}))


def _web_annotation(text: str) -> object:
    selector = {"type": "TextQuoteSelector", "exact": text or "a", "prefix": text, "suffix": text}
    item = {
        "type": "Annotation",
        "id": text,
        "created": text,
        "body": [{"type": "TextualBody", "value": text}],
        "target": {"source": text, "selector": selector},
    }
    return _imported(json.dumps(item))


def _annotated(text: str) -> AnnotatedArticle:
    annotation = Annotation(
        "urn:uuid:0",
        Anchor(text or "a", text[:30], text[-30:]),
        "2026-11-01T00:00:00Z",
        "2026-11-01T00:00:00Z",
        clean_note(text),
        clean_tags([text]),
        state=AnchorState.ORPHAN,
    )
    return AnnotatedArticle(ArticleHead("0" * 16, text, url=text), (annotation,))


def _export(name: str) -> Parser:
    render = next(each.render for each in FORMATS if each.name == name)
    return lambda text: render(ExportBundle((_annotated(text),)))


def _note(frame: str) -> Parser:
    before, after = frame.split("{}")
    return lambda text: update_note(before + text + after, _annotated("a"), None)


def _collection(text: str) -> object:
    content = _bytes(text)
    with suppress(DamagedError):
        return parse(content, "0" * 16)
    return salvage(content)


def _search(text: str) -> object:
    annotated = _annotated("a")
    entry = AnnotationEntry(annotated.head, annotated.annotations[0])
    return prepare_search([entry], NOW).find(text), query_problems(text, NOW)


def _searched(text: str) -> object:
    annotated = _annotated(text)
    entry = AnnotationEntry(annotated.head, annotated.annotations[0])
    return prepare_search([entry], NOW).find("a"), prepare_search([entry], NOW).find("tag:b source:c").parsed


def _mail(frame: str) -> Parser:
    return _document(DocumentFormat.MAIL, frame)


MAIL_BODY = f"\n\n{WORDS * 4}\n"
ITEM = "<rss version='2.0'><channel><title>t</title><item>%s</item></channel></rss>"
ENTRY = "<feed xmlns='http://www.w3.org/2005/Atom'><title>t</title><entry>%s</entry></feed>"

PARSERS: Mapping[str, Parser] = {
    "text": _document(DocumentFormat.TEXT),
    "text in a line": _document(DocumentFormat.TEXT, "Words. {} words."),
    "metadata": (
        lambda text: assemble(
            ParsedDocument(WORDS, text, text, text, text, text, text, text, text, is_trusted=False), name="x"
        )
    ),
    "page": _document(DocumentFormat.HTML, "<html><body><p>" + WORDS * 4 + "{}"),
    "page in an article": _document(
        DocumentFormat.HTML,
        f"<html><body><article><h1>Talks</h1><p>{WORDS * 4}</p><p>{{}}</p></article></body></html>",
    ),
    "page head": _document(
        DocumentFormat.HTML,
        f"<html><head><title>{{}}</title></head><body><article><p>{WORDS * 4}</p></article></body></html>",
    ),
    "page attribute": _document(
        DocumentFormat.HTML,
        f'<html><body><article><p>{WORDS * 4}<a href="{{}}">a</a></p></article></body></html>',
    ),
    "Markdown": _document(DocumentFormat.MARKDOWN, f"{WORDS}\n\n{{}}"),
    "Markdown in a paragraph": _document(DocumentFormat.MARKDOWN, f"{WORDS}\n\na {{}} a\n\n{WORDS}"),
    "Markdown front matter": _document(DocumentFormat.MARKDOWN, f"---\n{{}}\n---\n\n{WORDS}"),
    "Markdown field": _document(DocumentFormat.MARKDOWN, f"---\ntitle: {{}}\n---\n\n{WORDS}"),
    "mail": _mail(f"From: a@b.example\n\n{WORDS}{{}}"),
    "mail subject": _mail(f"Subject: {{}}{MAIL_BODY}"),
    "mail sender": _mail(f"From: {{}}{MAIL_BODY}"),
    "mail date": _mail(f"Date: {{}}{MAIL_BODY}"),
    "mail type": _mail(f"Content-Type: {{}}{MAIL_BODY}"),
    "mail parameters": _mail(f"Content-Type: text/plain; {{}}{MAIL_BODY}"),
    "mail boundary": _mail('Content-Type: multipart/mixed; boundary="a"\n\n--a\n{}\n--a--\n'),
    "mail disposition": _mail(f"Content-Disposition: {{}}{MAIL_BODY}"),
    "mail encoding": _mail(f"Content-Transfer-Encoding: {{}}{MAIL_BODY}"),
    "mail quoted-printable": _mail(f"Content-Transfer-Encoding: quoted-printable{MAIL_BODY}{{}}"),
    "mail flowed": _mail(f"Content-Type: text/plain; format=flowed{MAIL_BODY}{{}}"),
    "mail page": _mail("Content-Type: text/html\n\n<p>{}"),
    "mail headers": _mail(f"{{}}: a{MAIL_BODY}"),
    "feed": _feed("<rss version='2.0'><channel>{}"),
    "feed title": _feed(ITEM % "<title>{}</title>"),
    "feed title, escaped": _feed(ITEM % "<title>{}</title>", escape=True),
    "feed text, escaped": _feed(ITEM % "<title>t</title><description>{}</description>", escape=True),
    "feed link": _feed(ITEM % "<link>{}</link>", escape=True),
    "feed id": _feed(ITEM % "<guid>{}</guid>", escape=True),
    "feed author": _feed(ITEM % "<title>t</title><author>{}</author>", escape=True),
    "feed date": _feed(ITEM % "<title>t</title><pubDate>{}</pubDate>", escape=True),
    "feed of Atom": _feed(ENTRY % "<title>t</title><content type='html'>{}</content>", escape=True),
    "feed of Atom, title": _feed(ENTRY % "<title type='html'>{}</title>", escape=True),
    "feed of JSON": _json_feed,
    "feed of JSON, raw": lambda text: _read_feed(
        '{"version": "https://jsonfeed.org/version/1", "items": [' + text
    ),
    "OPML": _opml("<opml><body>{}"),
    "OPML tag": _opml("<opml><body><outline {}"),
    "OPML attribute": _opml('<opml><body><outline xmlUrl="http://a.example/" text="{}"/></body></opml>'),
    "OPML address": _opml('<opml><body><outline text="a" xmlUrl="{}"/></body></opml>'),
    "OPML category": _opml('<opml><body><outline xmlUrl="http://a.example/" category="{}"/></body></opml>'),
    "Readwise": _readwise,
    "Kindle": _kindle,
    "KOReader": _koreader,
    "Readwise, raw": lambda text: _imported(f"Highlight,Title\n{text}"),
    "Hypothesis": _hypothesis,
    "Web Annotation": _web_annotation,
    "import": _imported,
    "query": _search,
    "annotation to search": _searched,
    "note": _note("{}"),
    "note's front matter": _note("---\n{}\n---\n\n# a\n"),
    "note's field": _note("---\ntitle: {}\n---\n\n# a\n"),
    "note's text": _note("---\ntitle: a\n---\n\n# a\n\n{}"),
    "annotation file": _collection,
    "annotation file, an item": lambda text: _collection('{"items": [{"type": "Annotation", "x": "' + text),
    "draft": lambda text: parse_draft(_bytes(text), "0" * 16, ""),
    "draft's note": lambda text: parse_draft(_bytes('{"note": "' + text), "0" * 16, ""),
    "bytes": lambda text: decode(_bytes(text).replace(b"\xc3", b""), "big5", name="x"),
    "layout": lambda text: TextLayout(text, 80),
    **{f"export as {each.name}": _export(each.name) for each in FORMATS},
}


def seconds(parser: Parser, text: str) -> float:
    start = time.process_time()
    with suppress(BriefingError):
        parser(text)
    return time.process_time() - start


@dataclass(frozen=True)
class Growth:
    length: int
    """Of the longest text."""
    times: tuple[float, float, float]
    """Seconds for a quarter of it, half of it, and all of it."""

    @property
    def is_excessive(self) -> bool:
        """Twice: where another way is taken from some length on, the time leaps once."""
        quarter, half, whole = self.times
        return whole > MEASURABLE and half > MAX_GROWTH * quarter and whole > MAX_GROWTH * half

    @property
    def per_megabyte(self) -> float:
        return self.times[-1] / self.length * 1_000_000


def growth(parser: Parser, fragment: str, first: int, last: int) -> Growth:
    """The first that is excessive in the best of REPEATS, else that of the longest texts measured."""

    def measured(length: int) -> float:
        return seconds(parser, fragment * (length // len(fragment)))

    length, quarter, half = 4 * first, measured(first), measured(2 * first)
    while True:
        found = Growth(length, (quarter, half, measured(length)))
        for _ in range(REPEATS - 1):
            if found.is_excessive:
                quarter, half, whole = (
                    min(time, measured(length // part))
                    for time, part in zip(found.times, (4, 2, 1), strict=True)
                )
                found = Growth(length, (quarter, half, whole))
        if found.is_excessive or found.times[-1] > LONG_ENOUGH or 2 * length > last:
            return found
        length *= 2
        quarter, half = found.times[1:]


def reports(names: list[str]) -> Iterator[str]:
    for name, parser in PARSERS.items():
        if names and name not in names:
            continue
        begin = time.process_time()
        seconds(parser, WORDS)  # its imports
        for fragment in FRAGMENTS:
            try:
                found = growth(parser, fragment, FIRST_LENGTH, LAST_LENGTH)
            except Exception as error:
                yield f"FAILS {name:28} {fragment!r:24} {type(error).__name__}: {str(error)[:80]}"
                continue
            if found.is_excessive or (found.per_megabyte > SLOW and found.times[-1] > MEASURABLE):
                mark = "GROWS" if found.is_excessive else "slow"
                times = ", ".join(f"{each:.3f}" for each in found.times)
                cost = f"{found.per_megabyte:.1f} s/MB"
                yield f"{mark:5} {name:28} {fragment!r:24} {found.length:8}: {times} s; {cost}"
        yield f"      {name}: {time.process_time() - begin:.0f} s"


if __name__ == "__main__":
    for line in reports(sys.argv[1:]):
        print(line, flush=True)
