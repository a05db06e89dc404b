"""Names that a country shares with a person, a US state or a town: which is meant, by all of the text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from briefing.nlp.countries import Countries
from briefing.nlp.mentions import LOCATIVES, Mention
from briefing.nlp.names import fold_name

__all__ = ["without_namesakes"]

_STATES = (
    "Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Hawaii|Idaho|Illinois"
    "|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|Mississippi"
    "|Missouri|Montana|Nebraska|Nevada|New Hampshire|New Jersey|New Mexico|North Carolina|North Dakota|Ohio"
    "|Oklahoma|Oregon|Pennsylvania|Rhode Island|South Carolina|South Dakota|Tennessee|Texas|Utah|Vermont"
    "|Virginia|West Virginia|Wisconsin|Wyoming"
)
_STATE = re.compile(rf"\b(?:{_STATES})\b")
_IN_STATE = re.compile(
    rf",\s(?:(?:{_STATES}|New York|Ontario)\b"
    r"|(?:Conn|Ill|Ind|Ky|Me|Mo|Minn|N\.H|N\.J|N\.Y|Ont|Pa|Tenn|Vt)\.)"
)
_IN_GEORGIA = re.compile(r",\sGeorgia[,.]")
_IS_STATE = re.compile(
    r"\b(?:Atlanta|Savannah|Macon|Fulton County|Gwinnett|DeKalb|(?:state|University) of Georgia|[DR]-Ga\b"
    r"|Georgia(?:['’]s)?\s(?:secretary of state|(?:lieutenant\s)?governor|Gov\.|Lt\. Gov\.|Sen\.|Rep\."
    r"|state\s(?:[Ss]enat|[Hh]ouse|[Rr]ep|law)|legislature|General Assembly|statehouse|Republican|Democrat"
    r"|National Guard|Department of|Bureau of Investigation|Secretary of State|Tech|county|electoral votes))"
)
_IS_COUNTRY = re.compile(
    r"\b(?:Georgians?|Tbilisi|Batumi|Kutaisi|Abkhazia\w*|Ossetia\w*|Caucasus|Armenia|Azerbaijan|Moldova"
    r"|Saakashvili|Ivanishvili)\b"
)


def without_namesakes(mentions: Sequence[Mention], countries: Countries) -> list[Mention]:
    """The mentions, with those of a country that is none in this text said to be what they are."""
    names = [fold_name(m.surface).split() for m in mentions if m.label == "PERSON" and len(m.tokens) > 1]
    surnames = {words[-1] for words in names if words}
    given = {words[0] for words in names if words}
    text = mentions[0].sentence.text if mentions else ""
    found: list[Mention] = []
    for country in dict.fromkeys(m.country for m in mentions if m.label == "COUNTRY" and m.country):
        if _is_state(country, text) or _is_town(country, text, countries):
            found += (m for m in mentions if m.label == "COUNTRY" and m.country == country)
    places = {(id(m.doc), m.start) for m in found}
    towns = {mention.surface for mention in mentions if _is_far_from_seat(mention, countries)}
    result: list[Mention] = []
    for mention in mentions:
        name = fold_name(mention.surface)
        if (id(mention.doc), mention.start) in places or mention.surface in towns:
            result.append(_place(mention))
        elif (
            mention.label == "COUNTRY"
            and len(mention.tokens) == 1
            and (name in surnames or (name in given and _is_given(mention, text, countries)))
        ):
            # "Paris", "Jordan", "Chad", where somebody has that name.
            result.append(replace(mention, label="PERSON", country=None))
        else:
            result.append(mention)
    return result


def _is_far_from_seat(mention: Mention, countries: Countries) -> bool:
    """Paris, Texas: a namesake of a capital is no country; but "Washington, Oregon and" are states."""
    seat = countries.by_seat(mention.surface) if mention.label == "COUNTRY" else None
    if seat is None or seat == "United States":
        return False
    text, end = mention.sentence.text, mention.passage.span.end
    return bool(_IN_STATE.match(text, end) or _IN_GEORGIA.match(text, end))


def _place(mention: Mention) -> Mention:
    """The bare name, also where "officials" or "government" had made it a country."""
    if mention.label != "COUNTRY":
        return mention
    country = mention.country or ""
    end = mention.start + len(country.split()) if mention.surface.startswith(country) else mention.end
    return replace(mention, label="GPE", country=None, end=end)


def _is_state(country: str, text: str) -> bool:
    """Whether Georgia is the US state: by more signs of it, such as other states, than of the country."""
    if country != "Georgia":
        return False
    signs = {*_STATE.findall(text), *_IS_STATE.findall(text)}
    return len(signs) > len(set(_IS_COUNTRY.findall(text)))


def _is_town(country: str, text: str, countries: Countries) -> bool:
    """Lebanon, New Hampshire: a town is told apart by its state, the first time."""
    at = text.find(country)
    return (
        at >= 0 and bool(_IN_STATE.match(text, at + len(country))) and not _has_kin(country, text, countries)
    )


def _is_given(mention: Mention, text: str, countries: Countries) -> bool:
    """Whether a lone "Chad" is the Chad Wolf of the text, which has no word of the country beside it."""
    before = mention.doc[max(mention.sentence.tokens.start, mention.start - 1) : mention.start]
    return before.text.lower() not in LOCATIVES and not _has_kin(mention.country or "", text, countries)


def _has_kin(country: str, text: str, countries: Countries) -> bool:
    """Whether the text has the country's adjective, people or seat too."""
    words = {*re.findall(r"\w+(?:['’]\w+)?", text)}
    kin = (countries.by_adjective, countries.by_people, countries.by_seat)
    return any(look(word) == country for word in words if word[:1].isupper() for look in kin)
