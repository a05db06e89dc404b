"""Classifies names as persons, organizations, groups or places from all their mentions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from spacy.tokens import Token

from briefing.nlp.actors.mentions import Mention, first_conjunct
from briefing.nlp.actors.naming.names import (
    ARTIFACT_SURNAMES,
    ARTIFACT_WORDS,
    COMMON_WORDS,
    GIVEN_NAMES,
    MEDIA_WORDS,
    PARTICLES,
    PORTFOLIOS,
    fold_name,
    has_inner_capital,
    has_organization_word,
    is_office,
)
from briefing.nlp.actors.roles import KINDS_OF_ORGANIZATION, office_before, shared_office
from briefing.nlp.engine.word_lists import load_sections, load_words
from briefing.nlp.parsing.reporting_verbs import SPEECH_VERBS

_WORDS = load_words("entity_types")
_PLACES = _WORDS["places"]
_SITES = frozenset("fort mount mt cape camp lake".split())
"""First words of place names, which are rarely given names."""
_SHIPS = frozenset("uss hms hmas hmcs hmnzs rms mv ss".split())
_LEADERS = _WORDS["leaders"]
"""Last names that alone mean a head of state or government, whatever the recognizer takes them for."""
_NON_SURNAMES = _WORDS["non-surnames"]
_REGIONS = frozenset("america europe africa asia".split())
"""Last words of firms' branches, which are no persons even after a title: President "Ascom North America"."""
_FIRMS = frozenset(
    firm.strip() for line in load_sections("entity_types")["firms"] for firm in line.split(",")
)


def classify_names(by_name: Mapping[str, Sequence[Mention]]) -> dict[str, str]:
    """Map each folded name to "person", "organization", "country", "group", "place" or "unknown"."""
    kinds = {name: _majority_kind(name, group) for name, group in by_name.items()}
    places = {name for name, kind in kinds.items() if kind == "place"}
    places |= {fold_name(m.surface) for group in by_name.values() for m in group if m.country}
    for name, group in by_name.items():
        if (
            kinds[name] not in ("organization", "unknown", "person")
            or name in _FIRMS
            or any(m.title is not None for m in group)
        ):
            continue
        first, *others = name.split()
        named = first in GIVEN_NAMES or any(m.label == "PERSON" for m in group)
        local = others and first in places and not named  # "London Stansted", "Boston Celtics"
        if local or any(map(_is_described_as_organization, group)) or _is_publication(name, kinds, group):
            kinds[name] = "organization"
        elif kinds[name] != "person" and (
            name in _LEADERS or _is_used_as_person(name, kinds, group) or _is_resumed_as_person(name, group)
        ):
            kinds[name] = "person"
    for name in [name for name, kind in kinds.items() if kind == "person" and " " not in name]:
        if all(m.title is None for m in by_name[name]) and _is_short_for_firm(name, kinds):
            kinds[name] = "organization"
    return kinds


def _is_short_for_firm(name: str, kinds: Mapping[str, str]) -> bool:
    """Whether only organizations have longer names with this word: "Lenoge" of "Lenoge Technology"."""
    longer = {kind for other, kind in kinds.items() if " " in other and name in other.split()}
    begins = any(
        other.startswith(f"{name} ") and has_organization_word(other.split()[-1:]) for other in kinds
    )
    return begins and longer == {"organization"}


def _is_publication(name: str, kinds: Mapping[str, str], group: Sequence[Mention]) -> bool:
    """Whether a common word that is nobody's surname has somebody with a full name: "Slate's" Ann Lindner."""
    if name not in COMMON_WORDS or name in GIVEN_NAMES or any(each.endswith(f" {name}") for each in kinds):
        return False
    owned = (m.doc[m.end : m.end + 3] for m in group if m.end + 3 <= m.sentence.tokens.end)
    return any(
        words[0].tag_ == "POS"
        and all(word.pos_ == "PROPN" and word.text.istitle() for word in words[1:])
        and not has_organization_word([words[2].text])
        for words in owned
    )


def _is_described_as_organization(mention: Mention) -> bool:
    """Whether the name follows a kind of organization, or "which" follows it: "newspaper" Dagens Nyheter."""
    first, doc = first_conjunct(mention.head), mention.doc
    before = first if first.i < mention.start else doc[max(mention.start - 1, mention.sentence.tokens.start)]
    shared = before.tag_ == "NNS" and before.i == first.i  # "the manufacturers, Eli Lilly and Novo Nordisk"
    if (shared or before.tag_ == "NN") and before.lower_.removesuffix("s") in KINDS_OF_ORGANIZATION:
        return shared or before.head.i >= mention.start
    clauses = (c for c in mention.head.children if c.dep_ == "relcl")
    which = any(t.lower_ == "which" and t.dep_ == "nsubj" for c in clauses for t in c.children)
    return which and mention.label != "PERSON"


def _majority_kind(name: str, group: Sequence[Mention]) -> str:
    """Return the kind of most mentions; a title before the name or an organization word in it decides."""
    labels = Counter(m.label for m in group)
    if labels["COUNTRY"]:
        return "country"
    if labels["GROUP"]:
        return "group"
    if any(m.title is not None for m in group) and name.split()[-1] not in _REGIONS:
        return "person"
    words = name.split()
    if name in _FIRMS:
        return "organization"
    if has_organization_word([words[-1], words[0]]) and (len(words) > 1 or not labels["PERSON"]):
        return "organization"
    if _is_impersonal(words) or name in MEDIA_WORDS:
        return "organization"
    person = labels["PERSON"]
    place = labels["GPE"] + labels["LOC"]
    organization = labels["ORG"] + labels["FAC"]
    if person and person >= max(place, organization):
        if all(map(_is_location, group)) or (words[0] in _SITES and len(words) > 1):
            return "place"
        if _is_brand(group) or (_is_phrase(words) and not any(map(_acts_as_person, group))):
            return "organization"
        return "person"
    if place and place > organization:
        return "place"
    return "organization" if organization else "unknown"


