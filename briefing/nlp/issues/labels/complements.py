"""Extends a label with an event's objects, agent and circumstances."""

from __future__ import annotations

from spacy.tokens import Token

from briefing.nlp.engine.word_lists import load_words
from briefing.nlp.parsing.phrases import (
    PhraseLimit,
    PhrasePart,
    is_truncated,
    noun_phrase,
    prepositional,
    render_phrase,
)

_WORDS = load_words("complements")
PEOPLE = _WORDS["people"]
_DOERLESS = frozenset("lack have need possess include involve suffer win lose mean contain".split())
"""Verbs whose subject does nothing."""
_HARMING = frozenset("affect impact endanger threaten benefit risk influence harm pressure press".split())
"""Verbs whose noun comes from somebody: "a threat to the valley from the dam"."""
_ASIDE = frozenset("after before during in at amid since despite following under within without".split())
"""Prepositions for what stands around an event, not for what belongs to it."""


def extend_label(
    pieces: list[PhrasePart], rest: list[Token], doer: Token | None, lemma: str, room: PhraseLimit
) -> list[PhrasePart]:
    """Add the verb's other complements within the limit: direction, agent, time."""
    timely = [child for child in rest if any(c.ent_type_ in ("DATE", "TIME") for c in child.children)]
    aside = [child for child in rest if child.lower_ in _ASIDE and child not in timely]
    for child in (child for child in rest if child not in timely and child not in aside):
        more = prepositional_within(child, pieces, room)
        if more is None:
            break
        pieces = [*pieces, *more]
    # "Call for his resignation after revelations by protesters" would say who revealed.
    pieces = _with_doer(doer, lemma, pieces, room)
    for child in [*aside, *timely]:  # the day is told beside the label, who does it is not
        pieces = [*pieces, *(prepositional_within(child, pieces, room) or ())]
    return pieces


def prepositional_within(
    child: Token, pieces: list[PhrasePart], room: PhraseLimit
) -> list[PhrasePart] | None:
    left = room.words - len(render_phrase(pieces).split())
    more = prepositional(child, room.of(left)) if left >= 2 else None
    return more if more and room.fits([*pieces, *more]) else None


def can_act(noun: Token) -> bool:
    return noun.pos_ == "PROPN" or noun.ent_type_ == "PERSON" or noun.lemma_.lower() in PEOPLE


def _with_doer(
    doer: Token | None, lemma: str, pieces: list[PhrasePart], room: PhraseLimit
) -> list[PhrasePart]:
    """With "Mexico’s" before it or "by the council" behind it, where that fits and says something new."""
    left = room.words - len(render_phrase(pieces).split())
    if doer is None or left < 1 or lemma in _DOERLESS or not room.holds(doer):
        return pieces
    named = doer.pos_ == "PROPN"
    start = doer.left_edge
    if doer.ent_type_ == "GPE" and start.i > 1 and start.nbor(-1).text == "," and start.nbor(-2).ent_type_:
        return pieces  # the place behind a name, as in "the University of California, Los Angeles"
    said = {piece.lemma_.lower() for piece in pieces if isinstance(piece, Token)}
    if any(isinstance(piece, str) and doer.text in piece for piece in pieces):
        return pieces
    if doer.lemma_.lower() in said or not can_act(doer):
        return pieces
    owner = possessive(doer, room.of(left)) if named else None
    if owner and not any(isinstance(piece, str) and piece.endswith(("’s", "’")) for piece in pieces):
        return [*owner, *pieces]
    if any(child.lower_ == "both" or child.ent_type_ == "ORDINAL" for child in doer.children):
        return pieces
    whom = noun_phrase(doer, room.of(min(left - 1, 6)), inner=True)
    if whom is None or is_truncated(whom):
        return pieces
    return [*pieces, "from" if lemma in _HARMING else "by", *whom]


def possessive(subject: Token, room: PhraseLimit) -> list[PhrasePart] | None:
    """Return "Mexico’s" for a short name."""
    name = noun_phrase(subject, room.of(min(3, room.words)))
    if name is None or len(name) > 3 or name[-1] is not subject or is_truncated(name):
        return None
    return [render_phrase(name) + ("’" if subject.text.endswith("s") else "’s")]
