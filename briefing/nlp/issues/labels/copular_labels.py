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
_GOING_ON = frozenset("ongoing underway imminent".split())
"""States that are told before the noun: "ongoing inquiry"."""
_CONDITIONS = frozenset("condition state danger".split())
"""What somebody or something may be in."""


def is_linking_verb(verb: Token) -> bool:
    """Whether the verb only links its subject to a complement."""
    return verb.lemma_.lower() in _LINKING


def copular_labels(verb: Token, subject: Token, room: PhraseLimit) -> Iterator[list[PhrasePart]]:
    """Yield labels such as "Ongoing homicide probe" and "Eligibility of the men for parole"."""
    yield from _from_condition(verb, subject, room)
    state = next((child for child in verb.children if child.dep_ == "acomp"), None)
    if state is None or any(child.dep_ == "neg" for child in verb.children):
        return
    if state.lower_ in _GOING_ON:
        phrase = noun_phrase(subject, room.of(room.words - 1))
        if phrase:
            yield ["ongoing" if state.lower_ == "underway" else state.lower_, *phrase]
        return
    noun = STATES.get(state.lower_)
    phrase = noun_phrase(subject, room.of(room.words - 2), inner=True) if noun else None
    if noun is None or phrase is None:
        return
    pieces: list[PhrasePart] = [noun, "of", *phrase]
    for child in state.children:
        if child.i < state.i or child.dep_ not in ("prep", "xcomp"):
            continue
        left = room.after(pieces)
        more = prepositional(child, left) if child.dep_ == "prep" else infinitive(child, left)
        if more is None or not room.fits([*pieces, *more]):
            return  # ready for what?
        pieces += more
    yield pieces


def _from_condition(verb: Token, subject: Token, room: PhraseLimit) -> Iterator[list[PhrasePart]]:
    """ "Critical condition of the driver"."""
    where = (c for c in verb.children if c.dep_ == "prep" and c.lower_ == "in")
    condition = next((c for each in where for c in each.children if c.dep_ == "pobj"), None)
    if condition is None or condition.lemma_.lower() not in _CONDITIONS:
        return
    pieces = noun_phrase(condition, room)
    left = room.words - len(render_phrase(pieces).split()) - 1 if pieces else 0
    whose = noun_phrase(subject, room.of(left), inner=True) if left > 0 else None
    if pieces and whose and pieces[-1] is condition:
        yield [*pieces, "of", *whose]
