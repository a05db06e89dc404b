"""Filters annotations by a query: the fields and their tests."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from functools import cached_property

from briefing.domain.annotation import AnchorState, Annotation, AnnotationEntry, ArticleHead, Color
from briefing.domain.query.date_values import read_day
from briefing.domain.query.grammar import (
    FieldTerm,
    FieldTest,
    Parsed,
    QueryProblem,
    compile_query,
    fields_in,
    parse,
)
from briefing.domain.query.search_words import search_words

KINDS = ("orphan", "moved", "fuzzy", "exact", "note", "highlight", "tagged")


class _Record:
    """An annotation with lazily computed search data."""

    def __init__(self, entry: AnnotationEntry, head: _Head) -> None:
        self.entry = entry
        self.head = head

    @cached_property
    def words(self) -> str:
        annotation = self.entry.annotation
        note, quote = search_words(annotation.note), search_words(annotation.anchor.quote)
        return "\n".join((note, *(f"#{tag}" for tag in self.tags), quote, self.head.title))

    @cached_property
    def tags(self) -> tuple[str, ...]:
        return tuple(map(search_words, self.entry.annotation.tags))

    @cached_property
    def created(self) -> datetime | None:
        try:
            return datetime.fromisoformat(self.entry.annotation.created)
        except ValueError:
            return None


class _Head:
    """An article's head, normalized once for all its annotations."""

    def __init__(self, head: ArticleHead) -> None:
        self.head = head
        self.title = search_words(head.title)

    @cached_property
    def source(self) -> str:
        return search_words(f"{self.head.source or ''}\n{self.head.url or self.head.path or ''}")


@dataclass(frozen=True, slots=True)
class AnnotationMatches:
    entries: tuple[AnnotationEntry, ...]
    """The matching entries, in the order in which they were given."""
    parsed: Parsed
    problems: tuple[QueryProblem, ...] = ()


class AnnotationSearch:
    """Annotations prepared for repeated searches."""

    def __init__(self, records: Sequence[_Record], now: datetime) -> None:
        """Take the records that `prepare_search` made. Dates in queries are in the time zone of `now`."""
        self._records = tuple(records)
        self._tests = _tests(now)

    @cached_property
    def entries(self) -> tuple[AnnotationEntry, ...]:
        return tuple(record.entry for record in self._records)

    def __len__(self) -> int:
        return len(self._records)

    def prepare(self, go_on: Callable[[], bool] = lambda: True) -> None:
        """Compute the data for full-text searches now instead of during the first one.

        May run in a thread beside searches; stops when `go_on` returns False.
        """
        for number, record in enumerate(self._records):
            if number % 500 == 0 and not go_on():
                return
            _ = record.words

    def find(self, typed: str) -> AnnotationMatches:
        """Return the matching annotations. Never raises: see `briefing.domain.query.grammar`."""
        parsed = parse(typed, FIELDS)
        compiled = compile_query(parsed, self._tests)
        test = compiled.test
        if test is None:
            return AnnotationMatches(self.entries, parsed, compiled.problems)
        found = tuple(record.entry for record in self._records if test(record))
        return AnnotationMatches(found, parsed, compiled.problems)

    @cached_property
    def by_identity(self) -> Mapping[int, _Record]:
        """The records by `id()` of their entry, which is faster than comparing entries."""
        return {id(each.entry): each for each in self._records}

    @cached_property
    def by_id(self) -> Mapping[tuple[str, str], _Record]:
        """The records by article id and annotation id."""
        return {(each.entry.head.id, each.entry.annotation.id): each for each in self._records}

    @cached_property
    def tag_counts(self) -> Mapping[str, int]:
        """The number of annotations with each tag; case is ignored."""
        shown: dict[str, str] = {}
        counts: Counter[str] = Counter()
        for record in self._records:
            for key, tag in zip(record.tags, record.entry.annotation.tags, strict=True):
                counts[shown.setdefault(key, tag)] += 1
        return counts

    def nearest(self, parsed: Parsed) -> str:
        """Suggest a tag for the query's first unknown one: "tag:military (4)"; "" if none is like it."""
        asked = [field for field in fields_in(parsed.query) if field.name == "tag"]
        if not asked:
            return ""
        known = {search_words(tag): (tag, number) for tag, number in self.tag_counts.items()}
        for field in asked:
            value = search_words(field.value.lstrip("#"))
            if value in known or value.endswith("*"):
                continue
            near = get_close_matches(value, known, 1, 0.6)
            if near:
                tag, number = known[near[0]]
                return f"{tag_query(tag)} ({number})"
        return ""


