"""Renders annotations and briefings as one HTML file that loads nothing, runs nothing and prints well.

`report.html` is its template.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from html import escape
from importlib.resources import files
from itertools import count
from typing import Any

from jinja2 import Environment, StrictUndefined

from briefing.domain import Analysis
from briefing.domain.annotation import AnnotatedArticle, Annotation
from briefing.domain.briefing import CitedLine, document_sections, made_by
from briefing.exchange.export_bundle import ExportBundle
from briefing.exchange.exporters.html_passages import HighlightedSpan, NoteRenderer, paragraphs, safe_address

LONGEST_TEXT = 200_000
"""The most code points of a text that is included, some 35,000 words; of a longer one, only passages are."""


def to_html(bundle: ExportBundle) -> str:
    style = _read("report.css")
    # The style is allowed by its hash: neither a script nor another style can be smuggled in.
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    numbers, renderer = count(1), NoteRenderer()
    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals |= {"made_by": made_by, "document_sections": document_sections, "text_of": _text_of}
    return environment.from_string(_read("report.html")).render(
        policy=f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'",
        title=_page_title(bundle),
        style=style,
        articles=[
            _article(each, bundle.briefings.get(each.head.id), numbers, renderer) for each in bundle.articles
        ],
    )


def _read(name: str) -> str:
    return files("briefing.exchange.exporters").joinpath(name).read_text(encoding="utf-8")


def _page_title(bundle: ExportBundle) -> str:
    if len(bundle.articles) == 1:
        return bundle.articles[0].head.title or "Untitled"
    return f"Annotations of {len(bundle.articles)} articles"


def _text_of(line: CitedLine) -> str:
    """Return the words of a line as HTML."""
    return line.text(escape)


def _article(
    article: AnnotatedArticle, briefing: Analysis | None, numbers: Iterator[int], renderer: NoteRenderer
) -> dict[str, Any]:
    """Return what the template shows of an article."""
    head = article.head
    about = dict.fromkeys((head.source, head.author, (head.published or "")[:10]))
    numbered = [(next(numbers), annotation) for annotation in article.annotations]
    gone = [number for number, annotation in numbered if article.is_gone(annotation)]
    text = article.text if article.text is not None and len(article.text) <= LONGEST_TEXT else None
    marks = [
        mark
        for number, annotation in numbered
        if text is not None and number not in gone
        if (mark := HighlightedSpan.of(number, annotation, text)) is not None
    ]
    marked = {mark.number for mark in marks}
    notes = {
        number: _note(number, annotation, renderer) | {"is_marked": number in marked}
        for number, annotation in numbered
    }
    return {
        "head": head,
        "number": len(notes),
        "facts": [fact for fact in about if fact and fact != head.url],
        "address": head.url or head.path,
        "is_link": bool(head.url and safe_address(head.url)),
        "briefing": briefing,
        "kept": [note for number, note in notes.items() if number not in gone],
        "gone": [notes[number] for number in gone],
        "rows": None
        if text is None
        else [
            (each.html, [notes[number] for number in each.begun if notes[number]["has_words"]])
            for each in paragraphs(text, marks)
        ],
    }


def _note(number: int, annotation: Annotation, renderer: NoteRenderer) -> dict[str, Any]:
    return {
        "number": number,
        "color": str(annotation.color),
        "created": annotation.created,
        "quote": [part for part in annotation.anchor.quote.split("\n\n") if part.strip()],
        "html": renderer.html(annotation.note) if annotation.note else "",
        "tags": annotation.tags,
        "has_words": bool(annotation.note or annotation.tags),
    }
