"""Chooses the quotes that are shown at once; the others are folded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from briefing.domain import Actor, ActorKind, Quote
from briefing.nlp.engine.word_lists import load_words
from briefing.nlp.parsing.document import Document
from briefing.nlp.parsing.word_stems import word_stems

_MAX_SHOWN = 5
_MIN_WORDS = 4
"""The fewest words of a quote that is shown."""
_SHORT, _BRIEF = 8, 12
"""Numbers of words below which readers find that a quote tells little alone."""
_LEAD = 3
"""The number of opening sentences that tell what an article is about."""
_WORDS = load_words("quote_choice")
_MARKS = "“”\"'‘’.,;:!?…[]()"


def choose_quotes(quotes: Sequence[Quote], document: Document, actors: Sequence[Actor]) -> tuple[Quote, ...]:
    """Fold all but the quotes that tell most: whole sentences of somebody named, near the headline."""
    headline = word_stems(document.article.title)
    lead = word_stems(" ".join(sentence.tokens.text for sentence in document.sentences[:_LEAD]))
    by_name = {actor.name: actor for actor in actors}
    length = max(1, len(document.article.text))
    worth = {
        number: _worth(quote, by_name, headline, lead) - 0.9 * quote.passage.span.start / length
        for number, quote in enumerate(quotes)
        if quote.speaker is not None and _is_whole(quote.passage.text)
    }
    chosen = _choose(quotes, worth)
    return tuple(replace(quote, shown=number in chosen) for number, quote in enumerate(quotes))


def _choose(quotes: Sequence[Quote], worth: Mapping[int, float]) -> set[int]:
    """Choose the best quotes that are worth a line; each further one of a speaker is worth less."""
    chosen: set[int] = set()
    times: Counter[str | None] = Counter()
    while len(chosen) < _MAX_SHOWN:
        left = {
            number: round(value - 0.4 * times[quotes[number].speaker], 6)
            for number, value in worth.items()
            if number not in chosen
        }
        best = max(left, key=lambda each: (left[each], -each), default=None)
        if best is None or left[best] <= 0:
            break
        chosen.add(best)
        times[quotes[best].speaker] += 1
    return chosen


def _is_whole(text: str) -> bool:
    """Whether a quote has a few words, the first of a sentence among them: no “raised, and I rejected, …”."""
    return len(text.split()) >= _MIN_WORDS and not text.lstrip(". …[")[:1].islower()


def _worth(quote: Quote, actors: Mapping[str, Actor], headline: set[str], lead: set[str]) -> float:
    """Return how far a quote can be read alone and tells something; from 0 it is worth a line.

    The weights are the rounded log odds by which strict readers marked 527 quotes as right.
    """
    text, speaker = quote.passage.text, quote.speaker or ""
    words = [word.casefold().strip(_MARKS) for word in text.split()]
    stems = word_stems(text)
    actor = actors.get(speaker)
    return (
        0.7
        - (2.2 if len(words) < _SHORT else 1.3 if len(words) < _BRIEF else 0.0)
        - 1.4 * ("?" in text)
        - 1.0 * (words[0] in _WORDS["connectives"])
        - 0.8 * (words[0] in _WORDS["pronouns"])
        - 1.5 * (speaker.casefold() in _WORDS["unnamed"])
        - 0.8 * (speaker[:1].islower() or speaker.startswith("The "))
        + 1.3 * min(3, len(stems & headline)) / 3
        + 0.3 * min(4, len(stems & lead)) / 4
        + (0.5 * (actor.kind is ActorKind.PERSON) + 0.5 * actor.salience if actor is not None else 0.0)
    )
