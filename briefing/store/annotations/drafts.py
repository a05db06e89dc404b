"""Saves the text in the note editor at every pause, so that it survives a crash."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from briefing.domain.annotation import Color, clean_tags, stamp, utc_now
from briefing.domain.article import is_article_id
from briefing.domain.span import Span
from briefing.domain.text.json_text import json_file
from briefing.domain.text.sanitize import safe_line, safe_one_to_one
from briefing.regular_files import NotRegularError, make_private_folder, read_regular
from briefing.store.files.atomic_write import free_name, move_durably, sweep, write_durably
from briefing.store.files.file_errors import read_errors, write_errors

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class NoteDraft:
    """An unsaved note with all that is needed to resume editing it."""

    article_id: str
    quote: str
    """The marked text, which locates the passage when the article's text has changed."""
    span: Span | None
    """The passage; None in a draft whose file was damaged."""
    annotation_id: str | None
    """The id of the annotation being edited; None for a new one."""
    note: str
    """The note as typed, not yet cleaned."""
    tags: tuple[str, ...] = ()
    color: Color = Color.YELLOW
    saved: str = ""
    """The time in ISO 8601; set by `DraftStore.save`."""
    file: str = ""
    """The file name, once the draft was saved."""

    @property
    def key(self) -> str:
        """A key of all states of one draft: it depends on the annotation, or on the passage of a new one."""
        if self.file:
            return self.file
        place = f"{self.span.start}-{self.span.end}" if self.span else self.quote
        about = self.annotation_id or place
        digest = hashlib.sha256(about.encode("utf-8", "surrogatepass")).hexdigest()[:12]
        return f"{self.article_id}.{digest}.json"


class DraftStore:
    """Keeps one small JSON file a draft. All methods raise StoreError."""

    def __init__(self, folder: Path, *, now: Callable[[], datetime] = utc_now) -> None:
        self.folder = folder
        self._now = now

    def save(self, draft: NoteDraft) -> None:
        """Write or replace the draft; once this returns, it survives a crash."""
        if not is_article_id(draft.article_id):
            raise ValueError(f"not an article's id: {draft.article_id!r}")
        file = self.folder / draft.key
        content = serialize_draft(replace(draft, saved=stamp(self._now())))
        with write_errors(file):
            make_private_folder(self.folder)
            if file.exists() and not _is_intact(file):
                move_durably(file, free_name(file.with_name(f"{file.name}.damaged")))
            write_durably(file, content)

    def delete(self, key: str) -> None:
        file = self.folder / Path(key).name
        with write_errors(file):
            file.unlink(missing_ok=True)
        sweep(self.folder)

    def for_article(self, article_id: str) -> list[NoteDraft]:
        """The article's drafts, newest first; of a damaged one, what is readable."""
        return [draft for draft in self.all() if draft.article_id == article_id]

    def all(self) -> list[NoteDraft]:
        """The drafts of all articles, newest first."""
        return sorted(self._read(), key=lambda draft: (draft.saved, draft.file), reverse=True)

    def _read(self) -> Iterator[NoteDraft]:
        with read_errors(self.folder):
            names = sorted(each.name for each in self.folder.iterdir()) if self.folder.is_dir() else []
        for name in names:
            if not is_article_id(name[:16]) or ".json" not in name:
                continue
            file = self.folder / name
            try:
                content = read_regular(file)
                moment = datetime.fromtimestamp(file.stat().st_mtime, UTC)
            except OSError:
                continue  # deleted meanwhile, or unreadable
            draft = parse_draft(content, name, stamp(moment))
            if draft.note or draft.tags:
                yield draft


def serialize_draft(draft: NoteDraft) -> bytes:
    value = {
        "schema": SCHEMA,
        "article": draft.article_id,
        "annotation": draft.annotation_id,
        "span": [draft.span.start, draft.span.end] if draft.span else None,
        "color": str(draft.color),
        "saved": draft.saved,
        "tags": list(draft.tags),
        "quote": draft.quote,
        # The note comes last, so that a truncated file loses as little as possible of the rest.
        "note": draft.note,
    }
    return json_file(value)


def parse_draft(content: bytes, name: str, written: str) -> NoteDraft:
    """The draft in the file `name`, as far as it is readable; `written` is the file's time."""
    return _build_draft(_parse_intact(content) or _salvage(content), name, written)


def _is_intact(file: Path) -> bool:
    try:
        return _parse_intact(read_regular(file)) is not None
    except NotRegularError:
        return False


def _parse_intact(content: bytes) -> Mapping[str, Any] | None:
    """The members of a valid file, whose types are checked later."""
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) and isinstance(value.get("note"), str) else None


_MEMBER = re.compile(r'"(article|annotation|color|saved|quote|note)"\s*:\s*"((?:[^"\\]|\\.)*)', re.DOTALL)
_SPAN = re.compile(r'"span"\s*:\s*\[\s*(\d{1,9})\s*,\s*(\d{1,9})\s*\]')


def _salvage(content: bytes) -> Mapping[str, Any]:
    """The readable members of a damaged file; text may be truncated."""
    text = content.decode("utf-8", "replace")
    found: dict[str, Any] = {}
    for match in _MEMBER.finditer(text):
        try:
            found[match[1]] = json.loads(f'"{match[2]}"', strict=False)
        except ValueError:  # an invalid or truncated escape: return the text as it is
            found[match[1]] = match[2]
    if span := _SPAN.search(text):
        found["span"] = [int(span[1]), int(span[2])]
    # Without any member, the whole content is the note.
    return found if found else {"note": text.replace("\0", "").strip()}


def _build_draft(value: Mapping[str, Any], name: str, saved: str) -> NoteDraft:
    tags, color = value.get("tags"), value.get("color")
    return NoteDraft(
        article_id=name[:16],
        quote=safe_one_to_one(_text(value.get("quote"))),
        span=_span(value.get("span")),
        annotation_id=safe_line(_text(value.get("annotation"))) or None,
        note=safe_one_to_one(_text(value.get("note"))),
        tags=clean_tags(map(_text, tags)) if isinstance(tags, list) else (),
        color=Color(color) if isinstance(color, str) and color in list(Color) else Color.YELLOW,
        saved=safe_line(_text(value.get("saved"))) or saved,
        file=name,
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _span(value: object) -> Span | None:
    if isinstance(value, list) and len(value) == 2 and all(type(each) is int for each in value):
        start, end = value
        return Span(start, end) if 0 <= start <= end else None
    return None
