"""What the text says somebody is: the office or description before, after or about a name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from briefing.nlp.mentions import Mention
from briefing.nlp.names import HONORIFICS, RANKS, is_office

__all__ = ["role_of"]

_LONGEST = 12
"""Words of a description; longer ones are a sentence about the person."""
_LONGEST_COPULA = 8
_NAMING_VERBS = frozenset(
    """
    name elect appoint nominate choose select designate confirm swear
    """.split()
)
_BECOMING_VERBS = frozenset(["be", "become", "remain", "serve"])
_DROPPED_START = frozenset(["the", "a", "an", "and", "or", ",", ";", ":", "—", "–", "-"])


@dataclass(frozen=True, slots=True)
class _Candidate:
    text: str
    rank: int
    """How good the place is that it was found in: 0 is best."""
    start: int


def role_of(mentions: Sequence[Mention]) -> str | None:
    """The shortest complete description, verbatim from the text; None when the text gives none."""
    found: list[_Candidate] = []
    for mention in mentions:
        found += _candidates(mention)
        if any(c.rank == 0 for c in found):
            break
    if not found:
        return None
    return min(found, key=lambda c: (c.rank, c.start)).text


def _candidates(mention: Mention) -> Iterator[_Candidate]:
    yield from _before(mention)
    yield from _apposition(mention)
    yield from _copula(mention)
    yield from _naming(mention)


def _before(mention: Mention) -> Iterator[_Candidate]:
    """ "national security adviser" Jake Sullivan; ranks and honorifics alone count for little."""
    doc = mention.doc
    first = mention.title if mention.title is not None else mention.start
    limit = mention.sentence.tokens.start
    inside = {t.i for t in mention.head.subtree} | {mention.start}
    start = mention.start
    while start - 1 >= limit and (
        start - 1 >= first
        or (
            start - 1 in inside
            and doc[start - 1].dep_ not in ("cc", "punct", "prep", "conj", "relcl", "advcl", "nsubj")
            and doc[start - 1].pos_ in ("NOUN", "PROPN", "ADJ", "ADP", "PART", "PUNCT", "DET", "NUM", "VERB")
        )
    ):
        if doc[start - 1].text in (",", "—", "–", "(", ";", ":", "“", '"'):
            break
        start -= 1
    yield from _described(mention, doc, start, mention.start, 0)


def _apposition(mention: Mention) -> Iterator[_Candidate]:
    """Zhang Youxia, "vice chairman of China's Central Military Commission"; or the other way round."""
    doc = mention.doc
    head = mention.head
    for child in head.children:
        if child.dep_ == "appos" and child.i >= mention.end and child.pos_ in ("NOUN", "PROPN"):
            start, end = _phrase(child, mention.end, mention.sentence.tokens.end)
            yield from _described(mention, doc, start, end, 0 if is_office(child.text) else 2)
    if head.dep_ == "appos" and head.head.i < mention.start and head.head.pos_ in ("NOUN", "PROPN"):
        start, end = _phrase(head.head, mention.sentence.tokens.start, mention.title or mention.start)
        yield from _described(mention, doc, start, end, 1 if is_office(head.head.text) else 3)


def _copula(mention: Mention) -> Iterator[_Candidate]:
    """X "is the chairman of Y", "became chief executive"."""
    head = mention.head
    if head.dep_ != "nsubj" or head.head.lemma_ not in _BECOMING_VERBS:
        return
    for child in head.head.children:
        if child.dep_ == "attr" and child.pos_ in ("NOUN", "PROPN"):
            start, end = _phrase(child, head.head.i + 1, mention.sentence.tokens.end)
            if end - start <= _LONGEST_COPULA + 1:
                yield from _described(mention, mention.doc, start, end, 1 if is_office(child.text) else 3)
        elif child.dep_ == "prep" and child.lower_ == "as":
            yield from _as(mention, child, 1)


def _naming(mention: Mention) -> Iterator[_Candidate]:
    """Elected "president"; succeeded Y as "envoy"; and the pronoun's clause: "who is chairman of"."""
    head = mention.head
    verb = head.head
    if head.dep_ in ("nsubjpass", "dobj", "nsubj") and verb.pos_ == "VERB":
        passive = head.dep_ == "nsubjpass" or head.dep_ == "dobj"
        if passive and verb.lemma_ in _NAMING_VERBS:
            for child in verb.children:
                if child.dep_ in ("oprd", "attr", "dobj") and child.i > mention.end and is_office(child.text):
                    start, end = _phrase(child, verb.i + 1, mention.sentence.tokens.end)
                    yield from _described(mention, mention.doc, start, end, 1)
        if verb.lemma_ in _NAMING_VERBS or verb.lemma_ in ("succeed", "replace", "serve", "work", "act"):
            for child in verb.children:
                if child.dep_ == "prep" and child.lower_ == "as":
                    yield from _as(mention, child, 1)
    for clause in head.children:
        if clause.dep_ != "relcl":
            continue
        if clause.lemma_ in _BECOMING_VERBS:
            for child in clause.children:
                if child.dep_ == "attr" and is_office(child.text):
                    start, end = _phrase(child, clause.i + 1, mention.sentence.tokens.end)
                    yield from _described(mention, mention.doc, start, end, 1)
        for child in clause.children:
            if child.dep_ == "prep" and child.lower_ == "as":
                yield from _as(mention, child, 1)


