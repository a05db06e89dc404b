"""Groups mentions into entities: one person, organization, country or group each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile

from briefing.domain import ActorKind
from briefing.nlp.actors.countries import Countries
from briefing.nlp.actors.entity_types import classify_names
from briefing.nlp.actors.governments import GOVERNMENT_NOUNS
from briefing.nlp.actors.mentions import COLLECTIVES, Mention
from briefing.nlp.actors.naming.aliases import SurnameIndex, merge_organizations, merge_people
from briefing.nlp.actors.naming.name_disambiguation import disambiguate_names
from briefing.nlp.actors.naming.names import GIVEN_NAMES, GOVERNMENT_WORDS, fold_name, has_organization_word
from briefing.nlp.parsing.document import Sentence

_PROTESTERS = frozenset(["protesters", "protestors", "demonstrators"])
"""Words for the same people in one story."""
_RELATIVES = frozenset(
    "father mother son daughter brother sister wife husband widow widower nephew niece cousin lady".split()
)
_SMALL_WORD, _HEADLINE = 3, 0.8
"""The letters up to which a word has no capital in a heading; the share of capitals that makes one."""
_STAFF = frozenset("officials leaders troops diplomats negotiators".split())
"""Nouns for people of a government who are a group where their country is not named itself."""


@dataclass(frozen=True)
class Entity:
    """A person, organization, country or group with all its mentions."""

    kind: ActorKind
    name: str
    """The fullest proper name, verbatim from the text."""
    mentions: tuple[Mention, ...]
    """All mentions of the entity, in reading order."""
    labels: frozenset[str]
    """The labels that the recognizer gave its names."""
    country: str | None = None
    """The country's usual name, if the entity is a country."""

    @property
    def surfaces(self) -> tuple[str, ...]:
        """The distinct names, in order of first appearance."""
        return tuple(dict.fromkeys(m.surface for m in self.mentions))


def merge_mentions(
    mentions: Sequence[Mention], countries: Countries, headline: str = ""
) -> tuple[Entity, ...]:
    """Return the entities of a text, in order of first mention; `headline` tells namesakes apart."""
    mentions = disambiguate_names(mentions, countries)
    present = {m.country for m in mentions if m.label == "COUNTRY"}
    mentions = [_resolve_korea(m, present) for m in mentions]
    mentions = [_as_country(m, present) if m.label == "GOVERNMENT" else m for m in mentions]
    by_name: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        by_name[_key(mention)].append(mention)
    for family in _families(by_name):
        del by_name[family]
    kinds = classify_names(by_name)
    spellings = {key: group[0].surface for key, group in by_name.items()}

    def is_place(words: str) -> bool:
        return (
            countries.named(words) is not None
            or countries.named(words.title()) is not None
            or countries.by_adjective(words.title()) is not None
            or words in ("us", "uk", "federal")
            or kinds.get(words) == "place"
        )

    def country_of(words: str) -> str | None:
        named = words.upper() if words in ("us", "uk", "eu") else words.title()
        return countries.named(named) or countries.by_adjective(named)

    target: dict[str, str] = {}
    full_names = [k for k, kind in kinds.items() if kind == "person" and " " in k]
    people = _by_prominence(full_names, by_name, fold_name(headline))
    target |= merge_people(people)
    relatives = {name for name in people if _is_later_relative(name, by_name)}
    surnames = SurnameIndex(sorted(people, key=relatives.__contains__))
    for key, kind in kinds.items():
        if key in target or key[0] in "@~":
            continue
        owner = surnames.owner(key) if len(key.split()) <= 3 else None
        if owner in relatives and owner.endswith(f" {key}"):
            kinds[key] = "person"  # whom the text does not name in full
            continue
        if owner is not None and _can_be_surname(key, kind, owner, by_name):
            target[key] = target[owner]
        elif f"~{_singular(key)}" in kinds and kind != "place" and (kind != "person" or " " not in key):
            target[key] = f"~{_singular(key)}"
    for key in [k for k in kinds if k[0] == "~" and " " not in k]:
        described = [k for k in kinds if k[0] == "~" and k.endswith(f" {key[1:]}")]
        if len(described) == 1:
            target[key] = described[0]  # "Protesters" are the "Hong Kong protesters".
        # "Democrats" are the "Democratic lawmakers" and the "Democratic Party".
        if by_name[key][0].country is None and by_name[key][0].surface[:1].isupper():
            begins = (f"{key[1:]} ", f"{key[1:]}ic ")
            party = [k for k in kinds if k.removeprefix("~").startswith(begins)]
            target |= {k: target.get(key, key) for k in party if k[0] == "~" or k.endswith(" party")}
    bracketed = _bracketed_acronyms(mentions, target)
    organizations = [
        k
        for k, kind in kinds.items()
        if k not in target and (kind in ("organization", "unknown") or k in bracketed) and k[0] not in "@~"
    ]
    target |= merge_organizations(organizations, spellings, bracketed, is_place, country_of)
    merged: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        key = _key(mention)
        if key in by_name:
            merged[target.get(key, key)].append(mention)
    sentences = {m.sentence.index: m.sentence for m in mentions}
    headings = {number for number, sentence in sentences.items() if _is_headline(sentence)}
    entities = [_entity(kinds[key], group, countries, headings) for key, group in merged.items()]
    told = {
        name
        for each in entities
        if not headings.issuperset(m.sentence.index for m in each.mentions)
        for name in each.surfaces
    }
    kept: list[Entity] = []
    for each in entities:
        if each.name not in told and _has_other_words(each.name, told):
            name = _organization_in(each.name, told) if each.kind is ActorKind.ORGANIZATION else None
            if name is None:
                continue
            told.add(name)
            each = replace(each, name=name, mentions=tuple(_cut(m, name) for m in each.mentions))
        kept.append(each)
    return tuple(kept)


