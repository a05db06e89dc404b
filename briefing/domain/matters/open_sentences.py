"""Finds the sentences of a matter's articles that say what lies ahead on a day to come; for English."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice

from briefing.domain.analysis import Issue, IssueKind
from briefing.domain.span import Passage
from briefing.domain.stories.briefing_merge import share_words
from briefing.domain.stories.statements import is_sentence, sentences_of
from briefing.domain.stories.story_briefing import StoryText
from briefing.domain.stories.terms import terms_of
from briefing.domain.text.news_sentences import telling

OPENING, READ = 1_200, 6_000
"""The code points of an article in which its first sentences are looked for, and those that are read."""
MAX_SENTENCES, LEAD, MAX_WORDS = 30, 3, 60
"""The number of an article's first sentences that are looked at, of those that name the matter, and of the
words of one that can be read alone."""
MIN_SHARE = 0.3
"""The share of a matter's articles whose openings have a word, so that it names the matter; two at least."""
LEAST_VALUE = 1.3
"""The least value of a sentence that names the day on which something comes."""
LAST_DAYS, MAX_AHEAD = 1, 100
"""The days for which a matter may go on after a sentence on what may come before the day that it names, and
the most days before that day."""
MAX_FOUND = 4
"""The most sentences that are found in a matter."""

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
_DAY_TO_COME = re.compile(
    rf"\b(?<!every )(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b(?!['’])(?:,? {_MONTH} \d{{1,2}}\b)?"
    r"|tomorrow|(?:(?:later )?this|next) (?:week|weekend|month|year|spring|summer|fall|autumn|winter)"
    rf"|{_MONTH} \d{{1,2}}\b|(?<!back )(?:in|by|until|next) {_MONTH}(?!\.? \d))"
)
_TO_COME = re.compile(
    r"\b(?:(?<!was )(?<!were )(?<!been )(?:expected|scheduled|set|due|slated|poised) (?:to|for|on|back|in)"
    r"|(?:is|are)(?: now| also| still| currently)? (?:planning|preparing) (?:to|for)"
    r"|(?:will|would(?! have\b)|plans? to|planned to|intends? to)(?: also| now| then| likely)?"
    r" (?!not\b|be \w+ing\b)\w+"
    r"|(?:could|may|might) (?:come|vote|rule|decide|begin)"
    r"|(?:faces?|has|have) (?:an?|until)"
    r"|(?:vote|hearing|trial|meeting|talks|summit|ruling|decision|deadline|sentencing|execution) "
    r"(?:(?:is|are) )?(?:expected|scheduled|set|due|slated|planned))\b"
    rf"[^,;:—]{{0,90}}?(?P<days>{_DAY_TO_COME.pattern}[^,;:—]*)",
)
"""What lies ahead, and the rest of its clause from a day on."""
_HELD = re.compile(
    r"\b(?:argu|claim|believ|accus|insist|hop|doubt|think|predict)\w*\b|\bif\b|\bhad\b", re.IGNORECASE
)
"""Words of what somebody holds, or of what comes under a condition, or came otherwise."""
DueDay = Callable[[str, date], date | None]
"""Returns the last day of the time to come that words name in an article of a day."""


@dataclass(frozen=True, slots=True)
class OpenSentence:
    """A sentence that says what lies ahead, as an issue of its article."""

    article: str
    issue: Issue
    value: float
    """How well it says so, from 0.6 to 2.3."""


def open_sentences(
    texts: Collection[StoryText], due_day: DueDay, today: date, kept: Collection[tuple[str, str]] = ()
) -> list[OpenSentence]:
    """Return the sentences of a matter's news that say best what lies ahead, of those that say the same one.

    Those that are `kept`, by article and label, are always among them.
    """
    names = matter_words(texts)
    last = max(map(_day, texts), default=today)
    shown: list[OpenSentence] = []
    found: list[OpenSentence] = []
    for text in texts:
        told = _day(text)
        for each in _of_article(text, names, due_day, kept):
            if (each.article, each.issue.label) in kept:
                shown.append(each)
            elif each.value >= LEAST_VALUE and _is_open(each.issue, told, last, today):
                found.append(each)
    most = MAX_FOUND + len(shown)
    for each in sorted(found, key=lambda each: (-each.value, each.article)):
        if len(shown) < most and not any(_are_one(each.issue, other.issue) for other in shown):
            shown.append(each)
    return shown


