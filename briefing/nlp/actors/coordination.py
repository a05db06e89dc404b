"""Decides whether "and", "&" or "on" is part of one name or joins two names."""

from __future__ import annotations

from spacy.tokens import Doc
from spacy.tokens import Span as Tokens

from briefing.nlp.actors.countries import Countries
from briefing.nlp.actors.naming.names import GIVEN_NAMES, has_organization_word, is_office
from briefing.nlp.engine.word_lists import load_sections, words_of

_SECTIONS = load_sections("coordination")
_FIELDS = words_of(_SECTIONS["fields"])
_FIRMS = frozenset(tuple(firm.split()) for line in _SECTIONS["firms"] for firm in line.split(","))
_FIRM_WORDS = frozenset("associates brothers co company daughters partners resorts sons".split())
"""Words after the founder in the name of a firm: Harlow "and" Sons."""
_ADVISORY_WORDS = words_of(_SECTIONS["advisory"])
_BARE_PAIR = 2
"""The number of words in a bare pair of fields, which names two bodies: "Commerce and Treasury"."""
_MAX_LEN = 4
"""The most words of one field in a list of fields: "Housing", "Rural Affairs"."""
_MAX_FIELDS = 8
"""The most fields in a list of fields."""


def is_one_name(left: Tokens, right: Tokens) -> bool:
    """Whether two mentions with one word between them are halves of one name."""
    link = left.doc[left.end].lower_
    if link == "on":
        return left[-1].lower_ in _ADVISORY_WORDS and right[0].lower_ in _FIELDS
    if link != "and":
        return link == "&"
    if left[-1].lower_ in _FIELDS and right[0].lower_ in _FIELDS:
        return len(left) + len(right) > _BARE_PAIR or _is_governed(left)
    if len(left) == 1 and left[0].lower_ in GIVEN_NAMES and right[0].lower_ in GIVEN_NAMES:
        return has_organization_word([right[-1].text])  # the Ann and Karl Berg Foundation
    is_firm = len(right) == 1 and right[0].lower_.rstrip(".") in _FIRM_WORDS and right[0].text[:1].isupper()
    return is_firm or (left[-1].lower_, right[0].lower_) in _FIRMS


def _is_governed(name: Tokens) -> bool:
    """Whether a singular noun governs the name: Conference on "Migration", not Departments of "Commerce"."""
    before = name.doc[max(name.sent.start, name.start - 2) : name.start]
    return len(before) > 1 and before[1].lower_ in ("of", "for", "on") and before[0].tag_ in ("NNP", "NN")


def fields_end(doc: Doc, start: int, end: int, high: int) -> int:
    """Return the end of an organization's name extended over further fields after the first.

    Examples: Union of Rail", Maritime and Transport Workers"; School of Marine "and Atmospheric Science".
    """
    if doc[end - 1].lower_ not in _FIELDS or not has_organization_word(t.text for t in doc[start:end]):
        return end
    at, last = end, end
    for _ in range(_MAX_FIELDS):
        is_last = at < high and doc[at].lower_ in ("and", "&")
        if at + 1 >= high or not (is_last or doc[at].text == ","):
            break
        at += 1
        if doc[at].lower_ in ("and", "&") and not is_last:
            at, is_last = at + 1, True
        after = _field_end(doc, at, high)
        if after == at:
            break
        at = after
        if is_last:
            last = at
            break
    return last


def country_end(doc: Doc, start: int, end: int, high: int, countries: Countries) -> int:
    """Return the end of a country's name that has an "and" inside: Trinidad "and Tobago"."""
    if end < high and doc[end].lower_ in ("and", "&"):
        country = countries.named(doc[start:end].text)
        for after in range(end + 2, min(high, end + _MAX_LEN) + 1):
            if countries.named(doc[start:after].text) == country:
                return after
    return end


def _field_end(doc: Doc, start: int, high: int) -> int:
    end = start
    while end < min(high, start + _MAX_LEN) and doc[end].text[:1].isupper() and doc[end].text[-1:].isalpha():
        end += 1
    words = [token.lower_ for token in doc[start:end]]
    return end if any(word in _FIELDS for word in words) and not any(map(is_office, words)) else start
