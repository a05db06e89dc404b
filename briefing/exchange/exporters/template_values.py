"""The values and filters that templates see, under names that do not change."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, fields
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


@dataclass(frozen=True, slots=True)
class AnnotationValue:
    id: str
    quote: str
    note: str
    tags: tuple[str, ...]
    color: str
    created: str
    modified: str
    state: str
    """The state: `exact`, `moved`, `fuzzy` or `orphan`."""
    prefix: str
    suffix: str
    start: int | None
    """Code points from the start of the article; None for an orphan."""
    end: int | None


@dataclass(frozen=True, slots=True)
class ActorValue:
    name: str
    kind: str
    role: str
    aliases: tuple[str, ...]
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IssueValue:
    label: str
    kind: str
    importance: int
    when: str
    evidence: tuple[str, ...]
    actors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EventValue:
    date: str
    text: str


@dataclass(frozen=True, slots=True)
class QuoteValue:
    speaker: str
    text: str


@dataclass(frozen=True, slots=True)
class BriefingValue:
    made_by: str
    """The sentence that says which engine made it, and whether a person has corrected it."""
    summary: tuple[str, ...]
    actors: tuple[ActorValue, ...]
    issues: tuple[IssueValue, ...]
    timeline: tuple[EventValue, ...]
    quotes: tuple[QuoteValue, ...]


@dataclass(frozen=True, slots=True)
class ArticleValue:
    """An article as templates see it; unknown values are empty, for `{% if article.author %}`."""

    id: str
    title: str
    url: str
    path: str
    address: str
    """The URL, or else the file's path, or else our own name for the article."""
    source: str
    author: str
    published: str
    text: str
    annotations: tuple[AnnotationValue, ...]
    briefing: BriefingValue | None
    """The briefing; None unless the export includes briefings."""


def article_values(bundle: ExportBundle) -> tuple[ArticleValue, ...]:
    return tuple(_article(article, bundle.briefings.get(article.head.id)) for article in bundle.articles)


def _value(kind: type[Any], source: object, **own: object) -> Any:
    """Make a value of this kind from `own` and, as plain text, the equally named members of `source`."""
    taken = {each.name: getattr(source, each.name) for each in fields(kind) if each.name not in own}
    plain = {name: str(value or "") for name, value in taken.items() if isinstance(value, str | None)}
    return kind(**taken | plain | own)


def _article(article: AnnotatedArticle, briefing: Analysis | None) -> ArticleValue:
    made: ArticleValue = _value(
        ArticleValue,
        article.head,
        text=article.text or "",
        annotations=tuple(_annotation(annotation) for annotation in article.annotations),
        briefing=_briefing(briefing) if briefing is not None else None,
    )
    return made


def _annotation(annotation: Annotation) -> AnnotationValue:
    anchor = annotation.anchor
    place = {"start": anchor.span and anchor.span.start, "end": anchor.span and anchor.span.end}
    words = {"quote": anchor.quote, "prefix": anchor.prefix, "suffix": anchor.suffix}
    made: AnnotationValue = _value(AnnotationValue, annotation, **words, **place)
    return made


def _briefing(briefing: Analysis) -> BriefingValue:
    return BriefingValue(
        made_by=made_by(briefing),
        summary=_texts(briefing.summary),
        actors=tuple(
            _value(ActorValue, actor, statements=_texts(actor.statements)) for actor in briefing.actors
        ),
        issues=tuple(_value(IssueValue, issue, evidence=_texts(issue.evidence)) for issue in briefing.issues),
        timeline=tuple(_value(EventValue, event, text=event.passage.text) for event in briefing.timeline),
        quotes=tuple(_value(QuoteValue, quote, text=quote.passage.text) for quote in briefing.quotes),
    )


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
