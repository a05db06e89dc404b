"""Judges whether an actor's line helps a reader; who is only cited, or named in passing, is folded."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence, Set

from briefing.domain import ActorKind, Article
from briefing.domain.text.captions import is_caption
from briefing.nlp.actors.actor_features import ActorFeatures
from briefing.nlp.actors.entities import Entity
from briefing.nlp.actors.naming.names import MEDIA_WORDS, fold_name
from briefing.nlp.engine.word_lists import load_words

MAX_SHOWN = 8
"""The most lines that are shown at once."""
_MIN_HELPFUL = 0.75
"""The probability of helping a reader from which a line is shown; the best line is shown however unsure."""
_MIN_PASSING = 0.83
"""The same for whom the article names once: strict readers call most of the others minor."""
_MIN_HEADLINE = 0.38
"""The same for whom the headline names."""
_MIN_CENTRAL = 0.25
"""The same for whom the article is about."""
_RANK_WEIGHT = 0.1
"""The log odds that a line loses for each one above it, where more than MAX_SHOWN would help."""
_SUBJECT_WEIGHT, _SCENE_WEIGHT, _HELPFUL_WEIGHT, _OPENING_WEIGHT = 1.0, 1.5, 0.25, 1.5
"""Log odds of being whom the article is about, rounded: fitted to 178 articles of which annotators said whom
the story is about, and 92 that readers marked."""
_MAX_CITATIONS = 3
"""The most mentions of a reporter or the article's source who is only cited; others are in the story."""
_NEVER_SHOWN = ("kind:place", "silent artifact", "idle scene", "common noun", "cited", "others' word")
"""Features of lines that are folded: towns are printed as organizations, things and citations do not act, and
whom only others' words or captions name is passed by, or has a nickname."""
_WORDS = load_words("line_judge")
_REPORTERS = _WORDS["reporters"]
_SCENES = _WORDS["scenes"]
_BODY_ROLES = _WORDS["passers-by"]
_MIN_SOURCE = 4
"""The fewest letters of a name that are looked for in the name of the article's source."""
_TAKEN_OVER = tuple(
    """
    often headline opens_headline headline_subject acts active speaks only_attribute once past quoted
    long_name media generic institution acronym listed verbless unrecognized other_label artifact lone
    as_subject as_object as_place as_oblique as_modifier as_whole as_office as_owner as_source as_apposition
    """.split()
)
"""Features of salience that also tell whether a line helps."""


def line_features(
    entity: Entity,
    features: ActorFeatures,
    role: str | None,
    rank: int,
    scores: tuple[float, float],
    article: Article,
) -> Mapping[str, float]:
    """Compute the features of a line.

    `rank` counts from 0, `scores` are the salience and the probability of being listed.
    """
    salience, probability = scores
    words = frozenset(role.casefold().split()) if role else frozenset()
    person = entity.kind is ActorKind.PERSON
    first = entity.mentions[0].passage.span.start / max(1, len(article.text))
    said = features.get("speaks", 0.0) > 0
    kind = "place" if features.get("kind:place") else str(entity.kind)
    scene = kind == "organization" and fold_name(entity.name).split(" ")[-1] in _SCENES
    cited = _is_reporter(words) or is_source(entity, article) or bool(features.get("media"))
    pictured = all(is_caption(each.sentence.tokens.text) for each in entity.mentions)
    central = bool(features.get("headline")) or len(entity.mentions) > _MAX_CITATIONS
    row = {name: features[name] for name in _TAKEN_OVER if features.get(name)}
    row |= {
        "bias": 1.0,
        f"kind:{kind}": 1.0,
        "rank": 1 / (1 + rank),
        "salience": _logit(salience),
        "listing": _logit(probability),
        "first": first,
        "late": float(first > 0.5),
        "person without role": float(person and not role),
        "person with role": float(person and bool(role)),
        "body with role": float(not person and bool(role)),
        "long role": float(len(words) > 1),
        "passer-by": float(bool(words & _BODY_ROLES)),
        "cited": float(pictured or (cited and not central)),
        "said": float(said),
        "silent artifact": float(bool(features.get("artifact")) and not said),
        "idle scene": float(scene and not said and not features.get("acts")),
        "common noun": float(kind == "organization" and not said and _is_common_noun(entity.name, article)),
        "others' word": float(person and features.get("quoted") == 1 and not said),
        "silent": float(not role and not said),
        "silent once": float(not role and not said and len(entity.mentions) == 1),
        f"once:{kind}": features.get("once", 0.0),
        f"often:{kind}": features.get("often", 0.0),
        f"said:{kind}": float(said),
        f"as_place:{kind}": features.get("as_place", 0.0),
        f"as_oblique:{kind}": features.get("as_oblique", 0.0),
        f"active:{kind}": features.get("active", 0.0),
        f"headline:{kind}": features.get("headline", 0.0),
    }
    return {name: value for name, value in row.items() if value}


