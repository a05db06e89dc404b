"""Merges the actors of several articles of one story: a name, its short form and its initials are one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from briefing.domain.analysis import Actor, ActorKind
from briefing.domain.briefing import Citation, CitedLine, line_of
from briefing.domain.stories.story_briefing import StoryText
from briefing.domain.stories.terms import plain_words

MAX_ACTORS = 10
"""The most actors of a story."""
_COUNTRIES = {
    "america": "us", "united states of america": "us", "usa": "us", "united states": "us",
    "britain": "uk", "great britain": "uk", "united kingdom": "uk",
}  # fmt: skip
"""Names of countries that share no words with the others."""
_SMALL_WORDS = frozenset("a an and for in of on the".split())
"""Words that initials leave out."""

NamedActor = tuple[int, Actor]
"""An actor, with the position of its article."""


def merge_actors(articles: Sequence[StoryText]) -> list[CitedLine]:
    """Return the actors of a story, those that most articles name first, at most `MAX_ACTORS`."""
    return [_actor(group, articles) for group in key_actors(articles)]


def key_actors(articles: Sequence[StoryText]) -> list[list[NamedActor]]:
    """Return each actor of a story as its articles have it, those that most articles name first."""

    def weight(group: Sequence[NamedActor]) -> tuple[int, float]:
        return len({at for at, _ in group}), sum(actor.salience for _, actor in group)

    return sorted(_with_surnames(_by_name(articles)), key=weight, reverse=True)[:MAX_ACTORS]


def _by_name(articles: Sequence[StoryText]) -> list[list[NamedActor]]:
    """Group actors of one kind that have a full name, or its initials, in common."""
    groups: list[list[NamedActor]] = []
    by_key: dict[tuple[ActorKind, str], list[NamedActor]] = {}
    for at, article in enumerate(articles):
        for actor in article.analysis.actors if article.analysis else ():
            keys = [(actor.kind, key) for key in _keys(actor)]
            group = next((by_key[key] for key in keys if key in by_key), None)
            if group is None:
                groups.append(group := [])
            group.append((at, actor))
            for key in keys:
                by_key.setdefault(key, group)
    return groups


def _keys(actor: Actor) -> Iterator[str]:
    """Yield what names the actor alone: its name, its full names, and the initials of an institution."""
    for name in (actor.name, *actor.aliases):
        folded = name.casefold().removeprefix("the ").replace(".", "")
        if name != actor.name and " " not in name and not name.isupper():
            continue  # part of a name, which others may share
        if actor.kind is ActorKind.PERSON:  # with or without the initial of a second name
            folded = " ".join(word for word in folded.split() if len(word) > 1)
        yield _COUNTRIES.get(folded, folded) if actor.kind is ActorKind.COUNTRY else folded
        if actor.kind is ActorKind.ORGANIZATION and " " in folded:
            initials = "".join(word[0] for word in folded.split() if word not in _SMALL_WORDS)
            if len(initials) > 1:
                yield initials


def _with_surnames(groups: Sequence[list[NamedActor]]) -> list[list[NamedActor]]:
    """Put persons of whom only the surname is known to the one person of the story who has it."""
    surnames: dict[str, list[list[NamedActor]]] = defaultdict(list)
    for group in groups:
        for surname in {_surname(actor) for _, actor in group} - {""}:
            surnames[surname].append(group)
    kept = []
    for group in groups:
        named = (
            surnames[group[0][1].name.casefold()] if not any(_surname(actor) for _, actor in group) else []
        )
        if len(named) == 1 and group[0][1].kind is ActorKind.PERSON:
            named[0].extend(group)
            named[0].sort(key=lambda each: each[0])
        else:
            kept.append(group)
    return kept


def _surname(actor: Actor) -> str:
    """Return the surname of a person with a full name, or an empty string."""
    given, _, surname = actor.name.casefold().rpartition(" ")
    return surname if given and actor.kind is ActorKind.PERSON else ""


def _actor(group: Sequence[NamedActor], articles: Sequence[StoryText]) -> CitedLine:
    best = max((actor for _, actor in group), key=lambda actor: (" " in actor.name, actor.salience))
    role = best.role or next((actor.role for _, actor in group if actor.role), None)
    aliases = dict.fromkeys(name for _, actor in group for name in (actor.name, *actor.aliases))
    others = tuple(name for name in aliases if name != best.name)
    return replace(
        line_of(replace(best, role=role, aliases=others)),
        citations=tuple(articles[at].cite(each) for at, actor in group for each in actor.mentions),
        below=tuple(_statements(group, articles)),
    )


def _statements(group: Sequence[NamedActor], articles: Sequence[StoryText]) -> Iterator[Citation]:
    """Yield each statement once, though several articles have it."""
    seen: list[tuple[int, str]] = []
    for at, actor in group:
        for statement in actor.statements:
            words = plain_words(statement.text)
            if not any(place != at and (words in known or known in words) for place, known in seen):
                seen.append((at, words))
                yield articles[at].cite(statement)
