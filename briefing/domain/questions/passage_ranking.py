"""Ranks the sentences of articles by how well they answer a question (BM25, then what is asked for)."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import islice, pairwise

from briefing.domain.query.search_words import search_words
from briefing.domain.questions.question_kind import (
    QuestionKind,
    counted,
    is_in_future,
    kind_of,
    names_day,
    perhaps_reason,
    places_of_kind,
    tells_future,
    without_kind,
)
from briefing.domain.questions.word_families import WordFamilies
from briefing.domain.span import Passage, Span
from briefing.domain.stories.terms import capitalized_terms, terms_of
from briefing.domain.text.sentences import sentence_starts

SATURATION, LENGTH = 1.2, 0.5
"""BM25's k1 and b; b is usually 0.75, but sentences differ in length less than whole texts."""
NEIGHBOUR = 0.3
"""Weight of the better neighbouring sentence: words of the question also stand beside the answer."""
ARTICLE = 0.5
"""Weight of the question's words found anywhere in the article: the right article comes first."""
RANKED_AGAIN, COMPARED = 40, 30
"""The numbers of best sentences that are ranked again by what is asked for, and then by likeness."""
LIKENESS = 20.0
"""Weight of how much of the question a sentence says in the same words or in others."""
SURE_SHARE, SURE_LIKENESS = 0.55, 0.6
"""The share of the question that stands in, beside or above a passage, and the likeness, from either of which
it may be said to answer."""
ARTICLE_RANK = 0.5
"""How much less a sentence of a less relevant article counts, by the logarithm of its article's rank."""
NEAR, HERE = 5.0, 6.0
"""Weights of the share of the question that stands in the sentence or beside it, and in it or the title."""
NAMES = 2.0
"""Weight of the share of the question's names that stand in the article or its title."""
KIND, COUNTED, FUTURE = 3.0, 1.0, 2.0
"""Weights of something of the kind that is asked for, of what is to be counted behind a number, and of a
future that is asked for."""
NAME, DAY, SENTENCE = 1.0, 2.0, 2.0
"""Weights of a name where somebody is asked for, which many sentences have, of a whole date where a date is,
and of an end as sentences have one, and headlines, captions and messages do not."""
PERHAPS = 0.5
"""Share of KIND for words that only may give a reason."""
REACH = 32
"""Characters behind a number in which the thing that it counts stands."""
MIN_STEM = 3
"""The fewest letters that stemming leaves of a word."""

_KINDS_OF_CUES = (QuestionKind.REASON, QuestionKind.YES_NO, QuestionKind.SAYING)
"""The kinds of which a sentence has words that lead to the answer, not the answer itself."""
_ENDING = re.compile(
    r"(?:i[sz])?(?:ation|ator)s?$|ments?$|ions?$|ings?$|edly$|ied$|ed$|ers?$|ly$|ity$|ive$|al$|e$"
)
_SENTENCE_END = re.compile(r"[.!?…。！？]\W*\Z")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class RankedPassage:
    """A sentence, with the sentences of other articles that have the same words."""

    places: tuple[tuple[int, Passage], ...]
    """The article's position in the sequence, and the sentence in it; at least one place, the best first."""
    score: float
    is_sure: bool
    """Whether it has so much of the question that it may be said to answer."""


@dataclass(frozen=True, slots=True)
class _Sentence:
    article: int
    place: int
    """Its position among all sentences."""
    passage: Passage
    strengths: Mapping[str, float]
    """How much of each term it has: the number of times, or less than 1 for a word of like meaning."""
    length: int


