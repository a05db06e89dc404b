"""Extracts the key actors of an article, all names of one actor merged."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from briefing.domain import Actor, ActorKind, Article
from briefing.nlp.actors.actor_features import ActorFeatures, actor_features
from briefing.nlp.actors.countries import Countries
from briefing.nlp.actors.entities import Entity, merge_mentions
from briefing.nlp.actors.line_judge import foremost, line_features, shown_lines
from briefing.nlp.actors.mentions import find_mentions
from briefing.nlp.actors.roles import extract_role
from briefing.nlp.actors.salience import (
    listing_probability,
    salience,
    select_actors,
)
from briefing.nlp.actors.speaking import count_speeches
from briefing.nlp.engine.models import Models
from briefing.nlp.parsing.document import Document

_YEAR = re.compile(r"\b20[0-3]\d\b")


@dataclass(frozen=True, slots=True)
class DescribedEntity:
    """An entity with what the article says of it."""

    entity: Entity
    features: ActorFeatures
    role: str | None


def extract_actors(document: Document, models: Models) -> tuple[Actor, ...]:
    """Return the actors of an article, most salient first, and fold those that hardly help a reader.

    Those that are named in passing are left out. Whom the article is about comes before all others.
    """
    actors, lines = judged_lines(document, models)
    weights = models.actor_weights.helpful
    shown = shown_lines(lines, weights)
    ordered = [replace(actor, shown=kept) for actor, kept in zip(actors, shown, strict=True)]
    first = foremost(lines, shown, weights)
    if first:
        main = replace(ordered.pop(first), salience=ordered[0].salience)
        ordered.insert(0, main)
    return tuple(ordered)


def judged_lines(document: Document, models: Models) -> tuple[list[Actor], list[Mapping[str, float]]]:
    """Return the actors of an article, most salient first, and what tells whether each one's line helps."""
    weights = models.actor_weights
    entities = collect_entities(document, models.countries)
    selected = select_actors([entity.features for entity in entities], weights)
    scored = [
        (salience(entity.features, weights), listing_probability(entity.features, weights), number)
        for number, entity in enumerate(entities)
        if selected[number]
    ]
    scored.sort(key=lambda row: (-row[0], -row[1], row[2]))
    claimed: set[str] = set()
    actors: list[Actor] = []
    lines: list[Mapping[str, float]] = []
    for score, probability, number in scored:
        described = entities[number]
        actor = _actor(described, score, claimed)
        if actor is not None:
            lines.append(
                line_features(
                    described.entity,
                    described.features,
                    described.role,
                    len(actors),
                    (score, probability),
                    document.article,
                )
            )
            actors.append(actor)
    return actors, lines


def collect_entities(document: Document, countries: Countries) -> list[DescribedEntity]:
    """Return every entity that the article names, in order of first mention."""
    mentions = find_mentions(document, countries)
    entities = merge_mentions(mentions, countries, document.article.title)
    persons = [entity.kind is ActorKind.PERSON for entity in entities]
    counts = count_speeches(document, entities)
    year = _year(document.article)
    roles = [
        extract_role(entity.mentions, person, document.sentences, year) if entity.country is None else None
        for entity, person in zip(entities, persons, strict=True)
    ]
    features = actor_features(document, entities, counts, roles, countries)
    return [
        DescribedEntity(entity, features[number], roles[number]) for number, entity in enumerate(entities)
    ]


def _year(article: Article) -> int | None:
    """Return the year of publication, or else the latest that the text names."""
    if article.published:
        return int(article.published[:4])
    return max(map(int, _YEAR.findall(article.text)), default=None)


def _actor(described: DescribedEntity, score: float, claimed: set[str]) -> Actor | None:
    """Make an actor and claim its names; None if a more salient actor has claimed its main name."""
    entity = described.entity
    if entity.name in claimed:
        return None
    aliases = tuple(s for s in entity.surfaces if s != entity.name and s not in claimed)
    names = {entity.name, *aliases}
    mentions = tuple(m.passage for m in entity.mentions if m.surface in names)
    claimed |= names
    return Actor(
        name=entity.name,
        kind=entity.kind,
        role=described.role,
        aliases=aliases,
        salience=round(score, 4),
        mentions=mentions,
        statements=(),
    )
