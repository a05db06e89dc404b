"""Finds the sentences of later articles that are on the matter of an open issue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from briefing.domain.analysis import Issue
from briefing.domain.followups.tracked_issue import IssueArticle, LaterPassage, Raised
from briefing.domain.stories.event_index import SECONDS_A_DAY, EventArticle, EventIndex, Vector, vector_cosine
from briefing.domain.stories.statements import sentences_of
from briefing.domain.stories.terms import ArticleTerms, capitalized_terms, terms_of
from briefing.domain.stories.threads import ThreadArticle, ThreadIndex

MIN_DAYS, MAX_DAYS = 0.5, 42
"""Days between what an article raises and a follow-up: sooner, another publisher tells the same news."""
MIN_ARTICLE = 0.20
"""Cosine of two articles from which one may follow up the other."""
MIN_SENTENCE = 0.28
"""Cosine of a sentence to what the issue says."""
SURE_SENTENCE = 0.45
"""That from which one shared word besides names is enough; else it takes two."""
REPEATED = 0.8
"""Share of the words of an issue's evidence from which a sentence only repeats it."""
_KEPT_ARTICLES = 100
"""How many articles' sentences are kept in memory."""


@dataclass(frozen=True, slots=True)
class FollowedArticle:
    """What is compared of an article."""

    about: IssueArticle
    terms: ArticleTerms


@dataclass(frozen=True, slots=True)
class _Sentence:
    later: LaterPassage
    vector: Vector
    names: frozenset[str]


class FollowUpFinder:
    """The articles of some weeks, by what is rare in them."""

    def __init__(self, articles: Sequence[FollowedArticle], text_of: Callable[[str], str]) -> None:
        """`text_of` is given the id of one of the articles."""
        self._articles = [each.about for each in articles]
        self._text_of = text_of
        self._place = {each.about.id: at for at, each in enumerate(articles)}
        self._index = EventIndex(
            EventArticle(
                at,
                each.terms,
                each.about.language,
                int(each.about.time // SECONDS_A_DAY),
                None,
            )
            for at, each in enumerate(articles)
        )
        self._sentences = lru_cache(_KEPT_ARTICLES)(self._sentences_of)

    def threads(self) -> ThreadIndex:
        """The stories of the articles."""
        return ThreadIndex(
            self._index,
            {
                at: ThreadArticle(each.story, each.time)
                for at, each in enumerate(self._articles)
                if each.story is not None
            },
        )

    def article_likeness(self, one: IssueArticle, other: IssueArticle) -> float:
        """Cosine of the two by their rare words, 0 to 1."""
        return self._index.likeness(self._place[one.id], self._place[other.id])

    def rare_terms(self, text: str, language: str | None) -> list[str]:
        """Each once."""
        return [term for term in dict.fromkeys(terms_of(text)) if self._index.is_rare(language, term)]

    def vector(self, text: str, language: str | None) -> Vector:
        """The words of a text by how rare they are among the articles."""
        return self._index.vector(language, Counter(terms_of(text)))

    def later(self, raised: Raised) -> Iterator[LaterPassage]:
        """For each later article with a passage on the matter, that which is nearest to the issue.

        What the issue rests on is no follow-up where another article repeats it.
        """
        about, issue = raised.article, raised.issue
        rare = self.rare_terms(issue.label, about.language)
        if len(rare) < 2:  # one word names no matter
            return
        counts = Counter(at for term in rare for at in self._index.numbers_with(about.language, term))
        query = _Query(issue, rare, self.vector(f"{issue.label} {raised.passage.text}", about.language))
        for at in sorted(counts):
            other = self._articles[at]
            if (
                2 * counts[at] >= len(rare)
                and MIN_DAYS <= (other.time - about.time) / SECONDS_A_DAY <= MAX_DAYS
                and self.article_likeness(about, other) >= MIN_ARTICLE
                and (found := max(self._sentences(at), key=query.likeness, default=None)) is not None
                and query.likeness(found)
            ):
                yield found.later

    def _sentences_of(self, at: int) -> list[_Sentence]:
        article = self._articles[at]
        return [
            _Sentence(
                LaterPassage(article, passage),
                self.vector(passage.text, article.language),
                frozenset(capitalized_terms(passage.text)),
            )
            for passage in sentences_of(self._text_of(article.id))
        ]


class _Query:
    """What a sentence is compared with."""

    def __init__(self, issue: Issue, rare: Sequence[str], vector: Vector) -> None:
        self._rare = frozenset(rare)
        self._vector = vector
        self._evidence = frozenset(terms_of(issue.evidence[0].text))
        # A label begins with a capital, whatever its first word is.
        self._names = {*capitalized_terms(issue.evidence[0].text), *capitalized_terms(f"x {issue.label}")}

    def likeness(self, sentence: _Sentence) -> float:
        """0 where it only repeats the issue or is not on it, for names alone say who, not what."""
        words = self._vector.keys() & sentence.vector.keys()
        of_label = self._rare & words
        likeness = vector_cosine(self._vector, sentence.vector)
        telling = words - sentence.names - self._names
        if (
            likeness < MIN_SENTENCE
            or len(telling) < (1 if likeness >= SURE_SENTENCE else 2)
            or 2 * len(of_label) < min(len(self._rare), 4)
            or not of_label & telling
            or len(self._evidence & words) >= REPEATED * len(self._evidence)
        ):
            return 0.0
        return likeness
