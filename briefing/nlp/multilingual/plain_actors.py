"""Extracts actors in any language that has a named-entity recognizer, all names of one actor merged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import log1p

from briefing.domain import Actor, ActorKind
from briefing.nlp.actors.aliases import SurnameIndex, merge_organizations, merge_people
from briefing.nlp.actors.names import fold_name
from briefing.nlp.actors.salience import salience
from briefing.nlp.engine.models import Models
from briefing.nlp.multilingual.plain_names import NameMention, find_names, strip_name
from briefing.nlp.parsing.document import Document

_FEW = 2
"""Mentions from which an organization or a country is listed wherever it stands."""
_LONGEST_ROLE = 10
"""Tokens; a longer description is told by the article better than by a line."""
_APPOSED = frozenset(("appos", "nmod", "flat", "flat:name"))


def plain_actors(document: Document, models: Models) -> tuple[Actor, ...]:
    """Return persons, organizations and countries, most prominent first, without those named in passing."""
    names = find_names(document)
    target = _merged(names)
    groups: dict[str, list[NameMention]] = defaultdict(list)
    for key, namings in names.items():
        groups[target.get(key, key)] += namings
    headline = f" {fold_name(document.title.text)} "
    actors = []
    for key, namings in groups.items():
        namings.sort(key=lambda naming: (naming.sentence.index, naming.tokens.start))
        kind, first = names[key][0].kind, namings[0].sentence.index
        in_headline = any(f" {part} " in headline for n in namings for part in (n.key, n.key.split()[-1]))
        if kind is not ActorKind.PERSON and len(namings) < _FEW and not in_headline and first > 0:
            continue
        evidence = {
            "bias": 1.0,
            "often": log1p(len(namings)),
            "headline": float(in_headline),
            "early": 1 / (1 + first),
        }
        actors.append(_actor(kind, namings, round(salience(evidence, models.actor_weights), 4)))
    return tuple(sorted(actors, key=lambda actor: (-actor.salience, actor.mentions[0].span.start)))


def _actor(kind: ActorKind, namings: Sequence[NameMention], prominence: float) -> Actor:
    surfaces = list(dict.fromkeys(naming.tokens.text for naming in namings))
    name = max(surfaces, key=lambda surface: (len(surface.split()), len(surface)))
    return Actor(
        name=name,
        kind=kind,
        role=_role(namings) if kind is ActorKind.PERSON else None,
        aliases=tuple(surface for surface in surfaces if surface != name),
        salience=prominence,
        mentions=tuple(naming.sentence.passage_of(naming.tokens) for naming in namings),
        statements=(),
    )


def _merged(names: Mapping[str, Sequence[NameMention]]) -> dict[str, str]:
    """Each name that is another form of a fuller one, to that one."""
    kinds = {key: namings[0].kind for key, namings in names.items()}
    people = [key for key, kind in kinds.items() if kind is ActorKind.PERSON and " " in key]
    people.sort(key=lambda key: -len(names[key]))
    target = merge_people(people)
    surnames = SurnameIndex(people)
    for key, kind in kinds.items():
        owner = surnames.owner(key) if kind is ActorKind.PERSON and key not in target else None
        if owner is not None:
            target[key] = target[owner]
    organizations = [key for key, kind in kinds.items() if kind is ActorKind.ORGANIZATION]
    spellings = {key: names[key][0].tokens.text for key in organizations}
    return target | merge_organizations(organizations, spellings, {}, lambda _: False)


def _role(namings: Sequence[NameMention]) -> str | None:
    """The noun phrase that stands in apposition right before or after the name, if one does.

    Its relations and parts of speech are those of Universal Dependencies, whatever the language; a pipeline
    that has others finds no role.
    """
    for naming in namings:
        tokens, doc = naming.tokens, naming.tokens.doc
        for noun in (tokens.root.head, *tokens.root.children):
            before = noun.i < tokens.start
            apposed = tokens.root if before else noun
            if noun.pos_ != "NOUN" or apposed.dep_ not in _APPOSED:
                continue
            start, end = (noun.left_edge.i, tokens.start) if before else (noun.i, noun.right_edge.i + 1)
            role = strip_name(doc[start:end])
            if 0 < len(role) <= _LONGEST_ROLE and not any(token.is_punct for token in role):
                return role.text
    return None