def prepare_search(
    entries: Iterable[AnnotationEntry], now: datetime, *, before: AnnotationSearch | None = None
) -> AnnotationSearch:
    """Prepare annotations for searching; unchanged ones reuse their records in `before`.

    `now` defines `today` and `7d`, and its time zone is that of dates.
    """
    heads: dict[str, _Head] = {}
    records: list[_Record] = []
    for entry in entries:
        head = heads.get(entry.head.id)
        if head is None:
            head = heads[entry.head.id] = _Head(entry.head)
        records.append(_reused(before, entry) or _Record(entry, head))
    return AnnotationSearch(records, now)


def _reused(before: AnnotationSearch | None, entry: AnnotationEntry) -> _Record | None:
    """Return the earlier record of an unchanged annotation, if there is one."""
    if before is None:
        return None
    same = before.by_identity.get(id(entry))
    if same is not None:
        return same
    old = before.by_id.get((entry.head.id, entry.annotation.id))
    return old if old is not None and old.entry == entry else None


def tag_query(tag: str) -> str:
    return f'tag:"{tag}"' if re.search(r"[\s()*]", tag) else f"tag:{tag}"


# Fields


def _tag(field: FieldTerm) -> Callable[[_Record], bool]:
    value = search_words(field.value.lstrip("#"))
    if field.value.endswith("*") and not field.quoted:
        start = value.rstrip("*")
        return lambda record: any(tag.startswith(start) for tag in record.tags)
    return lambda record: value in record.tags


def _article(field: FieldTerm) -> Callable[[_Record], bool]:
    id_, words = field.value, search_words(field.value)
    return lambda record: record.head.head.id == id_ or words in record.head.title


def _source(field: FieldTerm) -> Callable[[_Record], bool]:
    words = search_words(field.value)
    return lambda record: words in record.head.source


def _color(field: FieldTerm) -> Callable[[_Record], bool]:
    value = search_words(field.value)
    for color in Color:
        if value and (value == str(color.digit) or color.startswith(value)):
            return lambda record: record.entry.annotation.color is color
    raise ValueError(f"There is no colour “{field.value}”; color: takes {', '.join(Color)}, or 1 to 5.")


_KIND_TESTS: Mapping[str, Callable[[Annotation], bool]] = {
    "orphan": lambda annotation: annotation.is_orphan,
    # Lists call both states “moved”.
    "moved": lambda annotation: (
        not annotation.is_orphan and annotation.state in (AnchorState.MOVED, AnchorState.FUZZY)
    ),
    "fuzzy": lambda annotation: not annotation.is_orphan and annotation.state is AnchorState.FUZZY,
    "exact": lambda annotation: not annotation.is_orphan and annotation.state is AnchorState.EXACT,
    "note": lambda annotation: bool(annotation.note),
    "highlight": lambda annotation: not annotation.note and not annotation.tags,
    "tagged": lambda annotation: bool(annotation.tags),
}


def _kind(field: FieldTerm) -> Callable[[_Record], bool]:
    value = search_words(field.value)
    for kind in KINDS:
        if value and kind.startswith(value):
            test = _KIND_TESTS[kind]
            return lambda record: test(record.entry.annotation)
    near = get_close_matches(value, KINDS, 1, 0.5)
    advice = f"did you mean kind:{near[0]}?" if near else f"kind: takes {', '.join(KINDS)}."
    raise ValueError(f"There is no kind “{field.value}”; {advice}")


def _note(field: FieldTerm) -> Callable[[_Record], bool]:
    words = search_words(field.value)
    return lambda record: words in search_words(record.entry.annotation.note)


def _quote(field: FieldTerm) -> Callable[[_Record], bool]:
    words = search_words(field.value)
    return lambda record: words in search_words(record.entry.annotation.anchor.quote)


def _tests(now: datetime) -> Mapping[str, FieldTest[_Record]]:
    today = now.date()

    def day(record: _Record) -> date | None:
        created = record.created
        if created is None:
            return None
        if created.tzinfo is None:
            return created.date()
        try:
            return created.astimezone(now.tzinfo).date()
        except OverflowError:
            return None

    def since(field: FieldTerm) -> Callable[[_Record], bool]:
        first = read_day(field.value, today)
        return lambda record: (made := day(record)) is not None and made >= first

    def until(field: FieldTerm) -> Callable[[_Record], bool]:
        latest = read_day(field.value, today, last=True)
        return lambda record: (made := day(record)) is not None and made <= latest

    return {
        "tag": _tag,
        "article": _article,
        "source": _source,
        "color": _color,
        "kind": _kind,
        "since": since,
        "until": until,
        "note": _note,
        "quote": _quote,
    }


FIELDS = ("tag", "article", "source", "color", "kind", "since", "until", "note", "quote")
"""Names of the fields that a query over annotations may have."""
