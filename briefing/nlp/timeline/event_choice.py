"""Chooses the events that are shown at once; the others are folded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Token

from briefing.domain import Event
from briefing.nlp.engine.word_lists import load_words
from briefing.nlp.parsing.document import Document
from briefing.nlp.parsing.word_stems import word_stems

_MAX_SHOWN = 8
_LEAST_WORTH = -0.4
"""The worth from which an event is shown; with it eight lines in ten were right to readers."""
_SHORT = 70
"""The code points below which a clause out of a sentence tells little alone."""
_MANY = 3
"""The number of the headline's words with which a line is surely about the news."""
_STATES = load_words("event_choice")["states"]


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
    is_clear: bool = True
    """Whether the passage is a statement that names who acts."""


def choose_events(passages: Sequence[DatedPassage], document: Document) -> Iterator[Event]:
    """Fold all but the best events, repetitions, and those that hardly belong to the news."""
    headline = word_stems(document.article.title)
    year, length = int((document.article.published or "0")[:4] or 0), len(document.article.text)
    worth = [round(_worth(each, year, length, headline), 6) for each in passages]
    ranked = sorted(range(len(passages)), key=lambda number: (-worth[number], number))
    today = (document.article.published or "")[: len("2019-03-04")]
    fit = [n for n in ranked if worth[n] >= _LEAST_WORTH and _is_fit(passages[n], today)]
    once: list[int] = []
    for number in sorted(fit, key=lambda number: not passages[number].event.is_next):
        if not any(_repeats(passages[number], passages[other]) for other in once):
            once.append(number)
    shown = set([number for number in fit if number in once][:_MAX_SHOWN])
    for number, passage in enumerate(passages):
        yield replace(passage.event, shown=number in shown)


def _is_fit(passage: DatedPassage, today: str) -> bool:
    """Whether a passage is clear, and no word of the day on which the article appeared."""
    return passage.is_clear and not (passage.event.date == today and passage.verb.lemma_ in ("say", "tell"))


def _repeats(one: DatedPassage, other: DatedPassage) -> bool:
    """Whether one passage is a part of the other: a sentence of two days stands with the one to come."""
    spans = one.event.passage.span, other.event.passage.span
    return spans[0].covers(spans[1]) or spans[1].covers(spans[0])


def _worth(passage: DatedPassage, year: int, length: int, headline: set[str]) -> float:
    """Return how far an event belongs to the news: it shares its headline, is told early and not long ago.

    The weights are the rounded log odds by which strict readers marked 298 events as right. More features of
    the words and the parse were worse on articles that had not been learned from.
    """
    event = passage.event
    is_old = int(event.date[:4]) < year
    return (
        1.0 * min(_MANY, len(word_stems(event.passage.text) & headline)) / _MANY
        - 0.7 * event.passage.span.start / max(1, length)
        - 0.4 * (len(event.date) == len("2019"))
        - 0.5 * is_old
        - 0.3 * (passage.verb.lemma_ in _STATES)
        - 0.6 * (event.passage.text[:1].islower() and len(event.passage.text) < _SHORT)
    )
