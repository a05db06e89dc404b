"""Corrects the boundaries of organizations' names: offices cut off, country, seat and field added."""

from __future__ import annotations

import re

from spacy.tokens import Doc

from briefing.nlp.actors.countries import Countries
from briefing.nlp.actors.naming.names import PORTFOLIOS, has_organization_word, is_office

_ORDINAL = re.compile(
    r"\d+(?:st|nd|rd|th)\b|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth", re.I
)
_STATE_BODIES = frozenset("ministry navy army parliament".split())
"""Last words of names that every country has: whose it is belongs to the name."""


def trim_organization(doc: Doc, start: int, end: int) -> tuple[int, int] | None:
    """Cut an office off an organization's name: "State Department" Spokesperson, Founder of "Ceres Inc".

    Returns None if no organization is left: "Royal Commissioner".
    """
    for i in range(start + 1, end - 1):
        headed = doc[i].lower_ == "of" and is_office(doc[i - 1].text)
        if headed and has_organization_word([doc[end - 1].text]):
            start = i + 2 if doc[i + 1].lower_ == "the" else i + 1
            break
    cut = end
    while (
        cut > start
        and is_office(doc[cut - 1].text)
        and doc[cut - 1].tag_ not in ("NNS", "NNPS")
        and not has_organization_word([doc[cut - 1].text])
        and (cut - 1 == start or doc[cut - 2].lower_ not in ("of", "for"))
    ):
        cut -= 1
    if cut == end:
        return start, end
    while cut > start and (doc[cut - 1].lower_ in PORTFOLIOS or doc[cut - 1].tag_ == "POS"):
        cut -= 1
    rest = [t.text for t in doc[start:cut]]
    if rest and (
        has_organization_word(rest[-1:]) or (len(rest) == 1 and rest[0].isupper() and len(rest[0]) > 1)
    ):
        return start, cut
    return None


def extend_organization(
    doc: Doc, start: int, end: int, low: int, high: int, countries: Countries
) -> tuple[int, int]:
    """Extend an organization's name on either side.

    "Saudi" Interior Ministry, High Court "of England", Department of Health "and Human Services",
    Sheriff "'s office", "116th United States" Congress, U.S. Embassy "in Baghdad".
    """
    if end + 1 < high and doc[end].tag_ == "POS" and doc[end + 1].lower_ in ("office", "department"):
        end += 2
    if end - start > 1 and doc[end - 1].lower_ in ("of", "for"):
        whole = has_organization_word([t.text for t in doc[start:end]])
        end = _complement_end(doc, start, end - 1, high) if whole else end - 1
    elif has_organization_word([doc[end - 1].text]) or doc[start:end].text == "Islamic State":
        end = _complement_end(doc, start, end, high)
    elif doc[start:end].text == "Islamic State of Iraq" and end < high and doc[end].lower_ == "and":
        end = _complement_end(doc, start, end - 2, high)
    if doc[end - 1].text == "England" and doc[end : min(high, end + 2)].text == "and Wales":
        end += 2
    if any(doc[i].lower_ in ("of", "for") for i in range(start + 1, end)):
        court = "Court" in doc[start:end].text
        if end < high and (doc[end].lower_ == "of" or (court and doc[end].lower_ == "for")):
            end = _complement_end(doc, start, end, high)
        end = _conjunct_end(doc, start, _head_end(doc, end, high), high)
    if end + 1 < high:
        campus = doc[start:end].text.startswith("University of ") and doc[end].lower_ in (",", "at", "in")
        if campus or (doc[end - 1].lower_ in ("embassy", "consulate") and doc[end].lower_ == "in"):
            end = _campus_end(doc, end, high)
    if doc[start].lower_ == "office" and start - 2 >= low and doc[start - 1].tag_ == "POS":
        start = _office_start(doc, start, low)
    if has_organization_word([doc[start].text, doc[end - 1].text]):
        start = _country_start(doc, start, end, low, countries)
    return start, end


