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
_AGENTLESS = frozenset("lack have need possess include involve suffer win lose mean contain".split())
"""Verbs whose subject is not an agent."""
_FROM_VERBS = frozenset("affect impact endanger threaten benefit risk influence harm pressure press".split())
"""Verbs whose noun takes its agent with "from": "a threat to the valley from the dam"."""
_ADJUNCTS = frozenset("after before during in at amid since despite following under within without".split())
"""Prepositions of adjuncts rather than complements."""


def extend_label(
    pieces: list[PhrasePart], rest: list[Token], agent: Token | None, lemma: str, limit: PhraseLimit
) -> list[PhrasePart]:
    """Add the verb's other complements within the limit: direction, agent, time."""
    temporal = [child for child in rest if any(c.ent_type_ in ("DATE", "TIME") for c in child.children)]
    adjuncts = [child for child in rest if child.lower_ in _ADJUNCTS and child not in temporal]
    for child in (child for child in rest if child not in temporal and child not in adjuncts):
        more = prepositional_within(child, pieces, limit)
        if more is None:
            break
        pieces = [*pieces, *more]
    # Agent first: "call for his resignation after revelations by protesters" would mean another thing.
    pieces = _with_agent(agent, lemma, pieces, limit)
    for child in [*adjuncts, *temporal]:  # these last, since the due date is shown with the label
        pieces = [*pieces, *(prepositional_within(child, pieces, limit) or ())]
    return pieces


def prepositional_within(
    child: Token, pieces: list[PhrasePart], limit: PhraseLimit
) -> list[PhrasePart] | None:
    left = limit.words - len(render_phrase(pieces).split())
    more = prepositional(child, limit.with_words(left)) if left >= 2 else None
    return more if more and limit.fits([*pieces, *more]) else None


def can_act(noun: Token) -> bool:
    return noun.pos_ == "PROPN" or noun.ent_type_ == "PERSON" or noun.lemma_.lower() in PEOPLE


def _with_agent(
    agent: Token | None, lemma: str, pieces: list[PhrasePart], limit: PhraseLimit
) -> list[PhrasePart]:
    """Add the agent as "Mexico’s" before or "by the council" after, if that fits and is not redundant."""
    left = limit.words - len(render_phrase(pieces).split())
    if agent is None or left < 1 or lemma in _AGENTLESS or not limit.contains(agent):
        return pieces
    named = agent.pos_ == "PROPN"
    start = agent.left_edge
    if agent.ent_type_ == "GPE" and start.i > 1 and start.nbor(-1).text == "," and start.nbor(-2).ent_type_:
        return pieces  # the place after a name, as in "the University of California, Los Angeles"
    lemmas = {piece.lemma_.lower() for piece in pieces if isinstance(piece, Token)}
    if any(isinstance(piece, str) and agent.text in piece for piece in pieces):
        return pieces
    if agent.lemma_.lower() in lemmas or not can_act(agent):
        return pieces
    owner = possessive(agent, limit.with_words(left)) if named else None
    if owner and not any(isinstance(piece, str) and piece.endswith(("’s", "’")) for piece in pieces):
        return [*owner, *pieces]
    if any(child.lower_ == "both" or child.ent_type_ == "ORDINAL" for child in agent.children):
        return pieces
    phrase = noun_phrase(agent, limit.with_words(min(left - 1, 6)), inner=True)
    if phrase is None or is_truncated(phrase):
        return pieces
    return [*pieces, "from" if lemma in _FROM_VERBS else "by", *phrase]


def possessive(subject: Token, limit: PhraseLimit) -> list[PhrasePart] | None:
    """Return "Mexico’s" for a short name."""
    name = noun_phrase(subject, limit.with_words(min(3, limit.words)))
    if name is None or len(name) > 3 or name[-1] is not subject or is_truncated(name):
        return None
    return [render_phrase(name) + ("’" if subject.text.endswith("s") else "’s")]
