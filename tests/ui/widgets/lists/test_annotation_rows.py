"""The words and lines of the list of annotations, without a screen."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from briefing.domain import Span
from briefing.domain.annotation import Anchor, AnchorState, Annotation, AnnotationEntry
from briefing.presentation.annotations.tag_rows import (
    TagUse,
    matching_uses,
    merge_question,
    no_tags_message,
    tag_rows,
    tag_uses,
)
from briefing.presentation.keys.registry import COMMANDS, with_keys
from briefing.presentation.sentences import shortened
from briefing.ui.textlayout.row_layout import HEADING
from briefing.ui.widgets.lists.annotation_listing import (
    AnnotationListing,
    AnnotationOrder,
    key_of,
    ordered,
)
from briefing.ui.widgets.lists.annotation_rows import (
    day_label,
    empty_list_message,
    note_line,
    preview_of,
    quote_line,
    state_label,
)
from tests.ui.annotated import BIDEN, ENTRIES, NOW, OIL, RESUMED, TEXT, entry


def annotation(quote: str = "the words", **fields: object) -> Annotation:
    made = {"created": "2026-11-20T08:00:00Z", "modified": "2026-11-20T08:00:00Z"}
    return Annotation("1", Anchor(quote, span=Span(0, len(quote))), **(made | fields))  # type: ignore[arg-type]


def lines(made: Annotation, width: int) -> list[str]:
    return [
        "".join(piece.text for piece in pieces(made, width, NOW)).rstrip()
        for pieces in (note_line, quote_line)
    ]


@pytest.mark.parametrize(
    ("made", "width", "expected"),
    [
        (ENTRIES[0].annotation, 77, [
            "2 The only channel Pelosi’s 2022 visit had closed. Is the…   #military  today",
            "  “Xi agreed to resume military-to-military communications last year”",
        ]),
        (ENTRIES[2].annotation, 77, [
            "4 Who launched them? Claim only.           moved, 94% sure   #military 12 Nov",
            "  “The Yemen-based Houthi movement claimed responsibility for the attacks”",
        ]),
        (ENTRIES[3].annotation, 77, [
            "1 “five million barrels a day”                       orphan   #oil 2025-03-04",
            "",
        ]),
        (ENTRIES[0].annotation, 40, [
            "2 The only channel Pelosi’s 2022…  today",
            "  “Xi agreed to resume military-to-mil…”",
        ]),
        (ENTRIES[0].annotation, 20, ["2 The only channel…", "  “Xi agreed to re…”"]),
        (annotation("one two three four five six"), 30, ["1 “one two three four    today", "  five six”"]),
        (annotation("q", note="[bold]not\nmarkup[/bold]"), 40, [
            "1 [bold]not markup[/bold]          today", "  “q”",
        ]),
        (annotation("q", note="n", tags=("a" * 40, "b")), 60, [
            "1 n" + " " * 28 + "  #aaaaaaaaaaaaaaaaaa…  today", "  “q”",
        ]),
    ],
    ids=["note", "moved", "no-note", "narrow", "tiny", "quote-goes-on", "no-markup", "long-tags"],
)  # fmt: skip
def test_an_annotation_in_two_lines(made: Annotation, width: int, expected: list[str]) -> None:
    assert lines(made, width) == expected


@example("\u200d", "0", [], 3)
@given(
    st.text(max_size=30),
    st.text(min_size=1, max_size=60),
    st.lists(st.text("ab界é👍🏽", min_size=1, max_size=9), max_size=3),
    st.integers(0, 90),
)
def test_every_line_is_as_wide_as_it_is_told(note: str, quote: str, tags: list[str], width: int) -> None:
    made = annotation(quote, note=note, tags=tuple(tags), state=AnchorState.MOVED)
    for pieces in (note_line(made, width, NOW), quote_line(made, width, NOW)):
        text = "".join(piece.text for piece in pieces)
        assert cell_len(text) == width
        assert not set("\n\x1b\u202e") & set(text)


@pytest.mark.parametrize(
    ("text", "cells", "expected"),
    [("abc", 3, "abc"), ("abcd", 3, "ab…"), ("ab cd", 4, "ab…"), ("界界", 3, "界…"), ("abc", 0, "")],
)
def test_a_text_is_cut_to_cells(text: str, cells: int, expected: str) -> None:
    assert shortened(text, cells) == expected


@pytest.mark.parametrize(
    ("created", "words"),
    [
        ("2026-11-20T00:00:00Z", "today"),
        ("2026-11-19T23:59:59Z", "19 Nov"),
        ("2025-03-04T08:00:00Z", "2025-03-04"),
        ("2026-11-20T01:00:00+02:00", "19 Nov"),
        ("2026-11-20", "today"),
        ("no date", ""),
        ("", ""),
    ],
)
def test_days_in_words(created: str, words: str) -> None:
    assert day_label(created, NOW) == words


def test_days_are_those_of_the_readers_time_zone() -> None:
    assert day_label("2026-11-19T23:30:00Z", NOW.astimezone(timezone(timedelta(hours=1)))) == "today"


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (annotation(), ""),
        (annotation(state=AnchorState.MOVED), "moved"),
        (annotation(state=AnchorState.FUZZY, confidence=0.936), "moved, 94% sure"),
        (replace(annotation(), anchor=Anchor("q")), "orphan"),
    ],
)
def test_where_an_annotation_stands(made: Annotation, words: str) -> None:
    assert state_label(made) == words


@pytest.mark.parametrize(
    ("typed", "nearest", "problem", "of_article", "words"),
    [
        ("", "", "", False, "No annotations yet: v or V selects in an article, a writes a note."),
        (" ", "", "", True,
         "No annotations in this article yet: v or V selects in an article, a writes a note. "
         "A shows those of the library."),
        ("tag:militry", "tag:military (4)", "", False,
         "No annotation matches tag:militry. Nearest: tag:military (4). Esc clears."),
        ("tga:x", "", "There is no field “tga:”.", False,
         "No annotation matches tga:x. There is no field “tga:”. Esc clears."),
        ("zzz", "", "", False, "No annotation matches zzz. Esc clears."),
    ],
    ids=["none", "none-here", "nearest", "problem", "no-match"],
)  # fmt: skip
def test_an_empty_list_says_what_to_do(
    typed: str, nearest: str, problem: str, of_article: bool, words: str
) -> None:
    said = empty_list_message(typed, nearest, problem, of_article=of_article)
    assert with_keys(said, COMMANDS) == words


# The preview


def test_the_preview_has_the_passage_within_its_sentences() -> None:
    preview = preview_of(ENTRIES[0].annotation, TEXT)
    assert preview.passage.of(preview.text) == RESUMED
    assert preview.text.startswith("Both sides said")
    assert preview.text.endswith("in 2022. …")
    assert preview.place == "par. 2"


@pytest.mark.parametrize("text", [None, "Another text by now."], ids=["not-here", "another"])
def test_without_its_text_the_preview_is_made_of_the_anchor(text: str | None) -> None:
    made = replace(annotation(), anchor=Anchor("quote", "before ", " after", Span(40, 45)))
    preview = preview_of(made, text)
    assert preview.text == "… before quote after …"
    assert preview.passage.of(preview.text) == "quote"


def test_the_preview_of_an_orphan_says_how_to_attach_it() -> None:
    assert preview_of(ENTRIES[3].annotation, TEXT).place == "orphan: {notes.reattach} attaches it anew"


@given(st.text("ab. \n", min_size=1, max_size=200), st.data())
def test_the_passage_of_a_preview_is_the_quote(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    made = replace(annotation(), anchor=Anchor(text[start:end], span=Span(start, end)))
    preview = preview_of(made, text)
    assert preview.passage.of(preview.text) == text[start:end]


# The listing


def ids(entries: list[AnnotationEntry] | tuple[AnnotationEntry, ...]) -> str:
    return "".join(each.annotation.id for each in entries)


@pytest.mark.parametrize(
    ("order", "expected"),
    [(AnnotationOrder.NEWEST, "5123"), (AnnotationOrder.ARTICLE, "2135"), (AnnotationOrder.PLACE, "5213")],
)
def test_the_orders(order: AnnotationOrder, expected: str) -> None:
    entries = [
        entry(BIDEN, "1", "q", 50, created="2026-11-03T00:00:00Z"),
        entry(BIDEN, "2", "q", 9, created="2026-11-02T00:00:00+00:00"),
        entry(BIDEN, "3", "q", None, created="no date"),
        entry(OIL, "5", "q", 0, created="2026-11-04T00:00:00+01:00"),
    ]
    assert ids(AnnotationListing(ordered(entries, order)).entries) == expected


@pytest.mark.parametrize("order", list(AnnotationOrder))
def test_articles_stay_together_whatever_the_order(order: AnnotationOrder) -> None:
    mixed = [entry(head, f"{n}", "q", created=f"2026-11-{n:02}T00:00:00Z")
             for n, head in enumerate([BIDEN, OIL, BIDEN, OIL, BIDEN], 1)]  # fmt: skip
    listing = AnnotationListing(ordered(mixed, order))
    assert [len(group.entries) for group in listing.groups] in ([3, 2], [2, 3])
    assert sorted(ids(listing.entries)) == list("12345")


def test_the_lines_of_a_listing() -> None:
    listing = AnnotationListing(ENTRIES)
    shown = [listing.line(number) for number in range(listing.height)]
    assert [(each.index, each.part) for each in shown if each] == [
        (0, HEADING), (0, 0), (0, 1), (1, 0), (1, 1), (1, None),
        (2, HEADING), (2, 0), (2, 1), (3, 0), (3, 1),
    ]  # fmt: skip
    assert listing.line(-1) is None
    assert listing.line(listing.height) is None
    assert [listing.line_of(index) for index in range(4)] == [1, 3, 7, 9]
    assert [listing.group_number(index) for index in range(4)] == [0, 0, 1, 1]
    assert [listing.index_of(key_of(each)) for each in ENTRIES] == [0, 1, 2, 3]
    assert listing.index_of(("a1", "9")) is listing.index_of(("zz", "1")) is None


@pytest.mark.parametrize(
    ("left", "index", "expected"),
    [("1234", 1, "2"), ("134", 1, "3"), ("12", 3, "2"), ("4", 0, "4"), ("", 2, None)],
)
def test_after_a_change_the_cursor_has_an_annotation_near(
    left: str, index: int, expected: str | None
) -> None:
    after = AnnotationListing([each for each in ENTRIES if each.annotation.id in left])
    found = after.nearest_index(AnnotationListing(ENTRIES), index)
    assert (after.entries[found].annotation.id if len(after) else None) == expected


# Tags

USES = (TagUse("military", 4, 2), TagUse("Oil & gas", 2, 1))


def test_tags_are_counted_by_annotation_and_article() -> None:
    spelt = replace(ENTRIES[3], annotation=replace(ENTRIES[3].annotation, tags=("Military", "oil")))
    uses = tag_uses((*ENTRIES[:3], spelt), by_count=False)
    assert uses == (TagUse("military", 4, 2), TagUse("oil", 1, 1))


def test_tags_go_by_name_or_by_count() -> None:
    entries = [entry(BIDEN, "1", "q", tags=("b", "a")), entry(BIDEN, "2", "q", tags=("b", "Á"))]
    assert [use.tag for use in tag_uses(entries, by_count=False)] == ["a", "Á", "b"]
    assert [use.tag for use in tag_uses(entries, by_count=True)] == ["b", "a", "Á"]


@pytest.mark.parametrize(
    ("typed", "tags"),
    [("", 2), ("mil", 1), ("#MIL", 1), ("gas oil", 1), ("zzz", 0)],
)
def test_tags_are_filtered_by_words(typed: str, tags: int) -> None:
    assert len(matching_uses(USES, typed)) == tags


def test_rows_of_tags() -> None:
    rows = tag_rows(USES, {"military"})
    assert [(row.text, row.count) for row in rows] == [
        ("+ #military", "4 notes · 2 articles"),
        ("  #Oil & gas", "2 notes · 1 article"),
    ]


def test_what_the_tag_view_says() -> None:
    assert merge_question(USES[:1], USES[1]) == "Merge #military into #Oil & gas (4 + 2 notes)?"
    assert no_tags_message("", ()) == "No tags yet: {reader.tag} tags a passage of an article."
    assert no_tags_message("militry", USES) == "No tag contains militry. Nearest: #military (4). Esc clears."
    assert no_tags_message("zzz", USES) == "No tag contains zzz. Esc clears."
