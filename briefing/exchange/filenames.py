"""What the file of an article's note is called, and which file is the note of an article already."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from pathlib import Path

from briefing.domain.annotation import ArticleHead
from briefing.domain.text.sanitize import safe_line
from briefing.exchange.markdown.front_matter import read_properties, split_front_matter

__all__ = ["article_of_note", "existing_note", "known_notes", "note_name", "note_of"]

MOST_BYTES = 120
"""Leaves room for a folder in the 255 bytes that file systems allow, and for what a sync service appends."""

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
# Obsidian cannot link to a note with one of these in its name.
_BREAKS_LINKS = re.compile(r"[#^\[\]]")
_RESERVED = re.compile(
    r"(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?", re.IGNORECASE
)

_HEAD = 16_384
"""Bytes of a file that are read for its properties."""


def note_name(head: ArticleHead, taken: Collection[str] = ()) -> str:
    """A name from the title that every system takes. `taken` are names of other files, in lower case.

    The article's id is appended where the name is taken; and where no title is left.
    """
    stem = _stem(head.title, MOST_BYTES - len(".md"))
    if stem and f"{stem}.md".casefold() not in taken:
        return f"{stem}.md"
    short = head.id[:8]
    name = f"{_stem(head.title, MOST_BYTES - len(f' {short}.md'))} {short}.md".lstrip()
    # Two articles whose ids begin alike are rarer than any title, and still two articles.
    return name if name.casefold() not in taken else f"{head.id}.md"


def existing_note(folder: Path, head: ArticleHead) -> Path | None:
    """The note of an article: the file that names its id, else the one of its name that names none."""
    return note_of(head, folder, known_notes(folder))


def known_notes(folder: Path) -> dict[str, Path]:
    """The notes of a folder by the id of their article; of two for one, that of the shorter name."""
    notes: dict[str, Path] = {}
    for path in sorted(folder.glob("*.md"), key=lambda each: (len(each.name), each.name)):
        if (article_id := article_of_note(path)) is not None:
            notes.setdefault(article_id, path)
    return notes


def note_of(head: ArticleHead, folder: Path, known: Mapping[str, Path]) -> Path | None:
    """As `existing_note`, for many articles of one folder whose `known_notes` were read once."""
    if head.id in known:
        return known[head.id]
    named = folder / note_name(head)
    return named if named.is_file() and article_of_note(named) is None else None


def article_of_note(path: Path) -> str | None:
    """The id that a note names; None too for a file that cannot be read, which is never taken for ours."""
    try:
        with path.open("rb") as file:
            start = file.read(_HEAD).decode("utf-8-sig", "replace")
    except OSError:
        return None
    value = read_properties(split_front_matter(start)[1]).get("article")
    return None if value is None else str(value)


def _stem(title: str, most: int) -> str:
    words = unicodedata.normalize("NFC", safe_line(title))
    words = re.sub(r"\s*:\s+", " – ", words)  # a colon parts a title from its second half
    words = _BREAKS_LINKS.sub(" ", _FORBIDDEN.sub(" ", words)).replace("%%", " ")
    words = " ".join(words.split()).lstrip(". ")
    cut = words.encode("utf-8", "replace")[:most].decode("utf-8", "ignore")
    if cut != words:
        # At a word, unless that would take most of it: not every script has blanks.
        whole = cut.rpartition(" ")[0]
        cut = whole if len(whole) > len(cut) // 2 else cut
    cut = cut.rstrip(". ")
    return f"{cut}_" if _RESERVED.fullmatch(cut) else cut
