"""Phrases and word vectors: the features of open issues besides the words of a sentence."""

from __future__ import annotations

import pytest
from spacy.lang.en import English

from briefing.nlp.engine.word_vectors import load_word_vectors
from briefing.nlp.issues.lexicon import phrase_features


@pytest.mark.parametrize(
    ("text", "group"),
    [
        pytest.param("The hearing is scheduled for Monday.", "set for", id="a step that is due"),
        pytest.param("Further charges may be laid.", "may yet be done", id="a step that may follow"),
        pytest.param("Amnesty called on the police to explain.", "calls for", id="a call"),
        pytest.param("The minister rejected the report.", "denies", id="a denial"),
        pytest.param("Officials have not said why.", "has not said", id="what is withheld"),
        pytest.param("No one knows who owns the rights.", "nobody knows", id="what nobody knows"),
        pytest.param("The wall could collapse.", "could", id="what could come"),
        pytest.param("Scholars wondered about its purpose.", "wonders", id="a question"),
    ],
)
def test_a_phrase_sets_the_feature_of_its_group(text: str, group: str) -> None:
    assert f"turn={group}" in phrase_features(text)


def test_part_of_a_word_is_no_phrase() -> None:
    assert phrase_features("Willing cannons wallow") == {}


def test_words_alike_have_like_vectors_and_others_have_not() -> None:
    words = load_word_vectors()
    blank = English()

    def likeness(one: str, other: str) -> float:
        pairs = [words.features(blank(text)[:]) for text in (one, other)]
        return sum(pairs[0][name] * pairs[1][name] for name in pairs[0])

    assert likeness("lawsuit", "court") > 0 > likeness("lawsuit", "ocean")


def test_unknown_words_have_a_vector_of_zeros() -> None:
    assert set(load_word_vectors().features(English()("Qwxyz")[:]).values()) == {0.0}
