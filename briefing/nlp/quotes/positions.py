"""Chooses the one statement that tells where an actor stands on what the article is about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, replace

from briefing.domain import Actor, Passage, Span
from briefing.nlp.engine.word_lists import load_words
from briefing.nlp.parsing.document import Document
from briefing.nlp.quotes.statements import plain_words

_WORDS = load_words("positions")
_STANCES = _WORDS["stances"]
_FUNCTION_WORDS = _WORDS["function words"]
_MAX_LENGTH = 140
"""The most code points of a position: what one line of a screen holds beside a name."""
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
    return tuple(replace(actor, position=_position(actor, topic)) for actor in actors)


def _position(actor: Actor, topic: _Topic) -> Passage | None:
    own = _stems(" ".join((actor.name, *actor.aliases)))
    scored = [
        (_score(passage, topic, own), -number)
        for number, passage in enumerate(actor.statements)
        if len(passage.text) <= _MAX_LENGTH
    ]
    best, number = max(scored, default=(0.0, 0))
    return actor.statements[-number] if best >= _MIN_SCORE else None


def _score(passage: Passage, topic: _Topic, own: Set[str]) -> float:
    """Return how telling a statement is: it shares words with the headline, and takes a stance."""
    shared = topic.shared(passage, own)
    if not shared:
        return 0.0
    stance = any(word in _STANCES or word.endswith("n't") for word in plain_words(passage.text))
    return min(shared, _MAX_SHARED) + _STANCE * stance - len(passage.text) / (2 * _MAX_LENGTH)


def _stems(text: str) -> Set[str]:
    words = (word.partition("'")[0] for word in plain_words(text))
    return {word[:_STEM] for word in words if len(word) > 2 and word not in _FUNCTION_WORDS}
