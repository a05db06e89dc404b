"""Computes the features by which entities are ranked and selected as actors."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence, Set

from spacy.tokens import Span as Tokens

from briefing.domain import ActorKind
from briefing.nlp.actors.countries import Countries
from briefing.nlp.actors.entities import Entity
from briefing.nlp.actors.mentions import LOCATIVES, Mention, first_conjunct
from briefing.nlp.actors.naming.names import (
    ARTIFACT_SURNAMES,
    ARTIFACT_WORDS,
    BODIES,
    MEDIA_WORDS,
    fold_name,
    has_organization_word,
    is_office,
)
from briefing.nlp.actors.roles import is_person_noun
from briefing.nlp.engine.word_lists import load_words
from briefing.nlp.parsing.document import Document, Sentence

ActorFeatures = Mapping[str, float]
"""Features by their names in the file of weights; an absent feature is 0."""

_HeadlinePlace = tuple[int, int, int]
"""Where the headline names something: the numbers of its first word, first token and the token after it."""
_MAX_HEADLINE_NAME = 6
_MIN_LIST = 3
"""The number of names from which a coordination is a list."""
_KIND_FEATURES = tuple(
    """
    often active headline early acts speaks only_attribute once past quoted as_subject
    as_object as_place as_modifier as_oblique as_whole as_office as_owner long_name crowd length crowd_of_kind
    described
    """.split()
)
"""Features that weigh differently for persons, organizations, countries, groups and places."""
_RELATIONS = tuple("subject object place modifier oblique owner source apposition office whole".split())
_WORDS = load_words("actor_features")
_ARTIFACT_OPENINGS = frozenset(
    "omicron hurricane typhoon cyclone operation mount lake fort cape image photo".split()
)
_NON_ACTORS = _WORDS["non-actors"]
_OWNED = _WORDS["owned"]
_YEAR = re.compile(r"\b(1[5-9]\d\d|20\d\d)s?\b")


def actor_features(
    document: Document,
    entities: Sequence[Entity],
    statement_counts: Sequence[int],
    roles: Sequence[str | None],
    countries: Countries,
) -> tuple[ActorFeatures, ...]:
    """Compute the features of each entity; `statement_counts` counts its statements."""
    headline = _headline_places(document, countries)
    year = int(document.article.published[:4]) if document.article.published else None
    sentences = len(document.sentences)
    headings = {each.index for each in document.sentences if _is_heading(each)}
    crowds = Counter(_kind(entity) for entity in entities)
    rows: list[ActorFeatures] = []
    places = [_headline_place(entity, headline) for entity in entities]
    earliest = min((place[0] for place in places if place is not None), default=math.inf)
    for entity, statements, role, place in zip(entities, statement_counts, roles, places, strict=True):
        row = _entity_features(entity, statements, sentences, headings)
        row["described"] = float(role is not None and row["verbless"] < 1)
        row["headline"] = float(place is not None)
        is_owner = entity.kind is ActorKind.PERSON and place is not None and _is_owner(document, place)
        row["opens_headline"] = float(place is not None and place[0] == earliest and not is_owner)
        row["headline_subject"] = float(
            place is not None and not is_owner and _is_subject(document.title[place[1] : place[2]])
        )
        row["past"] = _past(entity, year)
        row["crowd"] = math.log(len(entities))
        row["length"] = math.log(sentences)
        kind = _kind(entity)
        row["crowd_of_kind"] = math.log(crowds[kind])
        row |= {f"{name}:{kind}": row[name] for name in _KIND_FEATURES if name in row}
        rows.append(row)
    return tuple(rows)


def _kind(entity: Entity) -> str:
    """Return the kind of actor; "place" for an organization that is labelled only as a place."""
    if (
        entity.kind is ActorKind.ORGANIZATION
        and entity.labels & {"GPE", "LOC"}
        and "ORG" not in entity.labels
    ):
        return "place"
    return str(entity.kind)


def _entity_features(entity: Entity, statements: int, sentences: int, headings: Set[int]) -> dict[str, float]:
    """Compute the features of one entity; shares are of its mentions, counts are log(1 + n).

    Mentions of a country as a modifier are not counted: "U.S." officials.
    """
    mentions = entity.mentions
    relations = Counter(_relation(m) for m in mentions)
    first = mentions[0].sentence
    number = len(mentions)
    kind = _kind(entity)
    row = {
        "bias": 1.0,
        f"kind:{kind}": 1.0,
        "often": math.log1p(number - relations["modifier"] if kind == "country" else number),
        "once": float(number == 1),
        "early": 1 / (1 + first.index),
        "verbless": sum(each.sentence.index in headings for each in mentions) / number,
        "quoted": sum(each.is_quoted for each in mentions) / number,
        "lone": float(kind == "person" and len(entity.name.split()) == 1),
        "acts": math.log1p(relations["subject"] + relations["agent"]),
        "active": math.log1p(sum(relations[p] for p in ("subject", "agent", "object", "owner", "source"))),
        "suffers": math.log1p(relations["object"]),
        "speaks": math.log1p(statements),
        "only_attribute": float(relations["modifier"] + relations["office"] == number),
        "only_oblique": float(relations["oblique"] == number),
        "listed": sum(map(_in_list, mentions)) / number,
        "long_name": float(len(entity.name.split()) > 1),
        "unrecognized": float(entity.labels == {""}),
        "other_label": float(entity.labels <= {"OTHER", "FAC", "LOC", ""}),
        "artifact": float(_is_artifact(entity)),
        "media": float(
            entity.kind is ActorKind.ORGANIZATION and bool(MEDIA_WORDS & set(fold_name(entity.name).split()))
        ),
        "generic": float(fold_name(entity.name) in BODIES),
        "institution": float(
            entity.kind is ActorKind.ORGANIZATION and has_organization_word(entity.name.split())
        ),
        "acronym": float(any(s.isupper() and 2 <= len(s) <= 6 for s in entity.surfaces)),
    }
    row |= {f"as_{part}": relations[part] / number for part in _RELATIONS}
    return row


def _is_heading(sentence: Sentence) -> bool:
    """Whether a sentence has no verb: a caption, a credit, a heading, a line of a list."""
    return not any(t.pos_ in ("VERB", "AUX") for t in sentence.tokens)


def _relation(mention: Mention) -> str:
    """Return the grammatical relation of the mention in its clause."""
    head = first_conjunct(mention.head)
    dep = head.dep_
    if dep in ("nsubj", "csubj"):
        return "subject"
    if dep in ("nsubjpass", "dobj", "dative", "oprd"):
        return "object"
    if dep == "pobj":
        preposition = head.head
        if is_person_noun(preposition.head.text) and preposition.lower_ in (
            "at",
            "with",
            "for",
            "from",
            "in",
        ):
            return "office"  # "an analyst at Meta Group"
        if preposition.dep_ == "agent" or preposition.lower_ == "by":
            return "agent"
        if preposition.lower_ == "to" and preposition.i > 0 and preposition.nbor(-1).lower_ == "according":
            return "source"
        if preposition.lower_ in LOCATIVES:
            return "place"
        if preposition.lower_ == "of":
            return "office" if is_office(preposition.head.text) else "whole"
        return "oblique"
    if dep == "poss":
        return "owner"
    if dep in ("compound", "nmod", "amod"):
        return "modifier"
    return "apposition" if dep == "appos" else "other"


def _in_list(mention: Mention) -> bool:
    first = first_conjunct(mention.head)
    count, token = 1, first
    while count < _MIN_LIST:
        following = next((c for c in token.children if c.dep_ == "conj"), None)
        if following is None:
            return False
        token, count = following, count + 1
    return True


def _past(entity: Entity, year: int | None) -> float:
    """Return the share of mentions in sentences that name an earlier year."""
    if year is None:
        return 0.0
    dated = sum(any(int(y) < year for y in _YEAR.findall(m.sentence.tokens.text)) for m in entity.mentions)
    return dated / len(entity.mentions)


def _headline_places(document: Document, countries: Countries) -> Mapping[str, _HeadlinePlace]:
    """Map the folded n-grams of the headline to their places; countries by their usual names with "@"."""
    words = [(w, t.i) for t in document.title if not t.is_space for w in re.split(r"[-–/]", t.text) if w]
    found: dict[str, _HeadlinePlace] = {}
    for start in range(len(words)):
        for end in range(start + 1, min(len(words), start + _MAX_HEADLINE_NAME) + 1):
            run = " ".join(word for word, _ in words[start:end])
            place = (start, words[start][1], words[end - 1][1] + 1)
            found.setdefault(fold_name(run), place)
            country = countries.named(run) or countries.by_adjective(run) or countries.by_people(run)
            country = country or countries.by_seat(run)
            if country is not None:
                found.setdefault("@" + country, place)
    return found


def _is_subject(name: Tokens) -> bool:
    """Whether a name in a headline is its subject, or all of it."""
    return first_conjunct(name.root).dep_ in ("nsubj", "nsubjpass", "ROOT")


def _is_owner(document: Document, place: _HeadlinePlace) -> bool:
    """Whether a headline names somebody only as whose it is: "Sen aide quits", "read Sen's book"."""
    after = document.title[place[2] : place[2] + 1]
    return any(t.tag_ == "POS" or t.lower_.rstrip(".") in _OWNED for t in after)


def _headline_place(entity: Entity, headline: Mapping[str, _HeadlinePlace]) -> _HeadlinePlace | None:
    """Return the first place of the entity in the headline."""
    if entity.country is not None:
        names = ["@" + entity.country]
    else:
        names = [fold_name(surface) for surface in entity.surfaces]
        if entity.kind is ActorKind.PERSON:
            names.append(_last_word(entity))
    found = (headline[name] for name in names if name in headline)
    return min(found, default=None)


def _is_artifact(entity: Entity) -> bool:
    """Whether the name is an artifact's; some artifact words are also surnames of persons."""
    words = fold_name(entity.name).split()
    if words and (words[0] in _ARTIFACT_OPENINGS or (len(words) == 1 and words[0] in _NON_ACTORS)):
        return True
    word = _last_word(entity)
    return word in ARTIFACT_WORDS and (entity.kind is ActorKind.ORGANIZATION or word not in ARTIFACT_SURNAMES)


def _last_word(entity: Entity) -> str:
    return fold_name(entity.name).split(" ")[-1]
