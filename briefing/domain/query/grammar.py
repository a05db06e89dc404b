"""Parses filter queries into a tree and compiles the tree into a test.

    query     = either
    either    = every { "OR" every }          any of them; binds loosest
    every     = { term }                      all of them
    term      = [ "-" ] ( word | phrase | field | "(" either ")" )
    word      = anything but blanks and parentheses
    phrase    = '"' anything but '"' '"'
    field     = name ":" ( word | phrase )

The caller defines the fields and their values. No input is an error: a part that makes no sense is ignored
and reported as a problem.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Generic, Protocol, TypeVar

from briefing.domain.query.search_words import search_words

__all__ = [
    "And",
    "FieldTerm",
    "FieldTest",
    "Filter",
    "Not",
    "Or",
    "Parsed",
    "Phrase",
    "Query",
    "QueryProblem",
    "Record",
    "compile_query",
    "fields_in",
    "matches",
    "parse",
]

DEEPEST = 40
"""Parentheses within parentheses, beyond which they are passed over."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A word or phrase that must stand somewhere in the record."""

    text: str
    """Folded; never empty."""
    typed: str = field(default="", compare=False)
    """The same as it was typed, without the quotation marks."""
    quoted: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class FieldTerm:
    """A field and what it must hold."""

    name: str
    value: str
    """As typed, without the quotation marks; never empty."""
    quoted: bool = False
    at: int = 0
    """Where it begins in what was typed."""


@dataclass(frozen=True, slots=True)
class Not:
    query: Query


@dataclass(frozen=True, slots=True)
class And:
    """All of them; with none, every record."""

    queries: tuple[Query, ...] = ()


@dataclass(frozen=True, slots=True)
class Or:
    queries: tuple[Query, ...]


Query = Phrase | FieldTerm | Not | And | Or


@dataclass(frozen=True, slots=True)
class QueryProblem:
    """What was passed over, in a sentence that says where."""

    sentence: str
    at: int
    """The code point of what was typed at which it begins, from 0."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """What was typed, as far as it makes sense."""

    query: Query
    problems: tuple[QueryProblem, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether it asks for nothing, so that every record matches."""
        return self.query == And()


class Record(Protocol):
    """What a query can be asked of."""

    @property
    def words(self) -> str:
        """All that words are looked for in, folded; parts that no phrase may span are parted by newlines."""


R = TypeVar("R", bound=Record)

FieldTest = Callable[[FieldTerm], Callable[[R], bool]]
"""What a field's value asks of a record. Raises ValueError with a sentence where a value means nothing."""


@dataclass(frozen=True)
class Filter(Generic[R]):
    """A query with what its fields mean."""

    test: Callable[[R], bool] | None
    """None where every record passes."""
    problems: tuple[QueryProblem, ...] = ()

    def __call__(self, record: R) -> bool:
        return self.test is None or self.test(record)


# Reading


def parse(typed: str, fields: Collection[str]) -> Parsed:
    """The tree of what was typed, where these fields are known. Never raises."""
    reading = _Reading(typed, fields)
    query = reading.either(0)
    return Parsed(query, tuple(sorted(reading.problems, key=lambda problem: problem.at)))


_QUOTES = '"“”„'
"""Any of them opens a phrase, and any closes it: what is pasted has the printed ones."""
_PLAIN = re.compile(r"[^\s()]+")
_FIELD = re.compile(rf"([A-Za-z][A-Za-z_-]*):(?!//)(?:([{_QUOTES}])|([^\s()]*))")


