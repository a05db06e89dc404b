"""Noun and verb phrases put together anew from the words of a clause, no longer than there is room for."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Token

__all__ = ["Piece", "Room", "infinitive", "noun_phrase", "prepositional", "written"]

Piece = Token | str
"""A word of the text, or one that the phrase needs besides."""

_LEFT = frozenset(("compound", "amod", "nummod", "nmod", "poss", "det", "quantmod", "predet", "punct"))
_DEMONSTRATIVE = frozenset(
    ("this", "that", "these", "those", "such", "its", "their", "his", "her", "our", "my", "your")
)
_QUOTES = frozenset('"“”`[]()')
_LEFT_OUT = frozenset("other same several various own such certain respective more most many further".split())
"""Adjectives that mean nothing once the phrase stands alone."""
_PREPOSITIONS = frozenset(
    "of in on for between with to from against over about by into at among on under within "
    "across after before during toward towards regarding around through without despite near "
    "off amid as".split()
)


@dataclass(frozen=True, slots=True)
class Room:
    """What a phrase may take: tokens of [start, end) in the doc, and so many words."""

    start: int
    end: int
    words: int

    def holds(self, token: Token) -> bool:
        return self.start <= token.i < self.end

    def fits(self, pieces: list[Piece]) -> bool:
        return len(written(pieces).split()) <= self.words


def written(pieces: list[Piece]) -> str:
    """The pieces in one line; those that stand together in the text are spaced as they are there."""
    out: list[str] = []
    for piece, after in zip(pieces, [*pieces[1:], None], strict=True):
        if isinstance(piece, str):
            out.append(piece + " ")
        elif isinstance(after, Token) and after.i == piece.i + 1:
            out.append(piece.text + piece.whitespace_)
        else:
            out.append(piece.text + " ")
    return " ".join("".join(out).split()).replace(" 's", "'s").replace(" ’s", "’s").replace(" ,", ",")


def noun_phrase(noun: Token, room: Room, *, inner: bool = False) -> list[Piece] | None:
    """The noun with its modifiers, then as many of the phrases behind it as there is room for.

    An inner phrase keeps its article; none begins with a demonstrative or a pronoun. None when the noun is
    no noun, or its shortest form has no room.
    """
    if noun.pos_ not in ("NOUN", "PROPN", "NUM", "SYM") or noun.ent_type_ in (
        "CARDINAL",
        "ORDINAL",
        "PERCENT",
    ):
        return None
    pieces = _before(noun, room, inner)
    pieces.append(noun)
    if not room.fits(pieces):
        bare: list[Piece] = [
            t
            for t in pieces
            if not isinstance(t, Token) or t.dep_ in ("compound", "poss", "det", "case") or t is noun
        ]
        if not room.fits(bare):
            return None
        pieces = bare
    for child in noun.children:
        if child.i <= noun.i:
            continue
        more = _behind(child, room)
        if more is None:
            if child.dep_ in ("relcl", "appos", "acl", "punct"):
                break
            continue
        if not room.fits([*pieces, *more]):
            break
        pieces += more
    return pieces


def prepositional(preposition: Token, room: Room) -> list[Piece] | None:
    """A preposition with its noun phrase."""
    if preposition.lower_ not in _PREPOSITIONS or not room.holds(preposition):
        return None
    for child in preposition.children:
        if child.dep_ == "pobj" and room.holds(child):
            phrase = noun_phrase(child, Room(room.start, room.end, max(1, room.words - 1)), inner=True)
            return None if phrase is None else [preposition, *phrase]
        if child.dep_ == "pcomp" and child.tag_ == "VBG" and room.holds(child):
            return [
                preposition,
                *infinitive(child, Room(room.start, room.end, max(1, room.words - 1)), bare=True),
            ]
    return None


def infinitive(verb: Token, room: Room, *, bare: bool = False) -> list[Piece]:
    """ "to waive the immunity of …"; `bare` for a gerund, which stands without "to"."""
    pieces: list[Piece] = [] if bare else ["to"]
    if any(child.dep_ == "neg" for child in verb.children):
        pieces.insert(0, "not")
    if any(child.dep_ == "auxpass" for child in verb.children):
        pieces.append("being" if bare else "be")
        pieces.append(verb)
    else:
        pieces.append(verb if bare or verb.tag_ == "VB" else verb.lemma_)
    for child in verb.children:
        if child.i <= verb.i or not room.holds(child):
            continue
        left = Room(room.start, room.end, room.words - len(written(pieces).split()))
        more: list[Piece] | None = None
        if child.dep_ == "prt" or (child.dep_ in ("acomp", "advmod") and child.n_lefts + child.n_rights == 0):
            more = [child]
        elif child.dep_ in ("dobj", "attr"):
            more = noun_phrase(child, left, inner=True)
            if more is None:
                break
        elif child.dep_ in ("prep", "agent"):
            more = prepositional(child, left)
        elif child.dep_ == "xcomp" and child.tag_ == "VB":
            more = infinitive(child, left)
        if more and room.fits([*pieces, *more]):
            pieces += more
        elif child.dep_ not in ("punct", "advmod", "npadvmod"):
            break
    return pieces


def _before(noun: Token, room: Room, inner: bool) -> list[Piece]:
    pieces: list[Piece] = []
    for child in noun.lefts:
        if not room.holds(child) or child.dep_ not in _LEFT:
            continue
        if child.dep_ in ("det", "predet") or child.pos_ in ("PRON", "DET"):
            if inner:
                pieces.append("the" if child.lower_ in _DEMONSTRATIVE or child.pos_ == "PRON" else child)
            continue
        if child.dep_ == "punct":
            if child.text in ("-", "–", "/") and pieces:
                pieces.append(child)
            continue
        if child.lower_ in _LEFT_OUT and child.dep_ == "amod":
            continue
        subtree = [t for t in child.subtree if t.text not in _QUOTES]
        if child.dep_ == "poss" and not _plain(subtree):
            if inner:
                pieces.append("the")
            continue
        if not inner and not pieces and child.dep_ == "poss":
            subtree = [t for t in subtree if not (t.dep_ == "det" and t.i == subtree[0].i)]
        if len(subtree) <= 6 and _plain(subtree):
            pieces += subtree
    return pieces


def _plain(subtree: list[Token]) -> bool:
    return all(
        t.pos_ != "PRON" and t.tag_ not in ("VBD", "VBZ", "VBP", "MD") and t.text != "," for t in subtree
    )


def _behind(child: Token, room: Room) -> list[Piece] | None:
    if not room.holds(child):
        return None
    if child.dep_ == "prep":
        return prepositional(child, room)
    if (
        child.dep_ == "acl"
        and child.tag_ == "VB"
        and any(c.dep_ == "aux" and c.lower_ == "to" for c in child.children)
    ):
        return infinitive(child, room)
    if child.dep_ == "conj":
        link = next((t for t in child.head.children if t.dep_ == "cc" and t.i < child.i), None)
        # A series with commas reads badly when cut, so only a pair is kept.
        if link is None or link.lower_ not in ("and", "or") or any(t.dep_ == "conj" for t in child.children):
            return None
        phrase = noun_phrase(child, room, inner=True)
        return None if phrase is None else [link, *phrase]
    if child.dep_ == "case" or (child.dep_ == "nummod" and child.pos_ == "NUM"):
        return [child]
    return None
