"""Chooses the events that are shown at once; the others are folded."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Token

from briefing.domain import Event
from briefing.nlp.engine.word_lists import load_words
from briefing.nlp.parsing.document import Document
from briefing.nlp.parsing.reporting_verbs import SPEECH_VERBS
from briefing.nlp.parsing.word_stems import word_stems

_MAX_SHOWN = 8
_OPENING = 300
"""The number of code points at the start of an article that tell its news."""
_LEAD = 2
_SHORT, _LONG = 12, 35
"""The numbers of words below and above which readers find that a line tells too little or too much."""
_STATES = load_words("event_choice")["states"]
_PRONOUN = re.compile(r"\b(?:he|she|they|it|him|them)\b", re.IGNORECASE)
_UNREAL = re.compile(r"\b(?:could|might|may|if)\b", re.IGNORECASE)
_FIGURE = re.compile(r"\d[.,]\d|%|\bper ?cent|[$£€]")


@dataclass(frozen=True, slots=True)
class DatedPassage:
    """An event with what is known of its passage."""

    event: Event
    words: frozenset[str]
    """The content lemmas of the passage."""
    is_own: bool
    """Whether the passage is the clause of the date itself, not one around it."""
    verb: Token
    """The verb of what is dated."""


def choose_events(passages: Sequence[DatedPassage], document: Document) -> Iterator[Event]:
    """Fold all but the best events; what is to come stands before what has been."""
    headline = word_stems(document.article.title)
    lead = word_stems(" ".join(sentence.tokens.text for sentence in document.sentences[:_LEAD]))
    year = int((document.article.published or "0")[:4] or 0)
    worth = {
        number: round(_worth(passage, year, headline, lead) + 3 * _is_to_come(passage), 6)
        for number, passage in enumerate(passages)
    }
    best = sorted((each for each in worth if worth[each] > 0), key=lambda each: (-worth[each], each))
    shown = set(best[:_MAX_SHOWN])
    for number, passage in enumerate(passages):
        yield replace(passage.event, shown=number in shown)


def _is_to_come(passage: DatedPassage) -> bool:
    return passage.event.is_next and not _UNREAL.search(passage.event.passage.text)


def _worth(passage: DatedPassage, year: int, headline: set[str], lead: set[str]) -> float:
    """Return how far an event is worth a line; from 0 it is.

    The weights are the rounded log odds by which strict readers marked 274 events as right.
    """
    event, verb = passage.event, passage.verb
    text = event.passage.text
    stems, length = word_stems(text), len(text.split())
    age = year - int(event.date[:4])
    return (
        1.4 * min(3, len(stems & headline)) / 3
        + 0.3 * min(4, len(stems & lead)) / 4
        + 0.6 * (event.passage.span.start < _OPENING)
        + 0.6 * (verb.lemma_ in SPEECH_VERBS)
        + 0.4 * passage.is_own
        - 1.2 * stems.isdisjoint(headline | lead)
        - 0.8 * (length < _SHORT)
        - 0.5 * (length > _LONG)
        - 0.6 * text[:1].islower()
        - 0.8 * (text == text[:1] + text[1:].casefold())
        - 0.8 * (_PRONOUN.search(text) is not None)
        - 0.8 * (_UNREAL.search(text) is not None or (" would " in text and not passage.event.is_next))
        - 0.5 * (_FIGURE.search(text) is not None)
        - 0.5 * (verb.lemma_ in _STATES)
        - (0.0 if age < 1 else 0.6 if age < 2 else 0.4)
    )
