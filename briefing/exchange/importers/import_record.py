"""Represents what other programs kept until its article is found; cleans ids, dates and addresses."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import unquote, urlsplit

from briefing.domain.annotation import (
    Anchor,
    AnchorState,
    Annotation,
    Color,
    clean_note,
    clean_tags,
    stamp,
)
from briefing.domain.article import is_article_id
from briefing.domain.span import Span
from briefing.domain.text.sanitize import safe_line, safe_one_to_one
from briefing.exchange.utf16 import span_of_units
from briefing.presentation.sentences import pluralize


@dataclass(frozen=True, slots=True)
class ImportRecord:
    """An annotation that was read, with what its file says about its article."""

    source: str
    """The article's address or its file's path; empty if the file does not have it."""
    annotation: Annotation
    """The annotation. No text has been searched for it: the span may be wrong, or None."""
    title: str | None = None
    author: str | None = None
    published: str | None = None
    article_id: str | None = None
    """Our id of the article, if the file came from us."""
    text: str | None = None
    """The article's text, if the file has it: our JSON with briefings."""
    dated: bool = True
    """Whether the file says when it was made or changed. If not, both moments are that of the reading, and do
    not tell whether this one or the library's own is later."""
    named: bool = True
    """Whether the file gives it an id; otherwise only its words tell whether the library has it already."""
    units: Span | None = None
    """The place of the passage in UTF-16 code units; `placed_in` turns it into a span."""

    def placed_in(self, text: str) -> Annotation:
        """Return the annotation with the span that its UTF-16 offsets mean in a text; still to be checked."""
        span = None if self.units is None else span_of_units(text, self.units)
        if span is None:
            return self.annotation
        anchor = replace(self.annotation.anchor, span=span)
        return replace(self.annotation, anchor=anchor, state=AnchorState.EXACT)


@dataclass(frozen=True, slots=True)
class SavedArticle:
    """An article as another reading program kept it."""

    url: str
    title: str | None = None
    author: str | None = None
    published: str | None = None
    saved: str = ""
    """The time at which it was kept there, in ISO 8601; empty if that is unknown."""
    markup: str = ""
    """The text in HTML; empty if the file does not have it."""
    tags: tuple[str, ...] = ()
    read: bool = False
    starred: bool = False


@dataclass(frozen=True, slots=True)
class ParsedImport:
    incoming: tuple[ImportRecord, ...]
    passed_over: tuple[str, ...] = ()
    """A sentence for each annotation that marks no text, or for many of a kind."""
    articles: tuple[SavedArticle, ...] = ()


COLORS = {
    "yellow": Color.YELLOW,
    "green": Color.GREEN,
    "olive": Color.GREEN,
    "blue": Color.BLUE,
    "cyan": Color.BLUE,
    "orange": Color.ORANGE,
    "red": Color.ORANGE,
    "pink": Color.VIOLET,
    "purple": Color.VIOLET,
    "violet": Color.VIOLET,
}
"""Our colours by the names of other programs' colours."""


def highlight(
    quote: str,
    place: str,
    now: str,
    *,
    source: str = "",
    title: str | None = None,
    author: str | None = None,
    note: str = "",
    tags: Iterable[str] = (),
    color: str = "",
    created: object = None,
    modified: object = None,
) -> ImportRecord | None:
    """Make the record of a highlight, or None if it has neither words nor a note.

    `place` tells apart equal words of one article. A note on the article as a whole stands at its title.
    """
    source, title = clean_address(source), optional_line(title)
    words = safe_one_to_one(quote.replace("\r\n", "\n")).strip()
    note = clean_note(note)
    marked = words or (title or source if note else "")
    if not marked:
        return None
    made = moment(created) or moment(modified)
    annotation = Annotation(
        id=derive_id(source or title or "", words or note, place),
        anchor=Anchor(marked),
        created=made or now,
        modified=moment(modified) or made or now,
        note=note,
        tags=clean_tags(tags),
        color=COLORS.get(color.strip().lower(), Color.YELLOW),
        state=AnchorState.ORPHAN,
    )
    return ImportRecord(source, annotation, title, optional_line(author), dated=bool(made))