def _is_impersonal(words: Sequence[str]) -> bool:
    """Whether the words cannot be a person's name: Tate & Lyle, Marks and Spencer, USS Grayback."""
    joined = "and" in words[1:-1] or "&" in words[1:-1]
    named = words[0] in GIVEN_NAMES and words[-1] in ARTIFACT_SURNAMES and len(words) < 4
    thing = len(words) > 1 and words[-1] in ARTIFACT_WORDS and not named
    digits = any(c.isdigit() for c in words[-1])
    return (
        joined
        or thing
        or digits
        or words[-1] in _NON_SURNAMES | {"com"}
        or (words[0] in _SHIPS and len(words) > 1)
    )


def _is_phrase(words: Sequence[str]) -> bool:
    """Whether a common word begins or ends a name that has no given name: "Civic Passion"."""
    ends = words[0] in COMMON_WORDS or words[-1] in COMMON_WORDS
    return len(words) > 1 and ends and not GIVEN_NAMES.intersection((words[0], words[-1]))


def _is_brand(group: Sequence[Mention]) -> bool:
    """Whether the name mostly follows "the", or has capitals inside: the Crew Dragon, SpaceX, ALDI."""
    if sum(map(_after_article, group)) * 2 > len(group):
        return True
    word = group[0].surface
    if len(word) > 2 and word.isupper() and word.isalpha() and all(m.surface == word for m in group):
        return True
    return has_inner_capital(word.rpartition(" ")[2])


def _is_used_as_person(name: str, kinds: Mapping[str, str], group: Sequence[Mention]) -> bool:
    """Whether a name of two to four capitalised words is used like a person's."""
    words = name.split()
    if (
        not 2 <= len(words) <= 4
        or has_organization_word(words)
        or words[-1] in PORTFOLIOS
        or words[0] in PORTFOLIOS
        or _is_impersonal(words)
    ):
        return False
    first = group[0].tokens
    if any(
        not (t.text[:1].isupper() or t.lower_ in PARTICLES) or (t.text.isupper() and len(t) > 2)
        for t in first
        if not t.is_punct
    ):
        return False
    if any(_after_article(m) for m in group):
        return False
    if words[0] in GIVEN_NAMES and words[-1] not in COMMON_WORDS | ARTIFACT_WORDS:
        return True
    if _is_phrase(words):
        return any(map(_acts_as_person, group))
    # Later mentions use the last word alone: "Quirin" after "Antoine Quirin".
    if kinds.get(words[-1]) in ("person", "organization", "unknown") and words[-1] not in PORTFOLIOS:
        return True
    return any(_acts_as_person(m) or _is_listed_with_person(m.head) for m in group)


def _is_resumed_as_person(name: str, group: Sequence[Mention]) -> bool:
    """Whether sentences of which a single word is the subject go on with "he" or "she" rather than "it"."""
    if " " in name or has_organization_word([name]) or not group[0].tokens.text.istitle():
        return False
    subjects = (first_conjunct(mention.head) for mention in group)
    acting = (m for m, subject in zip(group, subjects, strict=True) if subject.dep_ == "nsubj")
    behind = (m.doc[m.sentence.tokens.end : m.sentence.tokens.end + 2] for m in acting)
    opening = Counter(next((t.lower_ for t in tokens if t.is_alpha), "") for tokens in behind)
    return opening["he"] + opening["she"] > opening["it"]


def _is_location(mention: Mention) -> bool:
    """Whether the mention is a location, which no person is: "in Ain Issa", "the city of Gdańsk"."""
    doc, low, start = mention.doc, mention.sentence.tokens.start, mention.start
    if start - 2 >= low and doc[start - 1].lower_ == "of" and doc[start - 2].lower_ in _PLACES:
        return True
    head = first_conjunct(mention.head)
    return (
        head.dep_ == "pobj" and head.head.lower_ in ("in", "into", "near", "at") and head.head.i == start - 1
    )


def _after_article(mention: Mention) -> bool:
    before = mention.start - 1
    return before >= mention.sentence.tokens.start and mention.doc[before].lower_ in ("the", "a", "an")


def _acts_as_person(mention: Mention) -> bool:
    """Whether the mention is a speaker, has an office in apposition, or is followed by "who"."""
    head = mention.head
    if any(c.dep_ == "appos" and is_office(c.text) for c in head.children):
        return True
    if head.dep_ == "appos" and is_office(head.head.text):
        return True
    if any(c.dep_ == "relcl" and any(g.lower_ == "who" for g in c.children) for c in head.children):
        return True
    if office_before(mention) or shared_office(mention) is not None:
        return True
    verb = first_conjunct(head)
    return verb.dep_ == "nsubj" and verb.head.lemma_ in SPEECH_VERBS


def _is_listed_with_person(head: Token) -> bool:
    """Whether the name is coordinated with a person's: "Nikos Dendias, Nikos Christodoulides and …"."""
    siblings = [c for c in head.children if c.dep_ == "conj"]
    siblings += [head.head] if head.dep_ == "conj" else []
    return any(s.ent_type_ == "PERSON" for s in siblings)
