"""Finds sentences of later articles that come back to an open issue."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, islice

from briefing.domain.analysis import Issue, first_day
from briefing.domain.followups.answers import ANSWERED, is_answer
from briefing.domain.followups.tracked_issue import IssueArticle, LaterPassage, Raised
from briefing.domain.stories.event_index import (
    SECONDS_A_DAY,
    EventArticle,
    EventIndex,
    PlacedArticle,
    Vector,
    vector_cosine,
)
from briefing.domain.stories.statements import sentences_of
from briefing.domain.stories.terms import ArticleTerms, capitalized_terms, terms_of

MIN_DAYS, MAX_DAYS = 0.5, 42
"""Days between an article and a follow-up: sooner, another publisher is telling the same news."""
MIN_ARTICLE = 0.20
"""Cosine of two articles from which one may follow up on the other."""
MIN_SENTENCE = 0.28
"""Cosine of a sentence with the issue's label and evidence from which it may be a follow-up."""
SURE_SENTENCE = 0.45
"""Cosine from which one shared word besides names is enough; below it takes two."""
REPEATED = 0.8
"""Share of the words of an issue's evidence from which a sentence merely repeats it."""
MIN_ANSWERING, MIN_ANSWER = 0.12, 0.13
"""Cosines of an article, and a sentence, with the issue's from which it may say what became of it: the words
of an outcome are others than those of the question, so that its verb has to tell."""
MAX_ANSWERING = 20
"""The number of later articles, those that share most rare words with an issue, that may answer it."""
_DEADLINE = re.compile(r"(?:by|until|till|before|within|no later than)\b", re.IGNORECASE)
_KEPT_ARTICLES = 100
"""The number of articles whose sentences are kept in memory."""


@dataclass(frozen=True, slots=True)
class FollowedArticle:
    """An article as it is compared with others: its head and its terms."""

    about: IssueArticle
    terms: ArticleTerms


@dataclass(frozen=True, slots=True)
class IssueWords:
    """The words of an issue and of its passage."""

    rare: Sequence[str]
    """Its rare terms, each once."""
    vector: Vector
    """Its terms, weighed by how rare they are among the articles."""


@dataclass(frozen=True, slots=True)
class _Sentence:
    later: LaterPassage
    vector: Vector
    names: frozenset[str]


def told_by(raised: Raised) -> str:
    """Return the label of an issue with its passage."""
    return f"{raised.issue.label} {raised.passage.text}"


