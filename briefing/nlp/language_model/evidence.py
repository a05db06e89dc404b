"""Checks the lines of a language model: those whose evidence is in no article are dropped."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz.fuzz import partial_ratio_alignment

from briefing.domain.anchoring.exact_match import NormalizedAnchor, occurrences
from briefing.domain.anchoring.normalize import NormalizedText, normalize_text
from briefing.domain.annotation import Anchor
from briefing.domain.span import Passage, Span
from briefing.domain.stories.terms import terms_of
from briefing.domain.text.sentences import sentence_around
from briefing.nlp.language_model.answers import ClaimedLine, ClaimedQuote
from briefing.nlp.language_model.claims import (
    Claims,
    agree,
    claims_of,
    is_borne_out,
    letters_without_case,
)
from briefing.nlp.language_model.prompt import ISSUES

MIN_QUOTE, MAX_QUOTE = 3, 100
"""The fewest and most words of a quote: fewer words are everywhere, and more prove anything."""
MIN_REPAIRED = 5
"""The fewest words of a quote that may differ from the text by a few letters."""
ALIKE = 95.0
"""The least likeness of a misspelled quote, in percent (rapidfuzz's partial ratio)."""
MAX_WORDS = 60
"""The most words of a line."""
SUPPORT = 1 / 3
"""The share of a line's telling words that the sentences of its evidence must have."""

# Each character is replaced by one, so that offsets into the folded text are offsets into the text.
_FOLDED = str.maketrans(
    dict.fromkeys("“”„‟«»", '"') | dict.fromkeys("‘’‚‛‹›`´ʼ′", "'") | dict.fromkeys("‐‑‒–—―−", "-")
    | dict.fromkeys("\n\t\u00a0\u202f\u2009", " ")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage of one of the articles."""

    article: int
    """The position of its article in the sequence that was given, from 0."""
    passage: Passage
    is_repaired: bool = False
    """Whether the model quoted it with other letters."""


@dataclass(frozen=True, slots=True)
class ProvedLine:
    """A line whose evidence was found."""

    kind: str
    evidence: tuple[Evidence, ...]
    """The passages, at least one, in the order in which the model gives them."""
    words: str | None = None
    """The line in the model's words, or None where only the evidence may be shown."""


@dataclass(frozen=True, slots=True)
class Proof:
    """The lines of an answer that were proved."""

    lines: tuple[ProvedLine, ...] = ()
    dropped: int = 0
    """The number of lines that were dropped, because a quote of theirs is in no article."""

    @property
    def repaired(self) -> int:
        return sum(any(each.is_repaired for each in line.evidence) for line in self.lines)


def prove(lines: Sequence[ClaimedLine], texts: Sequence[str], *, keeps_words: bool = True) -> Proof:
    """Return the lines that the texts bear out, each once, and count the others.

    `keeps_words` is false where words cannot be checked, such as in a language whose numbers are not known.
    """
    articles = [_ArticleText(text) for text in texts]
    known = frozenset(word for article in articles for word in article.claims.words)
    proved: list[ProvedLine] = []
    seen: set[tuple[str, int, Span, str | None]] = set()
    dropped = 0
    for line in lines:
        found = [_find(quote, articles) for quote in line.evidence]
        evidence = tuple(dict.fromkeys(each for each in found if each is not None))
        if not evidence or None in found:
            dropped += 1
            continue
        words = line.text if keeps_words and _may_keep_words(line, evidence, articles, known) else None
        shown = (line.kind, evidence[0].article, evidence[0].passage.span, words)
        if shown not in seen:
            seen.add(shown)
            proved.append(ProvedLine(line.kind, evidence, words))
    return Proof(tuple(proved), dropped)


class _ArticleText:
    """A text with the forms of it that are searched, made once for all lines."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def prepared(self) -> NormalizedText:
        return normalize_text(self.text)

    @cached_property
    def claims(self) -> Claims:
        return claims_of(self.text)

    @cached_property
    def folded(self) -> str:
        return self.text.translate(_FOLDED)

    def verified(self, quote: str) -> Span | None:
        """Find a quote, ignoring typography; return None if it would begin or end inside a word."""
        wanted = NormalizedAnchor(Anchor(quote))
        if not wanted.quote:
            return None
        for each in occurrences(self.text, self.prepared, wanted):
            span = each.span.trimmed(self.text)
            if span == _whole_words(self.text, span):
                return span
        return None

    def repaired(self, quote: str) -> Span | None:
        """Find a quote in slightly different spelling, with the same numbers, names and negations."""
        words = quote.translate(_FOLDED)
        if len(words) > len(self.folded):  # or the text would be looked for in the quote
            return None
        found = partial_ratio_alignment(words, self.folded, score_cutoff=ALIKE)
        if found is None or found.dest_start >= found.dest_end:
            return None
        span = _whole_words(self.text, Span(found.dest_start, found.dest_end).trimmed(self.text))
        source = span.of(self.text)
        if len(source.split()) < MIN_REPAIRED or not agree(claims_of(quote), claims_of(source)):
            return None
        return span


def _find(claimed: ClaimedQuote, articles: Sequence[_ArticleText]) -> Evidence | None:
    """Find a quote in the article that is named, or else word for word in another."""
    quote = " ".join(claimed.quote.split())
    number = len(quote.split())
    is_long = number >= MIN_QUOTE or len(list(letters_without_case(quote))) >= 2 * MIN_QUOTE
    if not is_long or number > MAX_QUOTE:
        return None
    named = claimed.article - 1
    places = sorted(range(len(articles)), key=lambda place: (place != named, place))
    for place in places:
        if (span := articles[place].verified(quote)) is not None:
            return Evidence(place, _passage(articles[place].text, span))
    if number < MIN_REPAIRED or not 0 <= named < len(articles):
        return None
    span = articles[named].repaired(quote)
    return None if span is None else Evidence(named, _passage(articles[named].text, span), is_repaired=True)


def _may_keep_words(
    line: ClaimedLine, evidence: Sequence[Evidence], articles: Sequence[_ArticleText], known: frozenset[str]
) -> bool:
    """Whether the model's own words say no more than the evidence, as far as a program can tell.

    A line with a wrong quote is not believed in own words either.
    """
    if not 0 < len(line.text.split()) <= MAX_WORDS or any(letters_without_case(line.text)):
        return False
    if any(each.is_repaired for each in evidence):
        return False
    claims = claims_of(line.text)
    evidence_claims = claims_of("\n".join(each.passage.text for each in evidence))
    sentences = [sentence_around(articles[each.article].text, each.passage.span).text for each in evidence]
    whole = "\n".join(sentences)
    line_terms, evidence_terms = set(terms_of(line.text)), set(terms_of(whole))
    if line.kind in ISSUES:  # a label that names a matter, and asserts nothing
        return is_borne_out(claims, evidence_claims, known) and bool(line_terms & evidence_terms)
    # Half of a sentence may say the opposite of the whole.
    is_negated = claims_of(whole).negations > 0
    return (
        is_borne_out(claims, evidence_claims, known)
        and is_negated == (claims.negations > 0)
        and len(line_terms & evidence_terms) >= SUPPORT * len(line_terms)
    )


def _passage(text: str, span: Span) -> Passage:
    return Passage(span, span.of(text))


_WORD = re.compile(
    r"(?:[$€£¥]\s?)?\d+(?:[.,]\d+)*(?:\s?%|\s(?:hundred|thousand|million|billion|trillion|percent|per\scent)\b)?"
    r"|[^\W\u0e00-\U0010ffff]+(?:['’]t\b)?"
)
"""Text that must not be divided: words, except in scripts without blanks, and numbers with their units."""


def _whole_words(text: str, span: Span) -> Span:
    """Extend a span to whole words; a word of which it has less than half is left out."""
    start, end = span.start, span.end
    for word in _words_near(text, start):
        if word.start < start < word.end:
            start = word.start if start - word.start <= len(word) / 2 else word.end
    for word in _words_near(text, end):
        if word.start < end < word.end:
            end = word.end if word.end - end <= len(word) / 2 else word.start
    return Span(start, end).trimmed(text) if start < end else span


def _words_near(text: str, at: int) -> Iterator[Span]:
    begin = max(0, at - 60)
    for match in _WORD.finditer(text, begin, min(len(text), at + 60)):
        yield Span(*match.span())
