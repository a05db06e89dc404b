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
"""The number of words from which a passage counts as the same as one that contains it."""


@dataclass(frozen=True, slots=True)
class ActorText:
    """An article that may name the actor, with its analysis."""

    article: StoryArticle
    text: str
    analysis: Analysis


class LineKind(StrEnum):
    QUOTE = "quote"
    """Words of the actor in quotation marks."""
    STATEMENT = "statement"
    """Words of the actor as an article reports them."""
    EVENT = "event"
    """A clause with a date that names the actor."""


@dataclass(frozen=True, slots=True)
class ActorLine:
    """Something the actor said, or a dated event."""

    kind: LineKind
    date: str
    """An event's day, written as in `Event.date`; for words, the day of the first article that has them."""
    citations: tuple[Citation, ...]
    """Every passage with these words, at least one; the first article's comes first."""


@dataclass(frozen=True, slots=True)
class NamedActor:
    """An actor, and the number of articles whose analyses name them."""

    name: str
    kind: ActorKind
    articles: int


@dataclass(frozen=True, slots=True)
class ActorPage:
    """Everything that articles have about one actor, the newest first."""

    name: str
    kind: ActorKind
    role: str | None
    """The actor's role as the newest article that gives one words it."""
    aliases: tuple[str, ...]
    articles: tuple[StoryArticle, ...]
    """The articles that name the actor, without copies of another article's text."""
    lines: tuple[ActorLine, ...]
    company: tuple[NamedActor, ...]
    """Other actors of the same articles, the most frequent first."""
    issues: tuple[StoryIssue, ...]
    """Open issues that involve the actor."""
    namesakes: tuple[NamedActor, ...] = ()
    """Actors with longer names who are called this too: one word may stand for several people."""
    stories: tuple[Story, ...] = ()
    older: int = 0
    """The number of articles that were left out because they are older than all of these."""

    @property
    def activity(self) -> Activity | None:
        return activity(article.time for article in self.articles)

    @property
    def is_vague(self) -> bool:
        """Whether the page is about people whom the articles name by one word, who may be several."""
        return self.kind is ActorKind.PERSON and " " not in self.name


def names_of(texts: Iterable[ActorText], name: str) -> tuple[NamedActor, ...]:
    """Return the names of all actors who have this name or alias, the most frequent first."""
    key = search_words(name)
    return _count_by_name(
        actor for text in texts for actor in text.analysis.actors if key in map(search_words, _names(actor))
    )


def _count_by_name(actors: Iterable[Actor]) -> tuple[NamedActor, ...]:
    """Count the actors by name, spelled as it comes first; the most frequent come first."""
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
    """Make an actor's page from articles (newest first), or return None if no article names the actor.

    An alias counts only if it has two words, or is initials: a surname alone does not prove that two people
    are one. A name of one word is either persons' or not, whichever more articles have. `closed` has the
    article's id and the label of each issue that is no longer open.
    """
    key = search_words(name)
    found = [(text, actor) for text in _originals(texts) if (actor := _actor_named(text.analysis, key))]
    if " " not in key:
        people = sum(actor.kind is ActorKind.PERSON for _, actor in found)
        is_person_name = 2 * people > len(found)
        found = [each for each in found if (each[1].kind is ActorKind.PERSON) is is_person_name]
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
    """Return each text once, with the article that had it first."""
    first = {text.text: text for text in texts}
    return [text for text in texts if first[text.text] is text]


def _names(actor: Actor) -> tuple[str, ...]:
    return (actor.name, *actor.aliases)


def _actor_named(analysis: Analysis, key: str) -> Actor | None:
    others = []
    for actor in analysis.actors:
        if search_words(actor.name) == key:
            return actor
        if key in search_words(actor.name).split():  # a word in the capitals of a headline is no initials
            continue
        if any(search_words(each) == key and (" " in key or each.isupper()) for each in actor.aliases):
            others.append(actor)
    return next(iter(others), None)


# What they said and did


def _lines(found: _Found) -> list[ActorLine]:
    """List what the actor said and did, newest first; words that several passages have come once."""
    lines: list[tuple[ActorLine, str, str, list[Citation]]] = []
    for text, actor in reversed(found):
        for line, passage in (*_spoken_lines(text, actor), *_event_lines(text, actor)):
            day = line.date if line.kind is LineKind.EVENT else ""
            words, citation = plain_words(passage.text), Citation(text.article.id, passage)
            for _, known_day, known, citations in lines:
                if known_day == day and _are_same_words(words, known):
                    citations.append(citation)
                    break
            else:
                lines.append((line, day, words, [citation]))
    in_order = [replace(line, citations=tuple(citations)) for line, *_, citations in reversed(lines)]
    return sorted(in_order, key=lambda line: line.date, reverse=True)


def _spoken_lines(text: ActorText, actor: Actor) -> Iterator[tuple[ActorLine, Passage]]:
    """Yield the actor's words in an article, the last first; a passage within another one is left out."""
    quotes = {each.passage.span: each.passage for each in text.analysis.quotes if each.speaker == actor.name}
    said = quotes | {each.span: each for each in actor.statements}
    for span in sorted(said, reverse=True):
        if not any(other.covers(span) for other in said if other != span):
            kind = LineKind.QUOTE if span in quotes else LineKind.STATEMENT
            yield ActorLine(kind, text.article.time[:10], ()), said[span]


def _event_lines(text: ActorText, actor: Actor) -> Iterator[tuple[ActorLine, Passage]]:
    """Yield dated events that name the actor, the last first, unless the actor's own statements tell them."""
    for event in reversed(text.analysis.timeline):
        span = event.passage.span
        is_said = any(each.span.overlap(span) for each in actor.statements)
        if not is_said and any(span.covers(mention.span) for mention in actor.mentions):
            yield ActorLine(LineKind.EVENT, event.date, ()), event.passage


def _are_same_words(words: str, others: str) -> bool:
    short, long = sorted((words, others), key=len)
    return short == long or (short.count(" ") >= MIN_WORDS - 1 and f" {short} " in f" {long} ")


# Company and issues


def _company(found: _Found) -> tuple[NamedActor, ...]:
    counted = _count_by_name(
        each
        for text, actor in found
        for each in {
            search_words(each.name): each for each in text.analysis.actors if each is not actor
        }.values()
    )
    return tuple(sorted(counted, key=lambda each: (-each.articles, search_words(each.name))))


def _issues(found: _Found, closed: Collection[tuple[str, str]]) -> list[StoryIssue]:
    """List the open issues, newest first. Issues with like labels are one, and closed if any of them is."""
    groups: list[dict[str, Issue]] = []
    for text, actor in found:
        id_ = text.article.id
        for issue in (
            each for each in text.analysis.shown_issues if actor.name in each.actors and each.evidence
        ):
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
