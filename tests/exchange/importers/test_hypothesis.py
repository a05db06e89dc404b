"""Annotations of Hypothesis keep their id, their origin and the place they were made at."""

from __future__ import annotations

import json

import pytest

from briefing.domain import Span
from briefing.exchange.exporters.hypothesis import to_hypothesis
from briefing.exchange.exporters.w3c import to_w3c
from tests.exchange.foreign import (
    PAGE,
    QUOTE,
    bundle_of,
    hypothesis_row,
    only,
)


def test_hypothesis_rows_are_read() -> None:
    for value in (
        {"total": 1, "rows": [hypothesis_row()]},
        {"export_date": "2026", "client_version": "1", "annotations": [hypothesis_row()]},
        [hypothesis_row()],
        hypothesis_row(),
    ):
        incoming = only(value)
        assert (incoming.source, incoming.title) == (PAGE, "A page")
        assert incoming.units == Span(10, 19)
        assert incoming.dated
        annotation = incoming.annotation
        assert annotation.id == "urn:uuid:43d189f4-10b4-11ec-8f54-1b60027e588f", "the id in another spelling"
        assert (annotation.note, annotation.tags) == ("A note.", ("one", "two words"))
        assert annotation.created == "2021-09-08T14:51:35.722360+00:00"
        assert annotation.modified == "2021-09-08T15:44:52.871334+00:00"
        assert annotation.anchor.suffix == " after"


def test_an_annotation_of_hypothesis_keeps_its_origin() -> None:
    bundle = bundle_of([only(hypothesis_row()).annotation])
    [item] = json.loads(to_w3c(bundle))["items"]
    assert (item["creator"], item["via"]) == (
        "acct:someone@hypothes.is",
        "https://hypothes.is/a/Q9GJ9BC0EeyPVBtgAn5Yjw",
    )
    [row] = json.loads(to_hypothesis(bundle))["rows"]
    assert (row["id"], row["user"]) == ("Q9GJ9BC0EeyPVBtgAn5Yjw", "acct:someone@hypothes.is")


@pytest.mark.parametrize("old_id", ["AVLlVTs1f9G3pW-EYc6q", "Q9GJ9BC0EeyPVBtgAn5Yjx", "ä", ""])
def test_an_id_of_another_kind_becomes_the_same_each_time(old_id: str) -> None:
    first = only(hypothesis_row(id=old_id)).annotation.id
    assert first.startswith("urn:uuid:")
    assert first == only(hypothesis_row(id=old_id)).annotation.id
    assert first != only(hypothesis_row()).annotation.id


def test_utf16_offsets_are_counted_again_when_the_text_is_there() -> None:
    text = "🚢🚢🚢 x the words after"
    units = {"type": "TextPositionSelector", "start": 9, "end": 18}
    incoming = only(hypothesis_row(target=[{"source": PAGE, "selector": [units, QUOTE]}]))
    placed = incoming.placed_in(text)
    assert placed.anchor.span == Span(6, 15)
    assert incoming.placed_in("short") == incoming.annotation, "another text: it is found by its words"
