"""Tells how far a sentence says what follows from the news or what comes next."""

from __future__ import annotations

import re
from datetime import date

from spacy.tokens import Span as Tokens
from spacy.tokens import Token

from briefing.domain import Passage
from briefing.nlp.engine.word_lists import load_words
from briefing.nlp.parsing.clauses import subject_of
from briefing.nlp.parsing.document import Sentence
from briefing.nlp.parsing.word_stems import word_stems
from briefing.nlp.timeline.date_expressions import find_dates
from briefing.nlp.timeline.due_day import is_ahead
from briefing.nlp.timeline.relative_days import Tense

_WORDS = load_words("consequence")
_CONSEQUENCES = _WORDS["consequences"]
_PLANS = _WORDS["plans"]
_OPEN = _WORDS["open"]
_SHORT, _LONG = 12, 35
"""The numbers of words below and above which a sentence is seldom the one that a reader would choose."""
_LONGEST = 45
"""The most words of a sentence that says what follows."""
_LEAD = 6
"""The number of opening sentences that tell the news itself."""
_FIRST_PERSON = re.compile(r"\b(?:I|we|We|our|Our|my|My|you|You)\b")
_PAST_YEAR = re.compile(r"\b(?:in|since|In|Since) (?:19|20)\d\d\b")
_POINTING = frozenset("this that these those".split())
_POINTED = ("dobj", "pobj", "nsubj", "nsubjpass", "attr")
_FOREIGN = 9.0
"""Weight against a sentence of another matter, as of another story on the same page."""
_WILL = ("will", "wo", "’ll", "'ll")
_SPEAKING = frozenset("say tell add".split())


def consequence(
    sentence: Sentence, point: Passage, headline: set[str], news: set[str], published: date | None
) -> float:
    """Return how far a sentence says so what, or what next; 0 is that of a common sentence.

    `headline` and `news` are the stems of the headline and of the points that stand before it.

    The weights are rounded from those by which the third sentence that strict readers would choose ranks
    before the others of its article.
    """
    tokens = sentence.tokens
    words = {token.lower_ for token in tokens}
    lemmas = {token.lemma_.lower() for token in tokens}
    modals = {token.lower_ for token in tokens if token.tag_ == "MD"}
    subject = subject_of(tokens.root)
    length = len(point.text.split())
    stems = word_stems(point.text)
    has_plan = any(token.lower_ in _PLANS and token.tag_ != "VBD" for token in tokens)
    is_planned = has_plan or not modals.isdisjoint(_WILL)
    return (
        1.0 * min(3, len(lemmas & _CONSEQUENCES))
        + 1.8 * (not modals.isdisjoint(_WILL))
        + 1.0 * has_plan
        + 1.0 * (not modals.isdisjoint(("could", "may", "might", "would")))
        + 1.5 * (is_planned and published is not None and _names_coming_day(point.text, published))
        + 0.4 * (not words.isdisjoint(_OPEN))
        + 0.8 * min(3, len(stems & headline)) / 3
        - _FOREIGN * stems.isdisjoint(headline | news)
        - 1.7 * (length < _SHORT)
        - 1.5 * (length > _LONG)
        - 0.7 * (sentence.index < _LEAD)
        - 0.6 * (tokens.root.lemma_ in _SPEAKING)
        - 0.6 * (subject is not None and subject.ent_type_ == "PERSON")
        - 1.2 * (_PAST_YEAR.search(point.text) is not None)
        - 1.0 * ("also" in words)
        - 2.0 * any(map(_points_back, tokens))
    )


def needs_introduction(tokens: Tokens, known: set[str]) -> bool:
    """Whether a sentence needs others than those whose words are known, to tell who speaks or is meant.

    So it is with "I" and "we", with "she said", with somebody whose surname alone is given, and with a list
    that is too long to be told at the end.
    """
    if _FIRST_PERSON.search(tokens.text) or len(tokens.text.split()) > _LONGEST:
        return True
    return any(
        (token.dep_ == "nsubj" and token.pos_ == "PRON" and token.head.lemma_ in _SPEAKING)
        for token in tokens
    ) or any(
        each.label_ == "PERSON"
        and len([token for token in each if token.tag_ == "NNP"]) == 1
        and each.root.lower_ not in known
        for each in tokens.ents
    )


def _names_coming_day(text: str, published: date) -> bool:
    days = (each.resolve(published, Tense.FUTURE) for each in find_dates(text))
    return any(day is not None and is_ahead(day, published) for day in days)


def _points_back(token: Token) -> bool:
    """Whether a word means what was said before: "criticised this"; not the "that" of a relative clause."""
    is_alone = token.pos_ == "PRON" and token.dep_ in _POINTED
    return token.lower_ in _POINTING and is_alone and token.head.dep_ != "relcl"
