"""Finds sentences of several articles that say the same."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from briefing.domain.span import Passage, Span
from briefing.domain.stories.terms import capitalized_terms, terms_of
from briefing.domain.stories.tolls import tolls
from briefing.domain.text.captions import is_caption, is_credited
from briefing.domain.text.dateline import dateline_length
from briefing.domain.text.sentences import sentence_starts

SAME = 0.35
"""Likeness from which two sentences say the same."""
TITLE_TERMS = frozenset(
    terms_of(
        "ambassador analyst attorney bishop captain chair chairman chairwoman chancellor chief "
        "commissioner congressman congresswoman deputy director doctor economist executive former "
        "general governor head judge justice king lawyer lawmaker leader lieutenant mayor minister "
        "officer official president prime professor prosecutor queen representative reverend "
        "secretary senator sheriff speaker spokesman spokesperson spokeswoman superintendent vice"
    )
)
"""Words that go with names, and like them say who but not what."""
MIN_RARE = 2
"""Number of rare words, other than names, that two sentences must share to be compared by TF-IDF."""
RARE_SHARE = 0.15
"""The largest share of a story's sentences that may have a word that is rare."""
RARE_SENTENCES = 3
"""The largest number of sentences that may have a word that is rare, in a short story."""
MIN_SHARED = 4
"""Number of words of any kind that two sentences must share to be compared by that number."""
SHARED_WEIGHT = 0.7
"""Weight of the shared words: what all articles tell is said in words that are rare in none."""
BACKGROUND = 20
"""Sentences without any words that are counted besides: else every word of two short articles is rare."""
_EARLIER = re.compile(
    r"\b(?:19|20)\d\d (?P<name>[A-Z][\w-]+(?: [A-Z][\w-]+)*) (?:shooting|massacre|attack|bombing|epidemic"
    r"|outbreak|pandemic|earthquake|quake|flood|fire|wildfire|crash|war|riot|disaster|siege|storm)s?\b"
    r"|\b(?P<short>[A-Z]{3,})\)?(?: epidemic| outbreak| pandemic)? (?:in|of) (?:19|20)\d\d\b"
)
"""An earlier event with its year: “the 2003 SARS epidemic”, “SARS in 2003”."""
_DASH = re.compile(r"[-–—]+\s+")
"""What a dateline leaves where its place seemed to end a sentence: “ALEXANDRIA, Va. – Paul”."""
LEAD = 2_000
"""The code points of an article in which its first sentence is looked for."""
MIN_WORDS, MAX_SENTENCES = 5, 60
"""The fewest words of a sentence, as shorter ones say little, and the number compared of an article."""


@dataclass(frozen=True, slots=True)
class StorySentence:
    """A sentence of one of the articles."""

    article: int
    """The position of its article in the sequence that was given."""
    passage: Passage


