"""Parses filter queries into a tree and compiles the tree into a test.

    query     = any
    any       = all { "OR" all }              matches if one does; binds loosest
    all       = { term }                      matches if each does
    term      = [ "-" ] ( word | phrase | field | "(" any ")" )
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

DEEPEST = 40
"""Nested parentheses beyond this depth are ignored."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A word or phrase that the record must contain."""

    text: str
    """Normalized by `search_words`; never empty."""
    typed: str = field(default="", compare=False)
    """The text as typed, without quotation marks."""
    quoted: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class FieldTerm:
    """A field and the value it must match."""

    name: str
    value: str
    """The value as typed, without quotation marks; never empty."""
    quoted: bool = False
    at: int = 0
    """The field's offset in the query."""


@dataclass(frozen=True, slots=True)
class Not:
    query: Query


@dataclass(frozen=True, slots=True)
class And:
    """Several queries that must all match; without any, every record matches."""

    queries: tuple[Query, ...] = ()


@dataclass(frozen=True, slots=True)
class Or:
    queries: tuple[Query, ...]


Query = Phrase | FieldTerm | Not | And | Or


@dataclass(frozen=True, slots=True)
class QueryProblem:
    """A part that was ignored, described by a sentence."""

    sentence: str
    at: int
    """The part's offset in the query, in code points."""


