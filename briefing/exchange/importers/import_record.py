"""Represents a foreign annotation until its article is found, and cleans its id, dates and addresses."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import unquote, urlsplit

from briefing.domain.annotation import AnchorState, Annotation, stamp
from briefing.domain.article import is_article_id
from briefing.domain.span import Span
from briefing.domain.text.sanitize import safe_line
from briefing.exchange.utf16 import span_of_units


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
class ParsedImport:
    incoming: tuple[ImportRecord, ...]
    passed_over: tuple[str, ...] = ()
    """A sentence for each annotation that marks no text."""


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
