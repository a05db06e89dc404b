"""Finds numbers in which two sentences differ: "at least 20 dead" and "34 dead"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from briefing.domain.span import Span
from briefing.domain.stories.statements import TITLE_TERMS, is_sentence
from briefing.domain.stories.terms import capitalized_terms, terms_of
from briefing.domain.stories.tolls import KEPT, Toll, tolls
from briefing.domain.text.news_sentences import is_english
from briefing.domain.text.number_words import NUMBER_WORDS

MIN_SHARE = 0.3
"""The share of a line's words that a sentence which bears it out has at least."""
FIRST_WORDS = 5
"""The number of a sentence's first words of which names are its subject."""
HEAD_WORDS, DEEDS = 12, 2
"""The number of a sentence's first words that tell whether it lies ahead, and of its first verbs of which
another sentence that says the same has one."""
REACH = 4
"""The number of words on either side of a number that describe what is counted."""
MIN_CONTEXT = 2
"""The number of these words that two numbers must share to count the same thing."""

_NUMBERS = {word: value for word, value in NUMBER_WORDS.items() if word != "one"}
"""Number words; without “one”, which is more often a pronoun."""
_SCALES = {"hundred": 100.0, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_MONTHS = frozenset(
    "january february march april may june july august september october november december "
    "jan feb mar apr jun jul aug sep sept oct nov dec".split()
)
_TIMES = frozenset("am pm a.m p.m gmt est edt utc bst o'clock year-old st nd rd th".split())
_UNCOUNTED = _TIMES | frozenset("minute second hour block".split())
"""Words that follow a time of day, a duration or an address rather than a count."""
_GROUPS = frozenset("crew staff crowd workforce".split())
_QUALIFIERS = frozenset("first second third last next past every each per".split())
_AT_LEAST = re.compile(r"\b(?:at least|more than|over|no fewer than|as many as)\s+$", re.IGNORECASE)
_ROUNDED = re.compile(
    r"\b(?:about|around|roughly|nearly|almost|close to|approximately|some|more than|over|up to|as many as"
    r"|fewer than|less than|under)\s+$",
    re.IGNORECASE,
)
ROUNDING = 0.15
"""Share of the larger number by which a rounded number, such as “nearly 400”, may miss the other."""
_HARMS = frozenset(
    terms_of("kill killed killing dead died dying slain shot shoot shooting wounded injured hurt")
)
_TOTAL = re.compile(r"\b(?:so far|in total|a total of|overall|altogether|since|to date)\b", re.IGNORECASE)
_WEEKDAY = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")
_DENIAL = re.compile(
    r"\b(?:not|no|never|none|nobody|nothing|neither|nor|without|cannot|den(?:y|ied|ies)|\w+n['’]t)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_PERIOD = re.compile(r"\b(?:since|(?:19|20)\d\d|last (?:week|month|year)|ago)\b", re.IGNORECASE)
"""Words for another time than that of the news: of the dead of an event, one total is meant anyway."""
_SAYING = re.compile(
    r"\baccording to\b.*$|,[^,]*(?:, [^,]*)?\b(?:said|says|told|tweeted|wrote|announced)\b.*$"
    r"|^.{0,120}?\b(?:said|says|claims?|shows?|confirmed|reported)\b(?: that)?"
)
"""Who says it, before or behind what is said."""
_AHEAD = re.compile(r"\b(?:(?:will|would)(?! not)|(?:expected|plans?|planning|set|is|are) to)\b")
_DEED = re.compile(
    r"\b(?:(?:will|would) (?!not\b)([a-z]{3,})|[a-z]{2,}(?:ed|ing)|won|lost|took|gave|held|met|made|shot"
    r"|left|sued|sought|fled|sold|fell|rose|broke|struck|drew|led|sent|hit|cut|quit)\b"
)
"""What may be a verb of something done."""
_SAID = frozenset("announced reported according tweeted added during including being having".split())
"""Verbs of who says it, and what is no verb."""
_ENDING = re.compile(r"(?<=\w{3})(?:ing|ed|es|s|e)$")
_LOWER = re.compile(r"\b[a-z]+\b")
_TOKEN = re.compile(
    r"(?P<clock>\d{1,2}:\s?\d\d)|(?P<currency>[$£€¥]\s?)?(?P<number>\d[\d,]*(?:\.\d+)?)(?P<ending>%|[-–]\w[\w-]*|st\b|nd\b|rd\b|th\b|[ap]\.?m\b)?"
    r"|(?P<word>[^\W\d_]+(?:['’.-][^\W\d_]+)*)"
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number together with the thing that it counts."""

    value: float
    unit: str
    """The first word after the number, in the singular; or a currency, or "%"."""
    context: frozenset[str]
    owners: frozenset[str]
    """Names before the number, within reach: the people it may be about."""
    span: Span
    """The place of the number and its unit in the sentence."""


@dataclass(frozen=True, slots=True)
class _Token:
    word: str
    start: int
    end: int
    value: float | None = None
    unit: str = ""


@lru_cache(maxsize=KEPT)  # a sentence is compared with many
def quantities(sentence: str) -> Sequence[Quantity]:
    """Find counts and measures, leaving out dates, times, ages, ordinals and years."""
    tokens = list(_tokens(sentence))
    found: list[Quantity] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.value is None:
            at += 1
            continue
        value, last = token.value, at
        if last + 1 < len(tokens) and (scale := _SCALES.get(tokens[last + 1].word)):
            value, last = value * scale, last + 1
        unit, end = token.unit or _group_before(tokens, at), tokens[last].end
        if not unit:
            following = tokens[last + 1] if last + 1 < len(tokens) else None
            nouns = list(terms_of(following.word)) if following and following.value is None else []
            if (
                following is None
                or not nouns
                or _is_date(tokens, at, following)
                or not _is_counted(sentence[end:], following.end - end)
            ):
                at = last + 1
                continue
            unit, end = nouns[0], following.end
        if not (unit in _UNCOUNTED or _is_date(tokens, at, None) or _is_part(tokens, at)):
            before = tokens[max(0, at - REACH) : at]
            around = (*before, *tokens[last + 1 : last + 1 + REACH])
            context = frozenset(term for each in around for term in terms_of(each.word)) - {unit}
            owners = frozenset(
                term for each in before if sentence[each.start].isupper() for term in terms_of(each.word)
            )
            found.append(Quantity(value, unit, context, owners, Span(token.start, end)))
        at = last + 1
    return found


def differing(earlier: str, later: str) -> tuple[Span, Span] | None:
    """Find where two sentences give different numbers of dead or hurt, or of the one thing they count."""
    if not (is_sentence(earlier) and is_sentence(later)):
        return None  # a heading or an item of a list does not say what its number counts
    (*period, total), (*later_period, later_total) = _times(earlier), _times(later)
    if period != later_period or _are_elsewhere(earlier, later):
        return None
    earlier_tolls, later_tolls = tolls(earlier), tolls(later)
    for harm in earlier_tolls:
        if harm in later_tolls and _is_changed(earlier_tolls[harm], later_tolls[harm], earlier, later):
            return earlier_tolls[harm].span, later_tolls[harm].span
    if total != later_total:
        return None  # one gives a total, the other a part of it
    counted, counted_later = quantities(earlier), quantities(later)
    # Where a sentence counts several things, it is a guess which number belongs to which.
    if len(counted) != 1 or len(counted_later) != 1:
        return None
    (first,), (second,) = counted, counted_later
    if (
        first.unit != second.unit
        or (first.owners and second.owners and not first.owners & second.owners)  # of another person
        or (first.context | second.context) & _HARMS  # tolls tell who was killed from who was shot
        or len(first.context & second.context) < MIN_CONTEXT
        or not _is_changed(first, second, earlier, later)
    ):
        return None
    return first.span, second.span


def agrees(line: str, other: str) -> bool:
    """Whether a sentence much like a line bears it out.

    It has three tenths of the line's words and half of its numbers at least, and its weekday or one of its
    first verbs; names no other day, each is about somebody whom the other names, and both deny something or
    lie ahead, or neither does.
    """
    counted = {each.value for each in quantities(line)}
    words, others = frozenset(terms_of(line)), frozenset(terms_of(other))
    days, other_days = (frozenset(_WEEKDAY.findall(each)) for each in (line, other))
    return (
        len(words & others) >= MIN_SHARE * len(words)
        and 2 * len(counted & _values(other)) >= len(counted)
        and (days == other_days or not (days and other_days))
        and (_DENIAL.search(line) is None) == (_DENIAL.search(other) is None)
        and _are_of_one_subject(line, other)
        and not (_lies_ahead(line, other) or _lies_ahead(other, line))
        and (bool(days & other_days) or _does_the_same(line, other))
    )


def _lies_ahead(one: str, other: str) -> bool:
    """Whether a sentence begins with what is to come, and the other tells of nothing to come."""
    return _AHEAD.search(" ".join(one.split()[:HEAD_WORDS])) is not None and _AHEAD.search(other) is None


def _does_the_same(line: str, other: str) -> bool:
    """Whether a sentence has one of the first verbs of a line, of English; who says it does not count."""
    deeds = (_stem(found[1] or found[0]) for found in _DEED.finditer(line) if found[0] not in _SAID)
    first = set(islice(deeds, DEEDS))
    return not first.isdisjoint(map(_stem, _LOWER.findall(other))) or not is_english(line)


def _stem(verb: str) -> str:
    """Return a regular verb without its ending: that of “firing” and “fired” is the same."""
    stem = _ENDING.sub("", verb)
    return stem[:-1] if stem[-2:-1] == stem[-1:] else stem


def _are_of_one_subject(one: str, other: str) -> bool:
    names, others = _first_names(one), _first_names(other)
    return not (names and others) or bool(names & _names(other) and others & _names(one))


@lru_cache(maxsize=KEPT)
def _first_names(text: str) -> frozenset[str]:
    """Return the names among a sentence's first words, without titles, which tell nobody apart."""
    return _names(" ".join(text.split()[:FIRST_WORDS])) - TITLE_TERMS


@lru_cache(maxsize=KEPT)
def _values(sentence: str) -> frozenset[float]:
    """Return all numbers of a sentence, whatever they count."""
    tokens = list(_tokens(sentence))
    return frozenset(
        token.value * _SCALES.get(following.word if following else "", 1.0)
        for token, following in zip(tokens, [*tokens[1:], None], strict=True)
        if token.value is not None
    )


def _are_elsewhere(one: str, other: str) -> bool:
    """Whether two sentences name other people or places, leaving out who says it."""
    names, others = _names_of_told(one), _names_of_told(other)
    return bool(names and others) and not _names(one) & _names(other)


@lru_cache(maxsize=KEPT)
def _names(text: str) -> frozenset[str]:
    return frozenset(term for term in capitalized_terms(text) if term.isalpha())


@lru_cache(maxsize=KEPT)
def _names_of_told(text: str) -> frozenset[str]:
    """Return the names in what is said, without who says it."""
    return _names(_SAYING.sub("", text))


@lru_cache(maxsize=KEPT)
def _times(text: str) -> tuple[bool, frozenset[str], bool]:
    """Return whether a sentence tells of another time than that of the news, its years, and whether of a
    total.
    """
    return bool(_PERIOD.search(text)), frozenset(_YEAR.findall(text)), bool(_TOTAL.search(text))


def _is_changed(first: Quantity | Toll, second: Quantity | Toll, earlier: str, later: str) -> bool:
    """Whether the later number is another: “at least 50” does not deny 58, nor “nearly 400” 391."""
    before, after = earlier[: first.span.start], later[: second.span.start]
    if first.value == second.value or (first.value > second.value and _AT_LEAST.search(after)):
        return False
    if _ROUNDED.search(before) or _ROUNDED.search(after):
        larger = max(first.value, second.value)
        return abs(first.value - second.value) > ROUNDING * larger
    return True


def _tokens(sentence: str) -> Iterator[_Token]:
    for match in _TOKEN.finditer(sentence):
        start, end = match.span()
        if match["number"] is None:
            word = (match["word"] or match["clock"]).lower()
            yield _Token(word, start, end, _NUMBERS.get(word))
            continue
        number, ending = match["number"].rstrip(",."), match["ending"] or ""
        digits, word = number.replace(",", ""), match["number"]
        if not ending:
            end = match.start("number") + len(number)
        if (ending and ending != "%") or (not match["currency"] and re.fullmatch(r"(?:1[5-9]|20)\d\d", word)):
            yield _Token(word + ending, start, end)
        else:
            unit = (match["currency"] or "").strip() or ("%" if ending else "")
            yield _Token(word, start, end, float(digits), unit)


def _group_before(tokens: list[_Token], at: int) -> str:
    """Return the group that a number counts, as in “a crew of 320”, or an empty string."""
    of_group = at >= 2 and tokens[at - 1].word == "of" and tokens[at - 2].word in _GROUPS
    return tokens[at - 2].word if of_group else ""


def _is_counted(after: str, end: int) -> bool:
    """Whether the word that ends at `end` names what is counted; a name does so only in the plural."""
    word, further = after[:end].strip(), after[end:].lstrip()
    return word[0].islower() or (word[0].isalpha() and word.endswith("s") and not further[:1].isupper())


def _is_part(tokens: list[_Token], at: int) -> bool:
    """Whether a number counts with one before it: “28 of 41”, “a hundred and five”."""
    if at < 2:
        return False
    before, link = tokens[at - 2], tokens[at - 1].word
    return (link == "of" and before.value is not None) or (link == "and" and before.word in _SCALES)


def _is_date(tokens: list[_Token], at: int, following: _Token | None) -> bool:
    """Whether a number is a day of a month, a time, or follows a word such as “first” or “per”."""
    before = tokens[at - 1].word if at else ""
    return before in _MONTHS | _QUALIFIERS or (following is not None and following.word in _MONTHS | _TIMES)