class _Reading:
    """Goes once over what was typed, from left to right."""

    def __init__(self, typed: str, fields: Collection[str]) -> None:
        self.problems: list[QueryProblem] = []
        self._typed = typed
        self._fields = fields
        self._at = 0

    def either(self, depth: int) -> Query:
        """Up to the end, or the parenthesis that closes what opened at this depth."""
        found: list[Query] = []
        hanging: int | None = None
        while True:
            query, blank = self._every(depth)
            if not blank:
                found.append(query)
                hanging = None
            at = self._at
            if not self._takes_or():
                break
            if blank:
                side = "before" if hanging is None else "after"
                self._tell(f"OR with nothing {side} it", at if hanging is None else hanging)
            hanging = at
        if hanging is not None:
            self._tell("OR with nothing after it", hanging)
        # What every record passes, such as an empty pair of parentheses, says nothing beside what does.
        return found[0] if len(found) == 1 else Or(tuple(found)) if found else And()

    def _every(self, depth: int) -> tuple[Query, bool]:
        """The terms up to an OR or the end, and whether there is nothing among them."""
        terms: list[Query] = []
        while self._skip_blanks() and not self._is_or():
            if self._typed[self._at] == ")":
                if depth:
                    break
                self._tell("A parenthesis closes that was not opened", self._at)
                self._at += 1
                continue
            term = self._term(depth)
            if term is not None:
                terms.append(term)
        if len(terms) == 1:
            return terms[0], False
        return And(tuple(terms)), not terms

    def _term(self, depth: int) -> Query | None:
        """None for one that says nothing yet."""
        begin = self._at
        negated = False
        while self._typed.startswith("-", self._at):
            negated = not negated
            self._at += 1
        if self._at > begin and (self._at == len(self._typed) or self._typed[self._at].isspace()):
            self._tell("A minus with nothing after it", begin)
            return None
        term = self._bare_term(depth)
        return Not(term) if negated and term is not None else term

    def _bare_term(self, depth: int) -> Query | None:
        here = self._typed[self._at]
        if here == "(":
            return self._group(depth)
        if here == ")":
            self._tell("A minus with nothing after it", self._at - 1)
            return None
        if here in _QUOTES:
            return self._words(self._phrase(), quoted=True)
        named = _FIELD.match(self._typed, self._at)
        if named and (name := named[1].lower()) in self._fields:
            return self._field(name, named)
        plain = _PLAIN.match(self._typed, self._at)
        assert plain is not None
        if named:
            self._tell_unknown(named[1])
        if named and named[2]:
            self._at = named.start(2)
            return self._words(f"{named[1]}:{self._phrase()}")
        self._at = plain.end()
        return self._words(plain[0])

    def _group(self, depth: int) -> Query | None:
        begin = self._at
        self._at += 1
        if depth >= DEEPEST:
            self._tell("Too many parentheses within each other", begin)
            return None
        query = self.either(depth + 1)
        if self._typed.startswith(")", self._at):
            self._at += 1
        else:
            self._tell("Unclosed parenthesis", begin)
        return None if query == And() else query

    def _field(self, name: str, match: re.Match[str]) -> Query | None:
        begin = self._at
        self._at = match.start(2) if match[2] else match.end()
        value = self._phrase() if match[2] else match[3]
        if not value.strip():
            self._tell(f"{name}: with nothing after it", begin)
            return None
        return FieldTerm(name, value.strip(), bool(match[2]), begin)

    def _phrase(self) -> str:
        begin = self._at
        end = next((at for at in range(begin + 1, len(self._typed)) if self._typed[at] in _QUOTES), None)
        if end is None:
            self._tell("Unclosed quote", begin)
            self._at = len(self._typed)
            return self._typed[begin + 1 :]
        self._at = end + 1
        return self._typed[begin + 1 : end]

    @staticmethod
    def _words(text: str, *, quoted: bool = False) -> Query | None:
        folded = search_words(text)
        return Phrase(folded, text, quoted) if folded else None

    def _skip_blanks(self) -> bool:
        """Whether anything is left."""
        while self._at < len(self._typed) and self._typed[self._at].isspace():
            self._at += 1
        return self._at < len(self._typed)

    def _is_or(self) -> bool:
        plain = _PLAIN.match(self._typed, self._at)
        return plain is not None and plain[0] == "OR"

    def _takes_or(self) -> bool:
        if not self._skip_blanks() or not self._is_or():
            return False
        self._at += len("OR")
        return True

    def _tell(self, what: str, at: int) -> None:
        self.problems.append(QueryProblem(f"{what}, at character {at + 1}.", at))

    def _tell_unknown(self, name: str) -> None:
        near = get_close_matches(name.lower(), self._fields, 1, 0.5)
        advice = f"; did you mean {near[0]}:?" if near else "; in quotes it is looked for as it stands."
        self.problems.append(QueryProblem(f"There is no field “{name}:”{advice}", self._at))


def fields_in(query: Query) -> Iterator[FieldTerm]:
    """The fields that it names, in the order in which they were typed."""
    if isinstance(query, FieldTerm):
        yield query
    elif isinstance(query, Not):
        yield from fields_in(query.query)
    elif isinstance(query, And | Or):
        for each in query.queries:
            yield from fields_in(each)


# Matching


def compile_query(parsed: Parsed, tests: Mapping[str, FieldTest[R]]) -> Filter[R]:
    """The test that a query is. A field whose value means nothing is passed over, and told as a problem."""
    problems = list(parsed.problems)
    test = _compiled(parsed.query, tests, problems)
    return Filter(test, tuple(sorted(problems, key=lambda problem: problem.at)))


def matches(parsed: Parsed, record: R, tests: Mapping[str, FieldTest[R]]) -> bool:
    """Whether one record passes; for many, `compile_query` once."""
    return compile_query(parsed, tests)(record)


def _compiled(
    query: Query, tests: Mapping[str, FieldTest[R]], problems: list[QueryProblem]
) -> Callable[[R], bool] | None:
    """None for what is passed over."""
    if isinstance(query, Phrase):
        text = query.text
        return lambda record: text in record.words
    if isinstance(query, FieldTerm):
        try:
            return tests[query.name](query)
        except ValueError as error:
            problems.append(QueryProblem(str(error), query.at))
            return None
    if isinstance(query, Not):
        denied = _compiled(query.query, tests, problems)
        return None if denied is None else lambda record: not denied(record)
    parts = [part for each in query.queries if (part := _compiled(each, tests, problems)) is not None]
    if len(parts) < 2:
        return parts[0] if parts else None
    if isinstance(query, And):
        return lambda record: all(part(record) for part in parts)
    return lambda record: any(part(record) for part in parts)
