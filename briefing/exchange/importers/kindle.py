"""Reads the clippings of a Kindle, `My Clippings.txt`, in the languages of its settings.

The form is that of KOReader's plugins/exporter.koplugin, which reads it (clip.lua) and writes it too
(target/my_clippings.lua); of older Kindles as in klip/devices.py of coolharsh55/klip; the words of other
languages are from the tests of @darylserrano/kindle-clippings and of KindleTools/kindle-tools-ts.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import NamedTuple

from briefing.domain.text.months import MONTHS
from briefing.exchange.importers.import_record import (
    ImportRecord,
    ParsedImport,
    highlight,
    local_moment,
    passed_over,
)

_SEPARATOR = re.compile(r"^={10}[ \t\r]*$", re.MULTILINE)
_NOTE = re.compile(r"\b(?:notes?|notiz|nota|notitie|заметка)\b|笔记|筆記|メモ|메모", re.IGNORECASE)
_BOOKMARK = re.compile(
    r"\b(?:bookmark|lesezeichen|signet|marcador|segnalibro|bladwijzer|закладка)\b|书签|書籤|ブックマーク|북마크",
    re.IGNORECASE,
)
_PLACE = re.compile(r"([0-9]{1,9})(?:-([0-9]{1,9}))?")
_CLOCK = re.compile(
    r"(上午|下午|午前|午後|오전|오후)?\s*([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?(?:\s*([AP])\.?\s?M\b)?",
    re.IGNORECASE,
)
_NEAR = 10
"""How many highlights before and after a note in the file it may belong to."""
_AFTERNOON = frozenset(("下午", "午後", "오후", "P", "p"))
_IDEOGRAPHIC = re.compile(r"([0-9]{4})\s*[年년]\s*([0-9]{1,2})\s*[月월]\s*([0-9]{1,2})")


class _Clipping(NamedTuple):
    order: int
    title: str
    author: str | None
    about: str
    """The words that say what it is and where."""
    created: str
    words: str
    place: tuple[int, int]
    """The first and the last location, else page."""

    @property
    def book(self) -> tuple[str, str | None]:
        return self.title, self.author


def is_kindle(text: str) -> bool:
    """Whether the first of several parts has a title and a line that says what it is."""
    first, *others = _SEPARATOR.split(text, 1)
    return bool(others) and _clipping(0, first) is not None


def read_kindle(text: str, name: str, now: str) -> ParsedImport:
    """Read the highlights, each with the notes that were made at its end or within it."""
    marked, notes = list[_Clipping](), list[_Clipping]()
    wordless = damaged = 0
    for order, part in enumerate(_SEPARATOR.split(text.replace("\r\n", "\n"))):
        if not (clipping := _clipping(order, part)):
            damaged += bool(part.strip("\ufeff \n"))
        elif _BOOKMARK.search(clipping.about) or not clipping.words or _is_notice(clipping.words):
            wordless += 1
        else:
            (notes if _NOTE.search(clipping.about) else marked).append(clipping)
    books = defaultdict[tuple[str, str | None], list[_Clipping]](list)
    for each in marked:
        books[each.book].append(each)
    ends = {(each.book, each.place[1]): each for each in marked}
    noted = defaultdict[_Clipping, list[_Clipping]](list)
    for note in notes:
        noted[_marked_at(note, books[note.book], ends) or note].append(note)
    records = [_record(each, noted.pop(each, []), now) for each in marked]
    records += [_record(each, own, now) for each, own in noted.items()]
    return ParsedImport(
        tuple(filter(None, records)),
        (
            *passed_over(wordless, "clipping", name),
            *passed_over(damaged, "part", name, "that cannot be read"),
        ),
    )


def _record(clipping: _Clipping, notes: list[_Clipping], now: str) -> ImportRecord | None:
    """Make the record of a highlight with its notes, or of a note that belongs to none."""
    is_note = clipping in notes
    return highlight(
        "" if is_note else clipping.words,
        "-".join(map(str, clipping.place)),
        now,
        title=clipping.title,
        author=clipping.author,
        note="\n\n".join(dict.fromkeys(each.words for each in notes)),
        created=clipping.created,
        modified=max(each.created for each in (clipping, *notes)),
    )


def _marked_at(
    note: _Clipping, book: Sequence[_Clipping], ends: Mapping[tuple[tuple[str, str | None], int], _Clipping]
) -> _Clipping | None:
    """Return the highlight that a note belongs to: one that ends there, else one around it in the file."""
    at = note.place[1]
    if (found := ends.get((note.book, at))) is not None:
        return found
    here = bisect_left(book, note.order, key=lambda each: each.order)
    near = book[max(0, here - _NEAR) : here + _NEAR]
    fitting = [each for each in near if each.place[0] <= at <= each.place[1]]
    return min(fitting, key=lambda each: abs(each.order - note.order), default=None)


def _clipping(order: int, part: str) -> _Clipping | None:
    head, _, rest = part.strip("\ufeff \r\n").partition("\n")
    line, _, words = rest.partition("\n")
    about, bar, when = line.strip("\ufeff \r").rpartition("|")
    if not bar or not about.startswith("-"):
        return None
    title, author = _title(head.strip("\ufeff \r"))
    return _Clipping(order, title, author, about, _moment(when), words.strip(), _place(about))


def _place(about: str) -> tuple[int, int]:
    """Return the numbers that stand last; an old Kindle leaves digits of the second out, as in 563-64."""
    found = _PLACE.findall(about)
    start, end = found[-1] if found else ("0", "")
    return int(start), int(start[: max(0, len(start) - len(end))] + end)


def _title(line: str) -> tuple[str, str | None]:
    """Split a title from its author, who stands in the last parentheses, which may have others within."""
    depth = 0
    for at in range(len(line) - 1, 0, -1) if line.endswith(")") else ():
        depth += (line[at] == ")") - (line[at] == "(")
        if not depth:
            return line[:at].strip(), line[at + 1 : -1].strip() or None
    return line, None


def _is_notice(words: str) -> bool:
    """Whether a Kindle says in place of the words that a book allows no more of them."""
    return words.startswith("<") and words.endswith(">") and "\n" not in words


def _moment(words: str) -> str:
    """Return a Kindle's own time, which says no zone, or "" if it is none."""
    if (clock := _CLOCK.search(words)) is None:
        return ""
    before, hour, minute, second, after = clock.groups()
    day_words = words[: clock.start()]
    if found := _IDEOGRAPHIC.search(day_words):
        year, month, day = map(int, found.groups())
    else:
        month = next((MONTHS[each] for each in re.findall(r"\w+", day_words.lower()) if each in MONTHS), 0)
        numbers = [int(each) for each in re.findall(r"[0-9]{1,4}", day_words)]
        if len(numbers) != 2:
            return ""
        day, year = sorted(numbers) if max(numbers) > 31 else numbers
    hours = int(hour)
    if half := before or after:
        hours = hours % 12 + (12 if half in _AFTERNOON else 0)
    with suppress(ValueError):
        there = datetime(year + 2000 * (year < 100), month, day, hours, int(minute), int(second or 0))
        return local_moment(there.isoformat())
    return ""