class _Question:
    """A question with its terms, the words that may stand for them, and what it asks for."""

    def __init__(self, question: str) -> None:
        self.terms = question_terms(question)
        self.names = frozenset(_stems(" ".join(capitalized_terms(question)))) & frozenset(self.terms)
        self.kind = kind_of(question)
        self.is_in_future = self.kind == QuestionKind.DATE and is_in_future(question)
        self._terms_by_word: dict[str, list[tuple[str, float]]] = defaultdict(list)
        for term in self.terms:
            for word, strength in _families().strengths(term).items():
                self._terms_by_word[word].append((term, strength))
        thing = counted(question)
        self._counted = {word for term in _stems(thing or "") for word in _families().strengths(term)}

    def strengths(self, counts: Counter[str]) -> Mapping[str, float]:
        """Return how much of each term stands in a text with these stems."""
        found: dict[str, float] = {}
        for word in self._terms_by_word.keys() & counts.keys():
            for term, strength in self._terms_by_word[word]:
                times = counts[word] if strength == 1 else strength
                found[term] = max(found.get(term, 0), times)
        return found

    def bonus(self, sentence: str) -> float:
        """Return how much the sentence has of the kind that is asked for, and whether it is one."""
        return self._of_kind(sentence) + SENTENCE * bool(_SENTENCE_END.search(sentence))

    def _of_kind(self, sentence: str) -> float:
        if self.kind is None:
            return 0.0
        places = [
            place
            for place in places_of_kind(self.kind, sentence)
            if self.kind in _KINDS_OF_CUES or not self._has_word(place.of(sentence))
        ]
        if not places:
            return KIND * PERHAPS if self.kind == QuestionKind.REASON and perhaps_reason(sentence) else 0.0
        if self.kind == QuestionKind.NAME:
            return NAME
        counts = self.kind in (QuestionKind.NUMBER, QuestionKind.AMOUNT) and any(
            self._has_word(sentence[place.end : place.end + REACH], self._counted) for place in places
        )
        is_day = self.kind == QuestionKind.DATE and names_day(sentence)
        is_future = self.is_in_future and tells_future(sentence)
        return KIND + COUNTED * counts + DAY * is_day + FUTURE * is_future

    def _has_word(self, text: str, others: Collection[str] = ()) -> bool:
        return any(stem in self._terms_by_word or stem in others for stem in _stems(text))


def question_terms(question: str) -> tuple[str, ...]:
    """Return the stems that a question is searched by; none if it has only stop words."""
    return tuple(dict.fromkeys(_stems(without_kind(question)))) or tuple(dict.fromkeys(_stems(question)))


Likeness = Callable[[str, Sequence[tuple[str, str]]], Sequence[float]]
"""Returns how much of a question each passage says, given with the title of its article."""


def best_passages(
    question: str,
    texts: Sequence[str],
    limit: int,
    titles: Sequence[str] = (),
    likeness: Likeness | None = None,
) -> list[RankedPassage]:
    """Return the sentences that answer a question best, the best first; each has a word of the question.

    The texts are given with the most relevant first. Their titles count, too, but are no passages.
    """
    asked = _Question(question)
    titles = titles or [""] * len(texts)
    search = _Search(asked, texts, titles)
    groups: dict[str, list[_Sentence]] = {}
    for each in search.matching():
        groups.setdefault(search_words(each.passage.text), []).append(each)
    ranked = []
    for same in islice(groups.values(), max(RANKED_AGAIN, limit)):
        bonus = asked.bonus(same[0].passage.text)
        scored = sorted(((search.score(each) + bonus, each) for each in same), key=lambda pair: -pair[0])
        places = tuple((each.article, each.passage) for _, each in scored)
        score = scored[0][0] - ARTICLE_RANK * math.log1p(places[0][0])
        ranked.append(RankedPassage(places, score, search.share(scored[0][1]) >= SURE_SHARE))
    ranked = _in_order(ranked)
    if likeness is not None and ranked:
        compared, others = ranked[:COMPARED], ranked[COMPARED:]
        said = [(titles[article], passage.text) for article, passage in (each.places[0] for each in compared)]
        alike = zip(compared, likeness(question, said), strict=True)
        ranked = [*_in_order(_compared(each, like) for each, like in alike), *others]
    return ranked[:limit]


def _compared(passage: RankedPassage, likeness: float) -> RankedPassage:
    is_sure = passage.is_sure or likeness >= SURE_LIKENESS
    return replace(passage, score=passage.score + LIKENESS * likeness, is_sure=is_sure)


def _in_order(ranked: Iterable[RankedPassage]) -> list[RankedPassage]:
    return sorted(ranked, key=lambda each: -each.score)