class FollowUpFinder:
    """An index of the articles of some weeks, for finding what later ones say on an issue."""

    def __init__(self, articles: Sequence[FollowedArticle], text_of: Callable[[str], str]) -> None:
        """Index the articles; `text_of` returns the text of the article with a given id."""
        articles = sorted(articles, key=lambda each: each.about.time)
        self._articles = [each.about for each in articles]
        self._times = [each.time for each in self._articles]
        self._text_of = text_of
        self._place = {each.about.id: at for at, each in enumerate(articles)}
        self._index = EventIndex(
            EventArticle(at, each.terms, each.about.language, int(each.about.time // SECONDS_A_DAY), None)
            for at, each in enumerate(articles)
        )
        self._kept_sentences: dict[int, list[_Sentence]] = {}

    def placed(self) -> tuple[EventIndex, Mapping[int, PlacedArticle]]:
        """Return the index of the articles, and those of them that have a story by their number in it."""
        return self._index, {
            at: PlacedArticle(each.story, each.time)
            for at, each in enumerate(self._articles)
            if each.story is not None
        }

    def article_likeness(self, one: IssueArticle, other: IssueArticle) -> float:
        """Return the cosine of the words of two articles, 0 to 1."""
        return self._index.likeness(self._place[one.id], self._place[other.id])

    def wording(self, text: str, language: str | None) -> IssueWords:
        """Return the words of an issue's label and passage."""
        counts = Counter(terms_of(text))
        return IssueWords(self._rare_terms(counts, language), self._index.vector(language, counts))

    def _rare_terms(self, terms: Iterable[str], language: str | None) -> list[str]:
        return [term for term in dict.fromkeys(terms) if self._index.is_rare(language, term)]

    def later(self, raised: Raised) -> Iterator[LaterPassage]:
        """Yield, for each later article that comes back to the issue, the sentence nearest to it.

        A sentence that only repeats the issue's evidence is no follow-up.
        """
        about, issue, told = raised.article, raised.issue, told_by(raised)
        rare = self._rare_terms(terms_of(issue.label), about.language)
        if len(rare) < 2:  # one word names no matter
            return
        counts = self._sharing(rare, about)
        query = _Query(issue, rare, self.wording(told, about.language).vector)
        for at in sorted(counts):
            other = self._articles[at]
            if (
                2 * counts[at] >= len(rare)
                and self.article_likeness(about, other) >= MIN_ARTICLE
                and (found := max(self._sentences(at), key=query.likeness, default=None)) is not None
                and query.likeness(found)
            ):
                yield found.later

    def answer(self, raised: Raised) -> tuple[float, LaterPassage] | None:
        """Find the sentence of a later article that says what became of the issue, with its likeness.

        Nothing answers an issue before the day that it names, unless that is the last one.
        """
        about, issue = raised.article, raised.issue
        if issue.kind not in ANSWERED:
            return None
        told = self.wording(told_by(raised), about.language)
        counts = self._sharing(told.rare, about)
        begins = ""
        if issue.due and not _DEADLINE.match(issue.when or ""):
            with suppress(ValueError):  # another engine may say it in its own way
                begins = first_day(issue.due)
        later = (
            at
            for at in sorted(sorted(counts), key=counts.__getitem__, reverse=True)
            if (not begins or self._articles[at].day.isoformat()[: len(begins)] >= begins)
            and self.article_likeness(about, self._articles[at]) >= MIN_ANSWERING
        )
        found = (
            (likeness, each.later)
            for at in islice(later, MAX_ANSWERING)
            for each in self._sentences(at)
            if (likeness := vector_cosine(told.vector, each.vector)) >= MIN_ANSWER
            and is_answer(issue, told.rare, each.later.passage.text)
        )
        return max(found, key=lambda each: each[0], default=None)

    def _sharing(self, rare: Sequence[str], about: IssueArticle) -> Counter[int]:
        """Count the rare terms of an issue that each article has which may be a later one on it."""
        first, last = (about.time + days * SECONDS_A_DAY for days in (MIN_DAYS, MAX_DAYS))
        later = range(bisect_left(self._times, first), bisect_right(self._times, last))
        having = (self._index.numbers_with(about.language, term, later) for term in rare)
        return Counter(chain.from_iterable(having))

    def _sentences(self, at: int) -> list[_Sentence]:
        if at not in self._kept_sentences:
            article = self._articles[at]
            found = [
                _Sentence(
                    LaterPassage(article, passage),
                    self._index.vector(article.language, Counter(terms_of(passage.text))),
                    frozenset(capitalized_terms(passage.text)),
                )
                for passage in sentences_of(self._text_of(article.id))
            ]
            if len(self._kept_sentences) >= _KEPT_ARTICLES:
                self._kept_sentences.clear()
            self._kept_sentences[at] = found
        return self._kept_sentences[at]


class _Query:
    """An issue as sentences are compared with it."""

    def __init__(self, issue: Issue, rare: Sequence[str], vector: Vector) -> None:
        self._rare = frozenset(rare)
        self._vector = vector
        self._evidence = frozenset(terms_of(issue.evidence[0].text))
        # A label begins with a capital, whatever its first word is.
        self._names = {*capitalized_terms(issue.evidence[0].text), *capitalized_terms(f"x {issue.label}")}

    def likeness(self, sentence: _Sentence) -> float:
        """Return the cosine with the issue; 0 if a sentence only repeats it, or shares only names with it."""
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
