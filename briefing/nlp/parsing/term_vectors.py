"""Term vectors of sentences, weighted by tf-idf within one article, and their cosine similarity."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TermVector:
    weights: Mapping[str, float]
    norm: float

    @classmethod
    def of(cls, weights: Mapping[str, float]) -> TermVector:
        return cls(weights, math.sqrt(math.fsum(w * w for w in weights.values())) or 1.0)

    @classmethod
    def total(cls, vectors: Iterable[TermVector]) -> TermVector:
        """Return the sum of the vectors, such as that of a whole article."""
        summed: Counter[str] = Counter()
        for vector in vectors:
            summed.update(vector.weights)
        return cls.of(summed)

    def cosine(self, other: TermVector) -> float:
        """Return the cosine similarity, 0 to 1; the sum is exact, so that its order does not matter."""
        smaller, larger = sorted((self.weights, other.weights), key=len)
        products = (weight * larger[term] for term, weight in smaller.items() if term in larger)
        return math.fsum(products) / (self.norm * other.norm)


def term_vectors(bags: Sequence[Counter[str]]) -> list[TermVector]:
    """Return a vector for each bag of terms, weighted by (1 + log tf) log((bags + 1) / bags with term)."""
    df = Counter(term for bag in bags for term in bag)
    return [
        TermVector.of({t: (1 + math.log(n)) * math.log((len(bags) + 1) / df[t]) for t, n in bag.items()})
        for bag in bags
    ]
