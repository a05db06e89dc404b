"""Computes the topic of each sentence: its content words, and whether it refers to an earlier sentence."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from briefing.nlp.parsing.document import Document, Sentence
from briefing.nlp.parsing.term_vectors import TermVector, term_vectors
from briefing.nlp.summary.lexicon import senses

_CONTENT = frozenset(("NOUN", "PROPN", "VERB", "ADJ", "NUM"))
_ANAPHORIC = frozenset(("this", "these", "that", "those", "such"))


@dataclass(frozen=True, slots=True)
class SentenceTopic:
    """The content lemmas of a sentence, and whether it refers to an earlier one."""

    index: int
    paragraph: int
    terms: TermVector
    rare: frozenset[str]
    """Lemmas that occur in at most three sentences of the article."""
    senses: frozenset[str]
    is_anaphoric: bool
    """Whether it opens with a pronoun or "this"."""


def sentence_topics(document: Document) -> list[SentenceTopic]:
    """Return the topic of each sentence."""
    bags = [_content_counts(sentence) for sentence in document.sentences]
    df = Counter(word for bag in bags for word in bag)
    found = []
    for sentence, bag, vector in zip(document.sentences, bags, term_vectors(bags), strict=True):
        opening = sentence.tokens[:6]
        found.append(
            SentenceTopic(
                sentence.index,
                sentence.paragraph,
                vector,
                frozenset(word for word in bag if df[word] <= 3),
                frozenset(sense for t in sentence.tokens for sense in senses(t.lemma_.lower(), t.pos_)),
                any(token.pos_ == "PRON" or token.lower_ in _ANAPHORIC for token in opening),
            )
        )
    return found


def _content_counts(sentence: Sentence) -> Counter[str]:
    return Counter(
        token.lemma_.lower()
        for token in sentence.tokens
        if (token.is_alpha or token.like_num) and not token.is_stop and token.pos_ in _CONTENT
    )
