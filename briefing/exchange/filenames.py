"""Builds file names from article titles that every operating system and Obsidian accept."""

from __future__ import annotations

import re
from collections.abc import Collection

from briefing.domain.annotation import ArticleHead
from briefing.domain.text.clean_characters import clean_characters

MOST_BYTES = 120
"""The most bytes of a name, of the 255 that file systems allow: sync services append to names."""

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
# Obsidian cannot link to a note with one of these in its name.
_BREAKS_LINKS = re.compile(r"[#^\[\]]")
_RESERVED = re.compile(
    r"(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?", re.IGNORECASE
)


def note_name(head: ArticleHead, taken: Collection[str] = ()) -> str:
    """Build a file name from the article's title. `taken` are the names of other files, in lower case.

    The article's id is appended if the name is taken or no title is left.
    """
    stem = _stem(head.title, MOST_BYTES - len(".md"))
    if stem and f"{stem}.md".casefold() not in taken:
        return f"{stem}.md"
    short = head.id[:8]
    name = f"{_stem(head.title, MOST_BYTES - len(f' {short}.md'))} {short}.md".lstrip()
    # Two articles whose ids begin alike are rarer than any title, and still two articles.
    return name if name.casefold() not in taken else f"{head.id}.md"


def file_name(title: str) -> str:
    """Build a name for a Markdown file from the title of a document."""
    return f"{_stem(title, MOST_BYTES - len('.md')) or 'briefing'}.md"


def _stem(title: str, most: int) -> str:
    words = clean_characters(title)
    words = re.sub(r"\s*:\s+", " – ", words)  # a colon parts a title from its second half
    words = _BREAKS_LINKS.sub(" ", _FORBIDDEN.sub(" ", words)).replace("%%", " ")
    words = " ".join(words.split()).lstrip(".- ")  # no hidden file, and no option of a command
    cut = words.encode("utf-8", "replace")[:most].decode("utf-8", "ignore")
    if cut != words:
        # Cut at a word, unless that would take most of the name: not every script has blanks.
        whole = cut.rpartition(" ")[0]
        cut = whole if len(whole) > len(cut) // 2 else cut
    cut = cut.rstrip(". ")
    return f"{cut}_" if _RESERVED.fullmatch(cut) else cut