def _resolve_korea(mention: Mention, present: Set[str | None]) -> Mention:
    """Resolve "the North" to North Korea, and "Korea" to the only Korea, if the text names it."""
    koreas = present & {"South Korea", "North Korea"}
    half = f"{mention.surface} Korea"
    if half in koreas and mention.doc[max(0, mention.start - 1)].lower_ == "the":
        return replace(mention, label="COUNTRY", country=half)
    if mention.surface != "Korea" or mention.label != "GPE" or len(koreas) != 1:
        return mention
    return replace(mention, label="COUNTRY", country=next(iter(koreas)))


def _as_country(mention: Mention, present: Set[str | None]) -> Mention:
    """Resolve "the Biden administration" to the United States, if the text names them."""
    owner = fold_name(mention.doc[mention.start : mention.end - 1].text)
    # Only American English calls a government an administration.
    if mention.tokens[-1].lower_ == "administration" and "United States" in present and " " not in owner:
        return replace(mention, label="COUNTRY", country="United States")
    return replace(mention, label="ORG")


def _key(mention: Mention) -> str:
    """Return the key of the mention's name; "@" marks countries and "~" groups, which are kept apart."""
    if mention.country is not None and mention.label == "COUNTRY":
        return "@" + mention.country
    name = fold_name(mention.surface) or mention.surface
    return f"~{_singular(name)}" if mention.label == "GROUP" else name


def _families(by_name: Mapping[str, Sequence[Mention]]) -> list[str]:
    """Return the keys of families of persons who are named themselves: "the Harrises"."""
    surnames = {
        name.split()[-1] for name, group in by_name.items() if " " in name and group[0].label == "PERSON"
    }
    plurals = {_singular(surname + ending) for surname in surnames for ending in ("s", "es")}
    return [
        key
        for key, group in by_name.items()
        if _singular(key.removeprefix("~")) in plurals
        and group[0].surface[-1:] == "s"
        and all(m.country is None and m.surface[:1].isupper() and _follows_the(m) for m in group)
    ]


def _follows_the(mention: Mention) -> bool:
    return mention.start > 0 and mention.doc[mention.start - 1].lower_ == "the"


def _singular(name: str) -> str:
    """Return the same key for "Houthis", "Houthi rebels" and "Houthi movement"."""
    words = name.split()
    if len(words) == 1 and words[0] in _PROTESTERS:
        return "protester"
    if len(words) > 1 and (words[-1] in COLLECTIVES or words[-1] == "movement"):
        words = words[:-1]
    return " ".join(words).removesuffix("s")


def _by_prominence(keys: Iterable[str], by_name: dict[str, list[Mention]], headline: str) -> list[str]:
    """Sort by headline, then frequency: a bare surname is most likely the main person's."""
    return sorted(
        keys,
        key=lambda k: (k not in headline, -len(by_name[k]), by_name[k][0].passage.span.start),
    )


def _is_later_relative(name: str, by_name: Mapping[str, Sequence[Mention]]) -> bool:
    """Whether a person comes in as a relative of one whose surname the text has told before: his wife."""
    first = by_name[name][0]
    before = first.doc[max(first.sentence.tokens.start, first.start - 2) : first.start]
    return any(token.lower_ in _RELATIVES for token in before) and any(
        other.split()[-1] == name.split()[-1] and group[0].passage.span.start < first.passage.span.start
        for other, group in by_name.items()
    )


