"""Validates a query over articles without a library."""

from __future__ import annotations

from datetime import datetime

from briefing.domain.query.article_query import FIELDS, HAS, IS, chosen_value, day_begins
from briefing.domain.query.grammar import FieldTerm, QueryProblem, fields_in, parse

__all__ = ["query_problems"]


def query_problems(typed: str, now: datetime) -> tuple[QueryProblem, ...]:
    """In the order of the query; empty for a valid one."""
    parsed = parse(typed, FIELDS)
    found = list(parsed.problems)
    for term in fields_in(parsed.query):
        try:
            _check(term, now)
        except ValueError as error:
            found.append(QueryProblem(str(error), term.at))
    return tuple(sorted(found, key=lambda problem: problem.at))


def _check(term: FieldTerm, now: datetime) -> None:
    match term.name:
        case "is":
            chosen_value(term, IS)
        case "has":
            chosen_value(term, HAS)
        case "after" | "before":
            day_begins(term, now)
