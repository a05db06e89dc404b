"""Disambiguates names that a country shares with a person or a US state."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import replace

from briefing.nlp.actors.countries import Countries
from briefing.nlp.actors.mentions import LOCATIVES, Mention
from briefing.nlp.actors.naming.names import fold_name
from briefing.nlp.engine.word_lists import load_sections

_PATTERNS = {heading: "|".join(lines) for heading, lines in load_sections("name_disambiguation").items()}
_STATE = re.compile(rf"\b(?:{_PATTERNS['states']})\b")
_IS_STATE = re.compile(rf"\b(?:{_PATTERNS['georgia, the state']})")
_IS_COUNTRY = re.compile(rf"\b(?:{_PATTERNS['georgia, the country']})\b")


def disambiguate_names(mentions: Sequence[Mention], countries: Countries) -> list[Mention]:
    """Relabel the mentions of countries that mean a state or a person in this text."""
    names = [fold_name(m.surface).split() for m in mentions if m.label == "PERSON" and len(m.tokens) > 1]
    surnames = {words[-1] for words in names if words}
    given = {words[0] for words in names if words}
    text = mentions[0].sentence.text if mentions else ""
    present = dict.fromkeys(m.country for m in mentions if m.label == "COUNTRY" and m.country)
    places = {c for c in present if _is_state(c, text)}
    # "Chad" is Chad Wolf unless the text has another form of the country's name.
    persons = {c for c in present if fold_name(c) in given and not _has_form(c, text, countries)}
    result: list[Mention] = []
    for mention in mentions:
        is_country = mention.label == "COUNTRY"
        if is_country and mention.country in places:
            mention = _as_place(mention)
        elif is_country and _is_person(mention, surnames, persons):
            mention = replace(mention, label="PERSON", country=None)
        result.append(mention)
    return result


def _as_place(mention: Mention) -> Mention:
    """Relabel a mention as a place, without a following "officials" or "government"."""
    country = mention.country or ""
    end = mention.start + len(country.split()) if mention.surface.startswith(country) else mention.end
    return replace(mention, label="GPE", country=None, end=end)


def _is_state(country: str, text: str) -> bool:
    """Whether Georgia is the US state: it has more cues, such as other states, than the country."""
    if country != "Georgia":
        return False
    cues = {*_STATE.findall(text), *_IS_STATE.findall(text)}
    return len(cues) > len(set(_IS_COUNTRY.findall(text)))


def _is_person(mention: Mention, surnames: Set[str], persons: Set[str]) -> bool:
    if len(mention.tokens) > 1:
        return False
    return fold_name(mention.surface) in surnames or (mention.country in persons and not _is_place(mention))


def _is_place(mention: Mention) -> bool:
    before = mention.doc[max(mention.sentence.tokens.start, mention.start - 1) : mention.start]
    return before.text.lower() in LOCATIVES


def _has_form(country: str, text: str, countries: Countries) -> bool:
    """Whether the text also has the country's adjective, people or seat."""
    words = {*re.findall(r"\w+(?:['’]\w+)?", text)}
    forms = (countries.by_adjective, countries.by_people, countries.by_seat)
    return any(lookup(word) == country for word in words if word[:1].isupper() for lookup in forms)
