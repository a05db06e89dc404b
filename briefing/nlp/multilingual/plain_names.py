"""Finds names of persons, organizations and countries in any language that has a recognizer."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from babel import Locale, UnknownLocaleError
from spacy.tokens import Span as Tokens
from spacy.tokens import Token

from briefing.domain import ActorKind
from briefing.nlp.actors.naming.names import fold_name
from briefing.nlp.parsing.document import Document, Sentence

_PERSONS = frozenset(("PER", "PERSON", "PRS", "persName"))
_ORGANIZATIONS = frozenset(("ORG", "ORGANIZATION", "orgName", "GPE_ORG"))
_PLACES = frozenset(("LOC", "GPE", "GPE_LOC", "placeName", "geogName"))
"""Labels of places in different pipelines. A place is an actor only as a country; other entities, such as
MISC, are not."""
_EDGE_POS = frozenset(("DET", "ADP", "ADV", "PART", "PRON", "CCONJ", "SCONJ", "AUX", "PUNCT", "SPACE"))
"""Parts of speech that no name starts or ends with; recognizers include some: "La France", "l’ONU n’"."""
_ADDRESSES = frozenset("m mme mlle me dr pr mr sr sra srta herr frau hr sig".split())
"""Forms of address in French, Spanish, German and Italian, with which no name starts."""
_NON_COUNTRIES = frozenset(("EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"))
"""Territory codes of CLDR that are not countries."""


@dataclass(frozen=True, slots=True)
class NameMention:
    sentence: Sentence
    tokens: Tokens
    kind: ActorKind
    key: str
    """The name normalized by `fold_name`."""


def find_names(document: Document) -> dict[str, list[NameMention]]:
    """Return the mentions by folded name, each in reading order; one name has one kind."""
    recognized = list(_recognized(document, _country_names(document.article.language)))
    votes: dict[str, Counter[ActorKind]] = defaultdict(Counter)
    for name in recognized:
        votes[name.key][name.kind] += 1
    kinds = {key: counts.most_common(1)[0][0] for key, counts in votes.items()}
    found: dict[str, list[NameMention]] = defaultdict(list)
    for name in _all_occurrences(document, {n.tokens.text: n for n in recognized}):
        found[name.key].append(NameMention(name.sentence, name.tokens, kinds[name.key], name.key))
    return found


def _recognized(document: Document, countries: frozenset[str]) -> Iterator[NameMention]:
    for sentence in document.sentences:
        for entity in sentence.tokens.ents:
            tokens = strip_name(entity)
            key = fold_name(tokens.text)
            if len(key) < 2 or tokens.text.islower():
                continue
            if key in countries and entity.label_ in _PERSONS | _PLACES | _ORGANIZATIONS:
                kind = ActorKind.COUNTRY  # a country that acts is taken for a person: "España gana"
            elif entity.label_ in _PERSONS:
                kind = ActorKind.PERSON
            elif entity.label_ in _ORGANIZATIONS:
                kind = ActorKind.ORGANIZATION
            else:
                continue
            yield NameMention(sentence, tokens, kind, key)


def _all_occurrences(document: Document, known: Mapping[str, NameMention]) -> Iterator[NameMention]:
    """Yield every verbatim occurrence of a known name, including those that the recognizer missed."""
    by_first: dict[str, list[tuple[tuple[str, ...], NameMention]]] = defaultdict(list)
    for name in known.values():
        words = tuple(token.text for token in name.tokens)
        by_first[words[0]].append((words, name))
    for names in by_first.values():
        names.sort(key=lambda entry: -len(entry[0]))
    for sentence in document.sentences:
        tokens, position = sentence.tokens, 0
        while position < len(tokens):
            for words, name in by_first.get(tokens[position].text, ()):
                here = tokens[position : position + len(words)]
                if tuple(token.text for token in here) == words:
                    yield NameMention(sentence, here, name.kind, name.key)
                    position += len(words) - 1
                    break
            position += 1


def strip_name(tokens: Tokens) -> Tokens:
    """Strip an article before the tokens and marks around them; empty if nothing is left."""
    start, end, doc = tokens.start, tokens.end, tokens.doc
    while start < end and (_is_edge(doc[start]) or (end - start > 1 and is_address(doc[start]))):
        start += 1
    while end > start and _is_edge(doc[end - 1]):
        end -= 1
    return doc[start:end]


def is_address(token: Token) -> bool:
    """Whether a word is a form of address, not a role: "Me Sophie Grall"."""
    return token.is_title and token.lower_.rstrip(".") in _ADDRESSES


def _is_edge(token: Token) -> bool:
    elided = token.text[-1:] in "'’" and len(token) <= 3  # "l’", "n’", however they are tagged
    return elided or token.pos_ in _EDGE_POS or not any(character.isalnum() for character in token.text)


def _country_names(language: str | None) -> frozenset[str]:
    """Return the folded names of all countries in that language."""
    try:
        territories = Locale.parse(language or "en").territories
    except (UnknownLocaleError, ValueError):
        return frozenset()
    return frozenset(
        fold_name(name) for code, name in territories.items() if len(code) == 2 and code not in _NON_COUNTRIES
    )
