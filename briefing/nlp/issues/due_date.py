"""Finds the time expression that says when an open issue is due."""

from __future__ import annotations

import re

from spacy.tokens import Span as Tokens
from spacy.tokens import Token

from briefing.nlp.parsing.reporting_verbs import ATTRIBUTION_VERBS

_FUTURE = re.compile(
    r"\b(?:next|coming|upcoming|tomorrow|tonight|later|soon|future|by|until|till|before|within|end of"
    r"|deadline|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:ago|last|previous|earlier|past|yesterday|since|former|recent|\d+-year-old|years? old|aged?"
    r"|decades?|daily|annual|annually|every|each|per)\b",
    re.IGNORECASE,
)
_RELATIVE_FUTURE = re.compile(r"\b(?:next|coming|upcoming|tomorrow|later (?:this|in))\b", re.IGNORECASE)
_PLANS = frozenset("expect schedule set plan slate propose intend due".split())
"""Verbs whose past participle has its time ahead: "a vote scheduled for Friday"."""
_CHARGES = frozenset("accuse acquit arrest blame charge convict suspect".split())
"""Verbs whose object has already done what "of" or "with" names."""
_OCCASIONS = frozenset("election vote referendum primary runoff ballot summit hearing".split())
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_DURATION = re.compile(
    r"^(?:(?:about|nearly|over|more than|at least|up to|some|around)\s+)?[\w-]+\s+"
    r"(?:days?|weeks?|months?|years?|hours?|minutes?|seconds?)$",
    re.IGNORECASE,
)
_PREPOSITIONS = frozenset("in within by until till before after on at from during for".split())
_INDEFINITE = re.compile(
    r"\b(?:in the (?:coming|next) (?:days|weeks|months|years)|in the near future|in the near term|soon"
    r"|shortly|at a later date|in the future)\b",
    re.IGNORECASE,
)


def due_date(tokens: Tokens, year: int | None = None) -> str | None:
    """Return the time expression of an issue with its preposition, preferably a future one, if any.

    The day on which somebody spoke or something happened does not count, nor do ages, durations and years
    before `year`, that of the article.
    """
    found: list[tuple[int, int, str]] = []
    for entity in tokens.ents:
        is_which = entity.root.dep_ == "poss" and entity.root.head.lemma_.lower() not in _OCCASIONS
        if entity.label_ not in ("DATE", "TIME") or _is_past(entity, year) or is_which:
            continue  # "Monday's announcement" tells which one, "in November's election" when it is
        start = entity.start
        linked = start > tokens.start and tokens.doc[start - 1].lower_ in _PREPOSITIONS
        if linked and tokens.doc[start - 1].dep_ == "agent":
            continue  # "a vote on Monday, followed by another next month"
        if start > tokens.start and tokens.doc[start - 1].lower_ in ("since", "over"):
            continue
        if not linked and not (_FUTURE.search(entity.text) or _YEAR.search(entity.text)):
            continue  # "four-year", "morning": more often a duration or a habit than a date
        if _DURATION.match(entity.text) and not (linked and tokens.doc[start - 1].lower_ in ("in", "within")):
            continue
        whole = tokens.doc[start - 1 : entity.end] if linked else tokens.doc[start : entity.end]
        found.append((0 if _FUTURE.search(whole.text) else 1, start, whole.text))
    if match := _INDEFINITE.search(tokens.text):
        found.append((1, tokens.start, match[0]))
    return min(found)[2].strip(" \"“”'’,") if found else None


def _is_past(entity: Tokens, year: int | None) -> bool:
    """Whether the expression is past: "last week", an earlier year, or the time of a statement or event."""
    text = entity.text
    if _PAST.search(text) or (
        not any(character.isalpha() for character in text) and not _YEAR.fullmatch(text)
    ):
        return True
    if year is not None and any(int(found) < year for found in _YEAR.findall(text)):
        return True
    governor: Token = entity.root.head
    while (
        governor.dep_ in ("prep", "pobj", "npadvmod", "pcomp")
        and governor.tag_ != "VBD"  # "how they escaped on Monday" is a clause of its own
        and governor.head is not governor
    ):
        if governor.dep_ == "pcomp" and (
            governor.head.lower_ in ("after", "since") or governor.head.head.lemma_.lower() in _CHARGES
        ):
            return True  # "after cutting them off in 2022", "accused of firing on Friday"
        governor = governor.head
    if _RELATIVE_FUTURE.search(text):
        return False
    if governor.dep_ in ("nsubj", "nsubjpass"):
        governor = governor.head  # "a crash Sunday killed 12"
    is_report = governor.lemma_.lower() in ATTRIBUTION_VERBS and governor.tag_ in ("VBN", "VBZ")
    return is_report or _has_happened(governor)


def _has_happened(verb: Token) -> bool:
    """Whether a verb tells of the past: "fell", "was released", "a report released", "were searching"."""
    if verb.tag_ not in ("VBD", "VBN", "VBG") or verb.lemma_.lower() in _PLANS:
        return verb.tag_ == "VBD"
    auxiliaries = {child.lower_ for child in verb.children if child.dep_ in ("aux", "auxpass")}
    if auxiliaries & {"was", "were", "had"}:
        return True
    return verb.tag_ == "VBD" or (verb.tag_ == "VBN" and not auxiliaries)
