"""Corrects where a description of a person begins and ends, and rejects offices that are not held."""

from __future__ import annotations

from spacy.tokens import Doc, Token

from briefing.nlp.actors.mentions import Mention
from briefing.nlp.actors.naming.names import PORTFOLIOS, has_organization_word, is_office
from briefing.nlp.engine.word_lists import load_words

_WORDS = load_words("title_boundaries")
_HOPES = _WORDS["hopes"]
_UNHELD = _WORDS["not held"]
_HYPOTHETICAL = _WORDS["hypothetical"]
_ORDINALS = _WORDS["ordinals"]
_NOT_PARTS = _WORDS["time nouns"] | load_words("roles")["vague"]
"""Words before a title that are no part of it: the "day" president Geingob fell ill."""
_HELD = frozenset("acting interim former".split())
"""Words before a title that tell whether it is held, whatever the parser takes them for."""
_NOT_TITLES = frozenset("DATE TIME PERSON CARDINAL ORDINAL".split())
"""Types of names that a title does not begin with."""
_LONGEST = 14
"""The most words of a description with its infinitive."""

_SEAT = 6
"""The most tokens of the state or country of a seat with "-based"."""


def whole_title(mention: Mention, start: int, end: int) -> tuple[int, int] | None:
    """Return the range of a description with what the parser cut off; None for an office that is not held."""
    doc, low, high = mention.doc, mention.sentence.tokens.start, mention.sentence.tokens.end
    if start >= end:
        return None
    if start == low > 0 and doc[low - 1].text == ")":
        low = 0  # the parser takes the bracket of "Health Organization (PAHO) Director" for an end
    if end <= mention.start:
        start = _title_start(doc, start, low)
    elif start >= mention.end:
        end = _name_end(doc, end, high)
    before = start - 1 - (start - 1 > low and doc[start - 1].lower_ in ("the", "a"))
    if before > low and doc[before].lower_ in ("for", "as", "to") and doc[before - 1].lower_ in _HOPES:
        start = before - 1  # "nominee for" commerce secretary
    while end - start > 1 and doc[start].lower_ in _NOT_PARTS and doc[start + 1].text != "-":
        start += 1
    if doc[start].lower_ in _ORDINALS and doc[end : end + 1].text == "to" and end + 1 < high:
        end = min(doc[end + 1].right_edge.i + 1, high)  # the first player in history "to win all"
        if end - start > _LONGEST:
            return None
    words = doc[start:end].text.split()
    if doc[start].lower_ in _UNHELD or not _HYPOTHETICAL.isdisjoint(words):
        return None
    return start, end


def _title_start(doc: Doc, start: int, low: int) -> int:
    """Return where a title before a name begins, with the body that the parser cut off.

    Democratic Party "for the People leader", "Wikileaks" co-founder, "Health Organization (PAHO)" Director.
    """
    at = start
    portfolio = at - 2 >= low and doc[at].lower_ in PORTFOLIOS and doc[at - 1].lower_ == "of"
    if portfolio and is_office(doc[at - 2].text):
        at -= 2  # "Secretary of" Justice
        if at - 2 >= low and doc[at - 1].tag_ == "POS" and doc[at - 2].ent_type_ in ("GPE", "ORG"):
            at -= 2  # "Sweden's" Minister of Justice
    if at - 3 >= low and doc[at - 1].text == ")" and doc[at - 3].text == "(" and doc[at - 2].text.isupper():
        at -= 3
    while at > low:
        if doc[at - 1].text == "-" and not doc[at - 1].whitespace_ and at - 2 >= low:
            at -= 2
            continue
        if doc[at].ent_iob_ == "I" and doc[at].ent_type_ == "ORG" and doc[at - 1].pos_ != "DET":
            at -= 1  # House "Ways and" Means Committee Chairman
            continue
        body = _governor(doc, at, low)
        if body is None and not _belongs_to_title(doc[at - 1]):
            break
        at = at - 1 if body is None else body
    return at


def _governor(doc: Doc, at: int, low: int) -> int | None:
    """Return the last word of the body before "of" or "for": Ministry "of" Defense spokesman."""
    link = at - 1 - (doc[at - 1].lower_ == "the")
    body = link - 1
    if body < low or doc[link].lower_ not in ("of", "for") or is_office(doc[body].text):
        return None
    named = _is_name_word(doc[body]) or (doc[body].text.istitle() and has_organization_word([doc[body].text]))
    return body if named and doc[at].text[:1].isupper() else None


def _belongs_to_title(token: Token) -> bool:
    if token.lower_ in _HELD:
        return True
    if token.lower_ in _NOT_PARTS or token.ent_type_ in _NOT_TITLES:
        return False
    if _is_name_word(token) or token.dep_ == "compound":
        return True
    return token.pos_ in ("NOUN", "ADJ") and (token.tag_ != "NNS" or token.text[:1].isupper())


def _is_name_word(token: Token) -> bool:
    return token.pos_ == "PROPN" and token.text[:1].isupper() and token.ent_type_ not in _NOT_TITLES


def _name_end(doc: Doc, end: int, high: int) -> int:
    """Return the end of a title after a name with the rest of a body: Manager of Life "Care Europe".

    A place before it may have a comma: adviser to the Garrison", New York-based Hastings Center".
    """
    while end < high and doc[end].pos_ == doc[end - 1].pos_ == "PROPN" and doc[end - 1].whitespace_:
        end += 1
    if end < high and doc[end].text == "," and not has_organization_word([doc[end - 1].text]):
        based = (t for t in doc[end + 1 : min(high, end + _SEAT)] if t.lower_ == "based")
        bodies = [t.head.i for t in based if t.nbor(-1).text == "-" and t.i < t.head.i < high]
        end = bodies[0] + 1 if bodies else end
    return end
