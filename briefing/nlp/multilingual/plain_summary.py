"""Summarizes an article in any language by position, headline and shared words."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable

from spacy.tokens import Token

from briefing.domain.analysis import Point, ranked_points
from briefing.nlp.engine.models import Models
from briefing.nlp.parsing.document import Document, Sentence
from briefing.nlp.parsing.term_vectors import TermVector, term_vectors

_CONTENT = frozenset(("NOUN", "PROPN", "VERB", "ADJ", "NUM"))
_DEPENDENT_POS = frozenset(("PRON", "CCONJ"))
"""Parts of speech that, at the start of a sentence, make it depend on the one before: "He", "But"."""
_PAIRS = (("«", "»"), ("(", ")"), ("[", "]"), ("「", "」"), ("『", "』"))
_QUOTES = '"“”„'
"""Marks that open a quotation in one language and close it in another, so that only their number counts."""
_SHORTER_THAN = (8, 12, 18, 25, 35, 50)
_SEARCHED = 200
"""The number of sentences from which a summary is chosen, which bounds the time for very long texts."""
_MIN_WORDS = 5
"""The fewest words of a summary sentence."""
_REDUNDANT = 0.5
"""Similarity from which a sentence is redundant."""


def plain_summary(document: Document, models: Models, points: int) -> tuple[Point, ...]:
    """Return the best sentences in reading order, fewer than `points` if fewer are self-contained."""
    topics = _term_vectors(document)
    scores = [models.plain_key_sentence.probability(row) for row in plain_features(document)]
    eligible = [s for s in document.sentences[:_SEARCHED] if _is_complete(s, document.article.title)]
    chosen: list[Sentence] = []
    for sentence in sorted(eligible, key=lambda s: (-scores[s.index], s.index)):
        if all(topics[sentence.index].cosine(topics[other.index]) < _REDUNDANT for other in chosen):
            chosen.append(sentence)
        if len(chosen) == points:
            break
    return ranked_points(sentence.passage for sentence in chosen)


def plain_features(document: Document) -> list[dict[str, float]]:
    """Compute the features of each sentence; none depends on the language."""
    topics = _term_vectors(document)
    article = TermVector.total(topics)
    central = [topic.cosine(article) for topic in topics]
    most_central = max(central, default=0.0) or 1.0
    headline = frozenset(_content_lemmas(document.title))
    rows = []
    for sentence, topic, share in zip(document.sentences, topics, central, strict=True):
        text, index, total = sentence.tokens.text, sentence.index, len(topics)
        words = sum(not token.is_punct and not token.is_space for token in sentence.tokens)
        opens = index == 0 or document.sentences[index - 1].paragraph != sentence.paragraph
        row = {f"shorter than {n}": float(words < n) for n in _SHORTER_THAN}
        row |= {f"number {n}": float(index == n) for n in range(5)}
        rows.append(
            row
            | {
                "central": share,
                "central, relative": share / most_central,
                "like the lead": topic.cosine(topics[0]) if index else 0.0,
                "headline": len(headline & topic.weights.keys()) / max(1, len(headline)),
                "place": index / total,
                "late": math.log1p(index) / 2,
                "opens a paragraph": float(opens),
                "figures": float(any(token.like_num for token in sentence.tokens)),
                "question": float("?" in text),
                "quotation": float(any(mark in text for mark in '"“«„')),
                "short article": float(total < 15),
            }
        )
    return rows


def _term_vectors(document: Document) -> list[TermVector]:
    return term_vectors([Counter(_content_lemmas(sentence.tokens)) for sentence in document.sentences])


def _content_lemmas(tokens: Iterable[Token]) -> list[str]:
    """Return content lemmas; words if the pipeline has no lemmas, all if it has no parts of speech."""
    return [
        (token.lemma_ or token.text).lower()
        for token in tokens
        if (token.is_alpha or token.like_num)
        and not token.is_stop
        and (token.pos_ in _CONTENT or not token.pos_)
    ]


def _is_complete(sentence: Sentence, title: str) -> bool:
    """Whether the sentence is complete and understandable without the one before."""
    words = [token for token in sentence.tokens if not token.is_punct and not token.is_space]
    text = sentence.passage.text
    return (
        len(words) >= _MIN_WORDS
        and words[0].pos_ not in _DEPENDENT_POS
        and sum(text.count(mark) for mark in _QUOTES) % 2 == 0
        and all(text.count(opened) == text.count(closed) for opened, closed in _PAIRS)
        and re.sub(r"\W+", " ", text).casefold().strip() != re.sub(r"\W+", " ", title).casefold().strip()
    )
