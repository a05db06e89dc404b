"""Chooses an issue's label among the phrases of its clause."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from spacy.tokens import Span as Tokens
from spacy.tokens import Token

from briefing.nlp.issues.content_words import content_words
from briefing.nlp.issues.labels.label_candidates import (
    LabelCandidate,
    format_label,
    label_candidates,
    names_event,
)
from briefing.nlp.parsing.clauses import Clause

_USUAL, _FEWEST, _MOST = 4.6, 3.0, 7.0
"""The content words of an annotator's label: the mean, and the range that is expected of one."""

_FORMS = {"question": 1.3, "plan": 1.15, "clause": 1.1, "gerund": 0.8}
_SINGLE, _SHORT, _NAME, _THING = 0.1, 0.7, 0.3, 0.4
"""Weights of the forms, of a single word, a name, and a thing that is no event: what says who does what, or
what is not known, reads better alone. Chosen by reading; likeness to annotators' labels hardly changes."""


def make_label(clause: Clause, named: Mapping[int, float], taken: Collection[str] = ()) -> str:
    """Return the candidate with the best expected F1 that is not `taken`, ignoring case.

    `named` has the probability that a label of the issue names a word, by the token's number in the doc.
    """
    # The label is expected to have the mean of the usual number of words and of what the clause offers.
    offered = sum(_likely_words(clause.tokens, named).values())
    length = max(_FEWEST, min(_MOST, (offered + _USUAL) / 2))
    scores = [
        (-round(expected_f1(candidate, length, named) * _clarity(candidate), 3), number, candidate.text)
        for number, candidate in enumerate(label_candidates(clause))
    ]
    free = [score for score in scores if score[2].casefold() not in taken]
    return min(free or scores)[2]


def expected_f1(candidate: LabelCandidate, length: float, named: Mapping[int, float]) -> float:
    """Return the F1 that a candidate's content words can expect against a label with `length` of them."""
    hits = _likely_words(candidate.sources, named)
    return 2 * sum(hits.values()) / (len(hits) + length)


def _likely_words(tokens: Iterable[Token], named: Mapping[int, float]) -> dict[str, float]:
    """Return the probability of each content word, by its stem."""
    return {
        word: max(named.get(token.i, 0.0) for token in same) for word, same in content_words(tokens).items()
    }


def _clarity(candidate: LabelCandidate) -> float:
    """Return how much of a candidate counts: a name or a thing alone does not say what is open about it."""
    weight = _FORMS.get(candidate.form, 1.0)
    words = len(content_words(candidate.sources))
    if words < 2:
        weight *= _SINGLE
    if words < 3:
        weight *= _SHORT
    if candidate.form == "noun phrase" and not names_event(candidate.head):
        weight *= _NAME if candidate.head.pos_ == "PROPN" else _THING
    return weight


def item_label(item: Tokens) -> str:
    """Return the label of an item of an enumeration: the item itself, without its article."""
    start = item.start + (item[0].pos_ == "DET" and len(item) > 1)
    return format_label(item.doc[start : item.end].text)
