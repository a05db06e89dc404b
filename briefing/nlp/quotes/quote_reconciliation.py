"""Reconciles the statements of actors with the quotes, so that both name the same speakers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from briefing.domain import Actor, Passage, Quote, Span
from briefing.nlp.parsing.quotation_marks import Quotation, quotation_at

MIN_WORDS = 3
"""The fewest words of a quote that is a statement; an interrupted one may start with “However”."""


def reconcile_statements(
    actors: Iterable[Actor], quotes: Iterable[Quote], quotations: Sequence[Quotation]
) -> tuple[Actor, ...]:
    """Add the quotes of actors to their statements, and drop what is in marks and no quote of theirs.

    The speaker of a quotation is resolved by more than its sentence, so a quote overrides a report of it.
    """
    by_speaker: dict[str | None, list[Passage]] = defaultdict(list)
    for quote in quotes:
        by_speaker[quote.speaker].append(quote.passage)
    return tuple(
        replace(actor, statements=tuple(sorted(_statements(actor, by_speaker[actor.name], quotations))))
        for actor in actors
    )


def _statements(actor: Actor, own: Sequence[Passage], quotations: Sequence[Quotation]) -> Iterator[Passage]:
    quoted = {passage for passage in own if len(passage.text.split()) >= MIN_WORDS}
    for statement in actor.statements:
        is_quoted = any(passage.span.covers(statement.span) for passage in own)
        if is_quoted or not _is_in_marks(statement.span, quotations):
            yield statement
            quoted = {passage for passage in quoted if not passage.span.overlap(statement.span)}
    yield from quoted


def _is_in_marks(span: Span, quotations: Sequence[Quotation]) -> bool:
    quotation = quotation_at(quotations, span.start)
    return quotation is not None and quotation.outer.covers(span)