def _as(mention: Mention, preposition: Token, rank: int) -> Iterator[_Candidate]:
    for child in preposition.children:
        if child.dep_ == "pobj" and is_office(child.text):
            start, end = _phrase(child, preposition.i + 1, mention.sentence.tokens.end)
            yield from _described(mention, mention.doc, start, end, rank)


def _phrase(head: Token, lower: int, upper: int) -> tuple[int, int]:
    """The noun phrase around `head` without clauses, further appositions or coordinated names."""
    dropped: set[int] = set()
    for token in head.subtree:
        if token.i != head.i and (
            (
                token.dep_ in ("relcl", "appos", "advcl", "acl", "punct", "parataxis", "dep")
                and token.text not in ("-", "’", "'", "/")
                and not (token.dep_ == "punct" and token.lower_ in ("-", "–", "&"))
            )
            or (token.dep_ == "conj" and token.head.i == head.i and not is_office(token.text))
            or (
                token.dep_ == "prep"
                and token.lower_ in ("since", "until", "before", "after", "from", "during", "as")
            )
        ):
            dropped |= {t.i for t in token.subtree} if token.dep_ != "punct" else {token.i}
    inside = {t.i for t in head.subtree} - dropped
    start = end = head.i
    while start - 1 in inside and start - 1 >= lower:
        start -= 1
    while end + 1 in inside and end + 1 < upper:
        end += 1
    return start, end + 1


def _described(mention: Mention, doc: Doc, start: int, end: int, rank: int) -> Iterator[_Candidate]:
    """The description between two tokens, trimmed; nothing when nothing is left of it."""
    while start < end and (doc[start].lower_ in _DROPPED_START or doc[start].is_punct or doc[start].is_space):
        start += 1
    while end > start and (
        doc[end - 1].is_space
        or doc[end - 1].dep_ in ("cc",)
        or (doc[end - 1].is_punct and not doc[end - 1].text.endswith("."))
    ):
        end -= 1
    words = [t for t in doc[start:end] if not t.is_punct]
    if not words or len(words) > _LONGEST or end - start > 2 * _LONGEST:
        return
    plain = [t.lower_.rstrip(".") for t in words]
    if all(w in HONORIFICS or (w in RANKS and len(words) == 1) for w in plain):
        rank = 4 if all(w in RANKS for w in plain) else 9
    elif not any(is_office(t.text) for t in words):
        rank = max(rank, 3)
    if rank == 9 or not any(c.isalpha() for t in words for c in t.text):
        return
    # Adverbs and numbers alone say nothing about who somebody is.
    if all(t.pos_ in ("ADV", "NUM", "ADP", "PART", "DET", "PRON", "VERB") for t in words):
        return
    text = mention.sentence.passage_of(doc[start:end]).text
    yield _Candidate(text, rank, start)
