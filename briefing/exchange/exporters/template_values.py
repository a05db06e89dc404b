"""The values and filters that templates see, under names that do not change."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from briefing.domain import Analysis, Passage
from briefing.domain.annotation import AnnotatedArticle, Annotation
from briefing.domain.briefing import made_by
from briefing.errors import ExchangeError
from briefing.exchange.export_bundle import ExportBundle
from briefing.exchange.exporters.csv import csv_text
from briefing.exchange.markdown.markdown_text import obsidian_tag

TOO_MUCH_MEMORY = "it needs more memory than a template may have"


Values = dict[str, Any]
"""What a template sees of one thing, by name; unknown texts are empty, for `{% if article.author %}`."""

_ARTICLE = "id title url path address source author published"
_ANNOTATION = "id note tags color created modified state"


def article_values(bundle: ExportBundle) -> tuple[Values, ...]:
    return tuple(_article(article, bundle.briefings.get(article.head.id)) for article in bundle.articles)


def _taken(source: object, names: str) -> Values:
    """Return members of an object, those that are texts as plain ones."""
    taken = {name: getattr(source, name) for name in names.split()}
    return {name: str(each or "") if isinstance(each, str | None) else each for name, each in taken.items()}


def _article(article: AnnotatedArticle, briefing: Analysis | None) -> Values:
    return _taken(article.head, _ARTICLE) | {
        "text": article.text or "",
        "annotations": tuple(map(_annotation, article.annotations)),
        "briefing": None if briefing is None else _briefing(briefing),
    }


def _annotation(annotation: Annotation) -> Values:
    span = annotation.anchor.span
    place = {"start": span and span.start, "end": span and span.end}
    return _taken(annotation, _ANNOTATION) | _taken(annotation.anchor, "quote prefix suffix") | place


def _briefing(briefing: Analysis) -> Values:
    return {
        "made_by": made_by(briefing),
        "summary": _texts(briefing.summary),
        "actors": tuple(
            _taken(each, "name kind role aliases") | {"statements": _texts(each.statements)}
            for each in briefing.actors
        ),
        "issues": tuple(
            _taken(each, "label kind importance when actors") | {"evidence": _texts(each.evidence)}
            for each in briefing.issues
        ),
        "timeline": tuple(_taken(each, "date") | {"text": each.passage.text} for each in briefing.timeline),
        "quotes": tuple(_taken(each, "speaker") | {"text": each.passage.text} for each in briefing.quotes),
    }


def _texts(passages: Iterable[Passage]) -> tuple[str, ...]:
    return tuple(passage.text for passage in passages)


def _quote(text: str, mark: str = "> ") -> str:
    """Put a mark before each line."""
    return "\n".join(f"{mark}{line}".rstrip() for line in str(text).split("\n"))


def _date(moment: str, pattern: str = "%Y-%m-%d") -> str:
    """Format an ISO 8601 moment; other text stays as it is."""
    try:
        return datetime.fromisoformat(str(moment)).strftime(pattern)
    except ValueError:
        return str(moment)


def _csv_cell(text: object) -> str:
    """Return one cell of CSV, quoted if it must be, that no spreadsheet takes for a formula."""
    return csv_text([], [[str(text)]], guard=True).removeprefix("\r\n").removesuffix("\r\n")


def _slug(text: str) -> str:
    """Reduce a text to lower-case letters, digits and dashes, for a file name or an anchor."""
    bare = unicodedata.normalize("NFKD", str(text)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", bare.lower()).strip("-")


def _tag(tag: str) -> str:
    """Return a tag in Obsidian's form with its `#`, or "" if no letter is left."""
    word = obsidian_tag(str(tag))
    return f"#{word}" if word else ""


FILTERS = {"quote": _quote, "date": _date, "csv_cell": _csv_cell, "slug": _slug, "tag": _tag}


def template_error(name: str, line: int | None, reason: str) -> ExchangeError:
    place = f"Line {line} of {name}" if line else name
    words = " ".join(reason.split()).rstrip(".")
    return ExchangeError(f"{place} cannot be used: {words}; docs/templates.md says what a template can do.")
