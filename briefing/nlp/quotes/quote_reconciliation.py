"""Reconciles the statements of actors with the quotes, so that both name the same speakers."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from briefing.domain import Actor, Passage, Quote, Span

MIN_WORDS = 3
"""The fewest words of a quote that is a statement; an interrupted one may start with “However”."""


def reconcile_statements(actors: Iterable[Actor], quotes: Iterable[Quote]) -> tuple[Actor, ...]:
    """Add the quotes of actors to their statements, and drop statements that are quoted from others.

    The speaker of a quotation is resolved by more than its sentence, so a quote overrides a report of it.
    """
    by_speaker: dict[str, list[Quote]] = defaultdict(list)
    attributed = sorted((q for q in quotes if q.speaker is not None), key=lambda quote: quote.passage)
    for quote in attributed:
        by_speaker[quote.speaker or ""].append(quote)
    return tuple(
        replace(actor, statements=tuple(sorted(_statements(actor, by_speaker[actor.name], attributed))))
        for actor in actors
    )


def _statements(actor: Actor, own: Sequence[Quote], attributed: Sequence[Quote]) -> Iterator[Passage]:
    quoted = {quote.passage for quote in own if len(quote.passage.text.split()) >= MIN_WORDS}
    for statement in actor.statements:
        enclosing = _enclosing_quote(statement.span, attributed)
        if enclosing is None or enclosing.speaker == actor.name:
            yield statement
            quoted = {passage for passage in quoted if not passage.span.overlap(statement.span)}
    yield from quoted


def _enclosing_quote(span: Span, quotes: Sequence[Quote]) -> Quote | None:
    """Return the quote that contains the span; `quotes` are in reading order and do not overlap."""
    number = bisect_right(quotes, span.start, key=lambda quote: quote.passage.span.start) - 1
    return quotes[number] if number >= 0 and quotes[number].passage.span.covers(span) else None
