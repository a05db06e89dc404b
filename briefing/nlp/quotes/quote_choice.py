"""Chooses the quotes that are shown at once; the others are folded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace

from briefing.domain import Actor, ActorKind, Quote
from briefing.nlp.engine.word_lists import load_words
from briefing.nlp.parsing.document import Document
from briefing.nlp.parsing.word_stems import word_stems

_MAX_SHOWN = 5
_MIN_WORDS = 4
"""The fewest words of a quote that is shown."""
_LEAST_WORTH = 0.75
"""The worth from which a quote is shown: of those below, strict readers call four in ten right."""
_SHORT, _BRIEF = 8, 12
"""Numbers of words below which readers find that a quote tells little alone."""
_LEAD = 3
"""The number of opening sentences that tell what an article is about."""
_WORDS = load_words("quote_choice")
_MARKS = "“”\"'‘’.,;:!?…[]()"


def choose_quotes(quotes: Sequence[Quote], document: Document, actors: Sequence[Actor]) -> tuple[Quote, ...]:
    """Fold all but the quotes that tell most: whole sentences of somebody named, near the headline."""
    topic = Topic.of(document, actors)
    whole = (quote for quote in quotes if quote.speaker is not None and _is_whole(quote.passage.text))
    told = best({quote: topic.worth(quote) - _LEAST_WORTH for quote in whole}, _MAX_SHOWN)
    return tuple(replace(quote, shown=quote in told) for quote in quotes)


def best(worth: Mapping[Quote, float], most: int) -> Sequence[Quote]:
    """Return the words that are worth a line, the best first; each further one of a speaker is worth less."""
    chosen: list[Quote] = []
    times: Counter[str | None] = Counter()
    while len(chosen) < most:
        left = {
            each: round(value - 0.4 * times[each.speaker], 6)
            for each, value in worth.items()
            if each not in chosen
        }
        first = max(left, key=lambda each: (left[each], -each.passage.span.start), default=None)
        if first is None or left[first] <= 0:
            break
        chosen.append(first)
        times[first.speaker] += 1
    return chosen


def _is_whole(text: str) -> bool:
    """Whether a quote has a few words, the first of a sentence among them: no “raised, and I rejected, …”."""
    return len(text.split()) >= _MIN_WORDS and not text.lstrip(". …[")[:1].islower()


@dataclass(frozen=True, slots=True)
class Topic:
    """What an article is about."""

    headline: Set[str]
    lead: Set[str]
    actors: Mapping[str, Actor]
    length: int

    @classmethod
    def of(cls, document: Document, actors: Sequence[Actor]) -> Topic:
        lead = " ".join(sentence.tokens.text for sentence in document.sentences[:_LEAD])
        return cls(
            word_stems(document.article.title),
            word_stems(lead),
            {actor.name: actor for actor in actors},
            max(1, len(document.article.text)),
        )

    def worth(self, quote: Quote, *, is_reported: bool = False) -> float:
        """Return how far words can be read alone and tell something; from 0 they are worth a line.

        The weights are the rounded log odds by which strict readers marked 527 quotes as right. What is
        reported is seldom a trifle, and a pronoun that it opens with means the speaker.
        """
        text, speaker = quote.passage.text, quote.speaker or ""
        words = [word.casefold().strip(_MARKS) for word in text.split()]
        stems = word_stems(text)
        actor = self.actors.get(speaker)
        is_trifle = 2.2 if len(words) < _SHORT else 1.3 if len(words) < _BRIEF else 0.0
        return (
            0.7
            - (0.0 if is_reported else is_trifle + 0.8 * (words[0] in _WORDS["pronouns"]))
            - 1.4 * ("?" in text)
            - 1.0 * (words[0] in _WORDS["connectives"])
            - 1.5 * (speaker.casefold() in _WORDS["unnamed"])
            - 0.8 * (speaker[:1].islower() or speaker.startswith("The "))
            + 1.3 * min(3, len(stems & self.headline)) / 3
            + 0.3 * min(4, len(stems & self.lead)) / 4
            + (0.5 * (actor.kind is ActorKind.PERSON) + 0.5 * actor.salience if actor is not None else 0.0)
            - 0.9 * quote.passage.span.start / self.length
        )
