"""Tells whether the label of an issue stands by itself: a whole clause of its sentence, with its subject."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from briefing.domain.analysis import Issue, IssueKind

_QUOTES = str.maketrans("", "", '“”"‘')
_ASIDE = re.compile(r"\s*\([^)]*\)")
_WORD = re.compile(r"[\w$€£](?:[\w'’.,&%-]*[\w%'’])?|[^\w\s]")
_DAYS = "monday tuesday wednesday thursday friday saturday sunday"
_DAY = re.compile(rf"\b(?:{_DAYS.replace(' ', '|')}|today|yesterday)\b", re.IGNORECASE)
_LEFT_OUT = frozenset(
    f"{_DAYS} on will would shall is are was were be has have said says he she it they that also likely "
    "expected scheduled planned plans set due to".split()
)
"""Words that a label may leave out: what lies ahead is named by "to"."""
_ADDED = frozenset(("to", "be"))
_BEFORE = frozenset(
    "that and but as because if when while whether although though yet so said says the a an".split()
)
"""Words after which a subject may begin."""
_AFTER = frozenset(
    f"{_DAYS} on and but as because if when while although though unless until since after before which who "
    "with".split()
)
"""Words with which another clause begins, or a day is told."""
_ASKS = re.compile(r"(?:how|whether|what|when|where|which|who|whose|why|if)\b", re.IGNORECASE)
_POINTS = re.compile(r"(?:it|he|she|they|we|i|you|this|that|these|those|there)\b", re.IGNORECASE)
"""A subject that is told before."""
_SMALL = frozenset("of the and for de van von der al bin".split())


def stands(issue: Issue, due: date | None, titles: Iterable[str] = ()) -> bool:
    """Whether an issue's label is a whole clause of its evidence, or of a title, and may be told to be open.

    What is unknown is asked for, and what names a day that is not known to lie ahead has happened.
    """
    speaker, colon, told = issue.label.partition(": ")
    told = told if colon else issue.label
    if colon and not all(word[0].isupper() or word in _SMALL for word in speaker.split()):
        return False
    if issue.kind in (IssueKind.UNKNOWN, IssueKind.QUESTION) and not _ASKS.match(told):
        return False
    if (due is None and _DAY.search(told)) or _POINTS.match(told):
        return False
    return any(_is_clause(_words(told), _words(text)) for text in (issue.evidence[0].text, *titles))


def _words(text: str) -> list[str]:
    return _WORD.findall(_ASIDE.sub("", text.translate(_QUOTES)).lower())


def _is_clause(label: Sequence[str], sentence: Sequence[str]) -> bool:
    """Whether the words of a label are those of a clause, from its subject to its end."""
    starts = (at for at, word in enumerate(sentence) if label and word == label[0])
    return any(
        (at == 0 or _ASKS.match(label[0]) or _begins(sentence[at - 1])) and _ends_clause(label, sentence[at:])
        for at in starts
    )


def _begins(word: str) -> bool:
    """Whether a subject may come after a word or mark; what comes after a colon is mostly a link."""
    return word in _BEFORE or not (word[0].isalnum() or word == ":")


def _ends_clause(label: Sequence[str], sentence: Sequence[str]) -> bool:
    """Whether a label has all words up to where another clause begins."""
    at = 0
    for word in label:
        found = at
        while found < len(sentence) and sentence[found] != word and sentence[found] in _LEFT_OUT:
            found += 1
        if found < len(sentence) and sentence[found] == word:
            at = found + 1
        elif word not in _ADDED:
            return False
    return at == len(sentence) or sentence[at] in _AFTER or not sentence[at][0].isalnum()
