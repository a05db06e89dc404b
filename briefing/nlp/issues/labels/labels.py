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
"""Openers for phrases that are too short to be a label."""
_OUTCOME_NOUNS = _WORDS["outcome nouns"]
_CONTESTS = frozenset("dispute row feud standoff stalemate conflict war lawsuit clash contest race".split())
"""Nouns that imply two sides."""
_HARM_NOUNS = _WORDS["harm nouns"]
_VAGUE_NOUNS = _WORDS["vague nouns"]
_MODIFIER_DEPS = _WORDS["modifier dependencies"]


def make_label(tokens: Tokens, head: Token, kind: IssueKind, taken: Collection[str]) -> str:
    """Return a label of 3 to 10 words that is not among `taken`, compared without case."""
    short: list[list[PhrasePart]] = []
    people: list[str] = []
    for pieces in _candidates(tokens, head):
        label = _format_label(pieces)
        if not is_well_formed(label, shortest=1) or label.casefold() in taken:
            continue
        if _names_people(pieces):
            people.append(label)
        elif len(label.split()) >= MIN_WORDS:
            return label
        else:
            short.append(pieces)
    return _fallback_label(short, people, tokens, kind, taken)


def _names_people(pieces: list[PhrasePart]) -> bool:
    """Whether the phrase only names people, who are no issue: "members of the council"."""
    words = [piece for piece in pieces if not (isinstance(piece, Token) and piece.dep_ in _MODIFIER_DEPS)]
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


def _format_label(pieces: list[PhrasePart], *, capital: bool = True) -> str:
    label = re.sub(r"[\"“”‘()\[\]]|(?<!\w)['’](?!s\b)|['’](?=\s|$)(?<!s['’])", "", render_phrase(pieces))
    label = " ".join(label.split()).strip(" ,;:-–—")
    if not re.search(r"\.\w\.$", label):  # "p.m." keeps its full stop
        label = label.strip(" ,.;:-–—")
    return label[:1].upper() + label[1:] if capital else label


def _fallback_label(
    short: list[list[PhrasePart]], people: list[str], tokens: Tokens, kind: IssueKind, taken: Collection[str]
) -> str:
    """Make a label for lists, fragments and other text without a good candidate.

    Short phrases get an opener; phrases that only name people come after specific ones.
    """
    limit = PhraseLimit(tokens.start, tokens.end, MAX_WORDS - 3)
    short = sorted(short, key=_vagueness)
    specific = [pieces for pieces in short if not _vagueness(pieces)[0] and not all(_vagueness(pieces)[1:])]
    opened = [label for pieces in specific for label in _with_opener(pieces, kind, limit)]
    vague = [label for pieces in short for label in _with_opener(pieces, kind, limit)]
    nouns = [t for t in tokens if t.pos_ in ("NOUN", "PROPN") and t.dep_ != "compound"][:25]
    nouns.sort(key=lambda noun: (noun.ent_type_ in ("DATE", "TIME"), is_bare_name(noun)))
    named = [label for noun in nouns for label in _with_opener([noun], kind, limit)]
    words = (t for t in tokens if t.pos_ in _NAMING and t.is_alpha and len(t) <= 30)
    plain = list(dict.fromkeys(t.text for t in words if t.lower_ not in _PRONOUNS | _BAD_START))
    usual = _OPENERS[kind]
    for label in [*opened, *people, *vague, *named, f"{usual} {' '.join(plain[:5])}", f"{usual} the matter"]:
        if is_well_formed(label) and label.casefold() not in taken:
            return label
    number = 2
    while f"{usual} matter {number}".casefold() in taken:
        number += 1
    return f"{usual} matter {number}"


def _vagueness(pieces: list[PhrasePart]) -> tuple[bool, bool, bool]:
    """Sort key: a noun for an event or a harm is more specific than a longer phrase for anything else."""
    noun = pieces[-1]
    lemma = noun.lemma_.lower() if isinstance(noun, Token) else ""
    is_event = isinstance(noun, Token) and bool(senses_of(noun) & NAMING_SENSES or lemma in _HARM_NOUNS)
    return lemma in _VAGUE_NOUNS, not is_event, len(render_phrase(pieces).split()) < MIN_WORDS - 1


