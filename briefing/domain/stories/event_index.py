"""Estimates how likely two articles tell of one event, from rare terms, titles and the days between them."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import itemgetter, mul

from briefing.domain.stories.terms import ArticleTerms

SECONDS_A_DAY = 86_400
WINDOW_DAYS = 4
"""Articles more days apart than these never join by themselves."""
STRONGEST = 100
"""The most terms of an article that are compared."""
BACKGROUND = 1_000
"""Articles without any terms that are counted besides: else every word of a small collection is rare."""
RARE_SHARE, RARE_ARTICLES = 0.1, 10
"""The largest share, or number, of the articles that may have a term that is rare."""
SHORT_TITLE = 10.0
"""The rarity of terms, that of about two, that is counted to each title besides its own."""
MIN_COSINE = 0.05
"""The cosine of words below which two articles tell of different events, whatever names they share."""


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights of a logistic regression that tells whether two articles are on one event."""

    bias: float
    words: float
    """Of the cosine of their words, 0 to 1."""
    names: float
    """Of the cosine of their names and numbers."""
    fewer: float = 0.0
    more: float = 0.0
    """Of the shares of either title's terms that the other article has: the smaller one and the larger."""
    day: float = 0.0
    """Of each day between them."""

    @property
    def of_features(self) -> tuple[float, float, float, float, float]:
        return self.words, self.names, self.fewer, self.more, self.day


UNDATED = Weights(bias=-4.73, words=10.45, names=9.55, day=-1.0)
"""Weights for articles of which one does not tell its day: trained on topics 1 to 35 of ECB+ (Cybulska &
Vossen 2014), which has no dates, all at once and a third alone."""
DATED = Weights(bias=-4.3, words=11.25, names=0.06, fewer=2.72, more=6.07, day=-1.37)
"""Weights trained on 1,476 articles of many publishers on 660 events, by training/event_weights.py; the bias
was then chosen for precision. The next day's report shares few words with the first one, but its title's."""

Vector = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class EventArticle:
    """An article as it is compared with others: its terms and its days."""

    number: int
    terms: ArticleTerms
    language: str | None
    fetched_day: int
    """Days since 1970."""
    published_day: int | None

    def days_to(self, other: EventArticle) -> int:
        """Count the days between publication where both articles state it, else between the fetches."""
        if self.published_day is None or other.published_day is None:
            return abs(self.fetched_day - other.fetched_day)
        return abs(self.published_day - other.published_day)


@dataclass(frozen=True, slots=True)
class PlacedArticle:
    """The story and the time of an article, kept under its number in an index."""

    story: str
    """The id of its story."""
    time: float
    """Seconds since 1970."""


