"""Two versions of one annotation: the changes of either side are there afterwards, and no word is lost."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from briefing.domain.annotation import Anchor, AnchorState, Annotation, Color, clean_note, clean_tags
from briefing.domain.annotation_merge import merge, merge_all, same_words
from briefing.domain.span import Span

EARLY, NOON, LATE = "2026-03-04T09:00:00Z", "2026-03-04T12:00:00Z", "2026-03-04T18:00:00Z"

BASE = Annotation(
    id="urn:uuid:0",
    anchor=Anchor("first round", "the ", " was", Span(4, 15)),
    created=EARLY,
    modified=EARLY,
    note="why?",
    tags=("talks", "border"),
)


def changed(modified: str, **changes: Any) -> Annotation:
    return replace(BASE, modified=modified, **changes)


class TestWithABase:
    @pytest.mark.parametrize(
        ("mine", "theirs", "expected"),
        [
            pytest.param({"note": "because"}, {}, {"note": "because"}, id="I alone changed the note"),
            pytest.param({}, {"note": "because"}, {"note": "because"}, id="they alone changed the note"),
            pytest.param({"note": ""}, {}, {"note": ""}, id="I emptied the note"),
            pytest.param(
                {"note": ""}, {"note": "why? who?"}, {"note": "why? who?"}, id="emptied and changed"
            ),
            pytest.param(
                {"note": "mine"}, {"note": "theirs"}, {"note": "theirs\n\n---\n\nmine"}, id="both notes kept"
            ),
            pytest.param(
                {"note": "why? mine"}, {"note": "why? mine, too"}, {"note": "why? mine, too"}, id="one holds"
            ),
            pytest.param(
                {"note": "a"},
                {"note": "banana"},
                {"note": "banana\n\n---\n\na"},
                id="letters within a word are no word",
            ),
            pytest.param(
                {"note": "why? mine"},
                {"tags": ("new",)},
                {"note": "why? mine", "tags": ("new",)},
                id="different fields",
            ),
            pytest.param(
                {"tags": ("talks", "border", "mine")},
                {"tags": ("talks", "border", "theirs")},
                {"tags": ("talks", "border", "theirs", "mine")},
                id="both added a tag",
            ),
            pytest.param(
                {"tags": ("talks", "mine")},
                {"tags": ("talks", "border", "theirs")},
                {"tags": ("talks", "theirs", "mine")},
                id="a tag that I removed stays away",
            ),
            pytest.param(
                {"tags": ("TALKS", "border")}, {}, {"tags": ("TALKS", "border")}, id="a tag spelt otherwise"
            ),
            pytest.param(
                {"color": Color.BLUE}, {"color": Color.GREEN}, {"color": Color.BLUE}, id="my colour"
            ),
            pytest.param({}, {"color": Color.GREEN}, {"color": Color.GREEN}, id="their colour"),
        ],
    )
    def test_field_by_field(
        self, mine: dict[str, Any], theirs: dict[str, Any], expected: dict[str, Any]
    ) -> None:
        merged = merge(BASE, changed(LATE, **mine), changed(NOON, **theirs))
        assert replace(merged, modified=EARLY) == replace(BASE, **expected)
        assert merged.modified in (NOON, LATE)

    @pytest.mark.parametrize(("mine", "theirs"), [(NOON, LATE), (LATE, NOON)], ids=["theirs", "mine"])
    def test_of_two_places_the_later_counts(self, mine: str, theirs: str) -> None:
        here = replace(BASE, modified=mine, anchor=Anchor("round", span=Span(10, 15)))
        gone = replace(BASE, modified=theirs, anchor=Anchor("first"), state=AnchorState.ORPHAN)
        merged = merge(BASE, here, gone)
        later = here if mine > theirs else gone
        assert (merged.anchor, merged.state) == (later.anchor, later.state)

    def test_members_of_other_programs_are_as_they_last_stood_in_the_file(self) -> None:
        stale, fresh = {"via": "old", "gone": 1}, {"via": "new"}
        merged = merge(BASE, changed(LATE, note="mine", raw=stale), changed(NOON, raw=fresh))
        assert merged.raw == fresh


class TestWithoutABase:
    def test_the_later_colour_all_tags_and_both_notes(self) -> None:
        one = changed(NOON, note="one", tags=("a", "b"), color=Color.BLUE)
        other = changed(LATE, note="other", tags=("B", "c"), color=Color.GREEN)
        merged = merge(None, one, other)
        assert (merged.note, merged.tags, merged.color) == (
            "one\n\n---\n\nother",
            ("a", "b", "c"),
            Color.GREEN,
        )

    def test_the_later_is_told_across_offsets(self) -> None:
        one = changed("2026-03-04T12:00:00+02:00", color=Color.BLUE)
        other = changed("2026-03-04T11:00:00Z", color=Color.GREEN)
        assert merge(None, one, other).color is Color.GREEN

    def test_what_other_programs_wrote_on_either_side_stays(self) -> None:
        one = changed(NOON, note="1", raw={"via": "a", "body": [{"type": "Image", "id": "x"}]})
        other = changed(LATE, note="2", raw={"rights": "b", "body": {"type": "Image", "id": "y"}})
        raw = merge(None, one, other).raw
        assert (raw["via"], raw["rights"]) == ("a", "b")
        assert [body["id"] for body in raw["body"]] == ["y", "x"]

    def test_a_list_has_each_id_once(self) -> None:
        other = replace(BASE, id="urn:uuid:1")
        merged = merge_all([BASE, other, changed(LATE, tags=("late",))])
        assert [each.id for each in merged] == ["urn:uuid:0", "urn:uuid:1"]
        assert merged[0].tags == ("talks", "border", "late")


TAGS = st.lists(st.sampled_from("a b c D d é ü".split()), max_size=4).map(clean_tags)
NOTES = st.one_of(st.text(max_size=12), st.sampled_from(["", "a", "a b", "b\n\n---\n\na"])).map(clean_note)
VERSIONS = st.builds(
    lambda modified, note, tags, color: changed(modified, note=note, tags=tags, color=color),
    st.sampled_from([EARLY, NOON, LATE, "no moment"]),
    NOTES,
    TAGS,
    st.sampled_from(Color),
)


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))


class TestEveryMerge:
    @given(VERSIONS, VERSIONS)
    def test_without_a_base_no_word_and_no_tag_is_lost(self, one: Annotation, other: Annotation) -> None:
        merged = merge(None, one, other)
        assert words(merged.note) >= words(one.note) | words(other.note)
        assert {tag.casefold() for tag in merged.tags} == {tag.casefold() for tag in (*one.tags, *other.tags)}

    @given(VERSIONS, VERSIONS)
    def test_every_device_comes_to_the_same(self, one: Annotation, other: Annotation) -> None:
        assert same_words(merge(None, one, other), merge(None, other, one))

    @given(VERSIONS, VERSIONS)
    def test_merging_again_changes_nothing(self, one: Annotation, other: Annotation) -> None:
        merged = merge(None, one, other)
        assert same_words(merge(None, merged, one), merged)
        assert same_words(merge(None, other, merged), merged)

    @given(VERSIONS, VERSIONS)
    def test_a_side_that_did_not_change_gives_way(self, base: Annotation, change: Annotation) -> None:
        assume(not same_words(base, change))
        assert merge(base, base, change) == change
        assert merge(base, change, base) == change

    @given(VERSIONS, VERSIONS, VERSIONS)
    def test_what_both_wrote_anew_is_kept(
        self, base: Annotation, mine: Annotation, theirs: Annotation
    ) -> None:
        note = merge(base, mine, theirs).note
        if mine.note != base.note and theirs.note != base.note:
            assert words(note) >= words(mine.note) | words(theirs.note)