def passed_over(number: int, noun: str, name: str, why: str = "without words") -> tuple[str, ...]:
    """Return a sentence about what a file has and we do not take; none if there is nothing."""
    if not number:
        return ()
    return (f"{name}: {pluralize(number, noun)} {why} {'is' if number == 1 else 'are'} passed over.",)


_LONGEST_ADDRESS = 4096
_OURS = "urn:x-briefing:"
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\s<>\"{}|\\^`\ufffd]+")
_DATED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)", re.ASCII)
_NAMES = uuid.UUID("b1c8a3de-2f65-4f0a-8f0e-6d9f3f7a5c21")
"""The namespace of the ids that are made for annotations without one."""


def valid_id(value: object) -> str | None:
    """Return an id, or None if it is no absolute IRI, as then it identifies nothing."""
    line = safe_line(value) if isinstance(value, str) else ""
    return line if len(line) <= _LONGEST_ADDRESS and _IRI.fullmatch(line) else None


def derive_id(*parts: str) -> str:
    """Derive an id from parts; equal parts give equal ids, so that an annotation is imported once."""
    # With the lengths, ("ab", "c") and ("a", "bc") differ.
    return uuid.uuid5(_NAMES, "".join(f"{len(part)}:{part}" for part in parts)).urn


def valid_time(value: object, otherwise: str) -> str:
    """Return a moment as written, if that is ISO 8601 with an offset, or else as `stamp` writes it.

    A moment without an offset is taken for UTC; a value that is no moment becomes `otherwise`.
    """
    if not isinstance(value, str):
        return otherwise
    try:
        moment = datetime.fromisoformat(value.strip())
        if _DATED.fullmatch(value) and moment.tzinfo is not None:
            return value
        return stamp(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        return otherwise


def gathered(
    records: Iterable[ImportRecord | None], noun: str, name: str, articles: Iterable[SavedArticle] = ()
) -> ParsedImport:
    """Return what was read, with a sentence about the number of those that mark nothing."""
    every = tuple(records)
    found = tuple(filter(None, every))
    return ParsedImport(found, passed_over(len(every) - len(found), noun, name), tuple(articles))


def moment(value: object) -> str:
    """Return a moment in ISO 8601, given so or in seconds since 1970; empty for anything else."""
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,12}", value):
        value = int(value)
    if not isinstance(value, int | float):
        return valid_time(value, "")
    try:
        return stamp(datetime.fromtimestamp(value, UTC)) if value > 0 else ""
    except (ValueError, OverflowError, OSError):
        return ""


def local_moment(value: object) -> str:
    """Return a moment as `moment` does; one without an offset is in the time zone of this machine.

    So programs write it that know no zone. Taken for UTC it may lie ahead, and be later than any change here.
    """
    try:
        there = datetime.fromisoformat(value.strip()) if isinstance(value, str) else None
        return stamp(there.astimezone()) if there is not None and there.tzinfo is None else moment(value)
    except (ValueError, OverflowError, OSError):
        return moment(value)


def clean_address(value: object) -> str:
    """Return a clean address or file path; empty for anything else."""
    line = safe_line(value) if isinstance(value, str) else ""
    # A file's name may end in a blank; an address may not.
    line = line if line.startswith("/") else line.strip()
    if len(line) > _LONGEST_ADDRESS:
        return ""
    if not line.lower().startswith("file:"):
        return line
    try:
        path = safe_line(unquote(urlsplit(line).path))
    except ValueError:
        return line
    # In file:///C:/notes.txt, Windows has no slash before the drive.
    return path[1:] if re.match(r"/[A-Za-z]:/", path) else path


def article_id_in(value: object, source: str) -> str | None:
    """Return our id of the article, which is `value` or part of `source`, if there is one."""
    for candidate in (value, source.removeprefix(_OURS)):
        if isinstance(candidate, str) and is_article_id(candidate):
            return candidate
    return None


def optional_line(value: object) -> str | None:
    """Return a title or a name on one line, or None for an empty one."""
    return (safe_line(value).strip() or None) if isinstance(value, str) else None
