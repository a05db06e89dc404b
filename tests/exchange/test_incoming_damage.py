"""What is damaged, hostile or something else costs a sentence, and nothing that is kept."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.domain.annotation_codec import annotation_from_dict
from briefing.errors import BriefingError, ExchangeError
from briefing.exchange.exporters.hypothesis import to_hypothesis
from briefing.exchange.exporters.json import to_json
from briefing.exchange.exporters.w3c import to_w3c
from briefing.exchange.importers.import_file import read_annotations
from tests.exchange.foreign import (
    NOW,
    PAGE,
    bundle_of,
    hypothesis_row,
    read,
    web_annotation,
)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        pytest.param(b"", "is empty", id="nothing"),
        pytest.param(b" \n\n", "is empty", id="blanks"),
        pytest.param(b"\xff\xfe\xff", "is not UTF-8", id="half a character"),
        pytest.param(b"\x89PNG\r\n\x1a\n\x00", "is not UTF-8", id="a picture"),
        pytest.param(b"Just some words.", "no annotations that can be read", id="words"),
        pytest.param(b"name,age\nAda,36\n", "no annotations that can be read", id="another CSV"),
        pytest.param(b'{"rows": [{"uri": ', "damaged or incomplete", id="cut off"),
        pytest.param(b"[" * 100_000, "nested too deeply", id="a very deep array"),
        pytest.param(
            b'{"target":' * 5_000 + b"1" + b"}" * 5_000, "nested too deeply", id="a very deep object"
        ),
        pytest.param(b"[" * 80 + b"]" * 80, "nested too deeply", id="deeper than any annotation"),
        pytest.param(b'{"type": "Annotation", "x": NaN}', "out of bounds", id="no number"),
        pytest.param(b'{"type": "Annotation", "x": 1e999}', "out of bounds", id="past every number"),
        pytest.param(
            b'{"type": "Annotation", "x": ' + b"9" * 5_000 + b"}", "out of bounds", id="endless digits"
        ),
        pytest.param(b"42", "no annotations that can be read", id="a number alone"),
        pytest.param(
            b'{"name": "package", "version": 3}', "no annotations that can be read", id="other JSON"
        ),
        pytest.param(b'["a", "b"]', "no annotations that can be read", id="an array of words"),
        pytest.param(b"Highlight,Title\n" + b"a" * 200_000 + b",x\n", "is no CSV", id="an endless cell"),
    ],
)
def test_a_file_that_is_none_is_told_in_a_sentence(data: bytes, words: str) -> None:
    with pytest.raises(ExchangeError, match=words) as caught:
        read_annotations(data, "the file", NOW)
    sentence = str(caught.value)
    assert sentence.startswith("the file ")
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert len(sentence) < 200


def test_a_file_past_the_limit_is_not_taken_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("briefing.exchange.importers.untrusted_values.LARGEST", 1024)
    with pytest.raises(ExchangeError, match="is larger than"):
        read_annotations(b"[" * 1025, "the file", NOW)


unhurried = settings(deadline=None, max_examples=120)

words = st.text(max_size=12) | st.sampled_from(
    [
        "Annotation",
        "AnnotationCollection",
        "TextQuoteSelector",
        "TextPositionSelector",
        "tagging",
        PAGE,
        "\ud800",
    ]
)
members = st.sampled_from(
    """
    @context @graph @id @type annotations article body bodyValue chars color confidence created document
    end exact first id items links made_on modified motivation next prefix purpose references refinedBy
    rows schema selector source start state suffix tags target text title type updated uri user value
    """.split()
)
any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(members, inner, max_size=6),
    max_leaves=20,
)
any_anchored = st.dictionaries(members, any_json, max_size=5).map(lambda each: web_annotation() | each)
any_row = st.dictionaries(members, any_json, max_size=5).map(lambda each: hypothesis_row() | each)


@unhurried
@given(value=any_json | any_anchored | any_row | st.lists(any_anchored | any_row, max_size=3))
def test_whatever_json_says_what_comes_in_can_be_kept_and_written(value: object) -> None:
    try:
        found = read(value)
    except ExchangeError:
        return
    for incoming in found.incoming:
        annotation = incoming.annotation
        assert annotation.id and annotation.created and annotation.modified and annotation.anchor.quote
        assert annotation.is_orphan == (annotation.state == "orphan")
    # JSON is strict here, and UTF-8: what could not be written would lose the reader's annotations.
    kept = [each.annotation for each in found.incoming]
    for written in (to_json(bundle_of(kept)), to_w3c(bundle_of(kept)), to_hypothesis(bundle_of(kept))):
        json.loads(written.encode(), parse_constant=lambda name: pytest.fail(name))
    again = [annotation_from_dict(each) for each in json.loads(to_json(bundle_of(kept)))]
    assert again == kept


@unhurried
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_whatever_bytes_say_nothing_but_a_sentence_comes_of_it(data: bytes) -> None:
    for each in (data, b"Highlight,Note,Date\r\n" + data):
        try:
            read_annotations(each, "the file", NOW)
        except BriefingError as error:
            assert str(error).endswith(".")
