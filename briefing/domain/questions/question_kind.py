"""Tells what a question asks for (a number, a date, a reason, …), and where a sentence has such a thing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum

from briefing.domain.span import Span
from briefing.domain.text.number_words import NUMBER_WORD


class QuestionKind(StrEnum):
    NUMBER = "number"
    AMOUNT = "amount"
    DURATION = "duration"
    DATE = "date"
    PLACE = "place"
    REASON = "reason"
    YES_NO = "yes or no"
    SAYING = "saying"
    NAME = "name"


def _any(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.VERBOSE)


_KINDS = (
    (QuestionKind.DURATION, _any(r"\bhow\ long\b | \bhow\ many\ (?:day|week|month|year|hour|minute)s\b")),
    (
        QuestionKind.AMOUNT,
        _any(
            r"""\bhow\ (?:much|high|low)\b | \bhow\ many\ (?:dollars|euros|pounds|percent)\b
            | ^what\b.*\b(?:cost|price|fine|share|percentage|proportion)\b"""
        ),
    ),
    (
        QuestionKind.NUMBER,
        _any(r"\bhow\ (?:many|old|far|big|large|tall|often|fast|deep|wide|heavy)\b | ^what\ number\b"),
    ),
    (
        QuestionKind.DATE,
        _any(r"\bwhen\b | \b(?:what|which)\ (?:day|date|year|month|time)\b | \bhow\ soon\b"),
    ),
    (
        QuestionKind.PLACE,
        _any(
            r"""\bwhere\b | \b(?:what|which)\ (?:\w+\ )?
            (?:city|cities|countr(?:y|ies)|states?|towns?|places?|nations?|provinces?|regions?)\b"""
        ),
    ),
    (
        QuestionKind.REASON,
        _any(
            r"\bwhy\b | ^what\ (?:caused|made|led|prompted|triggered)\b | \bwhat\ reason | ^what\b.*\bfor\W*$"
        ),
    ),
    (
        QuestionKind.YES_NO,
        _any(r"^(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|must)\b"),
    ),
    (
        QuestionKind.SAYING,
        _any(
            r"^what\b.*\b(?:say|think|tweet|claim|call|argue|tell|told|describe|respond|react|promise)\w*\b"
        ),
    ),
    (QuestionKind.NAME, _any(r"^(?:who|whose|which|(?:\w+\ )?whom)\b")),
)
_ASIDE = _any(
    r"""\bhow\ (?:long|old|far|big|high|low|large|tall|often|fast|soon|deep|wide|heavy|much\ money)\b
    | \b(?:what|which)\ (?:day|date|year|month|time|reason)\b | \bhappen\w*"""
)
"""Words that say what is asked for: they do not stand in the answer."""

_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Aug|Sept?|Oct|Nov|Dec)\.)"
)
_NUMBER = (
    rf"(?:\d[\d,]*(?:\.\d+)?|\b(?:{NUMBER_WORD}|hundreds?|thousands?|millions?|billions?|dozens?|scores"
    r"|half|third|quarter)\b)"
)
_DATE = re.compile(
    rf"""\b(?:(?:\d\d?\ )?{_MONTH}(?![a-z])(?:\ \d\d?\b)?(?:,?\ (?:19|20)\d\d)?
    |(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|(?:19|20)\d\d\b
    |(?:[Nn]ext|[Ll]ast|[Tt]his|[Ee]arlier|[Ll]ater)
    \ (?:week|month|year|spring|summer|fall|autumn|winter|night|decade|century)
    |[Tt]oday|[Tt]omorrow|[Yy]esterday|[Tt]onight|\d+\ (?:day|week|month|year)s\ (?:ago|later|after|before)
    |\d(?::\d\d)?\ ?[ap]\.?m\b|coming\ (?:week|day|month)s)""",
    re.VERBOSE,
)
_ANSWERS = {
    QuestionKind.DATE: _DATE,
    QuestionKind.NUMBER: re.compile(rf"(?<![A-Za-z-]){_NUMBER}", re.IGNORECASE),
    QuestionKind.AMOUNT: _any(
        rf"""[$£€¥]\s?\d[\d,.]*
        | (?<![A-Za-z-]){_NUMBER}(?:[\s-](?:hundred|thousand|million|billion|trillion))*
        (?=\ ?%|[\s-](?:\w+[\s-])?(?:percent|per\ cent|percentage|dollars|euros|pounds|rubles|rupees|yen|yuan
        |barrels|tons|tonnes|votes|points|jobs|degrees|miles|kilomet\w+|hectares|acres|times)\b)
        | \b(?:million|billion)\b"""
    ),
    QuestionKind.DURATION: _any(
        rf"""{_NUMBER}(?:[\s-](?:and\ a\ half|more|full|consecutive|straight|or\ \w+))?
        [\s-](?:second|minute|hour|day|week|month|year|decade|centur|page)
        | \b(?:for|until|since|through)\s(?:{_MONTH}|\d|an?\s|the\s|life|year|month|decade|week) | lifetime"""
    ),
    QuestionKind.PLACE: re.compile(
        r"\b(?:in|at|near|from|to|outside|off|across|on|into|and|by)\s(?:the\s)?(?:\w+ern\s)?"
        r"(?P<name>[A-Z][\w’'-]*[a-z]\w*)"
    ),
    QuestionKind.REASON: _any(
        r"""\b(?:because | due\ to | owing\ to | as\ a\ result | result\ of | caused?\ by | in\ response
        | in\ retaliation | so\ that | in\ order\ to | citing | cited | reasons? | blam\w+ | thanks\ to
        | prompted | motivat\w+ | out\ of\ concern | accus\w+)\b"""
    ),
    QuestionKind.YES_NO: _any(
        r"""\b(?:not|no|never|nor|neither|without|den(?:y|ied|ies)|reject\w*|refus\w*|declin\w*|yes|will|still
        |already)\b | n[’']t\b"""
    ),
    QuestionKind.NAME: re.compile(
        rf"\b(?!(?:The|An?|This|That|In|On|At|By|For|{_MONTH})\b)[A-Z][\w’'-]+(?: [A-Z]\.)? [A-Z][\w’'-]+"
    ),
    QuestionKind.SAYING: _any(r"[“\"] | \b(?:said|says|tweeted|called|told|wrote|argued)\b"),
}
_DAY = re.compile(rf"\b{_MONTH} \d|\b\d\d? {_MONTH}|\b(?:19|20)\d\d\b")
_PERHAPS_REASON = _any(
    r"""\b(?:after|amid|over|since|when|following|for\ \w+ing|so|if|against
    |to\ (?!(?:the|an?|be|his|her|their|its)\b)[a-z]+)\b"""
)
_IN_FUTURE = _any(r"\bwill\b | \bshould\b | \bgoing\ to\b | \bexpected\b")
_FUTURE = _any(
    r"\b(?:will|expected|scheduled|slated|set|plan(?:s|ned)?|due|next|upcoming|coming|later\ this|tomorrow)\b"
)
_COUNTED = _any(r"\bhow\ many\ (?:\w+ed\ |more\ |other\ |new\ |of\ )*(\w+)")


