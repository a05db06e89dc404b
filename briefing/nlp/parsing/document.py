"""Parses an article into sentences with tokens, and maps tokens back to spans of its text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from spacy.language import Language
from spacy.tokens import Doc, Token
from spacy.tokens import Span as Tokens

from briefing.domain import Article, Passage, Span
from briefing.domain.structure import BlockKind
from briefing.domain.text.dateline import dateline_length
from briefing.nlp.engine.word_lists import load_sections
from briefing.nlp.parsing.quotation_marks import Quotation, find_quotations

MAX_CHUNK_LENGTH = 20_000
"""Code points that the parser processes at once; longer paragraphs are cut at white space, so that memory and
time stay linear in the length of any article."""
MAX_BATCH = 64
"""Paragraphs that are parsed at once, of MAX_CHUNK_LENGTH together: each token takes memory meanwhile."""
MAX_TOKENS = 120_000
"""The most tokens of an article that are parsed: the length of a book, which takes about a minute."""
MAX_TITLE_LENGTH = 1_000
"""The most code points of a headline that are parsed."""

_BOILERPLATE = re.compile("|".join(f"(?:{p})" for ps in load_sections("boilerplate").values() for p in ps))
"""Bylines, captions, credits and notices: paragraphs that are no part of the article's prose."""
_TOKEN = re.compile(r"\w+|[^\w\s]")
_SENTENCE_END = re.compile(r"[.!?][\"”’)]*(?:\s|$)")
_PROSE_END = re.compile(r"[.!?…][\"”’)]*\s*$")
_LOOK_BACK = 20
"""Code points before a sentence that are searched for an abbreviation."""
_ABBREVIATED = re.compile(
    r"\b(?:Sens?|Reps?|Govs?|Gen|Col|Lt|Sgt|Capt|Drs?|Mr|Mrs|Ms|Prof|Rev|Hon|St|No|vs)\.$"
)
"""A full stop before a name that a parser takes for the end of a sentence."""
_SURROGATE = re.compile(r"[\ud800-\udfff]")
"""A lone surrogate, which tokenizers reject."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as the parser split it."""

    index: int
    """The sentence's number in the article, from 0."""
    paragraph: int
    """The number of its paragraph, from 0."""
    tokens: Tokens
    base: int
    """The offset of the doc in the article's text; a token's `idx` is relative to it."""
    text: str

    @property
    def span(self) -> Span:
        return self.span_of(self.tokens)

    @property
    def passage(self) -> Passage:
        span = self.span.trimmed(self.text)
        return Passage.at(self.text, span.start, span.end)

    @property
    def is_whole(self) -> bool:
        """Whether the parser did not cut the sentence at an abbreviation or in the middle."""
        start = self.span.start
        before = self.text[max(0, start - _LOOK_BACK) : start].rpartition("\n")[2].rstrip()
        return not any(map(_ABBREVIATED.search, (before, self.passage.text))) and (
            not before or before[-1] in ".!?…:;\"”’')]—–-*•" or self.index == 0
        )

    def span_of(self, tokens: Tokens | Token) -> Span:
        """Return the span of tokens of this sentence in the article's text."""
        if isinstance(tokens, Token):
            return Span(self.base + tokens.idx, self.base + tokens.idx + len(tokens))
        return Span(self.base + tokens.start_char, self.base + tokens.end_char)

    def passage_of(self, tokens: Tokens | Token) -> Passage:
        span = self.span_of(tokens)
        return Passage.at(self.text, span.start, span.end)


@dataclass(frozen=True, slots=True)
class Chunk:
    """A paragraph, or a piece of a very long one, that was parsed at once."""

    doc: Doc
    base: int
    """The offset in the article's text where the doc begins."""
    end: int
    """The offset where the doc ends, stored because each access to `doc.text` rebuilds the text."""
    sentences: tuple[Sentence, ...]
    quotations: tuple[Quotation, ...]


