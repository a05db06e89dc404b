"""Annotations: a marked passage with note, tags and colour, and the anchor that locates it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from briefing.domain.article import Article
from briefing.domain.span import Span
from briefing.domain.text.clean_characters import clean_characters

CONTEXT = 32
"""Code points of context stored on either side of a passage."""


class Color(StrEnum):
    """Colours in the order of their digits, 1 to 5."""

    YELLOW = "yellow"
    GREEN = "green"
    BLUE = "blue"
    ORANGE = "orange"
    VIOLET = "violet"

    @property
    def digit(self) -> int:
        return list(Color).index(self) + 1

    @property
    def following(self) -> Color:
        return list(Color)[self.digit % len(Color)]


class AnchorState(StrEnum):
    """The current place of an annotation compared with its original place."""

    EXACT = "exact"
    """The text is the same, at the same place."""
    MOVED = "moved"
    """The same text is elsewhere."""
    FUZZY = "fuzzy"
    """A different text was matched to the original."""
    ORPHAN = "orphan"
    """The text is gone, or occurs in several places of which none is clearly better."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """Locates a passage in a changing text."""

    quote: str
    prefix: str = ""
    """The text before the quote: at most CONTEXT code points of ours, more from other programs."""
    suffix: str = ""
    span: Span | None = None
    """The quote's position; None when unknown, as for an orphan."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """An annotated passage. Without note and tags it is a highlight."""

    id: str
    """`urn:uuid:…`; stable in every format."""
    anchor: Anchor
    """The place in the text that the annotation is stored with; an orphan's has no span."""
    created: str
    """The time of making in ISO 8601 with offset, from `stamp` or another program."""
    modified: str
    note: str = ""
    """The note in Markdown."""
    tags: tuple[str, ...] = ()
    """The tags without `#`, in the order in which they were added, without duplicates."""
    color: Color = Color.YELLOW
    state: AnchorState = AnchorState.EXACT
    confidence: float | None = None
    """Confidence in the place from 0 to 1 if it is FUZZY, else None."""
    first: Anchor | None = None
    """The original anchor, if `anchor` differs from it."""
    raw: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)
    """The JSON object that was read, for unknown members that must be written back."""

    @property
    def made(self) -> Anchor:
        return self.first or self.anchor

    @property
    def is_orphan(self) -> bool:
        return self.anchor.span is None


@dataclass(frozen=True, slots=True)
class ArticleHead:
    """Article metadata stored with annotations, so that they are meaningful without the article."""

    id: str
    title: str
    url: str | None = None
    path: str | None = None
    source: str | None = None
    author: str | None = None
    published: str | None = None
    text_sha256: str = ""
    """The hash of the text that the annotations' spans point into."""

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
        """The address of the article for other programs: its URL, else its path, else a URN of ours."""
        return self.url or self.path or f"urn:x-briefing:{self.id}"


@dataclass(frozen=True, slots=True)
class AnnotationEntry:
    """An annotation in a list over many articles."""

    head: ArticleHead
    annotation: Annotation


@dataclass(frozen=True, slots=True)
class AnnotatedArticle:
    """The annotations of one article, with the text they are anchored in."""

    head: ArticleHead
    annotations: tuple[Annotation, ...]
    """The annotations as sorted by `sort_by_position`."""
    text: str | None = None
    """The text; None if the article is missing, as its annotations were imported before it."""

    def is_gone(self, annotation: Annotation) -> bool:
        """Whether the text no longer has the passage; the library never had a text of a book."""
        return annotation.is_orphan and bool(self.head.text_sha256)


def sort_by_position(annotations: Iterable[Annotation]) -> tuple[Annotation, ...]:
    """Sort in reading order, the longer first at the same start; orphans come last, the oldest first."""

    def place(annotation: Annotation) -> tuple[bool, int, int, str, str]:
        span = annotation.anchor.span
        start, end = (span.start, -span.end) if span else (0, 0)
        return span is None, start, end, annotation.created, annotation.id

    return tuple(sorted(annotations, key=place))


def anchor_at(text: str, span: Span) -> Anchor:
    """Make the anchor of a passage. Raises ValueError if the span is empty or past the text's end."""
    if not len(span) or span.end > len(text):
        raise ValueError(f"no passage at {span.start}:{span.end} of a text of {len(text)} code points")
    return Anchor(
        quote=span.of(text),
        prefix=text[max(0, span.start - CONTEXT) : span.start],
        suffix=text[span.end : span.end + CONTEXT],
        span=span,
    )


def utc_now() -> datetime:
    return datetime.now(UTC)


def stamp(moment: datetime) -> str:
    """Return a time in UTC, to the second, in ISO 8601."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def new_annotation(
    text: str,
    span: Span,
    now: datetime,
    *,
    note: str = "",
    tags: Iterable[str] = (),
    color: Color = Color.YELLOW,
) -> Annotation:
    """Make an annotation. Raises ValueError for an empty span or one past the text's end."""
    made = stamp(now)
    return Annotation(
        id=uuid.uuid4().urn,
        anchor=anchor_at(text, span),
        created=made,
        modified=made,
        note=clean_note(note),
        tags=clean_tags(tags),
        color=color,
    )


def revise(annotation: Annotation, now: datetime, **changes: Any) -> Annotation:
    """Change fields and set `modified`."""
    return replace(annotation, modified=stamp(now), **changes)


def clean_note(note: str) -> str:
    """Normalize a note: the characters of `clean_characters`, no surrounding white space."""
    return clean_characters(note).strip()


def clean_tag(tag: str) -> str:
    """Normalize a tag: no leading `#`, no commas, single spaces; may be empty."""
    return " ".join(clean_characters(tag).replace(",", " ").split()).lstrip("# ")


def clean_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Normalize tags, without empty ones and duplicates in any case: the first spelling stays."""
    kept: dict[str, str] = {}
    for tag in map(clean_tag, tags):
        if tag:
            kept.setdefault(tag.casefold(), tag)
    return tuple(kept.values())
