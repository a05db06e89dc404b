"""Makes an issue's label: a short noun phrase from the clause that leaves it open."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from spacy.tokens import Span as Tokens
from spacy.tokens import Token

from briefing.domain import IssueKind
from briefing.nlp.engine.word_lists import load_words
from briefing.nlp.issues.labels.complements import PEOPLE
from briefing.nlp.issues.labels.label_candidates import (
    NAMED_BY_OBJECT,
    NAMING_SENSES,
    is_bare_name,
    labels_from_noun,
    labels_from_verb,
    object_of,
    senses_of,
)
from briefing.nlp.parsing.phrases import PhraseLimit, PhrasePart, noun_phrase, render_phrase
from briefing.nlp.parsing.reporting_verbs import ATTRIBUTION_VERBS

MAX_WORDS, MIN_WORDS = 10, 3

_WORDS = load_words("labels")
_PRONOUNS = _WORDS["pronouns"]
_BAD_START = _WORDS["bad start"]
_BAD_END = _BAD_START | _WORDS["bad end"]
_NAMING = frozenset(("NOUN", "PROPN", "ADJ", "NUM", "X"))
_OPENERS = {
    IssueKind.PENDING: "Prospect of",
    IssueKind.DISPUTE: "Dispute over",
    IssueKind.UNKNOWN: "Uncertainty over",
    IssueKind.RISK: "Risk from",
    IssueKind.DEMAND: "Call for",
    IssueKind.QUESTION: "Question of",
}
"""What is put before a name too short to be a label."""
_DECIDING = _WORDS["deciding"]
_CONTESTS = frozenset("dispute row feud standoff stalemate conflict war lawsuit clash contest race".split())
"""Nouns that say by themselves that there are two sides."""
_HARMS = _WORDS["harms"]
_HOLLOW = _WORDS["hollow"]
_INNER = _WORDS["inner"]


def make_label(tokens: Tokens, head: Token, kind: IssueKind, taken: Collection[str]) -> str:
    """Return a label of 3 to 10 words that is not among `taken`, compared without case."""
    short: list[list[PhrasePart]] = []
    parties: list[str] = []
    for pieces in _candidates(tokens, head):
        label = _finished(pieces)
        if not is_well_formed(label, shortest=1) or label.casefold() in taken:
            continue
        if _of_parties(pieces):
            parties.append(label)
        elif len(label.split()) >= MIN_WORDS:
            return label
        else:
            short.append(pieces)
    return _padded(short, parties, tokens, kind, taken)


def _of_parties(pieces: list[PhrasePart]) -> bool:
    """Whether it only says who: "members of the council" are no matter."""
    words = [piece for piece in pieces if not (isinstance(piece, Token) and piece.dep_ in _INNER)]
    first = next((word for word in words if not (isinstance(word, str) and word.endswith(("’s", "’")))), None)
    return isinstance(first, Token) and first.pos_ == "NOUN" and first.lemma_.lower() in PEOPLE


def is_well_formed(label: str, shortest: int = MIN_WORDS) -> bool:
    """Whether a label has the right length and no pronoun, loose end or quotation mark."""
    words = label.casefold().split()
    return (
        shortest <= len(words) <= MAX_WORDS
        and len(label) <= 110
        and words[0] not in _BAD_START
        and words[-1] not in _BAD_END
        and not words[-1].endswith(("'s", "’s"))
        and not any(word.strip(".,'’") in _PRONOUNS for word in words)
        and not re.search(r"[\"“”‘;:?!()\[\]…]|^\W|\s-\s", label)
        and any(character.isalpha() for character in label)
    )


def _finished(pieces: list[PhrasePart], *, capital: bool = True) -> str:
    label = re.sub(r"[\"“”‘()\[\]]|(?<!\w)['’](?!s\b)|['’](?=\s|$)(?<!s['’])", "", render_phrase(pieces))
    label = " ".join(label.split()).strip(" ,;:-–—")
    if not re.search(r"\.\w\.$", label):  # "p.m." keeps its point
        label = label.strip(" ,.;:-–—")
    return label[:1].upper() + label[1:] if capital else label


def _padded(
    short: list[list[PhrasePart]], parties: list[str], tokens: Tokens, kind: IssueKind, taken: Collection[str]
) -> str:
    """The last resort, for lists, fragments and text that is no sentence.

    What is too short to stand alone gets an opener; who is concerned is told only where nothing else is.
    """
    room = PhraseLimit(tokens.start, tokens.end, MAX_WORDS - 3)
    short = sorted(short, key=_vagueness)
    telling = [pieces for pieces in short if not _vagueness(pieces)[0] and not all(_vagueness(pieces)[1:])]
    opened = [label for pieces in telling for label in _opened(pieces, kind, room)]
    vague = [label for pieces in short for label in _opened(pieces, kind, room)]
    nouns = [t for t in tokens if t.pos_ in ("NOUN", "PROPN") and t.dep_ != "compound"][:25]
    nouns.sort(key=lambda noun: (noun.ent_type_ in ("DATE", "TIME"), is_bare_name(noun)))
    named = [label for noun in nouns for label in _opened([noun], kind, room)]
    words = (t for t in tokens if t.pos_ in _NAMING and t.is_alpha and len(t) <= 30)
    plain = list(dict.fromkeys(t.text for t in words if t.lower_ not in _PRONOUNS | _BAD_START))
    usual = _OPENERS[kind]
    for label in [*opened, *parties, *vague, *named, f"{usual} {' '.join(plain[:5])}", f"{usual} the matter"]:
        if is_well_formed(label) and label.casefold() not in taken:
            return label
    number = 2
    while f"{usual} matter {number}".casefold() in taken:
        number += 1
    return f"{usual} matter {number}"


def _vagueness(pieces: list[PhrasePart]) -> tuple[bool, bool, bool]:
    """A noun for an event or a harm tells more than a longer one for something else."""
    noun = pieces[-1]
    lemma = noun.lemma_.lower() if isinstance(noun, Token) else ""
    heavy = isinstance(noun, Token) and bool(senses_of(noun) & NAMING_SENSES or lemma in _HARMS)
    return lemma in _HOLLOW, not heavy, len(render_phrase(pieces).split()) < MIN_WORDS - 1


def _opened(pieces: list[PhrasePart], kind: IssueKind, room: PhraseLimit) -> Iterator[str]:
    """ "Outcome of the talks", "Risk of a flood"."""
    noun = pieces[-1]
    if not isinstance(noun, Token):
        return
    whole = pieces if isinstance(pieces[0], str) else noun_phrase(noun, room, inner=True)
    if whole is None:
        return
    opener, core = _opener(kind, noun), _finished(whole, capital=False)
    bare = re.sub(r"^(?:the|an?) ", "", core)
    if opener != "Outcome of":
        yield f"{opener} {core}"
    yield f"{opener} the {bare}"
    yield f"{opener} {bare}"


def _opener(kind: IssueKind, noun: Token) -> str:
    lemma = noun.lemma_.lower()
    if kind in (IssueKind.PENDING, IssueKind.UNKNOWN) and lemma in _DECIDING:
        return "Outcome of"
    if kind is IssueKind.DISPUTE and lemma in _CONTESTS:
        return "Outcome of"
    if kind is IssueKind.RISK and lemma in _HARMS:
        return "Risk of"
    return _OPENERS[kind]


def _candidates(tokens: Tokens, head: Token) -> Iterator[list[PhrasePart]]:
    """Ways to name the matter, the most telling first."""
    room = PhraseLimit(tokens.start, tokens.end, MAX_WORDS)
    if head.pos_ in ("NOUN", "PROPN") and not is_bare_name(head):
        yield from labels_from_noun(head, room)
    verbs = sorted(
        (
            t
            for t in tokens
            if t.pos_ in ("VERB", "AUX") and t.dep_ not in ("aux", "auxpass", "amod", "compound")
        ),
        key=lambda verb: (-_weight(verb, head), verb.i),
    )[:6]
    for verb in verbs:
        yield from labels_from_verb(verb, room)
    nouns = [
        t for t in tokens if t.pos_ in ("NOUN", "PROPN") and t.dep_ != "compound" and not is_bare_name(t)
    ][:25]
    for noun in sorted(nouns, key=lambda noun: (-_noun_weight(noun), noun.i)):
        yield from labels_from_noun(noun, room)


def _weight(verb: Token, head: Token) -> float:
    """How much a verb tells that something is open; the head of the clause has a start."""
    lemma = verb.lemma_.lower()
    heard = senses_of(verb)
    weight = 1.0 if verb == head else 0.0
    weight += 1.5 * any(child.tag_ == "MD" and child.lower_ != "can" for child in verb.children)
    weight += 1.5 * bool(heard & {"plan", "demand", "dispute", "allege", "probe", "unknown", "risk"})
    weight += 0.5 * any(child.dep_ == "neg" for child in verb.children)
    weight -= 1.5 * (verb.dep_ in ("relcl", "acl", "pcomp")) + 0.7 * (verb.dep_ == "advcl")
    names = lemma in NAMED_BY_OBJECT and object_of(verb) is not None
    weight -= 2.0 * (lemma in ATTRIBUTION_VERBS and not names and not heard & {"demand", "allege"})
    return weight


def _noun_weight(noun: Token) -> float:
    heard = senses_of(noun)
    weight = 2.0 * bool(heard & NAMING_SENSES)
    weight += 1.0 * (noun.dep_ in ("dobj", "nsubj", "nsubjpass", "attr"))
    weight += 0.5 * any(child.dep_ in ("prep", "acl") for child in noun.children)
    weight -= 1.0 * (noun.pos_ == "PROPN") + 1.0 * (noun.ent_type_ in ("DATE", "TIME", "CARDINAL"))
    return weight
