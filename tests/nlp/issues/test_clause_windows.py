"""Articles are encoded in windows, and every clause is judged."""

from __future__ import annotations

import numpy as np
import pytest
from spacy.language import Language

from briefing.domain import Article
from briefing.nlp.engine.encoder import MAX_PIECES
from briefing.nlp.issues.clause_windows import windows
from briefing.nlp.issues.issue_classifier import IssueClassifier, load_issue_classifier
from briefing.nlp.parsing.clauses import Clause, split_clauses
from briefing.nlp.parsing.document import Document, parse

LONG = "\n\n".join(
    f"The council of district {n} will vote on Monday, and the mayor warned that the school could close."
    for n in range(60)
)


@pytest.fixture(scope="module")
def classifier() -> IssueClassifier:
    return load_issue_classifier()


def clauses_of(document: Document) -> list[Clause]:
    return [clause for sentence in document.sentences for clause in split_clauses(sentence)]


def test_windows_hold_every_word_once_and_fit(nlp: Language, classifier: IssueClassifier) -> None:
    document = parse(nlp, Article("id", "A vote " * 100, LONG))
    found = list(windows(document, classifier.encoder.pieces))
    assert len(found) > 1
    assert all(len(window.numbers) <= MAX_PIECES for window in found)
    first_places: dict[tuple[int, int], int] = {}
    for number, window in enumerate(found):
        for sentence, token, _ in window.places:
            assert first_places.setdefault((sentence, token), number) == number
    words = {(s.index, t.i) for s in document.sentences for t in s.tokens if not t.is_space}
    assert words == set(first_places)


@pytest.mark.parametrize("short", [10, 60, 79, 81, 120])
def test_a_sentence_too_long_to_share_its_window_stands_alone(
    nlp: Language, classifier: IssueClassifier, short: int
) -> None:
    text = f"{'vote ' * short}\n\n{'vote ' * 250}\n\n{'vote ' * 250}"
    document = parse(nlp, Article("id", "A vote " * 100, text))
    found = list(windows(document, classifier.encoder.pieces))
    assert all(len(window.numbers) <= MAX_PIECES for window in found)
    assert {sentence for window in found for sentence, _, _ in window.places} == {
        sentence.index for sentence in document.sentences
    }


def test_what_is_open_scores_above_what_is_over(nlp: Language, classifier: IssueClassifier) -> None:
    text = (
        "It is unclear when the court will rule on the appeal.\n\nThe bridge was opened in 1932 by the queen."
    )
    document = parse(nlp, Article("id", "", text))
    clauses = clauses_of(document)
    judged = classifier.judge(document, clauses)
    assert judged.kinds.shape == (len(clauses), 6)
    assert np.allclose(np.exp(judged.kinds).sum(axis=1), 1, atol=1e-4)
    assert judged.open[0] > 0.5 > judged.open[-1]
    assert all(0 <= likely <= 1 for likely in judged.named.values())


def test_likeness_of_a_pair_is_the_same_both_ways(nlp: Language, classifier: IssueClassifier) -> None:
    document = parse(nlp, Article("id", "", LONG[:400]))
    clauses = clauses_of(document)
    judged = classifier.judge(document, clauses)
    assert judged.same(0, 2) == judged.same(2, 0)
