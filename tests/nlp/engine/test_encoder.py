"""The encoder: word pieces, and vectors that depend on the context alone."""

from __future__ import annotations

import numpy as np
import pytest

from briefing.nlp.engine.encoder import MAX_PIECES, Encoder, load_arrays, read_encoder


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return read_encoder(load_arrays("issue_encoder"))


def names(encoder: Encoder, word: str) -> list[str]:
    by_number = {number: piece for piece, number in encoder.pieces.numbers.items()}
    return [by_number[number] for number in encoder.pieces.split(word)]


@pytest.mark.parametrize(
    ("word", "pieces"),
    [
        pytest.param("Talks", ["talks"], id="case"),
        pytest.param("Zürich", ["zurich"], id="accents"),
        pytest.param("unforgettably", ["un", "##for", "##get", "##ta", "##bly"], id="the longest first"),
        pytest.param("U.S.-led", ["u", ".", "s", ".", "-", "led"], id="marks stand alone"),
        pytest.param("会谈", ["[UNK]"], id="a sign that it does not know"),
        pytest.param("a" * 500, ["[UNK]"], id="no word"),
        pytest.param("\u0301", ["[UNK]"], id="an accent alone"),
    ],
)
def test_pieces_of_a_word(encoder: Encoder, word: str, pieces: list[str]) -> None:
    assert names(encoder, word) == pieces


def test_the_same_words_get_the_same_vectors_and_others_do_not(encoder: Encoder) -> None:
    talks = [piece for word in "the talks may fail".split() for piece in encoder.pieces.split(word)]
    held = [piece for word in "the talks were held".split() for piece in encoder.pieces.split(word)]
    first = encoder.encode(talks)
    assert np.array_equal(first, encoder.encode(talks))
    assert not np.allclose(first[1], encoder.encode(held)[1], atol=0.01)


def test_more_pieces_than_positions_are_refused(encoder: Encoder) -> None:
    with pytest.raises(ValueError, match="289 word pieces; 288 at most"):
        encoder.encode([0] * (MAX_PIECES + 1))