def _with_opener(pieces: list[PhrasePart], kind: IssueKind, limit: PhraseLimit) -> Iterator[str]:
    """Yield labels such as "Outcome of the talks" and "Risk of a flood"."""
    noun = pieces[-1]
    if not isinstance(noun, Token):
        return
    whole = pieces if isinstance(pieces[0], str) else noun_phrase(noun, limit, inner=True)
    if whole is None:
        return
    opener, core = _opener(kind, noun), _format_label(whole, capital=False)
    bare = re.sub(r"^(?:the|an?) ", "", core)
    if opener != "Outcome of":
        yield f"{opener} {core}"
    yield f"{opener} the {bare}"
    yield f"{opener} {bare}"


def _opener(kind: IssueKind, noun: Token) -> str:
    lemma = noun.lemma_.lower()
    if kind in (IssueKind.PENDING, IssueKind.UNKNOWN) and lemma in _OUTCOME_NOUNS:
        return "Outcome of"
    if kind is IssueKind.DISPUTE and lemma in _CONTESTS:
        return "Outcome of"
    if kind is IssueKind.RISK and lemma in _HARM_NOUNS:
        return "Risk of"
    return _OPENERS[kind]


def _candidates(tokens: Tokens, head: Token) -> Iterator[list[PhrasePart]]:
    """Yield phrases that may name the issue, the most specific first."""
    limit = PhraseLimit(tokens.start, tokens.end, MAX_WORDS)
    if head.pos_ in ("NOUN", "PROPN") and not is_bare_name(head):
        yield from labels_from_noun(head, limit)
    verbs = sorted(
        (
            t
            for t in tokens
            if t.pos_ in ("VERB", "AUX") and t.dep_ not in ("aux", "auxpass", "amod", "compound")
        ),
        key=lambda verb: (-_verb_weight(verb, head), verb.i),
    )[:6]
    for verb in verbs:
        yield from labels_from_verb(verb, limit)
    nouns = [
        t for t in tokens if t.pos_ in ("NOUN", "PROPN") and t.dep_ != "compound" and not is_bare_name(t)
    ][:25]
    for noun in sorted(nouns, key=lambda noun: (-_noun_weight(noun), noun.i)):
        yield from labels_from_noun(noun, limit)


def _verb_weight(verb: Token, head: Token) -> float:
    """Return how strongly a verb suggests an open issue; the head of the clause gets a bonus."""
    lemma = verb.lemma_.lower()
    found = senses_of(verb)
    weight = 1.0 if verb == head else 0.0
    weight += 1.5 * any(child.tag_ == "MD" and child.lower_ != "can" for child in verb.children)
    weight += 1.5 * bool(found & {"plan", "demand", "dispute", "allege", "probe", "unknown", "risk"})
    weight += 0.5 * any(child.dep_ == "neg" for child in verb.children)
    weight -= 1.5 * (verb.dep_ in ("relcl", "acl", "pcomp")) + 0.7 * (verb.dep_ == "advcl")
    names = lemma in NAMED_BY_OBJECT and object_of(verb) is not None
    weight -= 2.0 * (lemma in ATTRIBUTION_VERBS and not names and not found & {"demand", "allege"})
    return weight


def _noun_weight(noun: Token) -> float:
    found = senses_of(noun)
    weight = 2.0 * bool(found & NAMING_SENSES)
    weight += 1.0 * (noun.dep_ in ("dobj", "nsubj", "nsubjpass", "attr"))
    weight += 0.5 * any(child.dep_ in ("prep", "acl") for child in noun.children)
    weight -= 1.0 * (noun.pos_ == "PROPN") + 1.0 * (noun.ent_type_ in ("DATE", "TIME", "CARDINAL"))
    return weight
