"""Gathers what many articles have about one actor: statements, dated events, company, open issues."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from briefing.domain.analysis import Actor, ActorKind, Analysis, Issue
from briefing.domain.briefing import Citation
from briefing.domain.query.search_words import search_words
from briefing.domain.span import Passage
from briefing.domain.stories.activity import Activity, activity
from briefing.domain.stories.briefing_merge import have_one_label
from briefing.domain.stories.story import Story, StoryArticle
from briefing.domain.stories.story_briefing import StoryIssue
from briefing.domain.stories.terms import plain_words

MIN_WORDS = 5
"""Words from which a passage is the same as one that contains them."""


@dataclass(frozen=True, slots=True)
class ActorText:
    """An article that may name the actor, with its analysis."""

    article: StoryArticle
    text: str
    analysis: Analysis


class LineKind(StrEnum):
    QUOTE = "quote"
    """What the actor says in their own words."""
    STATEMENT = "statement"
    """What an article reports of their words."""
    EVENT = "event"
    """A clause with a date that names them."""


@dataclass(frozen=True, slots=True)
class ActorLine:
    """What the actor said, or a dated event."""

    kind: LineKind
    date: str
    """The day of an event, as `Event.date`, or that of the first article that has the words."""
    citations: tuple[Citation, ...]
    """At least one; those of other articles that have the same words."""


@dataclass(frozen=True, slots=True)
class NamedActor:
    """An actor as the analyses of so many articles name them."""

    name: str
    kind: ActorKind
    articles: int


@dataclass(frozen=True, slots=True)
class ActorPage:
    """Everything about one actor; the newest first."""

    name: str
    kind: ActorKind
    role: str | None
    """In the words of the newest article that has it."""
    aliases: tuple[str, ...]
    articles: tuple[StoryArticle, ...]
    """Without copies of another's text."""
    lines: tuple[ActorLine, ...]
    company: tuple[NamedActor, ...]
    """Those whom the same articles name; the most frequent first."""
    issues: tuple[StoryIssue, ...]
    """What the articles leave open that involves the actor."""
    namesakes: tuple[NamedActor, ...] = ()
    """Others who are called so too: by one word alone, actors of several articles may be several people."""
    stories: tuple[Story, ...] = ()
    older: int = 0
    """Articles that were left out, being older than all of these."""

    @property
    def activity(self) -> Activity | None:
        return activity(article.time for article in self.articles)

    @property
    def is_vague(self) -> bool:
        """Whether it is about people whom the articles name by one word."""
        return self.kind is ActorKind.PERSON and " " not in self.name


def names_of(texts: Iterable[ActorText], name: str) -> tuple[NamedActor, ...]:
    """The names of all actors who have this name or alias, the most frequent first."""
    key = search_words(name)
    return _counted(
        actor for text in texts for actor in text.analysis.actors if key in map(search_words, _names(actor))
    )


def _counted(actors: Iterable[Actor]) -> tuple[NamedActor, ...]:
    """Each name once, as it comes first; the most frequent first."""
    counts = Counter[str]()
    first: dict[str, Actor] = {}
    for actor in actors:
        words = search_words(actor.name)
        counts[words] += 1
        first.setdefault(words, actor)
    return tuple(NamedActor(first[words].name, first[words].kind, n) for words, n in counts.most_common())


def actor_page(
    name: str, texts: Sequence[ActorText], closed: Collection[tuple[str, str]] = ()
) -> ActorPage | None:
    """The page of the actor of this name from articles, the newest first; None where none names them.

    An alias counts if it has two words at least: a surname alone is no proof that two are one. One word alone
    is either persons' or not, whichever more articles have. `closed` has the article and the label of issues
    that are open no longer.
    """
    key = search_words(name)
    found = [(text, actor) for text in _originals(texts) if (actor := _named(text.analysis, key))]
    if " " not in key:
        people = sum(actor.kind is ActorKind.PERSON for _, actor in found)
        of_people = 2 * people > len(found)
        found = [each for each in found if (each[1].kind is ActorKind.PERSON) is of_people]
    if not found:
        return None
    actors = [actor for _, actor in found]
    called = Counter(name for actor in actors for name in _names(actor) if search_words(name) == key)
    aliases = Counter(name for actor in actors for name in _names(actor) if search_words(name) != key)
    return ActorPage(
        called.most_common(1)[0][0],
        Counter(actor.kind for actor in actors).most_common(1)[0][0],
        next((actor.role for actor in actors if actor.role), None),
        tuple(alias for alias, _ in aliases.most_common()),
        tuple(text.article for text, _ in found),
        tuple(_lines(found)),
        _company(found),
        tuple(_issues(found, closed)),
        () if " " in key else tuple(each for each in names_of(texts, name) if search_words(each.name) != key),
    )