@dataclass(frozen=True)
class Document:
    """A parsed article. `docs[i]` starts at offset `bases[i]` of the article's text."""

    article: Article
    docs: tuple[Doc, ...]
    bases: tuple[int, ...]
    paragraphs: tuple[int, ...]
    """The number of the paragraph that each doc belongs to."""
    title: Doc
    """The headline, parsed separately: it is not part of the text, so no passage may point into it."""
    is_whole: bool = True
    """Whether all of the article was parsed, which means it has at most MAX_TOKENS tokens."""

    @property
    def percent(self) -> int:
        """The share of the text that was parsed, in percent, at least 1."""
        end = self.bases[-1] + len(self.docs[-1].text) if self.docs else 0
        return max(1, 100 * end // max(1, len(self.article.text)))

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        return tuple(self._sentences())

    @cached_property
    def quotations(self) -> tuple[Quotation, ...]:
        """The quotations in the text, in reading order."""
        return find_quotations(self.article.text)

    def chunks(self) -> Iterator[Chunk]:
        """Yield the docs with their sentences and the quotations that begin in them, in reading order."""
        last = last_quote = 0
        for doc, base in zip(self.docs, self.bases, strict=True):
            first, first_quote, end = last, last_quote, base + len(doc.text)
            while last < len(self.sentences) and self.sentences[last].tokens.doc is doc:
                last += 1
            while last_quote < len(self.quotations) and self.quotations[last_quote].outer.start < end:
                last_quote += 1
            yield Chunk(doc, base, end, self.sentences[first:last], self.quotations[first_quote:last_quote])

    def _sentences(self) -> Iterator[Sentence]:
        index = 0
        for doc, base, paragraph in zip(self.docs, self.bases, self.paragraphs, strict=True):
            for tokens in doc.sents:
                if tokens.text.strip():
                    yield Sentence(index, paragraph, tokens, base, self.article.text)
                    index += 1


def parser_chunks(text: str) -> Iterator[tuple[int, int, int]]:
    """Yield (paragraph number, start, end) of the prose to parse: the first paragraph without its dateline.

    A paragraph longer than MAX_CHUNK_LENGTH is cut at white space, or anywhere if it has none. Paragraphs
    without a letter or figure, such as a line of stars, are skipped, as are those that are not the article's.
    """
    opening = True
    for number, match in enumerate(re.finditer(r"[^\n]+(?:\n(?!\n)[^\n]+)*", text)):
        start, end = match.span()
        if not re.search(r"\w", match[0]) or _BOILERPLATE.fullmatch(match[0].strip()):
            continue
        if opening:
            start += dateline_length(match[0])
            opening = _PROSE_END.search(match[0]) is None  # a headline or a byline may stand before
        while end - start > MAX_CHUNK_LENGTH:
            cut = text.rfind(" ", start + MAX_CHUNK_LENGTH // 2, start + MAX_CHUNK_LENGTH)
            cut = cut + 1 if cut > 0 else start + MAX_CHUNK_LENGTH
            yield number, start, cut
            start = cut
        if start < end:
            yield number, start, end


def parse(nlp: Language, article: Article) -> Document:
    """Parse an article paragraph by paragraph (sentence F .984, against .98 for the whole text at once)."""
    figures = set(_rows_without_prose(article))
    all_cuts = [cut for cut in parser_chunks(article.text) if cut[1] not in figures]
    cuts = all_cuts[: _count_within_limit(article.text, all_cuts)]
    texts = [_SURROGATE.sub("\ufffd", article.text[start:end]) for _, start, end in cuts]
    headline = _SURROGATE.sub("\ufffd", article.title[:MAX_TITLE_LENGTH])
    docs = [doc for batch in _batches([*texts, headline]) for doc in nlp.pipe(batch, batch_size=len(batch))]
    title = docs.pop()
    return Document(
        article,
        tuple(docs),
        tuple(start for _, start, _ in cuts),
        tuple(paragraph for paragraph, _, _ in cuts),
        title,
        is_whole=len(cuts) == len(all_cuts),
    )


def _batches(texts: Iterable[str]) -> Iterator[list[str]]:
    """The texts in groups that are parsed at once, which takes memory for each token."""
    batch: list[str] = []
    for text in texts:
        if batch and (len(batch) == MAX_BATCH or sum(map(len, batch)) + len(text) > MAX_CHUNK_LENGTH):
            yield batch
            batch = []
        batch.append(text)
    yield batch


def _rows_without_prose(article: Article) -> Iterator[int]:
    """Yield the starts of table rows that hold figures and names; pages may set prose in tables, too."""
    for block in article.structure.blocks:
        if block.kind is BlockKind.ROW and not _SENTENCE_END.search(
            article.text, block.span.start, block.span.end
        ):
            yield block.span.start


def _count_within_limit(text: str, cuts: Sequence[tuple[int, int, int]]) -> int:
    """Count the leading pieces that together have at most MAX_TOKENS."""
    if len(text) <= MAX_TOKENS:
        return len(cuts)
    remaining = MAX_TOKENS
    for number, (_, start, end) in enumerate(cuts):
        remaining -= sum(1 for _ in _TOKEN.finditer(text, start, end))
        if remaining < 0:
            return number
    return len(cuts)
