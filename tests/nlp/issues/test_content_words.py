"""Texts are compared by the stems of their content words."""

from __future__ import annotations

import pytest
from spacy.lang.en import English

from briefing.nlp.issues.content_words import content_words

NLP = English()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("Cause of the fire", "The fire's cause", id="other order"),
        pytest.param("Mayor resigned", "Resigning of the mayor", id="other forms"),
        pytest.param("Of the", "To its", id="function words count for nothing"),
    ],
)
def test_texts_that_name_the_same(one: str, other: str) -> None:
    assert content_words(NLP(one)).keys() == content_words(NLP(other)).keys()


def test_words_are_found_by_their_stem() -> None:
    found = content_words(NLP("The fate of 12 crews and their crew"))
    assert {word: len(tokens) for word, tokens in found.items()} == {"fate": 1, "12": 1, "crew": 2}
