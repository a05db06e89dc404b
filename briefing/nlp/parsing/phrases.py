"""Builds noun and verb phrases from the words of a clause within a word limit."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Token

from briefing.nlp.engine.word_lists import load_words
from briefing.nlp.parsing.clauses import FINITE_TAGS

PhrasePart = Token | str
"""A token of the text, or a word that the phrase adds."""

_LEFT_DEPS = frozenset(("compound", "amod", "nummod", "nmod", "poss", "det", "quantmod", "predet", "punct"))
_WORDS = load_words("phrases")
_DEMONSTRATIVE = _WORDS["demonstrative"]
_QUOTES = frozenset('"“”`[]()')
_OMITTED = frozenset("other same several various own such certain respective more most many".split())
"""Adjectives that mean nothing outside their context."""
_ANAPHORS = _WORDS["anaphoric nouns"]
_ARTICLES: frozenset[PhrasePart] = frozenset(("the", "a", "an", "some"))
_NON_NAME_TYPES = frozenset(("", "CARDINAL", "ORDINAL", "QUANTITY", "PERCENT", "MONEY"))
"""Entity types that are not names."""
_PREPOSITIONS = _WORDS["prepositions"]


@dataclass(frozen=True, slots=True)
class PhraseLimit:
    """The limit of a phrase: a range [start, end) of tokens in the doc, and a number of words."""

    start: int
    end: int
    words: int

    def with_words(self, words: int) -> PhraseLimit:
        """Return a limit with the same tokens and another number of words."""
        return PhraseLimit(self.start, self.end, words)

    def remaining(self, parts: list[PhrasePart]) -> PhraseLimit:
        """Return the limit minus the words of these parts."""
        return self.with_words(self.words - len(render_phrase(parts).split()))

    def contains(self, token: Token) -> bool:
        return self.start <= token.i < self.end

    def fits(self, pieces: list[PhrasePart]) -> bool:
        return len(render_phrase(pieces).split()) <= self.words


def render_phrase(pieces: list[PhrasePart]) -> str:
    """Join the parts in one line; parts that are adjacent in the text keep its spacing."""
    out: list[str] = []
    for piece, after in zip(pieces, [*pieces[1:], None], strict=True):
        if isinstance(piece, str):
            out.append(piece + " ")
            continue
        # The first word of a sentence is lower-cased inside a phrase, unless it is a name.
        text = (
            piece.lower_
            if _is_first(piece) and piece.pos_ != "PROPN" and piece.ent_type_ in _NON_NAME_TYPES
            else piece.text
        )
        together = isinstance(after, Token) and after.i == piece.i + 1
        out.append(text + (piece.whitespace_ if together else " "))
    return " ".join("".join(out).split()).replace(" 's", "'s").replace(" ’s", "’s").replace(" ,", ",")


def _is_first(token: Token) -> bool:
    """Whether the token is the first word of its sentence, ignoring bullets and quotation marks."""
    before = token
    while not before.is_sent_start and before.i > 0:
        before = before.nbor(-1)
        if not (before.is_punct or before.is_space):
            return False
    return True


def noun_phrase(
    noun: Token, limit: PhraseLimit, *, inner: bool = False, whole: bool = False
) -> list[PhrasePart] | None:
    """Return the noun with its modifiers and as many phrases after it as fit.

    An inner phrase keeps its article, a whole one all its adjectives; none begins with a demonstrative or a
    pronoun. Returns None if the token is not a noun, or its shortest form does not fit.
    """
    if noun.pos_ not in ("NOUN", "PROPN", "NUM", "SYM") or noun.ent_type_ in (
        "CARDINAL",
        "ORDINAL",
        "PERCENT",
    ):
        return None
    if not noun.whitespace_ and noun.i + 1 < len(noun.doc) and noun.nbor().text in ("-", "–"):
        return None  # the first half of "quasi-state"
    before = _premodifiers(noun, limit, inner)
    if before is None:
        return None
    pieces = [*before, noun]
    if noun.ent_type_ == "PERSON" and len(pieces) > 3:
        # "U.S. President Joe Biden" is long: the name alone suffices.
        pieces = [t for t in pieces if not isinstance(t, Token) or t.ent_type_ == "PERSON"]
    if not limit.fits(pieces):
        if whole:
            return None
        bare: list[PhrasePart] = [
            t
            for t in pieces
            if not isinstance(t, Token) or t.dep_ in ("compound", "poss", "det", "case") or t is noun
        ]
        if not limit.fits(bare) or noun.ent_type_ in ("DATE", "TIME"):
            return None  # "the year" is not "the twelfth year"
        pieces = bare
    for child in noun.children:
        if child.i <= noun.i:
            continue
        left = limit.remaining(pieces)
        more = _postmodifier(child, left) if left.words > 0 else None
        if more is None:
            if child.dep_ in ("relcl", "appos", "acl", "punct"):
                break
            continue
        if not limit.fits([*pieces, *more]):
            break
        pieces += more
    return pieces


def is_truncated(pieces: list[PhrasePart]) -> bool:
    """Whether a phrase ends within a name: "the Department" of "the Department of Justice"."""
    last = pieces[-1]
    if not isinstance(last, Token) or last.ent_type_ in ("", "TIME") or last.i + 1 >= len(last.doc):
        return False
    after = last.nbor()
    return after.ent_iob_ == "I" and not after.is_punct and after.dep_ != "case"


def prepositional(preposition: Token, limit: PhraseLimit) -> list[PhrasePart] | None:
    """Return a preposition with its noun phrase, or None if that does not fit."""
    if preposition.lower_ not in _PREPOSITIONS or not limit.contains(preposition):
        return None
    if preposition.lower_ == "as" and preposition.i > 0 and preposition.nbor(-1).lower_ == "such":
        return None  # without "such", which is left out before nouns, examples become a role
    less = limit.with_words(max(1, limit.words - 1))
    for child in preposition.children:
        if child.dep_ == "pobj" and limit.contains(child):
            phrase = noun_phrase(child, less, inner=True, whole=True)
            if phrase is None or is_truncated(phrase) or (len(phrase) == 1 and _needs_postmodifier(child)):
                return None
            if len(phrase) == 2 and phrase[0] in _ARTICLES and _needs_complement(child):
                return None
            return [preposition, *phrase]
        if (
            child.dep_ == "pcomp"
            and child.tag_ == "VBG"
            and preposition.lower_ not in ("as", "with")
            and limit.contains(child)
        ):
            action = infinitive(child, less, bare=True)
            return None if action is None else [preposition, *action]
    return None


def _needs_postmodifier(noun: Token) -> bool:
    """Whether a noun needs its postmodifier, as in "in cooperation", "in case" and "as part"."""
    return any(child.i > noun.i and child.dep_ in ("prep", "acl", "relcl") for child in noun.children)


def _needs_complement(noun: Token) -> bool:
    """Whether a noun needs its complement: "in the face of the emergency", "on the provision that …"."""
    return any(
        (c.dep_ == "prep" and c.lower_ == "of") or (c.dep_ == "acl" and c.tag_ not in ("VBN", "VBG"))
        for c in noun.rights
    )


def infinitive(verb: Token, limit: PhraseLimit, *, bare: bool = False) -> list[PhrasePart] | None:
    """Return "to waive the immunity of …"; `bare` for a gerund, which has no "to".

    Returns None if the verb has an object or a complement that does not fit.
    """
    pieces: list[PhrasePart] = [] if bare else ["to"]
    if any(child.dep_ == "neg" for child in verb.children):
        pieces.insert(0, "not")
    if any(child.dep_ == "auxpass" for child in verb.children):
        pieces.append("being" if bare else "be")
        pieces.append(verb)
    else:
        pieces.append(verb if bare or verb.tag_ == "VB" else verb.lemma_)
    if any(child.dep_ == "conj" and child.pos_ == "VERB" for child in verb.children) and not any(
        child.dep_ in ("dobj", "prep", "xcomp", "attr", "acomp") for child in verb.children
    ):
        return None  # "to safeguard and expand trade": the object depends on the second verb
    complete = not any(
        c.i > verb.i and c.dep_ in ("dobj", "ccomp", "xcomp", "attr", "acomp") for c in verb.children
    )
    for child in verb.children:
        if child.i <= verb.i or not limit.contains(child):
            continue
        left = limit.remaining(pieces)
        more: list[PhrasePart] | None = None
        if child.dep_ == "prt" or (
            child.dep_ in ("acomp", "advmod", "oprd") and child.n_lefts + child.n_rights == 0
        ):
            more = [child]
        elif child.dep_ in ("dobj", "attr"):
            more = noun_phrase(child, left, inner=True)
            if more is None:
                break
            if len(more) == 2 and more[0] in _ARTICLES and _needs_complement(child):
                return None  # "to manage the proliferation": of what?
        elif child.dep_ in ("prep", "agent"):
            more = prepositional(child, left)
        elif child.dep_ == "xcomp" and child.tag_ == "VB":
            more = infinitive(child, left)
        if more and limit.fits([*pieces, *more]):
            pieces += more
            complete = complete or child.dep_ in ("dobj", "xcomp", "attr", "acomp")
        elif child.dep_ not in ("punct", "advmod", "npadvmod"):
            break
    return pieces if complete else None


def _premodifiers(noun: Token, limit: PhraseLimit, inner: bool) -> list[PhrasePart] | None:
    pieces: list[PhrasePart] = []
    for child in noun.lefts:
        if not limit.contains(child) or child.dep_ not in _LEFT_DEPS:
            continue
        if child.dep_ in ("det", "predet") or child.pos_ in ("PRON", "DET"):
            if inner and child.lower_ in ("this", "that", "these", "those") and noun.lemma_ in _ANAPHORS:
                return None  # "by that date" refers to something outside the phrase
            if child.lower_ == "no":
                if not inner:
                    return None  # without its "no", "no deal" would mean the opposite
                pieces.append("no")
            elif inner and child.lower_ != "any":
                pieces.append(
                    "the" if child.lower_ in _DEMONSTRATIVE or child.pos_ == "PRON" else child.lower_
                )
            continue
        if child.dep_ == "punct":
            if child.text in ("-", "–", "/") and pieces:
                pieces.append(child)
            continue
        if child.lower_ in _OMITTED and child.dep_ == "amod" and child.nbor().lower_ != "than":
            continue
        subtree = [t for t in child.subtree if t.text not in _QUOTES]
        if child.dep_ == "poss" and not _is_simple(subtree):
            if inner and "the" not in pieces:
                pieces.append("the")
            continue
        if not inner and not pieces and child.dep_ == "poss":
            subtree = [t for t in subtree if not (t.dep_ == "det" and t.i == subtree[0].i)]
        if len(subtree) <= 6 and _is_simple(subtree):
            pieces += subtree
    return pieces


def _is_simple(subtree: list[Token]) -> bool:
    return all(t.pos_ != "PRON" and t.tag_ not in FINITE_TAGS and t.text != "," for t in subtree)


def _postmodifier(child: Token, limit: PhraseLimit) -> list[PhrasePart] | None:
    if not limit.contains(child):
        return None
    if child.dep_ == "prep":
        return prepositional(child, limit)
    if (
        child.dep_ in ("acl", "relcl")
        and child.tag_ == "VB"
        and any(c.dep_ == "aux" and c.lower_ == "to" for c in child.children)
    ):
        return infinitive(child, limit)
    if child.dep_ == "conj":
        link = next((t for t in child.head.children if t.dep_ == "cc" and t.i < child.i), None)
        # A list with commas reads badly when cut, so only a pair is kept.
        if link is None or link.lower_ not in ("and", "or") or any(t.dep_ == "conj" for t in child.children):
            return None
        left = limit.with_words(limit.words - 1)
        phrase = noun_phrase(child, left, inner=True, whole=True)
        if phrase is None or (phrase[-1] is child and _needs_complement(child)):
            return None
        return [link, *phrase]
    if child.dep_ == "case" or (child.dep_ == "nummod" and child.pos_ == "NUM"):
        return [child]
    return None
