"""Extracts actors in any language that has a named-entity recognizer, all names of one actor merged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from math import log1p

from briefing.domain import Actor, ActorKind
from briefing.nlp.actors.naming.aliases import SurnameIndex, merge_organizations, merge_people
from briefing.nlp.actors.naming.names import fold_name
from briefing.nlp.actors.salience import salience
from briefing.nlp.engine.models import Models
from briefing.nlp.multilingual.plain_names import NameMention, find_names, is_address, strip_name
from briefing.nlp.parsing.document import Document

_MIN_MENTIONS = 2
"""The number of mentions from which an organization or country is listed, whatever its position."""
_MAX_ROLE = 10
"""The most tokens of a role; longer descriptions are too long for a list."""
_APPOSITION_DEPS = frozenset(("appos", "nmod", "flat", "flat:name"))


def plain_actors(document: Document, models: Models) -> tuple[Actor, ...]:
    """Return persons, organizations and countries, most prominent first, without those named in passing."""
    names = find_names(document)
    canonical = _merge_names(names)
    groups: dict[str, list[NameMention]] = defaultdict(list)
    for key, mentions in names.items():
        groups[canonical.get(key, key)] += mentions
    headline = f" {fold_name(document.title.text)} "
    actors = []
    for key, mentions in groups.items():
        mentions.sort(key=lambda mention: (mention.sentence.index, mention.tokens.start))
        kind, first = names[key][0].kind, mentions[0].sentence.index
        in_headline = any(f" {part} " in headline for n in mentions for part in (n.key, n.key.split()[-1]))
        if kind is not ActorKind.PERSON and len(mentions) < _MIN_MENTIONS and not in_headline and first > 0:
            continue
        features = {
            "bias": 1.0,
            "often": log1p(len(mentions)),
            "headline": float(in_headline),
            "early": 1 / (1 + first),
        }
        actors.append(_actor(kind, mentions, round(salience(features, models.actor_weights), 4)))
    roles = {word for actor in actors if actor.role for word in actor.role.split()}
    kept = [actor for actor in actors if not _is_portfolio(actor, roles)]
    return tuple(sorted(kept, key=lambda actor: (-actor.salience, actor.mentions[0].span.start)))


def _is_portfolio(actor: Actor, roles: Set[str]) -> bool:
    """Whether a word of a role was taken for a person: "ministro de Economía"."""
    return actor.kind is ActorKind.PERSON and len(actor.mentions) == 1 and actor.name in roles


def _actor(kind: ActorKind, mentions: Sequence[NameMention], score: float) -> Actor:
    surfaces = list(dict.fromkeys(mention.tokens.text for mention in mentions))
    name = max(surfaces, key=lambda surface: (len(surface.split()), len(surface)))
    return Actor(
        name=name,
        kind=kind,
        role=_role(mentions) if kind is ActorKind.PERSON else None,
        aliases=tuple(surface for surface in surfaces if surface != name),
        salience=score,
        mentions=tuple(mention.sentence.passage_of(mention.tokens) for mention in mentions),
        statements=(),
    )


def _merge_names(names: Mapping[str, Sequence[NameMention]]) -> dict[str, str]:
    """Map each name that is a form of a fuller one to the fuller one."""
    kinds = {key: mentions[0].kind for key, mentions in names.items()}
    people = [key for key, kind in kinds.items() if kind is ActorKind.PERSON and " " in key]
    people.sort(key=lambda key: -len(names[key]))
    canonical = merge_people(people)
    surnames = SurnameIndex(people)
    for key, kind in kinds.items():
        owner = surnames.owner(key) if kind is ActorKind.PERSON and key not in canonical else None
        if owner is not None:
            canonical[key] = canonical[owner]
    organizations = [key for key, kind in kinds.items() if kind is ActorKind.ORGANIZATION]
    spellings = {key: names[key][0].tokens.text for key in organizations}
    return canonical | merge_organizations(organizations, spellings, {}, lambda _: False)


def _role(mentions: Sequence[NameMention]) -> str | None:
    """Return the noun phrase in apposition right before or after a name, if any.

    Requires the relations and parts of speech of Universal Dependencies; a pipeline with others finds no
    role.
    """
    for mention in mentions:
        tokens, doc = mention.tokens, mention.tokens.doc
        for noun in (tokens.root.head, *tokens.root.children):
            before = noun.i < tokens.start
            apposed = tokens.root if before else noun
            if noun.pos_ != "NOUN" or apposed.dep_ not in _APPOSITION_DEPS:
                continue
            start, end = (noun.left_edge.i, tokens.start) if before else (noun.i, noun.right_edge.i + 1)
            role = strip_name(doc[start:end])
            if 0 < len(role) <= _MAX_ROLE and not any(t.is_punct or is_address(t) for t in role):
                return role.text
    return None
