"""What is quoted joined to what is reported: each actor's statements agree with the quotes on who speaks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from briefing.domain import Actor, Passage, Quote

__all__ = ["with_quotes"]

SHORTEST = 3
"""Words; a quotation that its speaker's name cuts in two may begin with “However”, which states nothing."""


def with_quotes(actors: Iterable[Actor], quotes: Iterable[Quote]) -> tuple[Actor, ...]:
    """The actors with their quotes among their statements, and without what somebody else is quoted for.

    A quotation is told its speaker by more than the sentence it stands in, so it goes before a report of it.
    """
    attributed = [quote for quote in quotes if quote.speaker is not None]
    return tuple(replace(actor, statements=tuple(sorted(_statements(actor, attributed)))) for actor in actors)


def _statements(actor: Actor, quotes: Iterable[Quote]) -> Iterator[Passage]:
    own = {
        quote.passage
        for quote in quotes
        if quote.speaker == actor.name and len(quote.passage.text.split()) >= SHORTEST
    }
    others = [quote.passage.span for quote in quotes if quote.speaker != actor.name]
    for statement in actor.statements:
        span = statement.span
        if not any(other.covers(span) for other in others):
            yield statement
            own = {quote for quote in own if not quote.span.overlap(span)}
    yield from own
