"""Scores of sentences by the learned scores of their words."""

from __future__ import annotations

import pytest
import spacy
from spacy.tokens import Span

from briefing.nlp.summary.word_scores import counted_words, load_word_scores, word_score


def test_every_score_is_of_a_word_in_lower_case() -> None:
    scores = load_word_scores()
    assert len(scores) > 1000
    assert all(word == word.lower() and word.isalpha() and score for word, score in scores.items())


def test_names_and_figures_say_nothing() -> None:
    doc = spacy.blank("en")("Rome approved 12 plans .")
    doc.ents = [Span(doc, 0, 1, "GPE")]
    assert counted_words(doc[:], {"rome", "approved", "plans"}) == (["approved", "plans"], 2)


def test_a_short_sentence_says_less_than_a_long_one_of_the_same_words() -> None:
    nlp = spacy.blank("en")
    short, long = nlp("voted"), nlp(" ".join(["voted"] * 8))
    assert word_score(short[:], {"voted": 0.6}) == pytest.approx(0.1)
    assert word_score(long[:], {"voted": 0.6}) == pytest.approx(0.6)
