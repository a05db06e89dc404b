"""Computes the features by which key sentences are predicted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from briefing.nlp.issues.issue_clusters import SentenceTopic
from briefing.nlp.issues.issue_features import Features, outline_features
from briefing.nlp.parsing.clauses import Clause
from briefing.nlp.parsing.document import Document, Sentence
from briefing.nlp.parsing.term_vectors import TermVector
from briefing.nlp.summary.standalone import depends_on_context
from briefing.nlp.summary.word_scores import word_score

WORD_SCORE = "words"
"""The feature with the mean score of the words; its weight is 1, since the scores themselves are learned."""

_SUBJECTS = ("nsubj", "nsubjpass")
_SHORTER_THAN = (8, 12, 18, 25, 35, 50)


def sentence_features(
    document: Document, topics: Sequence[SentenceTopic], scores: Mapping[str, float]
) -> list[Features]:
    """Compute position, length, centrality, senses and words of each sentence."""
    vectors = [topic.terms for topic in topics]
    article = TermVector.total(vectors)
    df = Counter(term for vector in vectors for term in vector.weights)
    central = [vector.cosine(article) for vector in vectors]
    covered = [float(sum(df[word] for word in vector.weights if df[word] > 1)) for vector in vectors]
    most_central, most_covered = max(central, default=0.0) or 1.0, max(covered, default=0.0) or 1.0
    rows = []
    whole = [Clause(sentence, sentence.tokens, sentence.tokens.root) for sentence in document.sentences]
    for index, row in enumerate(outline_features(document, whole)):
        row["central"] = central[index]
        row["central, relative"] = central[index] / most_central
        row["covered"] = covered[index] / most_covered
        row[WORD_SCORE] = word_score(document.sentences[index].tokens, scores)
        row["like the lead"] = vectors[index].cosine(vectors[0]) if index else 0.0
        row.update(_surface_features(document.sentences[index], len(topics)))
        rows.append(row)
    return rows


def _surface_features(sentence: Sentence, total: int) -> Features:
    tokens = [token for token in sentence.tokens if not token.is_space]
    text = sentence.tokens.text
    marks = sum(text.count(mark) for mark in '"“”')
    row = {f"shorter than {n}": float(len(tokens) < n) for n in _SHORTER_THAN}
    row |= {f"number {n}": float(sentence.index == n) for n in range(5)}
    return row | {
        "late": (sentence.index / total) ** 2,
        "names": min(5, len(sentence.tokens.ents)) / 5,
        "dangles": float(depends_on_context(sentence.tokens)),
        "pronoun first": float(any(t.pos_ == "PRON" and t.dep_ in _SUBJECTS for t in tokens[:6])),
        "figures": float(any(token.like_num for token in tokens)),
        "unpaired": float(marks % 2),
        "quote first": float(text[:1] in '"“'),
        "paragraph": min(6, sentence.paragraph) / 6,
        "short article": float(total < 15),
    }
