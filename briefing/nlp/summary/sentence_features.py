"""Computes the features by which key sentences are predicted."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from spacy.tokens import Doc, Token
from spacy.tokens import Span as Tokens

from briefing.nlp.engine.linear_model import Features
from briefing.nlp.engine.word_lists import load_words
from briefing.nlp.parsing.clauses import subject_of
from briefing.nlp.parsing.document import Document, Sentence
from briefing.nlp.parsing.reporting_verbs import ATTRIBUTION_VERBS
from briefing.nlp.parsing.term_vectors import TermVector, term_vectors
from briefing.nlp.summary.standalone import depends_on_context
from briefing.nlp.summary.word_scores import word_score

WORD_SCORE = "words"
"""The feature with the mean score of the words; it has the weight 1, since the scores are learned."""

_SENSES: dict[str, tuple[str, ...]] = {}
"""The senses of each lemma, in the order of the file."""
for _sense, _lemmas in load_words("issue_senses").items():
    for _lemma in _lemmas:
        _SENSES[_lemma] = (*_SENSES.get(_lemma, ()), _sense)
_FIRST_PERSON = re.compile(r"\b(?:I|we|We|our|Our|my|My)\b")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_CONTENT = frozenset(("NOUN", "PROPN", "VERB", "ADJ", "NUM"))
_SUBJECTS = ("nsubj", "nsubjpass")
_SHORTER_THAN = (8, 12, 18, 25, 35, 50)
_QUOTED = re.compile(r'["“][^"“”]*["”]?')
_NEWS_DAY = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\b(?:yester|to)day\b|\btomorrow\b")
_PAST_YEAR = re.compile(r"\b(?:in|since) (?:19|20)\d\d\b")
_NAMES = frozenset(("PERSON", "ORG", "GPE", "NORP"))
_LITTLE = 0.15
"""The share of the headline's words below which an opening sentence hardly tells the headline's news."""


def sentence_vectors(document: Document) -> list[TermVector]:
    """Return the vector of each sentence's content lemmas."""
    return term_vectors(
        [
            Counter(
                token.lemma_.lower()
                for token in sentence.tokens
                if (token.is_alpha or token.like_num) and not token.is_stop and token.pos_ in _CONTENT
            )
            for sentence in document.sentences
        ]
    )


def sentence_features(
    document: Document, vectors: Sequence[TermVector], scores: Mapping[str, float]
) -> list[Features]:
    """Compute position, length, centrality, novelty, names, senses and words of each sentence."""
    article = TermVector.total(vectors)
    df = Counter(term for vector in vectors for term in vector.weights)
    central = [vector.cosine(article) for vector in vectors]
    covered = [float(sum(df[word] for word in vector.weights if df[word] > 1)) for vector in vectors]
    most_central, most_covered = max(central, default=0.0) or 1.0, max(covered, default=0.0) or 1.0
    neighbours = [one.cosine(other) for one, other in pairwise(vectors)]
    rows = _outline_features(document)
    most_shared = max((row["title"] for row in rows), default=0.0) or 1.0
    first_person = sum(row["1st"] for row in rows) / max(1, len(rows))
    for index, row in enumerate(rows):
        row["central"] = central[index]
        row["central, relative"] = central[index] / most_central
        row["covered"] = covered[index] / most_covered
        row[WORD_SCORE] = word_score(document.sentences[index].tokens, scores)
        row["like the lead"] = vectors[index].cosine(vectors[0]) if index else 0.0
        row["like the one before"] = neighbours[index - 1] if index else 0.0
        row["like the next"] = neighbours[index] if index < len(neighbours) else 0.0
        row["title, relative"] = row["title"] / most_shared
        row["title, lead"] = row["title"] * row["pos0"]
        row["little title, lead"] = row["pos0"] * float(row["title"] < _LITTLE)
        row["1st article, late"] = first_person * row["rel"]
        row["1st article, position"] = first_person * row["logpos"]
        row.update(_surface_features(document.sentences[index], len(vectors)))
    _add_novelty(document, vectors, rows)
    _add_paragraphs(document, rows)
    _add_names(document, rows)
    return rows