def _complement_end(doc: Doc, start: int, end: int, high: int) -> int:
    """Return the end with an "of" or "for" phrase, which "University of Sheffield" does not need."""
    words = [t.text for t in doc[start:end]]
    after = end
    if after + 1 >= high or doc[after].lower_ not in ("of", "for"):
        return end
    after += 2 if doc[after + 1].lower_ == "the" else 1
    begin = after
    while after < high and doc[after].pos_ == "PROPN" and doc[after].text[:1].isupper():
        after += 1
    if after == begin or ("University" in words and (len(words) > 1 or doc[begin - 1].lower_ == "the")):
        return end
    if (
        doc[start:end].text in ("Islamic State", "High Court")
        and after + 1 < high
        and doc[after].lower_ == "and"
    ):
        after += 3 if doc[after + 1].lower_ == "the" and after + 2 < high else 2
    return after


def _head_end(doc: Doc, end: int, high: int) -> int:
    """Return the end at the last word's head: Committee for Domestic "and External Security Coordination"."""
    last = doc[end - 1]
    head = last.head
    if not (end <= head.i < min(high, end + 5)) or last.dep_ not in ("amod", "compound", "nmod"):
        return end
    between = doc[end : head.i + 1]
    fits = all(
        (t.text[:1].isupper() and t.pos_ in ("PROPN", "ADJ", "NOUN")) or t.dep_ == "cc" for t in between
    )
    return head.i + 1 if fits and not is_office(head.text) else end


def _campus_end(doc: Doc, end: int, high: int) -> int:
    """Return the end with a campus: University of California, "Los Angeles"; … of Colorado "at Boulder"."""
    after = end + 1
    while after < high and doc[after].pos_ == "PROPN" and doc[after].text[:1].isupper() and after - end <= 3:
        after += 1
    return after if after > end + 1 else end


def _conjunct_end(doc: Doc, start: int, end: int, high: int) -> int:
    """Return the end with "and" and a further field or country that "of" governs."""
    if end + 1 >= high or doc[end].lower_ not in ("and", "&"):
        return end
    after = end + 1
    while after < high and doc[after].pos_ in ("PROPN", "ADJ") and doc[after].text[:1].isupper():
        after += 1
    if after == end + 1 or doc[after - 1].ent_type_ in ("PERSON", "GPE"):
        return end
    root = doc[end + 1 : after].root
    inside = root.dep_ == "conj" and start < root.head.i < end and root.head.i != doc[start:end].root.i
    return after if inside and not has_organization_word([doc[end + 1].text]) else end


def _office_start(doc: Doc, start: int, low: int) -> int:
    """Return the start with whose office it is: "California Governor's" Office of Emergency Services."""
    holder = start - 2
    if not (is_office(doc[holder].text) and doc[holder].text[:1].isupper()):
        return start
    while holder > low and doc[holder - 1].pos_ == "PROPN" and doc[holder - 1].dep_ == "compound":
        holder -= 1
    return holder


def _country_start(doc: Doc, start: int, end: int, low: int, countries: Countries) -> int:
    if doc[end - 1].lower_ in _STATE_BODIES and start - 1 > low and doc[start - 1].tag_ == "POS":
        for begin in range(max(low, start - 4), start - 1):
            if countries.named(doc[begin : start - 1].text) is not None:
                return begin  # "Russia's" Defense Ministry
    for width in (1, 2, 3):
        begin = start - width
        if begin < low:
            break
        words = doc[begin:start].text
        place = countries.named(words) or all(t.ent_type_ == "GPE" for t in doc[begin:start])
        if countries.by_adjective(words) or (place and start <= doc[start - 1].head.i < end):
            start = begin
            break
    if start - 1 >= low and _ORDINAL.fullmatch(doc[start - 1].text) and doc[start - 1].head.i >= start:
        start -= 1
    return start