class EventIndex:
    """An inverted index over the terms of articles, for finding those that tell of one event."""

    def __init__(self, articles: Iterable[EventArticle]) -> None:
        self._articles = {article.number: article for article in articles}
        self._frequency = Counter(
            (article.language, term) for article in self._articles.values() for term in article.terms.words
        )
        self._total = Counter(article.language for article in self._articles.values())
        self._known = {key: self._counted_rarity(*key) for key in self._frequency}
        """The rarity of each term of the articles, by language and term."""
        self._words: dict[int, Vector] = {}
        self._names: dict[int, Vector] = {}
        self._titles: dict[int, Vector] = {}
        """The rarity of the terms of each title."""
        self._postings: dict[tuple[str | None, str], list[tuple[int, float]]] = defaultdict(list)
        for number, article in self._articles.items():
            self._names[number] = self.vector(article.language, article.terms.names)
            self._titles[number] = {
                term: self._rarity(article.language, term) for term in article.terms.title
            }
            self._words[number] = vector = self.vector(article.language, article.terms.words)
            for term, weight in vector.items():
                self._postings[article.language, term].append((number, weight))

    def likely_pairs(self, numbers: Collection[int], least: float) -> Iterator[tuple[int, int, float]]:
        """Yield likely pairs of one of `numbers` and another article, with a probability of at least `least`.

        A pair of two of `numbers` comes once.
        """
        asked = set(numbers)
        for number in numbers:
            for other, cosine in self.near(number):
                if other in asked and other <= number:
                    continue
                probability = self._probability(number, other, cosine)
                if probability >= least:
                    yield number, other, probability

    def near(self, number: int) -> Iterator[tuple[int, float]]:
        """Yield the articles, with the cosine, that share enough words with one to tell of one event."""
        return (each for each in self._cosines(number).items() if each[1] >= MIN_COSINE)

    def likeness(self, one: int, other: int) -> float:
        """Return the cosine of the words of two articles, 0 to 1, however many days are between them."""
        return vector_cosine(self._words[one], self._words[other])

    def vectors(self, number: int) -> tuple[Vector, Vector, Vector]:
        """Return unit vectors of the words, the names and the title of an article."""
        return self._words[number], self._names[number], unit_vector(self._titles[number])

    def is_rare(self, language: str | None, term: str) -> bool:
        """Whether few of the articles have a term of this language."""
        return self._frequency[language, term] <= max(RARE_ARTICLES, RARE_SHARE * len(self._articles))

    def numbers_with(self, language: str | None, term: str, among: range) -> Iterator[int]:
        """Yield those articles of a language that have a term among their strongest.

        The articles must have been given in the order of their numbers.
        """
        having = self._postings.get((language, term), [])
        some = having[bisect_left(having, (among.start,)) : bisect_left(having, (among.stop,))]
        return map(itemgetter(0), some)

    def shared_terms(self, numbers: Collection[int], most: int) -> tuple[str, ...]:
        """Return the terms that more than half of these articles share, the most telling first."""
        weights: Counter[str] = Counter()
        found: Counter[str] = Counter()
        for number in numbers:
            weights.update(self._words[number])
            found.update(self._words[number].keys())
        shared = [term for term in weights if found[term] * 2 > len(numbers)]
        return tuple(sorted(shared, key=lambda term: (-weights[term], term))[:most])

    def _cosines(self, number: int) -> Mapping[int, float]:
        """Return the cosine of words with each other article that shares a term."""
        language = self._articles[number].language
        cosines: dict[int, float] = defaultdict(float)
        for term, weight in self._words[number].items():
            for other, others_weight in self._postings[language, term]:
                cosines[other] += weight * others_weight
        cosines.pop(number, None)  # an article of stop words alone does not even share with itself
        return cosines

    def _probability(self, number: int, other: int, cosine: float) -> float:
        one, two = self._articles[number], self._articles[other]
        if one.days_to(two) > WINDOW_DAYS:
            return 0.0
        is_dated = one.published_day is not None and two.published_day is not None
        weights = DATED if is_dated else UNDATED
        weighed = zip(weights.of_features, self.features(number, other, cosine), strict=True)
        return 1 / (1 + math.exp(-weights.bias - math.fsum(weight * value for weight, value in weighed)))

    def features(self, number: int, other: int, cosine: float) -> tuple[float, float, float, float, float]:
        """Return what tells whether two articles are on one event, in the order of `Weights`.

        `cosine` is that of their words.
        """
        fewer, more = sorted((self._share(number, other), self._share(other, number)))
        return (
            cosine,
            vector_cosine(self._names[number], self._names[other]),
            fewer,
            more,
            float(self._articles[number].days_to(self._articles[other])),
        )

    def _share(self, number: int, other: int) -> float:
        """Return the share of the terms of one's title that the other article has, by their rarity.

        A title of a word or two, such as that of a column, says little.
        """
        title, words = self._titles[number], self._articles[other].terms.words
        return math.fsum(title[term] for term in title if term in words) / (
            SHORT_TITLE + math.fsum(title.values())
        )

    def _rarity(self, language: str | None, term: str) -> float:
        """Return the inverse document frequency of a term."""
        known = self._known.get((language, term))
        return self._counted_rarity(language, term) if known is None else known

    def _counted_rarity(self, language: str | None, term: str) -> float:
        total = self._total[language] + BACKGROUND
        return math.log((total + 1) / (self._frequency[language, term] + 0.5))

    def vector(self, language: str | None, counts: Mapping[str, int]) -> Vector:
        """Weigh terms by TF-IDF (TF is 1 + ln f), to unit length, keeping only the strongest terms."""
        weights = {
            term: (1 + math.log(count)) * self._rarity(language, term) for term, count in counts.items()
        }
        if len(weights) > STRONGEST:
            strongest = sorted(weights, key=lambda term: (-weights[term], term))[:STRONGEST]
            weights = {term: weights[term] for term in strongest}
        return unit_vector(weights)


def unit_vector(weights: Vector) -> Vector:
    length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return {term: weight / length for term, weight in weights.items()}


def vector_cosine(first: Vector, second: Vector) -> float:
    """Return the cosine of two vectors of unit length."""
    shared = first.keys() & second.keys()
    return math.fsum(map(mul, map(first.__getitem__, shared), map(second.__getitem__, shared)))