def _is_reporter(role: Set[str]) -> bool:
    """Whether the words of a role tell one who is only cited: "Reuters reporter", "of the New York Times"."""
    return bool(role & _REPORTERS) or ("of" in role and bool(role & MEDIA_WORDS) and len(role) < 6)


def _is_common_noun(name: str, article: Article) -> bool:
    """Whether the article has the words in lower case too: "Bus Rapid Transit", "Intensive Care Units"."""
    return " " in name and not name.islower() and name.lower() in article.text


def is_source(entity: Entity, article: Article) -> bool:
    """Whether the entity is who publishes the article: "CBS News" on www.cbsnews.com."""
    letters = re.sub(r"\W", "", fold_name(entity.name).replace(" ", ""))
    source = re.sub(r"\W", "", fold_name(article.source or ""))
    return len(letters) >= _MIN_SOURCE and letters in source


def shown_lines(lines: Sequence[Mapping[str, float]], weights: Mapping[str, float]) -> tuple[bool, ...]:
    """Select the lines that are shown at once; `lines` come by salience, most salient first."""
    helpful = [_probability(line, weights) for line in lines]
    fit = [n for n, line in enumerate(lines) if not any(line.get(name) for name in _NEVER_SHOWN)]
    order = sorted(fit, key=lambda n: _RANK_WEIGHT * n - _logit(helpful[n]))
    best = max((helpful[n] for n in fit), default=0.0)
    least = [_least(line) for line in lines]
    kept = {n for n in order[:MAX_SHOWN] if helpful[n] >= min(least[n], best)}
    main = foremost(lines, [n in fit for n in range(len(lines))], weights)
    if main is not None and helpful[main] >= _MIN_CENTRAL:
        kept.add(main)
    kept |= {n for n in fit if _is_of_headline(lines[n]) and not lines[n].get("once")}
    return tuple(number in kept for number in range(len(lines)))


def _least(line: Mapping[str, float]) -> float:
    """Return the probability of helping from which a line is shown."""
    if line.get("once"):
        return _MIN_PASSING
    return _MIN_HEADLINE if line.get("headline") else _MIN_HELPFUL


def _is_of_headline(line: Mapping[str, float]) -> bool:
    """Whether a line's person is named in the headline, and so is no vague line even without a role."""
    return bool(line.get("headline") and line.get("kind:person"))


def foremost(
    lines: Sequence[Mapping[str, float]], shown: Sequence[bool], weights: Mapping[str, float]
) -> int | None:
    """Return the number of the line of whom the article is about, of those that are or can be shown.

    A country is rather the scene; the subject of the headline, and whom it names first, are rather not.
    """

    def score(number: int) -> float:
        line = lines[number]
        return (
            line.get("salience", 0.0)
            + _SUBJECT_WEIGHT * line.get("headline_subject", 0.0)
            + _OPENING_WEIGHT * line.get("opens_headline", 0.0) * (not line.get("kind:country"))
            - _SCENE_WEIGHT * line.get("kind:country", 0.0)
            + _HELPFUL_WEIGHT * _logit(_probability(line, weights))
        )

    return max((number for number, kept in enumerate(shown) if kept), key=score, default=None)


def _probability(line: Mapping[str, float], weights: Mapping[str, float]) -> float:
    total = sum(weights.get(name, 0.0) * value for name, value in line.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def _logit(probability: float) -> float:
    bounded = min(0.99, max(0.01, probability))
    return math.log(bounded / (1 - bounded))
