"""Checks the lines of a language model: those whose evidence is in no article are dropped."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import zip_longest

from rapidfuzz.fuzz import partial_ratio_alignment

from briefing.domain.analysis import IssueKind, ModelWords
from briefing.domain.anchoring.exact_match import NormalizedAnchor, occurrences
from briefing.domain.anchoring.normalize import NormalizedText, normalize_text
from briefing.domain.annotation import Anchor
from briefing.domain.span import Passage, Span
from briefing.domain.text.sentences import lines_around, sentence_around
from briefing.nlp.language_model.answers import ClaimedLine, ClaimedQuote
from briefing.nlp.language_model.assertions import contradicts, has_other_quantity, is_open, stems_of
from briefing.nlp.language_model.claims import (
    Claims,
    agree,
    claims_of,
    lacks_name,
    lacks_number,
    letters_without_case,
)
from briefing.nlp.language_model.prompt import ACTORS, ISSUES

MIN_QUOTE, MAX_QUOTE = 3, 100
"""The fewest and most words of a quote: fewer words are everywhere, and more prove anything."""
MIN_REPAIRED = 5
"""The fewest words of a quote that may differ from the text by a few letters."""
ALIKE = 95.0
"""The least likeness of a misspelled quote, in percent (rapidfuzz's partial ratio)."""
MAX_NAME = 12
"""The most words of an actor's name."""
MAX_WORDS = 60
"""The most words of a line."""
SUPPORT = 1 / 3
"""The share of a line's telling words that the paragraphs of its evidence must have."""

_TOLD_BY_A_WORD = frozenset((IssueKind.PENDING, IssueKind.UNKNOWN, IssueKind.QUESTION))
"""The kinds of open issues that a word of the article leaves open; a dispute may lie in what two say."""

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
class CheckedLine:
    """A line whose evidence was found."""

    kind: str
    evidence: tuple[Evidence, ...]
    """The passages, at least one; of a statement in the model's words that with most of them first."""
    words: str | None = None
    """The line in the model's words, or None where only the evidence may be shown; an actor's name."""
    role: str | None = None
    position: Evidence | None = None
    """The role and position of an actor, in words that stand in the article."""
    date: str = ""
    """The day that the model gives, which nothing here checks."""

    def words_of(self, model: str) -> ModelWords | None:
        """Return the line with the model's name, if it is in the model's words."""
        return None if self.words is None else ModelWords(self.words, model)


@dataclass(frozen=True, slots=True)
class CheckedLines:
    """The lines of an answer whose evidence was found."""

    lines: tuple[CheckedLine, ...] = ()
    dropped: int = 0
    """The number of lines that were dropped, because a quote of theirs is in no article."""

    @property
    def repaired(self) -> int:
        return sum(any(each.is_repaired for each in line.evidence) for line in self.lines)


def check_lines(
    lines: Sequence[ClaimedLine],
    texts: Sequence[str],
    titles: Sequence[str] = (),
    *,
    keeps_words: bool = True,
) -> CheckedLines:
    """Return the lines that the texts bear out as far as a program can tell, each once, and count the others.

    `titles` are those of the texts. `keeps_words` is false where words cannot be checked, such as in a
    language whose numbers are not known.
    """
    articles = [_ArticleText(*each) for each in zip_longest(texts, titles, fillvalue="")]
    known = frozenset(word for article in articles for word in article.claims.words)
    checked: list[CheckedLine] = []
    seen: set[tuple[str, int, Span, str | None]] = set()
    dropped = 0
    for line in lines:
        found = [_find(quote, articles) for quote in line.evidence]
        evidence = tuple(dict.fromkeys(each for each in found if each is not None))
        if not evidence or None in found:
            dropped += 1
            continue
        first = evidence[0]
        if line.kind in ACTORS:
            actor = _actor(line, evidence, articles[first.article])
            checked += [actor] if actor is not None else []
            dropped += actor is None
            continue
        words = line.text if keeps_words and _may_keep_words(line, evidence, articles, known) else None
        span = first.passage.span
        if words is None and line.kind not in ISSUES:  # the whole sentence is shown
            span = sentence_around(articles[first.article].text, span).span
        shown = (line.kind, first.article, span, words)
        if shown not in seen:
            seen.add(shown)
            if words is not None and line.kind not in ISSUES:  # of these the first tells that it is open
                evidence = tuple(sorted(evidence, key=partial(_shared, set(stems_of(words)))))
            checked.append(CheckedLine(line.kind, evidence, words, date=line.date))
    return CheckedLines(tuple(checked), dropped)


def _shared(stems: set[str], evidence: Evidence) -> int:
    """Count the stems that a passage has, as a negative number, so that most come first."""
    return -len(stems.intersection(stems_of(evidence.passage.text)))


def _actor(line: ClaimedLine, evidence: tuple[Evidence, ...], article: _ArticleText) -> CheckedLine | None:
    """Return an actor as the article names it, with what of its role and position stands there."""
    name, role = (article.verified(words) if words else None for words in (line.text, line.role))
    if name is None or len(line.text.split()) > MAX_NAME:
        return None
    position = _find(ClaimedQuote(1, line.position), [article])
    return CheckedLine(
        line.kind,
        evidence,
        name.text,
        None if role is None else role.text,
        None if position is None else replace(position, article=evidence[0].article),
    )


class _ArticleText:
    """A text with the forms of it that are searched, made once for all lines."""

    def __init__(self, text: str, title: str) -> None:
        self.text = text
        self.title = title

    @cached_property
    def prepared(self) -> NormalizedText:
        return normalize_text(self.text)

    @cached_property
    def claims(self) -> Claims:
        return claims_of(self.text)

    @cached_property
    def folded(self) -> str:
        return self.text.translate(_FOLDED)

    def verified(self, quote: str) -> Passage | None:
        """Find a quote, ignoring typography; return None if it would begin or end inside a word."""
        wanted = NormalizedAnchor(Anchor(quote))
        if not wanted.quote:
            return None
        for each in occurrences(self.text, self.prepared, wanted):
            span = each.span.trimmed(self.text)
            if span == _whole_words(self.text, span):
                return Passage(span, span.of(self.text))
        return None

    def repaired(self, quote: str) -> Passage | None:
        """Find a quote in slightly different spelling, with the same numbers, names and negations."""
        words = quote.translate(_FOLDED)
        if len(words) > len(self.folded):  # or the text would be looked for in the quote
            return None
        found = partial_ratio_alignment(words, self.folded, score_cutoff=ALIKE)
        if found is None or found.dest_start >= found.dest_end:
            return None
        span = _whole_words(self.text, Span(found.dest_start, found.dest_end).trimmed(self.text))
        source = span.of(self.text).lstrip(_MARKS_BEFORE)
        if len(source.split()) < MIN_REPAIRED or not agree(claims_of(quote), claims_of(source)):
            return None
        return Passage(Span(span.end - len(source), span.end), source)


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
        if (passage := articles[place].verified(quote)) is not None:
            return Evidence(place, passage)
    if number < MIN_REPAIRED or not 0 <= named < len(articles):
        return None
    passage = articles[named].repaired(quote)
    return None if passage is None else Evidence(named, passage, is_repaired=True)


def _may_keep_words(
    line: ClaimedLine, evidence: Sequence[Evidence], articles: Sequence[_ArticleText], known: frozenset[str]
) -> bool:
    """Whether the model's own words say no more than the evidence, as far as a program can tell.

    A line with a wrong quote is not believed in own words either.
    """
    places = [(articles[each.article], each.passage.span) for each in evidence]
    sentences = list(dict.fromkeys(sentence_around(article.text, span).text for article, span in places))
    if _plain(line.text) in map(_plain, sentences):
        return True
    if not 0 < len(line.text.split()) <= MAX_WORDS or any(letters_without_case(line.text)):
        return False
    if any(each.is_repaired for each in evidence):
        return False
    paragraphs = [_paragraphs(article.text, span) for article, span in places]
    around = "\n".join(dict.fromkeys((*paragraphs, *(article.title for article, _ in places))))
    is_label = line.kind in ISSUES
    claims = claims_of(line.text)
    if lacks_number(claims, claims_of("\n".join(sentences))) or lacks_name(
        claims, claims_of(around), known, is_label=is_label
    ):
        return False
    stems = set(stems_of(line.text))
    if is_label:  # it names a matter, and asserts nothing
        return (
            not stems.isdisjoint(stems_of("\n".join(sentences)))
            and (line.kind not in _TOLD_BY_A_WORD or any(map(is_open, sentences)))
            and not has_other_quantity(line.text, sentences)
        )
    return len(stems.intersection(stems_of(around))) >= SUPPORT * len(stems) and not contradicts(
        line.text, sentences
    )


def _plain(sentence: str) -> str:
    return " ".join(sentence.translate(_FOLDED).split())


def _paragraphs(text: str, span: Span) -> str:
    """Return the paragraph of a passage and the one before, to which its pronouns may refer."""
    lines = lines_around(text, span)
    before = text.rfind("\n", 0, len(text[: lines.start].rstrip())) + 1
    return text[before : lines.end]


_MARKS_BEFORE = " \n.,;:!?…)]”’»"
"""Marks that end what stands before a passage."""
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
