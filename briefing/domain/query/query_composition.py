"""Combines several query texts into one."""

from __future__ import annotations

import re
from collections.abc import Collection

from briefing.domain.query.grammar import And, FieldTerm, Not, Phrase, Query, parse

# With fewer letters, too many words of a large library would match.
_LAST_WORD = re.compile(r"(?:^|[\s(])-?(?:(?:title|author):)?\w[\w'’-]{2,}$")
_QUOTES = re.compile(r'["“”„]')


def while_typed(typed: str) -> str:
    """Let the last word of a query match any word that begins so, until a blank is typed after it.

    >>> while_typed("is:unread tra"), while_typed("tra "), while_typed('"a tra'), while_typed("tag:tra")
    ('is:unread tra*', 'tra ', '"a tra', 'tag:tra')
    """
    is_quoted = len(_QUOTES.findall(typed)) % 2
    return f"{typed}*" if _LAST_WORD.search(typed) and not is_quoted else typed


def join_queries(*typed: str, fields: Collection[str]) -> str:
    """Combine queries into one that matches what all of them match.

    Quotation marks and parentheses that one leaves open are closed before the next.

    >>> join_queries("is:unread", "taiwan OR (strait", fields=("is",))
    'is:unread (taiwan OR strait)'
    """
    queries = [parse(each, fields).query for each in typed]
    return " ".join(_written(query) for query in queries if query != And())


def actor_query(name: str) -> str:
    """Make a query for the articles whose briefing names an actor exactly so."""
    return f"actor:{quoted_value(f'={name}')}"


def quoted_value(value: str) -> str:
    """Quote a field's value; quotation marks in it become blanks, as the grammar cannot escape them."""
    return '"{}"'.format(value.replace('"', " "))


def _written(query: Query) -> str:
    if isinstance(query, Phrase):
        words = query.typed or query.text
        return f'"{words}"' if query.quoted else words
    if isinstance(query, FieldTerm):
        return f'{query.name}:"{query.value}"' if query.quoted else f"{query.name}:{query.value}"
    if isinstance(query, Not):
        return f"-{_written(query.query)}"
    joint = " " if isinstance(query, And) else " OR "
    return f"({joint.join(map(_written, query.queries))})"