def _outline_features(document: Document) -> list[Features]:
    """Compute the senses and the position of each sentence."""
    headline = _content_lemmas(document.title)
    total = len(document.sentences)
    rows: list[Features] = []
    for sentence in document.sentences:
        tokens, index, text = sentence.tokens, sentence.index, sentence.tokens.text
        shared = len(headline & _content_lemmas(tokens))
        opens = index == 0 or document.sentences[index - 1].paragraph != sentence.paragraph
        row = {"c=" + sense: 1.0 for token in tokens for sense in _senses(token)}
        rows.append(
            row
            | {
                "qmark": float("?" in text),
                "quote": float(any(mark in text for mark in '"“”')),
                "1st": float(bool(_FIRST_PERSON.search(text))),
                "years": float(bool(_YEAR.search(text))),
                "len": math.log1p(len(tokens)) / 2,
                "len<8": float(len(tokens) < 8),
                "pos0": float(index == 0),
                "pos1": float(index == 1),
                "pos<4": float(index < 4),
                "last": float(index == total - 1),
                "rel": index / total,
                "logpos": math.log1p(index) / 2,
                "total": math.log(total) / 3,
                "pfirst": float(opens),
                "title": shared / max(1, len(headline)),
                "titlen": min(3, shared) / 3,
            }
        )
    return rows


def _senses(token: Token) -> tuple[str, ...]:
    lemma = token.lemma_.lower()
    return _SENSES.get(lemma) or _SENSES.get(f"{lemma}/{token.pos_}", ())


def _content_lemmas(tokens: Doc | Iterable[Token]) -> frozenset[str]:
    return frozenset(
        token.lemma_.lower()
        for token in tokens
        if token.pos_ in _CONTENT and token.is_alpha and not token.is_stop
    )


def _surface_features(sentence: Sentence, total: int) -> Features:
    tokens = [token for token in sentence.tokens if not token.is_space]
    text, root = sentence.tokens.text, sentence.tokens.root
    marks = sum(text.count(mark) for mark in '"“”')
    helpers = {child.lower_ for child in root.children if child.dep_ == "aux"}
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
        "mostly quoted": float(2 * sum(map(len, _QUOTED.findall(text))) > len(text)),
        "paragraph": min(6, sentence.paragraph) / 6,
        "short article": float(total < 15),
        "colon": float(":" in text),
        "day": float(bool(_NEWS_DAY.search(text))),
        "year": float(bool(_PAST_YEAR.search(text))),
        "will": float("will" in helpers),
        "perfect": float(not helpers.isdisjoint(("has", "have", "had"))),
        "copula": float(root.lemma_ == "be"),
        "reported": float(not marks and root.lemma_.lower() in ATTRIBUTION_VERBS),
    }


def _add_novelty(document: Document, vectors: Sequence[TermVector], rows: Sequence[Features]) -> None:
    """Add the share of words that are in neither headline nor lead, and the share that no earlier one has."""
    opening = _content_lemmas(document.title) | (vectors[0].weights.keys() if vectors else set())
    seen: set[str] = set()
    for vector, row in zip(vectors, rows, strict=True):
        words = vector.weights.keys()
        row["novel"] = len(words - opening) / max(1, len(words))
        row["new words"] = len(words - seen) / max(1, len(words))
        seen |= words


def _add_paragraphs(document: Document, rows: Sequence[Features]) -> None:
    lengths = Counter(sentence.paragraph for sentence in document.sentences)
    for sentence, row in zip(document.sentences, rows, strict=True):
        row["paragraph length"] = min(6, lengths[sentence.paragraph]) / 6
        row["paragraph alone"] = float(lengths[sentence.paragraph] == 1)
        row["last paragraph"] = float(sentence.paragraph == document.sentences[-1].paragraph)
        row["lead, continued"] = float(sentence.paragraph == document.sentences[0].paragraph) - row["pos0"]


def _add_names(document: Document, rows: Sequence[Features]) -> None:
    """Add how much the names in a sentence are those of the article and of its headline."""
    names = [_last_names(sentence.tokens) for sentence in document.sentences]
    times = Counter(name for each in names for name in each)
    most, headline = max(times.values(), default=1), _last_names(document.title[:])
    seen: set[str] = set()
    for sentence, own, row in zip(document.sentences, names, rows, strict=True):
        subject = subject_of(sentence.tokens.root)
        row["a person acts"] = float(
            subject is not None and any(token.ent_type_ == "PERSON" for token in subject.subtree)
        )
        row["main names"] = sum(times[name] for name in own) / most
        row["names first told"] = sum(times[name] > 2 for name in own - seen) / 3
        row["title names"] = len(own & headline) / max(1, len(headline))
        seen |= own


def _last_names(tokens: Tokens) -> set[str]:
    """Return the last word of each name, which a short form of the name shares with the full one."""
    return {
        next((token.lower_ for token in reversed(entity) if token.is_alpha), entity.text.lower())
        for entity in tokens.ents
        if entity.label_ in _NAMES
    }
