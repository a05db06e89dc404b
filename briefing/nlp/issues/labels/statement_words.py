"""Chooses the words of a clause that a label keeps: without asides and, if it is long, its last phrases."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from spacy.tokens import Token

from briefing.nlp.engine.word_lists import load_words
from briefing.nlp.parsing.clauses import subject_of

WH_TAGS = frozenset(("WDT", "WP", "WP$", "WRB"))
TIME = frozenset(("DATE", "TIME"))
_COMPLEMENTS = frozenset("dobj attr acomp xcomp ccomp oprd dative agent prt".split())
_CONDITIONS = frozenset("if unless until till once provided whether".split())
_INVERTED = frozenset(("should", "had", "were"))
"""Auxiliaries that open a condition: "should the talks fail"."""
_ASIDES = frozenset("acl advcl advmod appos npadvmod parataxis prep relcl".split())
_PHRASES = frozenset("acl advcl advmod appos conj npadvmod prep relcl".split())
"""Functions of what can be left out at the end of a clause."""
_DASHES = frozenset(("—", "–", "-", "--"))
_EDGES = frozenset(',;:.-–—("“”')
_DAYS = load_words("statements")["days"]
_CONTRACTIONS = {
    f"{mark}{short}": long for mark in "'’" for short, long in (("ve", "have"), ("re", "are"), ("ll", "will"))
}


def without_asides(words: Sequence[Token]) -> list[Token]:
    """Drop what stands between commas, dashes or brackets, with these, unless it is a condition."""
    dropped: set[int] = set()
    for token in words[1:]:
        first, doc = token.left_edge.i, token.doc
        mark = doc[first - 1] if first > words[0].i else None
        is_set_off = mark is not None and (mark.text in (",", "(", "[") or _is_dash(mark))
        is_aside = token.dep_ in _ASIDES and not (token.dep_ == "advmod" and token.i < token.head.i)
        if is_set_off and is_aside and not is_condition(token):
            last = token.right_edge.i
            closes = last + 1 < len(doc) and (
                doc[last + 1].text in (",", ")", "]") or _is_dash(doc[last + 1])
            )
            if closes or last >= words[-1].i:
                dropped.update(range(first - 1, last + 1 + closes))
    return _trimmed([token for token in words if token.i not in dropped])


def _is_dash(token: Token) -> bool:
    return token.text in _DASHES and bool(token.whitespace_) and bool(token.i and token.nbor(-1).whitespace_)


def fitted(words: Sequence[Token], after: int, fits: Callable[[Sequence[Token]], bool]) -> list[Token]:
    """Leave out the last phrases, those that begin latest first, until the words fit; empty if they cannot.

    Words up to `after` stay, and so does what the rest cannot be understood without. "As talks go on" goes
    as a whole.
    """
    kept = list(words)
    while kept and (not fits(kept) or _is_broken(kept, after)):
        last = kept[-1].i
        ends = [t for t in kept if t.right_edge.i >= last and t.dep_ in _PHRASES and t.left_edge.i > after]
        loose = [t for t in ends if not _is_needed(t)]
        if not loose or any(map(is_condition, ends)):
            return []
        clauses = [t for t in loose if t.dep_ == "advcl" and any(c.dep_ == "mark" for c in t.lefts)]
        start = max(token.left_edge.i for token in clauses or loose)
        kept = _trimmed([token for token in kept if token.i < start])
    return kept


def _is_broken(words: Sequence[Token], after: int) -> bool:
    """Whether the last words need what was left out after them: "until the north completely"."""
    last = words[-1]
    is_cut = last.tag_ in ("IN", "DT", "TO") or (last.dep_ == "acl" and last.tag_ == "VBN")
    return is_cut or any(t.i > after and t.head.i > last.i for t in words)


def _is_needed(phrase: Token) -> bool:
    """Whether the word that a phrase hangs on says nothing, or another thing, without it."""
    head = phrase.head
    if phrase.dep_ == "prep":
        if head.pos_ not in ("VERB", "AUX"):
            return phrase.lower_ == "of" or head.pos_ in ("ADJ", "ADV")
        has_object = any(c.dep_ in _COMPLEMENTS and c.i < phrase.i for c in head.children)
        is_time = any(c.ent_type_ in TIME for c in phrase.children)
        return phrase.lower_ == "of" or not (has_object or is_time or phrase.i > head.i + 1)
    if phrase.dep_ == "conj":
        return phrase.pos_ not in ("VERB", "AUX")  # a list would lose its last members
    return (phrase.tag_ in ("VB", "RP") and phrase.dep_ in ("acl", "advmod")) or phrase.dep_ == "neg"


def _trimmed(words: list[Token]) -> list[Token]:
    """Strip punctuation and conjunctions from the end."""
    while words and (words[-1].is_space or words[-1].dep_ == "cc" or words[-1].text in _EDGES):
        words.pop()
    return words


def is_condition(phrase: Token) -> bool:
    """Whether a phrase says under which condition or until when; "once expected in May" is none."""
    opening = phrase.left_edge.lower_
    is_clause = phrase.dep_ == "advcl" and (opening != "once" or subject_of(phrase) is not None)
    is_inverted = is_clause and opening in _INVERTED and phrase.left_edge.dep_ == "aux"
    return is_inverted or ((is_clause or phrase.dep_ == "prep") and opening in _CONDITIONS)


def tells_when(phrase: Token) -> bool:
    """Whether a phrase before the subject can stand at the end: "on Monday", "next week"."""
    words = list(phrase.subtree)
    is_time = any(t.ent_type_ in TIME for t in words)
    return (is_time and words[0].pos_ == "ADP") or any(t.lower_ in _DAYS for t in words)


def render(pieces: Sequence[Token | str]) -> str:
    """Join words of the article, with a space where some were left out, and names put in their place."""
    out = ""
    for number, piece in enumerate(pieces):
        if isinstance(piece, str):
            out += f"{piece} "
            continue
        text = _CONTRACTIONS.get(piece.lower_, piece.text)
        if (
            number
            and isinstance(pieces[number - 1], str)
            and piece.lower_ in ("'s", "’s")
            and piece.pos_ != "PART"
        ):
            text = "has" if piece.dep_ == "aux" and piece.head.tag_ == "VBN" else "is"
        if text != piece.text or (number and pieces[number - 1] != piece.doc[piece.i - 1]):
            out += " "
        if (
            number
            and (piece.is_sent_start or piece.nbor(-1).is_quote)
            and piece.pos_ != "PROPN"
            and piece.ent_type_ in ("", *TIME)
        ):
            text = piece.lower_
        out += text + piece.whitespace_
    return re.sub(r"\s+(['’]s?(?!\w)|n['’]t\b|[%,])", r"\1", " ".join(out.split()))
