"""Finds date expressions in news text and resolves them to days, weeks, months or years."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from briefing.domain.text.number_words import NUMBER_WORD, NUMBER_WORDS
from briefing.nlp.timeline.relative_days import (
    Tense,
    day_of_month,
    days_from,
    month_of_year,
    months_from,
    week_of,
    weekday,
    weekend,
)

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SATURDAY, _SUNDAY = 5, 6
_OFFSETS = {"last": -1, "this": 0, "next": 1}

_MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust|\.)?"
    r"|Sep(?:tember|t\.?|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_FULL_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan\.|Feb\.|Aug\.|Sept\.|Oct\.|Nov\.|Dec\.)"
)
_DAY = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?(?![\d:%]|[.,]\d)"
_YEAR = r"(?:1[5-9]|20)\d\d(?!\d|[.,]\d)"
_UNIT = (
    r"(?!\s?(?:%|(?:GMT|UTC|BST|CES?T|E[DS]T|P[DS]T|hours|hrs|local\stime|metres|meters|feet|ft|miles|kilomet(?:re|er)s|km"
    r"|kg|tonnes|tons|dollars|euros|pounds|rupees|yen|points|per\s?cent|degrees)\b))"
)
"""Units that turn a year-like figure into a time of day or a measure: "from 1900 GMT", "by 2000 points"."""
_TO = r"\s?(?:[-–—]|to|and|through|thru|until|till)\s?"
_ANY_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_NOT_HOLIDAY = "".join(
    rf"(?<!\b{name}\s)"
    for name in "Ash Black Bloody Carnival Cyber Easter Fat Giving Good Holy Maundy Palm Shrove Super Whit "
    "first second third fourth fifth".split()
)
"""Words before a weekday that make it independent of the week of publication."""
_NEAR = r"(?:,?\s(?:of\s)?(?P<near>last|this|next)\syear\b(?!['’]))"
_DAYTIME = r"(?:\s(?:morning|afternoon|evening|night|at\snoon|at\smidnight))?"

Resolver = Callable[[re.Match[str], date, Tense], str | None]


@dataclass(frozen=True, slots=True)
class DateExpression:
    start: int
    end: int
    _match: re.Match[str]
    _resolver: Resolver
    _is_absolute: bool

    @property
    def lacks_year(self) -> bool:
        """Whether the expression is a day or a month without its year."""
        named = self._match.groupdict()
        return "month" in named and not any(named.get(each) for each in ("year", "near", "which"))

    def resolve(self, published: date | None, tense: Tense) -> str | None:
        """Return the date in ISO 8601, as precise as the words are, or None if it is ambiguous."""
        if published is None and not self._is_absolute:
            return None
        return self._resolver(self._match, published or date.min, tense)


def find_dates(text: str, *, every: bool = False) -> Iterator[DateExpression]:
    """Yield the date expressions of a text in reading order, none within another; a range is one.

    Ends ("until Friday"), habits ("every Friday") and times before or after a date are left out, unless
    `every` is true.
    """
    found: list[DateExpression] = []
    taken = bytearray(len(text))
    for pattern, resolver, is_absolute in _FORMS:
        for match in re.finditer(pattern, text, re.VERBOSE):
            start, end = match.span()
            if not any(taken[start:end]):
                taken[start:end] = b"\1" * (end - start)
                found.append(DateExpression(start, end, match, resolver, is_absolute))
    for candidate in sorted(found, key=lambda each: each.start):
        near = max(0, candidate.start - _MAX_BEFORE)
        is_bound = _NOT_AFTER.search(text, near, candidate.start) or _NOT_BEFORE.match(text, candidate.end)
        if every or not is_bound:
            yield candidate


_MAX_BEFORE = 40
"""Code points before a date in which words that exclude it are looked for."""


_NOT_AFTER = re.compile(
    r"\b(?:until|till|before|after|prior\sto|ahead\sof|following|every|each|most|than|as\sof|except|fiscal(?:\syear)?"
    r"|days?\sfrom|weeks?\sfrom|(?:week|month|year)s?\sago(?:\son)?"
    r"|pre-|post-)\s?(?:the\s)?(?:(?:early|late|mid)[-\s])?$"
    r"|(?:^|\|\s?)(?:(?:first|originally)\s)?(?:published|posted|(?:last\s)?updated)(?:\son|:)?\s$",
    re.IGNORECASE,
)
_NOT_BEFORE = re.compile(r"['’]s?(?!\w)|-\w|s\b|\s(?:Times|Herald|Mail|Post|Telegraph|Night|Street)\b")
"""Text after a date that makes it part of a name or a modifier: "Friday's vote", "2016-era"."""


def _month(word: str) -> int:
    return _MONTHS.index(word[:3].lower()) + 1


def _day_of_month(match: re.Match[str], published: date, tense: Tense) -> str | None:
    """Return a day of a month that is given with or without its year."""
    month, day = _month(match["month"]), int(re.sub(r"\D", "", match["day"]))
    if match["year"] is None and published == date.min:
        return None
    year = match["year"] or (match["near"] and published.year + _OFFSETS[match["near"]])
    if year:
        with suppress(ValueError):  # the thirtieth of February
            return date(int(year), month, day).isoformat()
        return None
    found = day_of_month(month, day, published, tense)
    named = (match["weekday"] or "").lower()
    if named and found and _WEEKDAYS[date.fromisoformat(found).weekday()] != named:
        # The weekday determines the year more reliably than the tense.
        other = Tense.PAST if found > published.isoformat() else Tense.FUTURE
        found = day_of_month(month, day, published, other)
    return found


def _iso_day(match: re.Match[str], _published: date, _tense: Tense) -> str | None:
    with suppress(ValueError):
        return date.fromisoformat(match["iso"]).isoformat()
    return None


def _bare_month(match: re.Match[str], published: date, tense: Tense) -> str | None:
    month, which = _month(match["month"]), (match["which"] or "").lower()
    if match["near"]:
        return f"{published.year + _OFFSETS[match['near']]:04}-{month:02}"
    if which == "this":
        return f"{published.year:04}-{month:02}"
    if which in ("last", "next"):
        # In the same month, "last" and "next" are a year away; "last October" in November is ambiguous.
        distance = (month - published.month) % 12 or 12
        months = distance if which == "next" else distance - 12 or -12
        return months_from(published, months) if abs(months) > 1 else None
    return month_of_year(month, published, tense)


def _weekday(match: re.Match[str], published: date, tense: Tense) -> str | None:
    number = _WEEKDAYS.index(match["weekday"].lower())
    week = match["week"] or match["week_before"]
    if week is not None:
        return weekday(number, published, tense, weeks=_OFFSETS[week.lower()])
    which = (match["which"] or "").lower()
    if which in ("last", "next"):
        if match.string[: match.start()].lower().endswith("the "):
            return None  # "the last Friday of the month", "the next Friday"
        # In the week of publication it is ambiguous which week a day is meant for.
        before = number < published.weekday()
        clear = before if which == "next" else number > published.weekday()
        same = number == published.weekday()
        weeks = _OFFSETS[which]
        return weekday(number, published, tense, weeks=weeks) if clear or same else None
    if which in ("this past", "past"):
        tense = Tense.PAST
    elif which in ("this coming", "coming"):
        tense = Tense.FUTURE
    return weekday(number, published, tense)


_DAYS = {
    "today": 0, "tonight": 0, "this morning": 0, "this afternoon": 0, "this evening": 0,
    "yesterday": -1, "last night": -1, "tomorrow": 1,
    "the day before yesterday": -2, "the day after tomorrow": 2,
}  # fmt: skip


def _named_day(match: re.Match[str], published: date, _tense: Tense) -> str | None:
    return days_from(published, _DAYS[" ".join(match["named"].lower().split())])


def _ago(match: re.Match[str], published: date, _tense: Tense) -> str | None:
    words, unit = match["number"].lower(), match["unit"].lower()
    number = int(words) if words.isdigit() else NUMBER_WORDS.get(words, 1)  # "a week ago"
    if unit == "day":
        return days_from(published, -number)
    if unit == "week":
        return week_of(published, -number)
    if unit == "month":
        return months_from(published, -number)
    number *= 10 if unit == "decade" else 1
    return f"{published.year - number:04}" if number < published.year else None


def _period(match: re.Match[str], published: date, tense: Tense) -> str | None:
    """Return last, this or next week, month or year; on a Sunday, "this week" in the future is the next."""
    offset, unit = _OFFSETS[match["which"].lower()], match["unit"].lower()
    if unit == "week":
        is_next = offset == 0 and published.weekday() == _SUNDAY and tense is Tense.FUTURE
        return week_of(published, 1 if is_next else offset)
    if unit == "month":
        return months_from(published, offset)
    if offset == 0 and tense is Tense.PAST and published.month == 1:
        return None  # "earlier this year" was written before or after the new year
    return f"{published.year + offset:04}"


def _coming_end(match: re.Match[str], published: date, tense: Tense) -> str | None:
    """Return the month or year at whose end something is to happen."""
    if tense is not Tense.FUTURE:
        return None  # "at the end of the year" may be one that the text has named
    return months_from(published, 0) if match["unit"] == "month" else f"{published.year:04}"


def _ordinal(match: re.Match[str], published: date, tense: Tense) -> str | None:
    """Return a day of the month without its month: "on the 5th"."""
    day, which = int(match["day"]), match["which"]
    passed = day <= published.day
    months = (
        _OFFSETS[which]
        if which
        else {Tense.PAST: passed - 1, Tense.FUTURE: 1 - (day >= published.day)}.get(tense)
    )
    month = None if months is None else months_from(published, months)
    with suppress(ValueError):  # the 31st of a shorter month
        return month and date.fromisoformat(f"{month}-{day:02}").isoformat()
    return None


def _weekend(match: re.Match[str], published: date, tense: Tense) -> str | None:
    which = match["which"].lower()
    if which == "this" and published.weekday() >= _SATURDAY:
        return weekday(_SATURDAY, published, tense, weeks=0)
    is_past = which == "last" or (which == "over the" and tense is not Tense.FUTURE)
    return weekend(published, Tense.PAST if is_past else tense)


def _form(pattern: str, resolver: Resolver, *, absolute: bool = False) -> tuple[str, Resolver, bool]:
    return pattern, resolver, absolute


_FORMS = (
    # The longer forms come first, since matches do not overlap.
    _form(r"(?<![\w/-])(?P<iso>\d{4}-\d\d-\d\d)(?![\w/-])", _iso_day, absolute=True),
    _form(
        rf"""(?<![\w$€£.])(?<!\d\s)(?:(?P<weekday>{_ANY_WEEKDAY}),?\s)?(?P<month>{_MONTH})(?:,?\s(?:the\s)?)(?P<day>{_DAY})
        (?:{_TO}(?:{_MONTH}\s)?{_DAY})?(?:{_NEAR}|,?\s(?P<year>{_YEAR}))?\b""",
        _day_of_month,
        absolute=True,
    ),
    _form(
        rf"""(?<![\w$€£.,:/-])(?:(?P<weekday>{_ANY_WEEKDAY}),?\s(?:the\s)?)?(?P<day>{_DAY})(?:{_TO}{_DAY})?\s(?:of\s)?(?P<month>{_MONTH})\b
        (?:{_TO}{_DAY}\s(?:of\s)?{_MONTH}\b)?(?:{_NEAR}|,?\s(?P<year>{_YEAR}))?(?!\w|,?\s\d{{3,4}}\b)""",
        _day_of_month,
        absolute=True,
    ),
    _form(
        rf"(?<!\w)(?P<month>{_MONTH})(?:{_TO}{_MONTH})?,?\s(?:of\s|in\s)?(?P<year>{_YEAR})\b"
        rf"(?:{_TO}(?:{_MONTH}\s)?{_YEAR}\b)?",
        lambda match, _published, _tense: f"{int(match['year']):04}-{_month(match['month']):02}",
        absolute=True,
    ),
    _form(
        rf"""(?:(?<=[Ii]n\s)|(?<=[Ss]ince\s)|(?<=[Dd]uring\s)|(?<=[Ff]rom\s)|(?<=[Bb]y\s)|(?<=[Bb]etween\s)
        |(?<=[Ee]arly\s)|(?<=[Ll]ate\s)|(?<=mid-)|(?<=Mid-)|(?<=earlier\sin\s)|(?<=the\send\sof\s)
        |\b(?P<which>[Ll]ast|[Tt]his|[Nn]ext)\s)
        (?P<month>{_FULL_MONTH})(?:{_TO}{_FULL_MONTH})?{_NEAR}?(?!\w|\s(?:of\s)?\d|\s(?:of\s)?(?:the\ssame|that)\syear)""",
        _bare_month,
    ),
    _form(
        rf"""\b(?:(?P<week_before>[Ll]ast|[Tt]his|[Nn]ext)\sweek,?\s(?:on\s|between\s|from\s)?)?
        (?:(?:[Oo]n\s)?(?P<which>[Ll]ast|[Nn]ext|[Tt]his\s(?:past|coming)|[Pp]ast|[Cc]oming|[Tt]his)\s)?
        {_NOT_HOLIDAY}(?P<weekday>{_ANY_WEEKDAY})(?:{_TO}{_ANY_WEEKDAY})?\b
        (?:,?\s(?:of\s)?(?P<week>last|this|next)\sweek\b)?{_DAYTIME}""",
        _weekday,
    ),
    _form(
        r"""\b(?P<named>[Tt]he\sday\s(?:before\syesterday|after\stomorrow)|[Yy]esterday|[Tt]omorrow|[Tt]oday
        |[Tt]onight|[Ll]ast\snight|[Tt]his\s(?:morning|afternoon|evening))\b"""
        + _DAYTIME,
        _named_day,
    ),
    _form(
        rf"""(?<![\w-])(?i:(?P<number>\d{{1,4}}|a|{NUMBER_WORD})\s(?P<unit>day|week|month|year|decade)s?)
        \sago\b""",
        _ago,
    ),
    _form(
        r"\bon\sthe\s(?P<day>\d\d?)(?:st|nd|rd|th)(?:\sof\s(?P<which>last|this|next)\smonth)?(?=[,.;:]|$)",
        _ordinal,
    ),
    _form(r"(?<!the\s)\b(?i:(?P<which>last|this|next)\s(?P<unit>week|month|year))\b(?!\sof\b)", _period),
    _form(r"\b[Tt]he\send\sof\sthe\s(?P<unit>month|year)\b|\byear(?:['’]s)?\send\b", _coming_end),
    _form(r"(?<!the\s)\b(?i:(?P<which>last|this|(?:over|at)\sthe)\sweekend)\b(?!\sof\b)", _weekend),
    _form(
        rf"""(?:\b(?:[Ii]n|[Ss]ince|[Dd]uring|[Ff]rom|[Bb]etween|[Bb]y|[Ee]arly|[Ll]ate
        |(?:[Ss]pring|[Ss]ummer|[Aa]utumn|[Ff]all|[Ww]inter|[Ee]nd|[Ss]tart|[Bb]eginning|[Hh]alf|[Qq]uarter)
        (?:\sof)?)\s|[Mm]id-)(?:the\syear\s)?(?P<year>{_YEAR}){_UNIT}(?:{_TO}(?:{_YEAR}{_UNIT}|\d\d\b)|/\d\d\b)?\b{_UNIT}""",
        lambda match, _published, _tense: f"{int(match['year']):04}",
        absolute=True,
    ),
)
"""The pattern of each form, its resolver, and whether it is independent of the day of publication.

The patterns are compiled at first use, because most commands do without them.
"""