class _Search:
    """The sentences of articles, with how well they match a question."""

    def __init__(self, asked: _Question, texts: Sequence[str], titles: Sequence[str]) -> None:
        self._asked = asked
        self._sentences: list[_Sentence] = []
        self._titles = [asked.strengths(Counter(_stems(title))) for title in titles]
        self._wholes = [dict(title) for title in self._titles]
        """How much of each term is anywhere in the article."""
        for article, text in enumerate(texts):
            self._add(article, text)
        number = len(self._sentences)
        having = Counter(
            term for each in self._sentences for term, strength in each.strengths.items() if strength >= 1
        )
        self._weights = {
            term: math.log1p((number - having[term] + 0.5) / (having[term] + 0.5)) for term in asked.terms
        }

    def matching(self) -> list[_Sentence]:
        """Return the sentences that have a word of the question, those that match best first."""
        average = sum(each.length for each in self._sentences) / max(len(self._sentences), 1)
        scores = [_bm25(each, self._weights, average) for each in self._sentences]
        wholes = [math.fsum(self._weights[term] for term in whole) for whole in self._wholes]
        matching = [
            (
                score
                + NEIGHBOUR * max((scores[near.place] for near in self._beside(each)), default=0.0)
                + ARTICLE * wholes[each.article],
                each,
            )
            for score, each in zip(scores, self._sentences, strict=True)
            if score
        ]
        return [each for _, each in sorted(matching, key=lambda pair: -pair[0])]

    def score(self, sentence: _Sentence) -> float:
        """Return how much of the question stands in a sentence, beside it, and in its article."""
        here, title = sentence.strengths, self._titles[sentence.article]
        beside = (near.strengths for near in self._beside(sentence))
        names = self._asked.names
        named = sum(name in self._wholes[sentence.article] for name in names) / max(len(names), 1)
        return NEAR * self._share(here, *beside) + HERE * self._share(here, title) + NAMES * named

    def share(self, sentence: _Sentence) -> float:
        """Return the share of the question that stands in a sentence, beside it or in its title."""
        beside = (near.strengths for near in self._beside(sentence))
        return self._share(sentence.strengths, self._titles[sentence.article], *beside)

    def _share(self, *places: Mapping[str, float]) -> float:
        """Return the share of the question, by the weights of its terms, that is in any of these places."""
        found = math.fsum(
            weight * min(1, max(each.get(term, 0.0) for each in places))
            for term, weight in self._weights.items()
        )
        return found / math.fsum(self._weights.values())

    def _add(self, article: int, text: str) -> None:
        """Add the sentences of a text, without a headline in its first line: every list shows that anyhow."""
        for start, end in pairwise((*sentence_starts(text, 0, len(text)), len(text))):
            is_headline = start == 0 and text[end - 1 : end] == "\n" and not _SENTENCE_END.search(text[:end])
            if not is_headline and len(span := Span(start, end).trimmed(text)):
                passage = Passage(span, span.of(text))
                stems = Counter(_stems(passage.text))
                strengths = self._asked.strengths(stems)
                place = len(self._sentences)
                self._sentences.append(_Sentence(article, place, passage, strengths, stems.total()))
                self._wholes[article].update(strengths)

    def _beside(self, sentence: _Sentence) -> list[_Sentence]:
        """Return the sentences before and behind one, of the same article."""
        before, behind = max(sentence.place - 1, 0), sentence.place + 2
        return [
            each
            for each in self._sentences[before:behind]
            if each.article == sentence.article and each is not sentence
        ]


def _bm25(sentence: _Sentence, weights: Mapping[str, float], average: float) -> float:
    length = 1 - LENGTH + LENGTH * sentence.length / max(average, 1)
    return sum(
        weights[term] * strength * (SATURATION + 1) / (strength + SATURATION * length)
        for term, strength in sentence.strengths.items()
    )


@cache
def _families() -> WordFamilies:
    return WordFamilies(_stem)


def _stems(text: str) -> Iterator[str]:
    for word in _WORD.findall(text.lower()):
        yield from _stems_of_word(word)


@lru_cache(maxsize=50_000)
def _stems_of_word(word: str) -> tuple[str, ...]:
    """Return the stem of a word, none of a stop word, and several in a script without spaces."""
    return tuple(map(_stem, terms_of(word)))


def _stem(term: str) -> str:
    """Remove the ending of an inflected or derived English word."""
    stem = _ENDING.sub("", term)
    if len(stem) < MIN_STEM:
        return term
    # Of a doubled consonant, as in "stopped" and "kill", one is left.
    return stem[:-1] if len(stem) > MIN_STEM and stem[-1] == stem[-2] else stem
