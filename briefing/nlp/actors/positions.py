"""Chooses the one statement that tells where an actor stands on what the article is about."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, replace

from briefing.domain import Actor, ActorKind, Passage, Span
from briefing.nlp.engine.word_lists import load_words
from briefing.nlp.parsing.clauses import FINITE_TAGS
from briefing.nlp.parsing.document import Document

_WORDS = load_words("positions")
_STANCES = _WORDS["stances"]
_FUNCTION_WORDS = _WORDS["function words"]
_OPENINGS = _WORDS["openings"]
_LINKS = frozenset("and but so because or not".split())
"""Words before that which a statement opens with."""
_OWN_PRONOUNS = {
    ActorKind.PERSON: frozenset("he she his her".split()),
    ActorKind.ORGANIZATION: frozenset("it its they their".split()),
    ActorKind.COUNTRY: frozenset("it its".split()),
    ActorKind.GROUP: frozenset("they their".split()),
}
"""Pronouns by which reported speech means its speaker."""
_MAX_LENGTH = 140
"""The most code points of a position: what one line of a screen holds beside a name."""
_MIN_WORDS = 4
_MAX_SHARED = 3
"""The most words shared with the headline that count: more only repeat it."""
_STANCE = 1.5
"""The score of a stance, in words shared with the headline."""
_LEAD = 2
"""The sentences that tell with the headline what the article is about."""
_MIN_SCORE = 1.2
"""The score from which a statement is a position: a stance, or much of the headline."""
_STEM = 5
"""The letters by which forms of one word are equal: "refuse", "refusal"."""
_WORD = re.compile(r"[\w'’]+")


@dataclass(frozen=True, slots=True)
class _Topic:
    """What an article is about."""

    headline: Set[str]
    """The stems of the headline's words."""
    lead: Sequence[tuple[Span, Set[str]]]
    """The first sentences, with the stems of their words."""

    def shared(self, passage: Passage, own: Set[str]) -> float:
        """Count the stems shared with the headline, and half of those with the lead, but no name's."""
        stems = _stems(passage.text) - own
        lead = {stem for span, found in self.lead if not span.overlap(passage.span) for stem in found}
        return len(stems & self.headline) + len(stems & (lead - self.headline)) / 2


def with_positions(actors: Iterable[Actor], document: Document) -> tuple[Actor, ...]:
    """Give each actor the statement that is nearest to the headline and takes a stance, if one does."""
    lead = [(sentence.span, _stems(sentence.tokens.text)) for sentence in document.sentences[:_LEAD]]
    topic = _Topic(_stems(document.article.title), lead)
    return tuple(replace(actor, position=_position(actor, topic, document)) for actor in actors)


def _position(actor: Actor, topic: _Topic, document: Document) -> Passage | None:
    own = _stems(" ".join((actor.name, *actor.aliases)))
    scored = [
        (_score(passage, topic, own), -number)
        for number, passage in enumerate(actor.statements)
        if _stands_alone(passage, actor.kind, document.article.text) and _has_verb(passage.span, document)
    ]
    best, number = max(scored, default=(0.0, 0))
    return actor.statements[-number] if best >= _MIN_SCORE else None


def _score(passage: Passage, topic: _Topic, own: Set[str]) -> float:
    """Return how telling a statement is: it shares words with the headline, and takes a stance."""
    shared = topic.shared(passage, own)
    if not shared:
        return 0.0
    stance = any(word in _STANCES or word.endswith("n't") for word in _words(passage.text))
    return min(shared, _MAX_SHARED) + _STANCE * stance - len(passage.text) / (2 * _MAX_LENGTH)


def _stands_alone(passage: Passage, kind: ActorKind, text: str) -> bool:
    """Whether a statement can be read beside the speaker's name, and on one line.

    It opens with nothing that is named before it. In reported speech "he", or "it" of a body, is the speaker.
    """
    words = _words(passage.text)
    if len(words) < _MIN_WORDS or len(passage.text) > _MAX_LENGTH or "?" in passage.text[-2:]:
        return False
    if passage.text.count("“") != passage.text.count("”") or passage.text.count('"') % 2:
        return False
    quoted = text[: passage.span.start].rstrip()[-1:] in ('"', "“", "'", "‘")
    if quoted and passage.text[:1].islower():
        return False  # the end of a sentence
    first = words[words[0] in _LINKS].partition("'")[0]
    own = () if quoted else _OWN_PRONOUNS[kind]
    return first not in _OPENINGS or first in own


def _has_verb(span: Span, document: Document) -> bool:
    """Whether a statement has a finite verb: “a wrong vote on the hospital” is no position."""
    sentences = document.sentences
    number = max(0, bisect_right(sentences, span.start, key=lambda sentence: sentence.span.start) - 1)
    return any(
        token.tag_ in FINITE_TAGS and sentence.span_of(token).overlap(span)
        for sentence in sentences[number : number + _LEAD]
        for token in sentence.tokens
    )


def _words(text: str) -> list[str]:
    return [word.casefold().replace("’", "'") for word in _WORD.findall(text)]


def _stems(text: str) -> Set[str]:
    words = (word.partition("'")[0] for word in _words(text))
    return {word[:_STEM] for word in words if len(word) > 2 and word not in _FUNCTION_WORDS}
