"""Renders articles with their annotations as RIS, which Zotero, EndNote and Mendeley import.

A record is a line for each tag: two characters, two blanks, a hyphen and a blank; `TY` comes first and `ER`
last. Zotero (zotero/translators, RIS.js) makes a note of each `N1` and a tag of each `KW`.
"""

from __future__ import annotations

from collections.abc import Iterator

from briefing.domain.annotation import AnnotatedArticle
from briefing.exchange.export_bundle import ExportBundle
from briefing.exchange.exporters.csl_json import OURS, day_of, names, note_line, tags


def to_ris(bundle: ExportBundle) -> str:
    return "".join(
        f"{tag}  - {' '.join(value.split())}\r\n" for each in bundle.articles for tag, value in _record(each)
    )


def _record(article: AnnotatedArticle) -> Iterator[tuple[str, str]]:
    head, day = article.head, day_of(article.head.published)
    yield "TY", "NEWS" if head.url else "GEN"
    yield "ID", f"{OURS}{head.id}"
    yield "TI", head.title
    yield from (("AU", name) for name in names(head.author))
    if head.source:
        yield "T2", head.source
    if day:
        yield from (("PY", f"{day:%Y}"), ("DA", f"{day:%Y/%m/%d}"))
    if head.url:
        yield "UR", head.url
    yield from (("N1", note_line(each)) for each in article.annotations)
    yield from (("KW", tag) for tag in tags(article))
    yield "ER", ""
