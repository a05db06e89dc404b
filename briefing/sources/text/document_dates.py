"""Parses dates of documents, mail headers and feeds into ISO 8601."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

from briefing.domain.text.months import MONTH_NAMES, MONTHS

_MONTHS = tuple(names[:3] for names in MONTH_NAMES)
_LINE_DATE = re.compile(
    r"(?<![\d.])(?P<day>\d{1,2})(?:\.|er|º|st|nd|rd|th)?[ \u00a0]?(?:de )?"
    r"(?:(?P<number>\d{1,2})\.|(?P<name>[^\W\d_]{3,12})\.?,?)[ \u00a0]?(?:de )?(?P<year>(?:19|20)\d\d)(?!\d)|"
    r"(?P<name2>[^\W\d_]{3,12})\.? (?P<day2>\d{1,2})(?:st|nd|rd|th)?, (?P<year2>(?:19|20)\d\d)(?!\d)|"
    r"(?P<year3>(?:19|20)\d\d)(?:-|年)(?P<number3>\d{1,2})(?:-|月)(?P<day3>\d{1,2})(?!\d)"
)
MAX_DATELINE = 80
_NAME_WORD = r"[^\W\d_a-z][\w.&'’-]*"
_NAME = rf"(?!(?:By|Updated|Published)\b){_NAME_WORD}(?: (?:{_NAME_WORD}|of|the|&)){{0,4}}"
_DATELINE_HEAD = rf"(?:\w+day, )?|(?P<name>{_NAME}), "
_MONTH = r"(?P<month>[A-Za-z]{3,9})\.?"
_IN_WORDS = (
    re.compile(rf"(?:\w+,\s*)?{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})\b"),
    re.compile(rf"(?:\w+,\s*)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\.?\s+{_MONTH},?\s+(?P<year>\d{{4}})\b"),
)


def to_iso(value: object) -> str | None:
    """Return ISO 8601 for a date, a datetime, or a string such as "Aug. 28, 2024" or a mail header's date.

    A time keeps its offset; a time without one is dropped, since its moment is unknown, and the day remains.
    Anything else gives None.
    """
    if isinstance(value, datetime):
        return _of_moment(value)
    if isinstance(value, date):
        return value.isoformat()
    if not isinstance(value, str) or not (words := value.strip()) or len(words) > 100:
        return None
    for read in (_from_iso, _from_mail, _from_words):
        if (iso := read(words)) is not None:
            return iso
    return None


def date_in_line(line: str) -> str | None:
    """Return the only date that a line has, in the words of one of several languages, or None."""
    found = {day for match in _LINE_DATE.finditer(line) if (day := _from_line(match))}
    return found.pop() if len(found) == 1 else None


def dateline(line: str) -> tuple[str | None, str] | None:
    """Return the name and the day of a line of nothing else, such as "The Guardian, 2020-01-21"."""
    for match in _LINE_DATE.finditer(line) if len(line) <= MAX_DATELINE else ():
        head = re.fullmatch(_DATELINE_HEAD, line[: match.start()])
        if head and match.end() == len(line) and (day := _from_line(match)):
            # “Brussels, 12 March 2024” names a place, as a rule.
            return head["name"] if match["year3"] else None, day
    return None


def _from_line(match: re.Match[str]) -> str | None:
    number = match["number"] or match["number3"]
    name = (match["name"] or match["name2"] or "").casefold()
    month = int(number) if number else _month(name)
    year, day = (
        match["year"] or match["year2"] or match["year3"],
        match["day"] or match["day2"] or match["day3"],
    )
    try:
        return date(int(year), month, int(day)).isoformat()
    except ValueError:
        return None


def _month(name: str) -> int:
    """Return the number of the only month whose name begins so, or 0."""
    found = {at for month, at in MONTHS.items() if month.startswith(name)}
    return found.pop() if len(found) == 1 else 0


def _of_moment(moment: datetime) -> str:
    return moment.isoformat() if moment.tzinfo is not None else moment.date().isoformat()


def _from_iso(words: str) -> str | None:
    try:
        # A compact form such as 20240828 is a date; other bare digits are more likely a number.
        if re.fullmatch(r"\d{4}-?\d\d-?\d\d", words):
            return date.fromisoformat(words).isoformat()
        if re.match(r"\d{4}-\d\d-\d\d[T ]", words):
            return _of_moment(datetime.fromisoformat(words.replace(" UTC", "Z")))
    except ValueError:
        pass
    return None


def _from_mail(words: str) -> str | None:
    if not re.search(r"\d:\d\d", words):
        return None
    try:
        moment = parsedate_to_datetime(words)
        if moment.tzinfo is None and words.endswith("-0000"):
            moment = moment.replace(tzinfo=UTC)  # RFC 5322: universal time from a place that does not say
        return _of_moment(moment)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _from_words(words: str) -> str | None:
    for pattern in _IN_WORDS:
        if match := pattern.match(words):
            month = match["month"][:3].lower()
            if month not in _MONTHS:
                continue
            try:
                return date(int(match["year"]), _MONTHS.index(month) + 1, int(match["day"])).isoformat()
            except ValueError:
                continue
    return None
