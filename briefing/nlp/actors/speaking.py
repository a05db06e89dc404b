"""Counts how often each entity speaks, by which it is ranked before its words are found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from spacy.tokens import Token

from briefing.domain import ActorKind
from briefing.nlp.actors.entities import Entity
from briefing.nlp.actors.naming.names import PERSONAL_PRONOUNS
from briefing.nlp.parsing.document import Document
from briefing.nlp.parsing.reporting_verbs import SPEECH_VERBS, is_not_said

_MAX_ANCESTORS = 3
"""The most ancestors of a reporting verb whose subject it may share."""


def count_speeches(document: Document, entities: Sequence[Entity]) -> list[int]:
    """Return for each entity the number of verbs of speech whose subject it is, or who speaks for it."""
    owners = {
        (id(mention.doc), i): number
        for number, entity in enumerate(entities)
        for mention in entity.mentions
        for i in range(mention.start, mention.end)
    }
    counts: Counter[int | None] = Counter()
    last: int | None = None
    for sentence in document.sentences:
        for token in sentence.tokens:
            subject = _speaker(token)
            if subject is not None:
                speaker = last if subject.lower_ in PERSONAL_PRONOUNS else _owner(subject, owners)
                counts[speaker] += 1
        for token in sentence.tokens:
            owner = owners.get((id(token.doc), token.i))
            if owner is not None and token.dep_ != "poss" and entities[owner].kind is ActorKind.PERSON:
                last = owner
                if token.dep_ in ("nsubj", "nsubjpass"):
                    break
    return [counts[number] for number in range(len(entities))]


def _speaker(token: Token) -> Token | None:
    """Return the subject of a verb of speech, or whom "according to" names."""
    if token.lower_ == "to" and token.i > 0 and token.nbor(-1).lower_ == "according":
        return next((child for child in token.children if child.dep_ == "pobj"), None)
    if token.lemma_ not in SPEECH_VERBS or token.pos_ not in ("VERB", "AUX") or is_not_said(token):
        return None
    verb = token
    for _ in range(_MAX_ANCESTORS):
        subject = next((child for child in verb.children if child.dep_ == "nsubj"), None)
        if subject is not None or verb.dep_ not in ("advcl", "xcomp", "conj"):
            return subject
        verb = verb.head
    return None


def _owner(subject: Token, owners: Mapping[tuple[int, int], int]) -> int | None:
    """Return the entity that a subject names, or for which it speaks: "a spokesman for the ministry"."""
    return next((owners[key] for t in _near(subject) if (key := (id(t.doc), t.i)) in owners), None)


def _near(subject: Token) -> Iterator[Token]:
    yield subject
    for child in subject.children:
        if child.dep_ in ("compound", "nmod", "poss"):
            yield child
        elif child.dep_ == "prep" and child.lower_ in ("for", "from", "of"):
            yield from (each for each in child.children if each.dep_ == "pobj")
