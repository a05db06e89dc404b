"""Makes labels from states: "the men are eligible for parole" becomes their eligibility."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from briefing.nlp.issues.labels.nominalizations import STATES
from briefing.nlp.parsing.phrases import (
    PhraseLimit,
    PhrasePart,
    infinitive,
    noun_phrase,
    prepositional,
    render_phrase,
)

_LINKING = frozenset("be remain stay become seem look appear".split())
_ONGOING = frozenset("ongoing underway imminent".split())
"""States that become modifiers of the noun: "ongoing inquiry"."""
_STATE_NOUNS = frozenset("condition state danger".split())
"""Nouns that "in" combines with to a state of the subject."""


def is_linking_verb(verb: Token) -> bool:
    """Whether the verb only links its subject to a complement."""
    return verb.lemma_.lower() in _LINKING


def copular_labels(verb: Token, subject: Token, limit: PhraseLimit) -> Iterator[list[PhrasePart]]:
    """Yield labels such as "Ongoing homicide probe" and "Eligibility of the men for parole"."""
    yield from _from_condition(verb, subject, limit)
    state = next((child for child in verb.children if child.dep_ == "acomp"), None)
    if state is None or any(child.dep_ == "neg" for child in verb.children):
        return
    if state.lower_ in _ONGOING:
        phrase = noun_phrase(subject, limit.with_words(limit.words - 1))
        if phrase:
            yield ["ongoing" if state.lower_ == "underway" else state.lower_, *phrase]
        return
    noun = STATES.get(state.lower_)
    phrase = noun_phrase(subject, limit.with_words(limit.words - 2), inner=True) if noun else None
    if noun is None or phrase is None:
        return
    pieces: list[PhrasePart] = [noun, "of", *phrase]
    for child in state.children:
        if child.i < state.i or child.dep_ not in ("prep", "xcomp"):
            continue
        left = limit.remaining(pieces)
        more = prepositional(child, left) if child.dep_ == "prep" else infinitive(child, left)
        if more is None or not limit.fits([*pieces, *more]):
            return  # ready for what?
        pieces += more
    yield pieces


def _from_condition(verb: Token, subject: Token, limit: PhraseLimit) -> Iterator[list[PhrasePart]]:
    """Yield labels such as "Critical condition of the driver"."""
    prepositions = (c for c in verb.children if c.dep_ == "prep" and c.lower_ == "in")
    condition = next((c for each in prepositions for c in each.children if c.dep_ == "pobj"), None)
    if condition is None or condition.lemma_.lower() not in _STATE_NOUNS:
        return
    pieces = noun_phrase(condition, limit)
    left = limit.words - len(render_phrase(pieces).split()) - 1 if pieces else 0
    possessor = noun_phrase(subject, limit.with_words(left), inner=True) if left > 0 else None
    if pieces and possessor and pieces[-1] is condition:
        yield [*pieces, "of", *possessor]
