"""Which sentences, read alone, tell what happened."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from briefing.domain import Article, Passage
from briefing.nlp.document import Document, Sentence
from briefing.nlp.keyness import dangles, key_features, likeness, marks_pair
from briefing.nlp.linear import load_models
from briefing.nlp.matters import Profile, profiles
from briefing.nlp.openings import opening_sentences

__all__ = ["lead_summary", "summarise"]

LEAD = 3
"""Sentences of a summary that is the opening alone."""
_PENALTY = 1.0
"""What likeness to a sentence already chosen costs, against the logarithm of the probability."""
_REPEATS = 0.6
"""Likeness past which a sentence says the same again."""
_EXAMINED = 200
"""No summary sentence is sought further down than this; bounds the work on very long texts."""
_SHORTEST = 5
_BULLET = re.compile(r"(?:[-–—•*▪‣]|\(?\d{1,2}[.)])\s+")


def lead_summary(article: Article) -> tuple[Passage, ...]:
    """The opening sentences, cut without a pipeline: for languages that have none."""
    return tuple(
        Passage.at(article.text, span.start, span.end) for span in opening_sentences(article.text, LEAD)
    )


def summarise(document: Document) -> tuple[Passage, ...]:
    """Three to five sentences in reading order, fewer where the article has fewer that stand alone."""
    about = profiles(document)
    if not about:
        return ()
    model = load_models("summary")["key"]
    keyness = [math.log(max(1e-6, model.probability(row))) for row in key_features(document, about)]
    chosen = _chosen(document, about, keyness, _length(len(about)))
    return tuple(_passage(document.sentences[index]) for index in sorted(chosen))


def _passage(sentence: Sentence) -> Passage:
    """The sentence, without the bullet or number of a list."""
    passage = sentence.passage
    bullet = _BULLET.match(passage.text)
    start = passage.span.start + (bullet.end() if bullet else 0)
    return Passage.at(sentence.text, start, passage.span.end)


def _length(sentences: int) -> int:
    return 3 if sentences < 10 else 4 if sentences < 15 else 5


def _chosen(document: Document, about: Sequence[Profile], keyness: Sequence[float], wanted: int) -> list[int]:
    """Greedily the best that repeats nothing chosen so far (maximal marginal relevance)."""
    able = [
        sentence.index
        for sentence in document.sentences[:_EXAMINED]
        if _stands_alone(document, sentence.index)
    ]
    chosen: list[int] = []
    repeated = dict.fromkeys(able, 0.0)
    while len(chosen) < wanted and able:
        best = max(able, key=lambda index: (round(keyness[index] - _PENALTY * repeated[index], 6), -index))
        able.remove(best)
        chosen.append(best)
        for index in able:
            repeated[index] = max(repeated[index], likeness(about[best], about[index]))
        able = [index for index in able if repeated[index] < _REPEATS]
    return chosen


def _stands_alone(document: Document, index: int) -> bool:
    sentence = document.sentences[index]
    text = _passage(sentence).text
    words = text.split()
    return (
        len(words) >= _SHORTEST
        and any(token.pos_ in ("VERB", "AUX") for token in sentence.tokens)
        and not dangles(sentence)
        and marks_pair(text)
        and text.casefold().strip(" .!?") != document.article.title.casefold().strip(" .!?")
        and (text[0].isalnum() or text[0] in "\"“'‘[(")
    )
