"""What speaks for an entity's being an actor: how often, how early and in which part it is named."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence

from briefing.domain import ActorKind
from briefing.nlp.countries import Countries
from briefing.nlp.document import Document
from briefing.nlp.entities import Entity
from briefing.nlp.mentions import LOCATIVES, Mention, first_conjunct
from briefing.nlp.names import fold_name

__all__ = ["Evidence", "weigh"]

Evidence = Mapping[str, float]
"""Features by name; an absent one is 0. Names are those of the weights' file."""

_LONGEST_NAME_IN_TITLE = 6
_LIST = 3
"""Names in one coordination from which it is a list."""
_YEAR = re.compile(r"\b(1[5-9]\d\d|20\d\d)\b")


def weigh(
    document: Document, entities: Sequence[Entity], spoken: Sequence[int], countries: Countries
) -> tuple[Evidence, ...]:
    """The evidence for each entity; `spoken` counts its statements."""
    headline = _headline(document, countries)
    adjectives = _adjectives(document, countries)
    year = int(document.article.published[:4]) if document.article.published else None
    total = sum(len(entity.mentions) for entity in entities)
    sentences = len(document.sentences)
    most = max((len(entity.mentions) for entity in entities), default=1)
    rows: list[Evidence] = []
    for entity, statements in zip(entities, spoken, strict=True):
        row = _counted(entity, statements, sentences)
        row["share"] = len(entity.mentions) / total
        row["of_most"] = len(entity.mentions) / most
        row["headline"] = float(_in_headline(entity, headline))
        row["adjectives"] = math.log1p(adjectives[entity.country]) if entity.country else 0.0
        row["past"] = _past(entity, year)
        row["crowd"] = math.log(len(entities))
        row["length"] = math.log(sentences)
        row |= {
            f"{name}:{row_kind}": row[name]
            for row_kind in [_kind(entity)]
            for name in ("often", "headline", "early", "acts", "speaks", "only_place")
        }
        rows.append(row)
    return tuple(rows)


def _kind(entity: Entity) -> str:
    if (
        entity.labels & {"GPE", "LOC"}
        and entity.kind is ActorKind.ORGANIZATION
        and "ORG" not in entity.labels
    ):
        return "place"
    return str(entity.kind)


def _counted(entity: Entity, statements: int, sentences: int) -> dict[str, float]:
    """Features of the entity by itself; shares are of its mentions, counts are logarithms of one more."""
    mentions = entity.mentions
    parts = Counter(_part(m) for m in mentions)
    first = mentions[0].sentence
    number = len(mentions)
    kind = _kind(entity)
    row = {
        "bias": 1.0,
        f"kind:{kind}": 1.0,
        "often": math.log1p(number),
        "once": float(number == 1),
        "first_sentence": float(first.index == 0),
        "first_paragraph": float(first.paragraph == 0),
        "early": 1 / (1 + first.index),
        "late": first.index / sentences,
        "spread": len({m.sentence.paragraph for m in mentions}) / number if number > 1 else 0.0,
        "acts": math.log1p(parts["subject"] + parts["agent"]),
        "suffers": math.log1p(parts["object"]),
        "speaks": math.log1p(statements),
        "source": float(parts["source"] > 0),
        "only_place": float(parts["place"] == number),
        "only_modifier": float(parts["modifier"] == number),
        "only_oblique": float(parts["oblique"] == number),
        "only_owner": float(parts["owner"] == number),
        "only_subject": float(parts["subject"] + parts["agent"] == number),
        "listed": sum(map(_in_list, mentions)) / number,
        "titled": float(any(m.title is not None for m in mentions)),
        "long_name": float(len(entity.name.split()) > 1),
        "unrecognized": float(entity.labels == {""}),
        "other_label": float(entity.labels <= {"OTHER", "FAC", "LOC", ""}),
        "acronym": float(any(s.isupper() and 2 <= len(s) <= 6 for s in entity.surfaces)),
        "names": math.log1p(len(entity.surfaces)),
        "apposition": float(any(c.dep_ == "appos" for m in mentions for c in m.head.children)),
        "who": float(any(c.dep_ == "relcl" for m in mentions for c in m.head.children)),
    }
    return row


def _part(mention: Mention) -> str:
    """The mention's part in its clause."""
    head = first_conjunct(mention.head)
    dep = head.dep_
    if dep in ("nsubj", "csubj"):
        return "subject"
    if dep in ("nsubjpass", "dobj", "dative", "oprd"):
        return "object"
    if dep == "pobj":
        preposition = head.head
        if preposition.dep_ == "agent" or preposition.lower_ == "by":
            return "agent"
        if preposition.lower_ == "to" and preposition.i > 0 and preposition.nbor(-1).lower_ == "according":
            return "source"
        if preposition.lower_ in LOCATIVES:
            return "place"
        return "oblique"
    if dep == "poss":
        return "owner"
    if dep in ("compound", "nmod", "amod"):
        return "modifier"
    return "apposition" if dep == "appos" else "other"


def _in_list(mention: Mention) -> bool:
    first = first_conjunct(mention.head)
    count, token = 1, first
    while count < _LIST:
        following = next((c for c in token.children if c.dep_ == "conj"), None)
        if following is None:
            return False
        token, count = following, count + 1
    return True


def _past(entity: Entity, year: int | None) -> float:
    """The share of mentions in sentences that date themselves to an earlier year."""
    if year is None:
        return 0.0
    dated = sum(any(int(y) < year for y in _YEAR.findall(m.sentence.tokens.text)) for m in entity.mentions)
    return dated / len(entity.mentions)


def _headline(document: Document, countries: Countries) -> frozenset[str]:
    """Every run of words of the headline, folded; countries by their usual names, marked "@"."""
    words = [t.text for t in document.title if not t.is_space]
    found: set[str] = set()
    for start in range(len(words)):
        for end in range(start + 1, min(len(words), start + _LONGEST_NAME_IN_TITLE) + 1):
            run = " ".join(words[start:end])
            found.add(fold_name(run))
            country = countries.named(run) or countries.by_adjective(run) or countries.by_people(run)
            country = country or countries.by_seat(run)
            if country is not None:
                found.add("@" + country)
    return frozenset(found)


def _in_headline(entity: Entity, headline: frozenset[str]) -> bool:
    if entity.country is not None:
        return "@" + entity.country in headline
    return any(fold_name(s) in headline for s in entity.surfaces) or (
        entity.kind is ActorKind.PERSON
        and fold_name(entity.name).split()[-1:] != []
        and fold_name(entity.name).split()[-1] in headline
    )


def _adjectives(document: Document, countries: Countries) -> Counter[str | None]:
    """How often each country's adjective stands in the text."""
    counts: Counter[str | None] = Counter()
    for sentence in document.sentences:
        for token in sentence.tokens:
            if token.ent_type_ and token.text[:1].isupper():
                country = countries.by_adjective(token.text)
                if country is not None:
                    counts[country] += 1
    return counts
