"""Annotations as JSON: what is written is read again, and what others wrote is left as it was."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.domain.annotation import (
    Anchor,
    AnchorState,
    Annotation,
    ArticleHead,
    Color,
    clean_note,
    clean_tags,
)
from briefing.domain.annotation_codec import (
    annotation_from_dict,
    annotation_to_dict,
    head_from_dict,
    head_to_dict,
)
from briefing.domain.span import Span
from briefing.domain.text.sanitize import safe_line, safe_one_to_one

WRITTEN: dict[str, Any] = {
    "id": "urn:uuid:4c1e",
    "type": ["Annotation", "ex:Claim"],
    "created": "2026-03-04T12:00:00Z",
    "modified": "2026-03-05T12:00:00Z",
    "motivation": "commenting",
    "color": "blue",
    "body": [
        {"type": "TextualBody", "purpose": "commenting", "format": "text/plain", "value": "Why?", "x": 1},
        {"type": "TextualBody", "purpose": "tagging", "value": "talks", "creator": "ana"},
        {"type": "TextualBody", "purpose": "commenting", "value": "a second comment"},
        {"type": "Image", "id": "https://a.example/map.png"},
        "https://a.example/body",
    ],
    "target": {
        "source": {"id": "https://a.example/1", "format": "text/html"},
        "selector": [
            {"type": "TextQuoteSelector", "exact": "round", "prefix": "first ", "suffix": " was", "y": 2},
            {"type": "TextPositionSelector", "start": 10, "end": 15, "z": [3]},
            {"type": "XPathSelector", "value": "/p[1]"},
            {"type": "TextQuoteSelector", "exact": "another"},
        ],
        "renderedVia": {"id": "https://reader.example"},
    },
    "via": {"deep": [None, True, 1.5]},
}


def rewritten(value: dict[str, Any], **changes: Any) -> dict[str, Any]:
    annotation = annotation_from_dict(copy.deepcopy(value))
    return annotation_to_dict(replace(annotation, **changes), "https://a.example/1")


class TestMembersOfOthers:
    def test_on_every_level_survive_being_read_and_written(self) -> None:
        assert rewritten(WRITTEN) == WRITTEN

    def test_survive_a_change_of_note_and_tags(self) -> None:
        expected = copy.deepcopy(WRITTEN)
        expected["body"][0]["value"] = "Because."
        expected["body"].insert(2, {"type": "TextualBody", "purpose": "tagging", "value": "new"})
        assert rewritten(WRITTEN, note="Because.", tags=("talks", "new")) == expected

    def test_nothing_else_goes_with_a_note_and_a_tag_that_are_taken_away(self) -> None:
        assert rewritten(WRITTEN, note="", tags=())["body"] == WRITTEN["body"][2:]

    @pytest.mark.parametrize(
        ("member", "value"),
        [
            pytest.param("color", "#ff0000", id="colour"),
            pytest.param("state", "hidden", id="state"),
            pytest.param("made_on", "a page", id="first place"),
            pytest.param("motivation", ["questioning", "ex:doubting"], id="motivation"),
        ],
    )
    def test_a_value_of_another_kind_than_ours_is_written_back(self, member: str, value: object) -> None:
        assert rewritten(WRITTEN | {member: value})[member] == value


class TestReading:
    @pytest.mark.parametrize(
        ("start", "end"), [(-3, 5), (9, 4), (4, 4), ("1", "5"), (None, 5), (True, 5), (1.0, 5.0)]
    )
    def test_a_place_that_is_none_does_not_cost_the_quote(self, start: object, end: object) -> None:
        value = copy.deepcopy(WRITTEN)
        value["target"]["selector"][1] |= {"start": start, "end": end}
        anchor = annotation_from_dict(value).anchor
        assert (anchor.quote, anchor.span) == ("round", None)

    @pytest.mark.parametrize(
        "value",
        [
            pytest.param({}, id="empty"),
            pytest.param({"id": "x", "target": "https://a.example"}, id="of a whole page"),
            pytest.param({"id": "x", "target": ["https://a.example"]}, id="several targets"),
            pytest.param({"target": WRITTEN["target"]}, id="no id"),
            pytest.param(
                {"id": "x", "target": {"selector": {"type": "TextQuoteSelector", "exact": ""}}},
                id="empty quote",
            ),
            pytest.param(
                {"id": "x", "target": {"selector": {"type": "TextQuoteSelector", "exact": 7}}}, id="a number"
            ),
        ],
    )
    def test_what_marks_no_text_is_refused(self, value: dict[str, Any]) -> None:
        with pytest.raises(ValueError, match="not an annotation"):
            annotation_from_dict(value)

    def test_nothing_that_steers_a_terminal_comes_in(self) -> None:
        value = json.loads(
            json.dumps(WRITTEN).replace("round", "ro\\u001b[31mund").replace("Why?", "\\u202e?\\u200b!")
        )
        annotation = annotation_from_dict(value)
        assert annotation.anchor.quote == "ro\ufffd[31mund"
        assert annotation.note == "?!"

    def test_a_note_and_a_tag_that_nobody_changes_stay_as_they_are_on_disk(self) -> None:
        text = (
            json.dumps(WRITTEN).replace("Why?", " \\u001b[1mWhy\\u200b? ").replace("talks", "#ta\\u200blks")
        )
        value = json.loads(text)
        annotation = annotation_from_dict(value)
        assert (annotation.note, annotation.tags) == ("Why?", ("talks",))
        assert rewritten(value) == value
        changed = rewritten(value, note="Why not?", tags=("talks", "more"))
        notes = [body["value"] for body in changed["body"] if isinstance(body, dict) and "purpose" in body]
        assert notes == ["Why not?", "#ta\u200blks", "more", "a second comment"]


ANY_TEXT = st.text(st.characters(codec=None), max_size=20)
SAFE = ANY_TEXT.map(safe_one_to_one)
ANCHORS = st.builds(
    lambda quote, prefix, suffix, start, placed: Anchor(
        quote, prefix, suffix, Span(start, start + len(quote)) if placed else None
    ),
    SAFE.filter(bool),
    SAFE,
    SAFE,
    st.integers(0, 10**6),
    st.booleans(),
)
ANNOTATIONS = st.builds(
    Annotation,
    id=st.uuids().map(lambda each: each.urn),
    anchor=ANCHORS,
    created=st.datetimes().map(lambda each: each.isoformat() + "Z"),
    modified=st.datetimes().map(lambda each: each.isoformat() + "Z"),
    note=ANY_TEXT.map(clean_note),
    tags=st.lists(ANY_TEXT, max_size=3).map(clean_tags),
    color=st.sampled_from(Color),
    state=st.sampled_from(AnchorState),
    confidence=st.none() | st.floats(0, 1),
    first=st.none() | ANCHORS,
)


class TestRoundTrip:
    @given(ANNOTATIONS)
    def test_an_annotation_of_any_letters(self, annotation: Annotation) -> None:
        written = json.dumps(annotation_to_dict(annotation, "urn:x"), ensure_ascii=False)
        read = annotation_from_dict(json.loads(written))
        assert read == annotation
        assert json.dumps(annotation_to_dict(read, "urn:x"), ensure_ascii=False) == written

    @given(
        st.builds(
            ArticleHead,
            id=st.just("0123456789abcdef"),
            title=ANY_TEXT.map(safe_line),
            url=st.none() | ANY_TEXT.map(safe_line),
            path=st.none() | ANY_TEXT.map(safe_line),
            source=st.none() | ANY_TEXT.map(safe_line),
            author=st.none() | ANY_TEXT.map(safe_line),
            published=st.none() | ANY_TEXT.map(safe_line),
        )
    )
    def test_a_head_of_any_letters(self, head: ArticleHead) -> None:
        assert head_from_dict(json.loads(json.dumps(head_to_dict(head)))) == head
