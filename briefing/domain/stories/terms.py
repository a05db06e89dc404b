"""Counts the terms of an article: the words that tell which event it is about."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from briefing.domain.text.dateline import dateline_length
from briefing.domain.text.json_text import json_line

LEAD_WORDS, BODY_WORDS = 80, 400
"""The number of words in the lead, and in the part that is counted: the end of an article is background."""
BODY_WEIGHT = 2
"""Weight of a word of the body; one of the headline, or again of the lead, has 1."""
MIN_LETTERS = 2

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SENTENCE_END = re.compile(r"(?<=[.!?:])[\s“”\"'’)]+|\n+")
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff\u0e00-\u0e7f]{2,}")
"""Two characters or more of a script without spaces between words."""
_STOP_WORDS = frozenset(
    """
    a about above after again against all also am among an and any are around as at be because been before
    being below between both but by can could did do does doing down during each even few first for from
    further get got had has have having he her here hers herself him himself his how if in into is it its
    itself just last like made make makes many may me might more most much must my myself new no nor not
    now of off on once one only or other our ours out over own per same should since so some still such
    than that the their them then there these they this those though three through to told too two under
    until up upon us very was we well were what when where whether which while who whom whose why will
    with within without would yet you your yours
    said say saying says tell tells according mr mrs ms
    day days month months today tomorrow tonight week weeks year years yesterday
    monday tuesday wednesday thursday friday saturday sunday
    """.split()
)


@dataclass(frozen=True, slots=True)
class ArticleTerms:
    """Terms of an article with their counts."""

    words: Mapping[str, int]
    names: Mapping[str, int]
    """The terms among `words` that are capitalized past the first word of a sentence, and numbers."""
    title: frozenset[str] = frozenset()
    """The terms of the title, which are among `words`, too."""


def article_terms(title: str, text: str) -> ArticleTerms:
    """Count the terms of an article's title, lead and body; the dateline tells of no event."""
    text = text[dateline_length(text.partition("\n")[0]) :]
    body = " ".join(islice(text.split(), BODY_WORDS))
    counts = Counter(terms_of(title))
    counts.update(terms_of(" ".join(islice(body.split(), LEAD_WORDS))))
    for term, count in Counter(terms_of(body)).items():
        counts[term] += BODY_WEIGHT * count
    # Lines begin sentences, but `body` has lost their ends.
    lines = (title, *text[: len(body) + 200].split("\n"))
    names = Counter(term for line in lines for term in capitalized_terms(line))
    return ArticleTerms(counts, names, frozenset(terms_of(title)))


def capitalized_terms(line: str) -> Iterator[str]:
    """Yield the terms that are names, capitalized past the first word of a sentence, or numbers."""
    for sentence in _SENTENCE_END.split(line):
        for place, word in enumerate(_WORD.findall(sentence)):
            if word[0].isdigit() or (place and word[0].isupper()):
                yield from terms_of(word)


def terms_of(text: str) -> Iterator[str]:
    """Yield a text's words in order, singular, without stop words; character pairs in unspaced scripts."""
    for word in _WORD.findall(text.lower()):
        if _WIDE.fullmatch(word):
            yield from (word[at : at + 2] for at in range(len(word) - 1))
            continue
        term = word.replace("’", "'").removesuffix("'s")
        if len(term) >= MIN_LETTERS and term not in _STOP_WORDS:
            yield _singular(term)


def plain_words(text: str) -> str:
    """Return the words of a text in lower case, without punctuation, for comparing what texts say."""
    return " ".join(re.findall(r"\w+", text.lower()))


def words_for(terms: Iterable[str], texts: Iterable[str]) -> tuple[str, ...]:
    """Return, for each term, the word that the texts use for it most often: "species" for "specy"."""
    found: dict[str, Counter[str]] = {term: Counter() for term in terms}
    for text in texts:
        for word in _WORD.findall(text.lower()):
            written = word.replace("’", "'").removesuffix("'s")
            if (counts := found.get(_singular(written))) is not None:
                counts[written] += 1
    return tuple(
        max(counts, key=lambda word: (counts[word], word), default=term) for term, counts in found.items()
    )


def _singular(term: str) -> str:
    """Remove the ending of a plural, as English, French and Spanish form it."""
    if len(term) > 4 and term.endswith("ies"):
        return f"{term[:-3]}y"
    if len(term) > 3 and term.endswith("s") and not term.endswith(("ss", "us", "is")):
        return term[:-1]
    return term


def terms_to_json(terms: ArticleTerms) -> str:
    return json_line([terms.words, terms.names, sorted(terms.title)])


def terms_from_json(text: str) -> ArticleTerms:
    """Decode what `terms_to_json` wrote. Raises ValueError for anything else."""
    decoded = json.loads(text)
    if not isinstance(decoded, list) or len(decoded) != 3 or not all(map(_are_counts, decoded[:2])):
        raise ValueError("no terms of an article")
    words, names, title = decoded
    if not isinstance(title, list) or not all(isinstance(term, str) for term in title):
        raise ValueError("no terms of a title")
    return ArticleTerms(words, names, frozenset(title))


def _are_counts(value: object) -> bool:
    return isinstance(value, dict) and all(type(count) is int and count > 0 for count in value.values())