class SentenceIndex:
    """An index of the sentences of a story's articles, for finding those that say the same."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._passages = [tuple(sentences_of(text)) for text in texts]
        self._sentences = [
            StorySentence(at, passage) for at, own in enumerate(self._passages) for passage in own
        ]
        counts = [Counter(terms_of(sentence.passage.text)) for sentence in self._sentences]
        self._frequency = Counter(term for count in counts for term in count)
        self._vectors = [self._vector(count) for count in counts]
        self._known = {each.passage.text: at for at, each in enumerate(self._sentences)}
        self._compared: dict[str, tuple[Mapping[str, float], frozenset[str]]] = {}

    def lead(self, article: int) -> Passage | None:
        """Return the first sentence of an article that is no heading and no caption."""
        return next(self.opening(article, 1), None)

    def opening(self, article: int, most: int) -> Iterator[Passage]:
        """Yield the first sentences of an article that are no headings and no captions."""
        return islice((each for each in self._passages[article] if is_sentence(each.text)), most)

    def counting(self) -> list[StorySentence]:
        """Return the sentences that say how many were killed, hurt, arrested or are missing.

        Those that name an earlier event, one that an article tells with its year, are left out.
        """
        found = (self.lead(at) for at in range(len(self._passages)))
        leads = " ".join(lead.text for lead in found if lead is not None)
        names = {
            name
            for each in self._sentences
            for match in _EARLIER.finditer(each.passage.text)
            if (name := match["name"] or match["short"]) not in leads
        }
        return [
            each
            for each in self._sentences
            if tolls(each.passage.text) and not any(name in each.passage.text for name in names)
        ]

    def alike(self, article: int, passage: Passage) -> Iterator[StorySentence]:
        """Yield, for each other article, the sentence most like this passage, if one is like enough."""
        vector, names = self._prepared(passage.text)
        best: dict[int, tuple[float, int]] = {}
        for at, sentence in enumerate(self._sentences):
            if sentence.article == article:
                continue
            likeness = self._likeness(vector, self._vectors[at], names)
            # Of equally like sentences the first is taken.
            if likeness >= SAME and (likeness, -at) > best.get(sentence.article, (0.0, 0)):
                best[sentence.article] = likeness, -at
        for place in sorted(best):
            yield self._sentences[-best[place][1]]

    def nearest(self, text: str, articles: Collection[int]) -> float:
        """Return the highest likeness of a sentence of these articles to the text, 0 to 1."""
        vector, names = self._prepared(text)
        return max(
            (
                self._likeness(vector, self._vectors[at], names)
                for at, sentence in enumerate(self._sentences)
                if sentence.article in articles
            ),
            default=0.0,
        )

    def likeness(self, one: str, other: str) -> float:
        """Return how nearly two texts say the same, 0 to 1."""
        vector, names = self._prepared(one)
        return self._likeness(vector, self._prepared(other)[0], names)

    def words(self, text: str) -> Collection[str]:
        """Return the terms of a text."""
        return self._prepared(text)[0].keys()

    def _prepared(self, text: str) -> tuple[Mapping[str, float], frozenset[str]]:
        """Return the text's vector and its names, computed once because each text is compared with many."""
        if text not in self._compared:
            at = self._known.get(text)
            vector = self._vector(Counter(terms_of(text))) if at is None else self._vectors[at]
            self._compared[text] = vector, frozenset(capitalized_terms(text))
        return self._compared[text]

    def _likeness(
        self, one: Mapping[str, float], other: Mapping[str, float], names: Collection[str]
    ) -> float:
        """Return the larger of the TF-IDF cosine and the weighted share of common words.

        Return 0 where two sentences share only names, which say who but not what, or too few words.
        """
        shared = one.keys() & other.keys()
        words = shared.difference(names, TITLE_TERMS)
        if not words:
            return 0.0
        tfidf = overlap = 0.0
        if sum(map(self._is_rare, words)) >= MIN_RARE:
            tfidf = sum(one[term] * other[term] for term in shared)
        if len(shared) >= MIN_SHARED:
            overlap = SHARED_WEIGHT * len(shared) / math.sqrt(len(one) * len(other))
        return max(tfidf, overlap)

    def _is_rare(self, term: str) -> bool:
        return self._frequency[term] <= max(RARE_SENTENCES, RARE_SHARE * len(self._sentences))

    def _vector(self, counts: Mapping[str, int]) -> Mapping[str, float]:
        total = len(self._sentences) + BACKGROUND
        weights = {
            term: (1 + math.log(count)) * math.log((total + 1) / (self._frequency[term] + 0.5))
            for term, count in counts.items()
        }
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        return {term: weight / length for term, weight in weights.items()}


def is_sentence(text: str) -> bool:
    """Whether a text ends as a sentence does, unlike a heading, and is no caption of a picture."""
    return text.rstrip("\"”’»')]").endswith((".", "!", "?", "…", "。", "！", "？")) and not is_caption(text)


def lead_of(text: str) -> str:
    """Return the first sentence of an article that is no heading and no caption; empty without one."""
    return next((each.text for each in sentences_of(text[:LEAD]) if is_sentence(each.text)), "")


def sentences_of(text: str) -> Iterator[Passage]:
    """Yield the first sentences of an article, without datelines.

    Captions with a credit, and sentences too short to say something, are left out.
    """
    starts = [*sentence_starts(text, dateline_length(text.partition("\n")[0]), len(text)), len(text)]
    for start, end in islice(pairwise(starts), MAX_SENTENCES):
        span = Span(start, end).trimmed(text)
        # A caption or a headline may stand before the dateline, and “Ind.” in it seem to end a sentence.
        if text[:start].endswith("\n") or text.startswith("(", span.start):
            span = Span(span.start + dateline_length(span.of(text)), span.end)
        elif (dash := _DASH.match(text, span.start, span.end)) is not None:
            span = Span(dash.end(), span.end)
        if len(span.of(text).split()) >= MIN_WORDS and not is_credited(text[start:].partition("\n")[0]):
            yield Passage(span, span.of(text))