@dataclass(frozen=True, slots=True)
class Parsed:
    query: Query
    problems: tuple[QueryProblem, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether every record matches."""
        return self.query == And()


class Record(Protocol):
    """A value that a query can be matched against."""

    @property
    def words(self) -> str:
        """The normalized text that is searched; no phrase may span the newlines that separate its parts."""


R = TypeVar("R", bound=Record)

FieldTest = Callable[[FieldTerm], Callable[[R], bool]]
"""Compiles a field's value into a test. Raises ValueError with a sentence for an invalid value."""


@dataclass(frozen=True)
class Filter(Generic[R]):
    test: Callable[[R], bool] | None
    """The compiled query; None where every record matches."""
    problems: tuple[QueryProblem, ...] = ()

    def __call__(self, record: R) -> bool:
        return self.test is None or self.test(record)


# Reading


def parse(typed: str, fields: Collection[str]) -> Parsed:
    """Parse a query with these fields. Never raises."""
    parser = _Parser(typed, fields)
    query = parser.parse_or(0)
    return Parsed(query, tuple(sorted(parser.problems, key=lambda problem: problem.at)))


_QUOTES = '"“”„'
"""Quotation marks that open or close a phrase: pasted text has typographic ones."""
_QUOTE = re.compile(f"[{_QUOTES}]")
_PLAIN = re.compile(r"[^\s()]+")
_OR = re.compile(r"OR(?![^\s()])")
_FIELD = re.compile(rf"([A-Za-z][A-Za-z_-]*):(?!//)(?:([{_QUOTES}])|([^\s()]*))")


class _Parser:
    """A parser that reads the query once, from left to right."""

    def __init__(self, typed: str, fields: Collection[str]) -> None:
        self.problems: list[QueryProblem] = []
        self._typed = typed
        self._fields = fields
        self._at = 0

    def parse_or(self, depth: int) -> Query:
        """Parse up to the end, or to the closing parenthesis at this depth."""
        found: list[Query] = []
        dangling: int | None = None
        while True:
            query, blank = self._parse_and(depth)
            if not blank:
                found.append(query)
                dangling = None
            at = self._at
            if not self._accept_or():
                break
            if blank:
                side = "before" if dangling is None else "after"
                self._report(f"OR with nothing {side} it", at if dangling is None else dangling)
            dangling = at
        if dangling is not None:
            self._report("OR with nothing after it", dangling)
        # An alternative that matches everything, such as empty parentheses, was not added.
        return found[0] if len(found) == 1 else Or(tuple(found)) if found else And()

    def _parse_and(self, depth: int) -> tuple[Query, bool]:
        """Parse the terms up to an OR or the end; also return whether there were none."""
        terms: list[Query] = []
        while self._skip_blanks() and not self._is_or():
            if self._typed[self._at] == ")":
                if depth:
                    break
                self._report("A parenthesis closes that was not opened", self._at)
                self._at += 1
                continue
            term = self._parse_term(depth)
            if term is not None:
                terms.append(term)
        if len(terms) == 1:
            return terms[0], False
        return And(tuple(terms)), not terms

    def _parse_term(self, depth: int) -> Query | None:
        """Parse a term, or return None if it is incomplete."""
        begin = self._at
        negated = False
        while self._typed.startswith("-", self._at):
            negated = not negated
            self._at += 1
        if self._at > begin and (self._at == len(self._typed) or self._typed[self._at].isspace()):
            self._report("A minus with nothing after it", begin)
            return None
        term = self._parse_operand(depth)
        return Not(term) if negated and term is not None else term

    def _parse_operand(self, depth: int) -> Query | None:
        character = self._typed[self._at]
        if character == "(":
            return self._parse_group(depth)
        if character == ")":
            self._report("A minus with nothing after it", self._at - 1)
            return None
        if character in _QUOTES:
            return self._words(self._phrase(), quoted=True)
        named = _FIELD.match(self._typed, self._at)
        if named and (name := named[1].lower()) in self._fields:
            return self._field(name, named)
        if named:
            self._report_unknown(named[1])
        if named and named[2]:
            self._at = named.start(2)
            return self._words(f"{named[1]}:{self._phrase()}")
        plain = _PLAIN.match(self._typed, self._at)
        assert plain is not None
        self._at = plain.end()
        return self._words(plain[0])

    def _parse_group(self, depth: int) -> Query | None:
        begin = self._at
        self._at += 1
        if depth >= DEEPEST:
            self._report("Too many parentheses within each other", begin)
            return None
        query = self.parse_or(depth + 1)
        if self._typed.startswith(")", self._at):
            self._at += 1
        else:
            self._report("Unclosed parenthesis", begin)
        return None if query == And() else query

    def _field(self, name: str, match: re.Match[str]) -> Query | None:
        begin = self._at
        self._at = match.start(2) if match[2] else match.end()
        value = self._phrase() if match[2] else match[3]
        if not value.strip():
            self._report(f"{name}: with nothing after it", begin)
            return None
        return FieldTerm(name, value.strip(), bool(match[2]), begin)

    def _phrase(self) -> str:
        begin = self._at
        end = _QUOTE.search(self._typed, begin + 1)
        if end is None:
            self._report("Unclosed quote", begin)
            self._at = len(self._typed)
            return self._typed[begin + 1 :]
        self._at = end.end()
        return self._typed[begin + 1 : end.start()]

    @staticmethod
    def _words(text: str, *, quoted: bool = False) -> Query | None:
        folded = search_words(text)
        return Phrase(folded, text, quoted) if folded else None

    def _skip_blanks(self) -> bool:
        """Skip blanks; return whether anything is left."""
        while self._at < len(self._typed) and self._typed[self._at].isspace():
            self._at += 1
        return self._at < len(self._typed)

    def _is_or(self) -> bool:
        return _OR.match(self._typed, self._at) is not None

    def _accept_or(self) -> bool:
        if not self._skip_blanks() or not self._is_or():
            return False
        self._at += len("OR")
        return True

    def _report(self, what: str, at: int) -> None:
        self.problems.append(QueryProblem(f"{what}, at character {at + 1}.", at))

    def _report_unknown(self, name: str) -> None:
        near = get_close_matches(name.lower(), self._fields, 1, 0.5)
        advice = f"; did you mean {near[0]}:?" if near else "; in quotes it is looked for as it stands."
        self.problems.append(QueryProblem(f"There is no field “{name}:”{advice}", self._at))


def fields_in(query: Query) -> Iterator[FieldTerm]:
    """Yield the fields of a query, in the order in which they were typed."""
    if isinstance(query, FieldTerm):
        yield query
    elif isinstance(query, Not):
        yield from fields_in(query.query)
    elif isinstance(query, And | Or):
        for each in query.queries:
            yield from fields_in(each)


# Matching


def compile_query(parsed: Parsed, tests: Mapping[str, FieldTest[R]]) -> Filter[R]:
    """Compile a query into a filter. A field with an invalid value is ignored and reported as a problem."""
    problems = list(parsed.problems)
    test = _compiled(parsed.query, tests, problems)
    return Filter(test, tuple(sorted(problems, key=lambda problem: problem.at)))


def _compiled(
    query: Query, tests: Mapping[str, FieldTest[R]], problems: list[QueryProblem]
) -> Callable[[R], bool] | None:
    """Compile a query into a test, or return None if it is ignored."""
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
        negated = _compiled(query.query, tests, problems)
        return None if negated is None else lambda record: not negated(record)
    parts = [part for each in query.queries if (part := _compiled(each, tests, problems)) is not None]
    if len(parts) < 2:
        return parts[0] if parts else None
    if isinstance(query, And):
        return lambda record: all(part(record) for part in parts)
    return lambda record: any(part(record) for part in parts)