def kind_of(question: str) -> QuestionKind | None:
    """Return what an English question asks for, or None where its words do not tell."""
    return next((kind for kind, pattern in _KINDS if pattern.search(question.strip())), None)


def without_kind(question: str) -> str:
    """Return a question without the words that say what it asks for, such as "how long"."""
    return _ASIDE.sub(" ", question)


def is_in_future(question: str) -> bool:
    return bool(_IN_FUTURE.search(question))


def tells_future(sentence: str) -> bool:
    return bool(_FUTURE.search(sentence))


def names_day(sentence: str) -> bool:
    """Whether a sentence names a day of a month, or a year, and not only a day of the week."""
    return bool(_DAY.search(sentence))


def perhaps_reason(sentence: str) -> bool:
    """Whether a sentence has words that may give a reason, such as "after" or "to prevent"."""
    return bool(_PERHAPS_REASON.search(sentence))


def counted(question: str) -> str | None:
    """Return what is counted: "seats" of "How many seats …"."""
    found = _COUNTED.search(question)
    return found.group(1) if found else None


def places_of_kind(kind: QuestionKind, sentence: str) -> Iterator[Span]:
    """Yield where a sentence has something of the kind that is asked for."""
    if kind in (QuestionKind.NUMBER, QuestionKind.AMOUNT):
        sentence = _DATE.sub(lambda found: "#" * len(found.group()), sentence)
    for found in _ANSWERS[kind].finditer(sentence):
        yield Span(*found.span("name" if kind == QuestionKind.PLACE else 0))