def _can_be_surname(key: str, kind: str, owner: str, by_name: dict[str, list[Mention]]) -> bool:
    """Whether a name can refer to a person; a name of another kind only if the surname is not used alone."""
    if kind == "person" or owner.split()[-1].endswith(key):
        return True
    if owner.split()[0] == key and key not in GIVEN_NAMES:
        return kind != "place"  # an uncommon first name by which one is known
    return kind != "place" and owner.split()[-1] not in by_name


def _bracketed_acronyms(mentions: Sequence[Mention], people: dict[str, str]) -> dict[str, str]:
    """Map acronyms to their expansions where one follows the other in brackets."""
    pairs: dict[str, str] = {}
    for left, right in pairwise(mentions):
        between = left.passage.span.end, right.passage.span.start
        if left.sentence.paragraph != right.sentence.paragraph or between[1] - between[0] > 3:
            continue
        text = left.sentence.text
        if text[between[0] : between[1]].strip() not in ("(", "[") or text[
            right.passage.span.end : right.passage.span.end + 1
        ] not in (")", "]"):
            continue
        a, b = fold_name(left.surface), fold_name(right.surface)
        short, long = (b, a) if len(b) < len(a) else (a, b)
        written = right.surface if short == b else left.surface
        capitals = sum(c.isupper() for c in written)
        if short != long and " " not in short and 2 * capitals > len(written) and long not in people:
            pairs.setdefault(short, long)
    return pairs


_KINDS = {
    "person": ActorKind.PERSON,
    "country": ActorKind.COUNTRY,
    "group": ActorKind.GROUP,
    "place": ActorKind.ORGANIZATION,
    "organization": ActorKind.ORGANIZATION,
    "unknown": ActorKind.ORGANIZATION,
}


def _kind_of_government(nouns: Set[str]) -> str:
    """Return what a text means that has only "Chinese officials", or only "the U.S. military"."""
    if nouns <= _STAFF:
        return "group"
    return "organization" if nouns <= GOVERNMENT_WORDS | GOVERNMENT_NOUNS else "country"


def _is_headline(sentence: Sentence) -> bool:
    """Whether most words of a sentence have capitals, so that a name's end cannot be told: "Sen Steps In"."""
    words = [token.text for token in sentence.tokens if len(token) > _SMALL_WORD and token.is_alpha]
    is_closed = sentence.tokens[-1].text in (".", "!", "?")
    return (
        not is_closed and len(words) > 2 and sum(word[0].isupper() for word in words) > _HEADLINE * len(words)
    )


def _has_other_words(name: str, told: Set[str]) -> bool:
    """Whether a name is that of running text with words of a heading at its ends: "Ann Sen Staffer"."""
    words = f" {name} "
    others = (words.replace(f" {each} ", " ", 1).split() for each in told if f" {each} " in words)
    return any(not GIVEN_NAMES.intersection(map(str.casefold, rest)) for rest in others)


def _organization_in(name: str, told: Set[str]) -> str | None:
    """Return the organization, unknown to running text, of a name in a heading: "Sen Group Sues Over Pay"."""
    parts = [each for each in told if f" {each} " in f" {name} "]
    for each in sorted(parts, key=lambda each: (-len(each), each)):
        _, _, after = f" {name} ".partition(f" {each} ")
        nouns = takewhile(lambda word: has_organization_word([word]), after.split())
        found = " ".join((each, *nouns))
        if found not in told:
            return found
    return None


def _cut(mention: Mention, name: str) -> Mention:
    """Return a mention without the words around a name in it."""
    at = mention.tokens.text.find(name)
    found = mention.tokens.char_span(at, at + len(name)) if at >= 0 else None
    return mention if found is None else replace(mention, start=found.start, end=found.end)


def _entity(kind: str, group: Sequence[Mention], countries: Countries, headings: Set[int]) -> Entity:
    surfaces = list(dict.fromkeys(m.surface for m in group))
    country = group[0].country if kind == "country" else None
    if kind == "country":
        kind = _kind_of_government({m.tokens[-1].lower_ for m in group})
    proper = [s for s in surfaces if countries.named(s)] if kind == "country" else []
    proper = [s for s in proper or surfaces if any(c.islower() for c in s)] or proper or surfaces
    if len(proper) > 1:
        plain = (each for each in group if each.sentence.index not in headings)
        told = {each.surface for each in plain if not (each.is_quoted and kind == "person")}  # no nickname
        proper = [s for s in proper if s in told or not _has_other_words(s, told)] or proper
    name = max(proper, key=lambda s: (len(s.split()), len(s)))
    if kind == "group" and name.endswith(" Party"):
        kind = "organization"  # of which "Conservatives" is another name
    return Entity(
        _KINDS[kind],
        name,
        tuple(group),
        frozenset(m.label for m in group),
        country,
    )