_Found = Sequence[tuple[ActorText, Actor]]


def _originals(texts: Sequence[ActorText]) -> list[ActorText]:
    """Each text once, with the article that had it first."""
    first = {text.text: text for text in texts}
    return [text for text in texts if first[text.text] is text]


def _names(actor: Actor) -> tuple[str, ...]:
    return (actor.name, *actor.aliases)


def _named(analysis: Analysis, key: str) -> Actor | None:
    others = []
    for actor in analysis.actors:
        if search_words(actor.name) == key:
            return actor
        if " " in key and key in map(search_words, actor.aliases):
            others.append(actor)
    return next(iter(others), None)


# What they said and did


def _lines(found: _Found) -> list[ActorLine]:
    """Words that several passages have once, as the first article has them."""
    lines: list[tuple[ActorLine, str, str, list[Citation]]] = []
    for text, actor in reversed(found):
        for line, passage in (*_said(text, actor), *_events(text, actor)):
            day = line.date if line.kind is LineKind.EVENT else ""
            words, citation = plain_words(passage.text), Citation(text.article.id, passage)
            for _, known_day, known, citations in lines:
                if known_day == day and _same(words, known):
                    citations.append(citation)
                    break
            else:
                lines.append((line, day, words, [citation]))
    in_order = [replace(line, citations=tuple(citations)) for line, *_, citations in reversed(lines)]
    return sorted(in_order, key=lambda line: line.date, reverse=True)


def _said(text: ActorText, actor: Actor) -> Iterator[tuple[ActorLine, Passage]]:
    """The last first, as all lines are turned round in the end. What is part of another is left out."""
    quotes = {each.passage.span: each.passage for each in text.analysis.quotes if each.speaker == actor.name}
    said = quotes | {each.span: each for each in actor.statements}
    for span in sorted(said, reverse=True):
        if not any(other.covers(span) for other in said if other != span):
            kind = LineKind.QUOTE if span in quotes else LineKind.STATEMENT
            yield ActorLine(kind, text.article.time[:10], ()), said[span]


def _events(text: ActorText, actor: Actor) -> Iterator[tuple[ActorLine, Passage]]:
    """Those that name the actor, the last first; what they say of a date is among what they say."""
    for event in reversed(text.analysis.timeline):
        span = event.passage.span
        is_said = any(each.span.overlap(span) for each in actor.statements)
        if not is_said and any(span.covers(mention.span) for mention in actor.mentions):
            yield ActorLine(LineKind.EVENT, event.date, ()), event.passage


def _same(words: str, others: str) -> bool:
    short, long = sorted((words, others), key=len)
    return short == long or (short.count(" ") >= MIN_WORDS - 1 and f" {short} " in f" {long} ")


# Company and issues


def _company(found: _Found) -> tuple[NamedActor, ...]:
    counted = _counted(
        each
        for text, actor in found
        for each in {
            search_words(each.name): each for each in text.analysis.actors if each is not actor
        }.values()
    )
    return tuple(sorted(counted, key=lambda each: (-each.articles, search_words(each.name))))


def _issues(found: _Found, closed: Collection[tuple[str, str]]) -> list[StoryIssue]:
    """Those that are named alike are one, as the newest article has it, and closed if one is."""
    groups: list[dict[str, Issue]] = []
    for text, actor in found:
        id_ = text.article.id
        for issue in (each for each in text.analysis.issues if actor.name in each.actors and each.evidence):
            for by_article in groups:
                if id_ not in by_article and have_one_label(next(iter(by_article.values())), issue):
                    by_article[id_] = issue
                    break
            else:
                groups.append({id_: issue})
    return [
        StoryIssue(
            next(iter(by_article.values())),
            tuple(Citation(id_, issue.evidence[0]) for id_, issue in by_article.items()),
            len(by_article),
        )
        for by_article in groups
        if not any((id_, issue.label) in closed for id_, issue in by_article.items())
    ]