def matter_words(texts: Collection[StoryText]) -> frozenset[str]:
    """Return the words that name a matter: those of the openings of many of its articles, or of a title."""
    openings = [_opening(each) if len(texts) > 1 else each.title for each in texts]
    counts = Counter(term for opening in openings for term in frozenset(terms_of(opening)))
    many = max(min(2, len(texts)), MIN_SHARE * len(texts))
    return frozenset(term for term, count in counts.items() if count >= many)


def _opening(text: StoryText) -> str:
    """Return the title and the first sentences of an article."""
    first = islice(sentences_of(text.text[:OPENING]), LEAD)
    return " ".join((text.title, *(each.text for each in first)))


def _day(text: StoryText) -> date:
    return datetime.fromtimestamp(text.time, UTC).date()


def _of_article(
    text: StoryText, names: frozenset[str], due_day: DueDay, kept: Collection[tuple[str, str]]
) -> Iterator[OpenSentence]:
    for place, passage in enumerate(islice(sentences_of(text.text[:READ]), MAX_SENTENCES)):
        # A day is cheap to look for, and mostly not there.
        coming = _coming(passage.text, _day(text), due_day) if _DAY_TO_COME.search(passage.text) else None
        if (text.id, _label(passage)) in kept:  # whatever it says by now
            yield OpenSentence(text.id, _issue(passage, *(coming or (None, None))), LEAST_VALUE)
            continue
        if coming is None or len(passage.text.split()) > MAX_WORDS:
            continue
        plain = telling(passage.text)
        shared = len(names.intersection(terms_of(passage.text)))
        if plain is None or not shared or _HELD.search(passage.text) or not is_sentence(passage.text):
            continue
        value = 1.0 + 0.2 * min(shared, 5) + 0.3 * min(plain, 1.0) - 0.015 * place
        yield OpenSentence(text.id, _issue(passage, *coming), value)


def _coming(sentence: str, told: date, due_day: DueDay) -> tuple[str, date] | None:
    """Return the first words of a clause on what lies ahead that name a day to come, and that day.

    A weekday that is the one of publication, or the one before, may have been that.
    """
    to_come = _TO_COME.search(sentence)
    for each in _DAY_TO_COME.finditer(sentence, *to_come.span("days")) if to_come is not None else ():
        due = due_day(each[0], told)
        if due and not (each[0].endswith("day") and (due - told).days % 7 in (0, 6)):
            return each[0], due
    return None


def _label(passage: Passage) -> str:
    return passage.text.rstrip(".")


def _issue(passage: Passage, when: str | None, due: date | None) -> Issue:
    return Issue(
        label=_label(passage),
        kind=IssueKind.PENDING,
        importance=2,
        evidence=(passage,),
        actors=(),
        when=when,
        due=None if due is None else due.isoformat(),
        is_sure=True,
    )


def _is_open(issue: Issue, told: date, last: date, today: date) -> bool:
    """Whether what was told to lie ahead on a day does so as far as is known.

    What is told of this week or the next one, or may come before its day, is mostly settled once the matter
    has gone on.
    """
    due = date.fromisoformat(issue.due or "")
    may_be_settled = _may_come_early(issue) or re.search(r"\b(?:this|next)\b", issue.when or "")
    is_last = (last - told).days <= LAST_DAYS
    return due > last and due >= today and (due - today).days <= MAX_AHEAD and (is_last or not may_be_settled)


def _may_come_early(issue: Issue) -> bool:
    """Whether an issue may come before its day, as words right before that say, or by a deadline."""
    day = re.escape(re.sub("^(?:by|until) ", "", issue.when or ""))
    by_day = rf"\b(?:before|by|until) (?:the )?(?:end of )?{day}"
    return re.search(rf"{by_day}|\bdeadline\b", issue.evidence[0].text) is not None


def _are_one(one: Issue, other: Issue) -> bool:
    return say_one(one.label, other.label, is_same_day=one.due == other.due)


def say_one(one: str, other: str, *, is_same_day: bool) -> bool:
    """Whether two labels say the same, or name one day and two words besides."""
    shared = frozenset(terms_of(one)).intersection(terms_of(other))
    return share_words(one, other) or (is_same_day and len(shared) > 1)
