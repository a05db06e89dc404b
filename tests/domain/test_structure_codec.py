from __future__ import annotations

import pytest

from briefing.domain import Span
from briefing.domain.structure import (
    NO_STRUCTURE,
    BlockKind,
    Image,
    Link,
    MarkedBlock,
    Structure,
    Stub,
    Update,
)
from briefing.domain.structure_codec import structure_from_json, structure_to_dict, structure_to_json

TEXT = "Head\n\nSee the law."
WHOLE = Structure(
    Stub.LIVE,
    (MarkedBlock(BlockKind.HEADING, Span(0, 4), 3),),
    (Link(Span(10, 17), "https://gov.example/law"),),
    (Image(4, "https://news.example/a.jpg", "A ship"),),
    (Update(0, "2026-03-02T10:05:00Z"),),
    "Top stories\n\nAnother ship sinks",
)


@pytest.mark.parametrize("structure", [WHOLE, NO_STRUCTURE, Structure(Stub.PAYWALL)])
def test_a_structure_comes_back_as_it_was_written(structure: Structure) -> None:
    assert structure_from_json(structure_to_json(structure) or "{}", len(TEXT)) == structure


def test_nothing_is_written_for_a_text_alone() -> None:
    assert structure_to_json(NO_STRUCTURE) == ""


@pytest.mark.parametrize(
    "payload",
    [
        "[]",
        '{"links":[[10,99,"https://gov.example/law"]]}',
        '{"links":[[10,17,"javascript:alert(1)"],[10],7]}',
        '{"blocks":[["song",0,4,1],["heading",4,0,1],["heading","a","b",1]]}',
        '{"blocks":[["heading",0.5,4,1],["heading",0,4,Infinity]]}',
        '{"images":{"a":1},"updates":[[99,"x"],[0,7]]}',
        '{"links":' + "[" * 100_000,
    ],
)
def test_of_a_damaged_one_nothing_is_taken_that_leaves_the_text_or_is_not_safe(payload: str) -> None:
    assert structure_from_json(payload, len(TEXT)) == NO_STRUCTURE


def test_an_escape_sequence_does_not_come_out_of_the_library() -> None:
    read = structure_from_json(
        '{"images":[[0,"https://a.example/\\u001b]52","\\u001b[31mred"]],"rest":"\\u001b[31mred"}', len(TEXT)
    )
    assert "\x1b" not in read.images[0].caption + read.images[0].url + read.rest


def test_other_programs_get_the_words_of_each_link() -> None:
    shown = structure_to_dict(WHOLE, TEXT)
    assert list(shown) == ["stub", "structure", "links", "images", "updates", "words_cut"]
    assert shown["words_cut"] == 5
    assert shown["links"] == [{"text": "the law", "start": 10, "end": 17, "url": "https://gov.example/law"}]
