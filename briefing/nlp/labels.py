"""How a matter is named: a short noun phrase made from the clause that leaves it open."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from spacy.tokens import Span as Tokens
from spacy.tokens import Token

from briefing.domain import IssueKind
from briefing.nlp.clauses import SPEECH
from briefing.nlp.namings import HEAVY, MERE, from_noun, from_verb, mere_name, object_of, senses_of
from briefing.nlp.phrases import Piece, Room, noun_phrase, written

__all__ = ["label_for", "well_formed"]

LONGEST, SHORTEST = 10, 3

_PRONOUNS = frozenset(
    "i me my mine we us our ours you your yours he him his she her hers it its they them their "
    "theirs this that these those who whom whose which what myself himself herself itself "
    "themselves ourselves someone anyone everyone something anything everything nothing nobody".split()
)
_BAD_START = frozenset(
    "the a an of in on for to with by at from as and or but some any no each every both all another".split()
)
_BAD_END = _BAD_START | frozenset(
    "'s ’s between into over about against after before not being be who's".split()
)
_NAMING = frozenset(("NOUN", "PROPN", "ADJ", "NUM", "X"))
_OPENERS = {
    IssueKind.PENDING: "Outcome of",
    IssueKind.DISPUTE: "Dispute over",
    IssueKind.UNKNOWN: "Uncertainty over",
    IssueKind.RISK: "Risk from",
    IssueKind.DEMAND: "Call for",
    IssueKind.QUESTION: "Question of",
}
"""What is put before a name too short to be a label."""


def label_for(tokens: Tokens, head: Token, kind: IssueKind, taken: Collection[str]) -> str:
    """A label of 3 to 10 words that is not among `taken` (compared without case)."""
    spare: str | None = None
    for pieces in _candidates(tokens, head):
        label = _finished(pieces)
        if well_formed(label) and label.casefold() not in taken:
            return label
        if well_formed(label, shortest=1) and len(label.split()) > len((spare or "").split()):
            spare = _finished(pieces, capital=False)
    return _padded(spare, tokens, kind, taken)


def well_formed(label: str, shortest: int = SHORTEST) -> bool:
    """Whether it can stand as a label: the right length, no pronoun, no loose end, no quotation mark."""
    words = label.casefold().split()
    return (
        shortest <= len(words) <= LONGEST
        and len(label) <= 110
        and words[0] not in _BAD_START
        and words[-1] not in _BAD_END
        and not words[-1].endswith(("'s", "’s"))
        and not any(word.strip(".,'’") in _PRONOUNS for word in words)
        and not re.search(r"[\"“”‘;:?!()\[\]…]|^\W|\s-\s", label)
        and any(character.isalpha() for character in label)
    )


def _finished(pieces: list[Piece], *, capital: bool = True) -> str:
    label = re.sub(r"[\"“”‘()\[\]]|(?<!\w)['’](?!s\b)|['’](?=\s|$)(?<!s['’])", "", written(pieces))
    label = " ".join(label.split()).strip(" ,;:-–—")
    if not re.search(r"\.\w\.$", label):  # "p.m." keeps its point
        label = label.strip(" ,.;:-–—")
    return label[:1].upper() + label[1:] if capital else label


def _padded(spare: str | None, tokens: Tokens, kind: IssueKind, taken: Collection[str]) -> str:
    """The last resort, for lists, fragments and text that is no sentence."""
    opener = _OPENERS[kind]
    room = Room(tokens.start, tokens.end, LONGEST - 3)
    nouns = [t for t in tokens if t.pos_ in ("NOUN", "PROPN") and t.dep_ != "compound"][:25]
    nouns.sort(key=lambda noun: (noun.ent_type_ in ("DATE", "TIME"), mere_name(noun)))
    phrases = (noun_phrase(noun, room, inner=True) for noun in nouns)
    plain = " ".join(
        t.text
        for t in tokens
        if t.pos_ in _NAMING and t.is_alpha and t.lower_ not in _PRONOUNS | _BAD_START and len(t) <= 30
    )
    cores = [_finished(pieces, capital=False) for pieces in phrases if pieces]
    for core in [*cores, spare or "", " ".join(plain.split()[:5]), "the matter"]:
        for label in (f"{opener} {core}", f"{opener} the {core.removeprefix('the ')}"):
            if core and well_formed(label) and label.casefold() not in taken:
                return label
    number = 2
    while f"{opener} matter {number}".casefold() in taken:
        number += 1
    return f"{opener} matter {number}"


def _candidates(tokens: Tokens, head: Token) -> Iterator[list[Piece]]:
    """Ways to name the matter, the most telling first."""
    room = Room(tokens.start, tokens.end, LONGEST)
    if head.pos_ in ("NOUN", "PROPN") and not mere_name(head):
        yield from from_noun(head, room)
    verbs = sorted(
        (
            t
            for t in tokens
            if t.pos_ in ("VERB", "AUX") and t.dep_ not in ("aux", "auxpass", "amod", "compound")
        ),
        key=lambda verb: (-_weight(verb, head), verb.i),
    )[:6]
    for verb in verbs:
        yield from from_verb(verb, room)
    nouns = [t for t in tokens if t.pos_ in ("NOUN", "PROPN") and t.dep_ != "compound" and not mere_name(t)][
        :25
    ]
    for noun in sorted(nouns, key=lambda noun: (-_noun_weight(noun), noun.i)):
        yield from from_noun(noun, room)


def _weight(verb: Token, head: Token) -> float:
    """How much a verb tells that something is open; the head of the clause has a start."""
    lemma = verb.lemma_.lower()
    heard = senses_of(verb)
    weight = 1.0 if verb == head else 0.0
    weight += 1.5 * any(child.tag_ == "MD" and child.lower_ != "can" for child in verb.children)
    weight += 1.5 * bool(heard & {"plan", "demand", "dispute", "allege", "probe", "unknown", "risk"})
    weight += 0.5 * any(child.dep_ == "neg" for child in verb.children)
    weight -= 1.5 * (verb.dep_ in ("relcl", "acl", "pcomp")) + 0.7 * (verb.dep_ == "advcl")
    names = lemma in MERE and object_of(verb) is not None
    weight -= 2.0 * (lemma in SPEECH and not names and not heard & {"demand", "allege"})
    return weight


def _noun_weight(noun: Token) -> float:
    heard = senses_of(noun)
    weight = 2.0 * bool(heard & HEAVY)
    weight += 1.0 * (noun.dep_ in ("dobj", "nsubj", "nsubjpass", "attr"))
    weight += 0.5 * any(child.dep_ in ("prep", "acl") for child in noun.children)
    weight -= 1.0 * (noun.pos_ == "PROPN") + 1.0 * (noun.ent_type_ in ("DATE", "TIME", "CARDINAL"))
    return weight
