"""Annotations: a marked passage with note, tags and colour, and the anchor that locates it."""

from __future__ import annotations

import re
import unicodedata
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from briefing.domain.article import Article
from briefing.domain.span import Span
from briefing.domain.text.sanitize import safe_line, safe_one_to_one

__all__ = [
    "CONTEXT",
    "Anchor",
    "AnchorState",
    "AnnotatedArticle",
    "Annotation",
    "AnnotationEntry",
    "ArticleHead",
    "Color",
    "anchor_at",
    "clean_note",
    "clean_tag",
    "clean_tags",
    "new_annotation",
    "new_annotation_id",
    "revise",
    "sort_by_position",
    "stamp",
]

CONTEXT = 32
"""Code points of the text kept on either side of a passage."""


class Color(StrEnum):
    """In the order of the digits that choose them, 1 to 5."""

    YELLOW = "yellow"
    GREEN = "green"
    BLUE = "blue"
    ORANGE = "orange"
    VIOLET = "violet"

    @property
    def digit(self) -> int:
        return list(Color).index(self) + 1


class AnchorState(StrEnum):
    """Where an annotation stands now, against where it was made."""

    EXACT = "exact"
    """The same words at the same place."""
    MOVED = "moved"
    """The same words elsewhere in the text."""
    FUZZY = "fuzzy"
    """Other words, which were taken for the ones that were marked."""
    ORPHAN = "orphan"
    """Nowhere: the words are gone, or stand in several places of which none is better than the others."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """How a passage is found again."""

    quote: str
    prefix: str = ""
    """What stands before the quote: at most CONTEXT code points of ours, more from other programs."""
    suffix: str = ""
    span: Span | None = None
    """Where the quote stands; None when it is not known, as for an orphan."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """What the reader keeps about one passage. Without note and tags it is a highlight."""

    id: str
    """`urn:uuid:…`; the same in every format and for ever."""
    anchor: Anchor
    """Where it stands in the text that it is kept with; an orphan's has no span."""
    created: str
    """ISO 8601 with its offset, as `stamp` writes it or as another program did."""
    modified: str
    note: str = ""
    """Markdown."""
    tags: tuple[str, ...] = ()
    """Without `#`, in the order in which they were given, each once."""
    color: Color = Color.YELLOW
    state: AnchorState = AnchorState.EXACT
    confidence: float | None = None
    """0 to 1: how sure the place of a FUZZY one is; None for the others."""
    first: Anchor | None = None
    """The anchor as it was made, when `anchor` is another by now."""
    raw: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)
    """The JSON object it was read from, so that members that are not ours are written back."""

    @property
    def made(self) -> Anchor:
        """The anchor as it was made."""
        return self.first or self.anchor

    @property
    def is_orphan(self) -> bool:
        return self.anchor.span is None


@dataclass(frozen=True, slots=True)
class ArticleHead:
    """What is kept of an article beside its annotations, so that they say what they are about without it."""

    id: str
    title: str
    url: str | None = None
    path: str | None = None
    source: str | None = None
    author: str | None = None
    published: str | None = None
    text_sha256: str = ""
    """Of the text that the spans of the annotations point into."""

    @classmethod
    def of(cls, article: Article) -> ArticleHead:
        return cls(
            id=article.id,
            title=article.title,
            url=article.url,
            path=article.path,
            source=article.source,
            author=article.author,
            published=article.published,
            text_sha256=article.sha256,
        )

    @property
    def address(self) -> str:
        """What other programs know the article by: its URL, else its file's path, else our name for it."""
        return self.url or self.path or f"urn:x-briefing:{self.id}"


@dataclass(frozen=True, slots=True)
class AnnotationEntry:
    """An annotation as a list over many articles shows it."""

    head: ArticleHead
    annotation: Annotation


@dataclass(frozen=True, slots=True)
class AnnotatedArticle:
    """The annotations of one article, with the text that they stand on."""

    head: ArticleHead
    annotations: tuple[Annotation, ...]
    """By their place in the text, orphans last; `sort_by_position` orders them so."""
    text: str | None = None
    """None for an article that is not here: its annotations were imported before it."""


def sort_by_position(annotations: Iterable[Annotation]) -> tuple[Annotation, ...]:
    """In reading order, the longer first where two begin together; orphans last, the older first."""

    def place(annotation: Annotation) -> tuple[bool, int, int, str, str]:
        span = annotation.anchor.span
        start, end = (span.start, -span.end) if span else (0, 0)
        return span is None, start, end, annotation.created, annotation.id

    return tuple(sorted(annotations, key=place))


def anchor_at(text: str, span: Span) -> Anchor:
    """The anchor of a passage of this text. Raises ValueError when the span is empty or leaves the text."""
    if not len(span) or span.end > len(text):
        raise ValueError(f"no passage at {span.start}:{span.end} of a text of {len(text)} code points")
    return Anchor(
        quote=span.of(text),
        prefix=text[max(0, span.start - CONTEXT) : span.start],
        suffix=text[span.end : span.end + CONTEXT],
        span=span,
    )


def stamp(moment: datetime) -> str:
    """A moment as annotations record it: UTC, to the second."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def new_annotation_id() -> str:
    return uuid.uuid4().urn


def new_annotation(
    text: str,
    span: Span,
    now: datetime,
    *,
    note: str = "",
    tags: Iterable[str] = (),
    color: Color = Color.YELLOW,
) -> Annotation:
    """An annotation of a passage of this text. Raises ValueError for an empty span or one past the text."""
    made = stamp(now)
    return Annotation(
        id=new_annotation_id(),
        anchor=anchor_at(text, span),
        created=made,
        modified=made,
        note=clean_note(note),
        tags=clean_tags(tags),
        color=color,
    )


def revise(annotation: Annotation, now: datetime, **changes: Any) -> Annotation:
    """The annotation with other fields, as modified now."""
    return replace(annotation, modified=stamp(now), **changes)


def clean_note(note: str) -> str:
    """A note as it is kept: one kind of line break, no control characters, no blank lines around it."""
    unified = note.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", safe_one_to_one(unified)).strip()


_BLANKS = re.compile(r"\s+")


def clean_tag(tag: str) -> str:
    """A tag as it is kept: no `#` in front, no commas, one blank between words; may be empty."""
    line = _BLANKS.sub(" ", unicodedata.normalize("NFC", safe_line(tag)).replace(",", " "))
    return line.strip().lstrip("# ")


def clean_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """The tags that are left when each is cleaned, each once whatever its case: the first spelling stays."""
    kept: dict[str, str] = {}
    for tag in map(clean_tag, tags):
        if tag:
            kept.setdefault(tag.casefold(), tag)
    return tuple(kept.values())
