"""Filtering annotations: what each field means, days as readers name them, and help with a misspelt tag."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from briefing.domain import Span
from briefing.domain.annotation import Anchor, AnchorState, Annotation, AnnotationEntry, ArticleHead, Color
from briefing.domain.query.annotation_query import FIELDS, AnnotationSearch, prepare_search, tag_query
from briefing.domain.query.date_values import read_day
from briefing.domain.query.grammar import parse

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)

TALKS = ArticleHead(
    "a1", "Biden and Xi Jinping to speak by phone", source="Wire A", url="https://example.org/x"
)
OIL = ArticleHead("a2", "Oil facilities in Saudi Arabia hit", path="/home/reader/oil.txt")


def made(id_: str, quote: str, **others: object) -> Annotation:
    fields: dict[str, object] = {"created": "2026-11-20T08:00:00Z", "modified": "2026-11-20T08:00:00Z"}
    anchor = Anchor(quote, span=Span(0, len(quote)))
    return Annotation(id_, anchor, **(fields | others))  # type: ignore[arg-type]


def entry(head: ArticleHead, id_: str, quote: str, **others: object) -> AnnotationEntry:
    return AnnotationEntry(head, made(id_, quote, **others))


GONE = made("5", "a passage that is gone", state=AnchorState.ORPHAN, created="2026-10-31T23:30:00Z")
ENTRIES = (
    entry(TALKS, "1", "Xi agreed to resume", note="Pelosi’s visit", tags=("Military", "US-China")),
    entry(TALKS, "2", "the highest-level public engagement", color=Color.GREEN, tags=("military dialogue",)),
    entry(OIL, "3", "The Houthi movement claimed", note="Claim only.", state=AnchorState.MOVED,
          created="2026-11-12T10:00:00+01:00", color=Color.VIOLET),
    entry(OIL, "4", "Erdoğan said", state=AnchorState.FUZZY, confidence=0.94, created="no date"),
    AnnotationEntry(OIL, replace(GONE, anchor=Anchor("a passage that is gone"))),
)  # fmt: skip


@pytest.fixture
def searchable() -> AnnotationSearch:
    return prepare_search(ENTRIES, NOW)


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ("", "12345"),
        ("pelosi's", "1"),
        ("#military", "12"),
        ("erdogan", "4"),
        ("biden", "12"),
        ('"resume biden"', ""),
        ("tag:military", "1"),
        ("tag:#MILITARY", "1"),
        ("tag:mil*", "12"),
        ('tag:"military dialogue"', "2"),
        ('tag:"mil*"', ""),
        ("tag:*", "12"),
        ("-tag:*", "345"),
        ("article:a2", "345"),
        ('article:"xi jinping"', "12"),
        ('source:"wire a"', "12"),
        ("source:example.org", "12"),
        ("source:oil.txt", "345"),
        ("color:green", "2"),
        ("color:5", "3"),
        ("color:vio", "3"),
        ("kind:orphan", "5"),
        ("kind:exact", "12"),
        ("kind:moved", "34"),
        ("kind:fuzzy", "4"),
        ("kind:note", "13"),
        ("kind:highlight", "45"),
        ("kind:tag", "12"),
        ("note:claim", "3"),
        ("quote:claimed", "3"),
        ("note:claimed", ""),
        ("since:today", "12"),
        ("since:2026-11-12", "123"),
        ("since:8d", "123"),
        ("since:7d", "12"),
        ("until:2026-11-12", "35"),
        ("until:2026-10", "5"),
        ("until:yesterday", "35"),
        ("since:2026-11 until:2026-11-15", "3"),
        ("-since:today", "345"),
        ("tag:military OR kind:orphan -source:example", "15"),
    ],
)
def test_what_a_filter_finds(searchable: AnnotationSearch, typed: str, ids: str) -> None:
    found = searchable.find(typed)
    assert "".join(each.annotation.id for each in found.entries) == ids
    assert not found.problems


COLORS = "color: takes yellow, green, blue, orange, violet, or 1 to 5."
KINDS = "kind: takes orphan, moved, fuzzy, exact, note, highlight, tagged."


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("color:pruple", f"There is no colour “pruple”; {COLORS}"),
        ("kind:orphaned", "There is no kind “orphaned”; did you mean kind:orphan?"),
        ("kind:kk", f"There is no kind “kk”; {KINDS}"),
        (
            "since:2026-1x",
            "“2026-1x” is no day; write 2026-11-01, 2026-11, today, yesterday, 7d, 2w or 3m.",
        ),
        ("tga:mil", "There is no field “tga:”; did you mean tag:?"),
        ('color:"\u0301"', f"There is no colour “\u0301”; {COLORS}"),
    ],
    ids=["colour", "kind-misspelt", "kind-unknown", "day", "field", "nothing-but-an-accent"],
)
def test_a_value_that_means_nothing_is_told(searchable: AnnotationSearch, typed: str, sentence: str) -> None:
    assert [problem.sentence for problem in searchable.find(typed).problems] == [sentence]


def test_days_begin_where_the_reader_is() -> None:
    night = entry(TALKS, "1", "late", created="2026-11-19T23:30:00Z")
    east = prepare_search([night], NOW.astimezone(timezone(timedelta(hours=2))))
    assert len(east.find("since:today").entries) == 1
    assert not prepare_search([night], NOW).find("since:today").entries


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2026-11-01", "2026-11-01", "2026-11-01"),
        ("2026-2", "2026-02-01", "2026-02-28"),
        ("2024", "2024-01-01", "2024-12-31"),
        ("9999", "9999-01-01", "9999-12-31"),
        ("Today", "2026-03-31", "2026-03-31"),
        ("yesterday", "2026-03-30", "2026-03-30"),
        ("7d", "2026-03-24", "2026-03-24"),
        ("2w", "2026-03-17", "2026-03-17"),
        ("1m", "2026-02-28", "2026-02-28"),
        ("3m", "2025-12-31", "2025-12-31"),
        ("1y", "2025-03-31", "2025-03-31"),
    ],
)
def test_days_are_read(value: str, first: str, last: str) -> None:
    today = date(2026, 3, 31)
    assert read_day(value, today) == date.fromisoformat(first)
    assert read_day(value, today, last=True) == date.fromisoformat(last)


@pytest.mark.parametrize("value", ["2026-02-30", "2026-13", "0000", "9999y", "tomorrow", "", "٣d"])
def test_what_is_no_day_says_how_days_are_written(value: str) -> None:
    with pytest.raises(ValueError, match="is no day; write"):
        read_day(value, date(2026, 1, 1))


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [
        ("tag:militry", "tag:Military (1)"),
        ('xi tag:"miltary dialogue"', 'tag:"military dialogue" (1)'),
        ("tag:Military", ""),
        ("tag:mil*", ""),
        ("tag:zzz", ""),
        ("militry", ""),
    ],
)
def test_a_misspelt_tag_has_a_nearest_one(searchable: AnnotationSearch, typed: str, nearest: str) -> None:
    assert searchable.nearest(parse(typed, FIELDS)) == nearest


def test_tags_are_counted_whatever_their_case() -> None:
    tagged = [entry(TALKS, str(n), "q", tags=(tag,)) for n, tag in enumerate(["War", "war", "peace"])]
    assert prepare_search(tagged, NOW).tag_counts == {"War": 2, "peace": 1}


@pytest.mark.parametrize("tag", ["military", "military dialogue", "a(b)", 'so-"called', "mil*", "é"])
def test_the_query_for_a_tag_finds_it_alone(tag: str) -> None:
    other = entry(TALKS, "2", "q", tags=("other", f"{tag}x"))
    searchable = prepare_search([entry(TALKS, "1", "q", tags=(tag,)), other], NOW)
    assert [each.annotation.id for each in searchable.find(tag_query(tag)).entries] == ["1"]


def test_after_a_change_what_stayed_is_not_prepared_again(searchable: AnnotationSearch) -> None:
    """The very records are kept, so a change in a library of thousands costs next to nothing."""
    changed = replace(ENTRIES[0], annotation=replace(ENTRIES[0].annotation, note="Taiwan"))
    after = prepare_search((changed, *ENTRIES[1:4]), NOW, before=searchable)
    assert [each.annotation.id for each in after.find("taiwan").entries] == ["1"]
    assert not after.find("pelosi").entries
    kept = [after.by_id[key] is searchable.by_id[key] for key in after.by_id]
    assert kept == [False, True, True, True]


def test_what_is_prepared_before_or_stopped_midway_finds_the_same(searchable: AnnotationSearch) -> None:
    stopped = prepare_search(ENTRIES, NOW)
    stopped.prepare(lambda: False)
    searchable.prepare()
    assert stopped.find("xi").entries == searchable.find("xi").entries
