"""Distinguishes direct speech in quotation marks from titles, names and terms."""

from __future__ import annotations

import re
from collections.abc import Sequence

from spacy.tokens import Doc, Token

from briefing.nlp.engine.word_lists import load_words
from briefing.nlp.parsing.clauses import FINITE_TAGS
from briefing.nlp.parsing.document import Chunk
from briefing.nlp.parsing.quotation_marks import Quotation

_MIN_WORDS = 4
"""The fewest words that are speech without a reporting verb."""
_MIN_SPEECH = 6
"""The fewest words of speech without a finite verb; fewer, "a number of factors", say nothing alone."""
_MAX_TERM = 8
"""The most words of a quoted modifier of a noun."""
_WORDS = load_words("scare_quotes")
_NAME_WORDS = _WORDS["named"]
_NAMING_VERBS = frozenset("name rename title entitle dub nickname headline codename christen".split())
"""Verbs whose object may separate them from the name: "named the virus “…”"."""
_TITLED_NOUNS = _WORDS["titled"]
_TERM_NOUNS = frozenset("expression phrase phrases term terms word words".split())
"""Nouns before the marks around a short term; longer quotations are speech."""
_CALLING_VERBS = frozenset("call brand label deem term".split())
"""Verbs that take an object complement: "called it “barbaric”"."""
_SMALL_WORDS = frozenset("a an the and or of in on at to for from with by is".split())
_DETERMINER_TAGS = frozenset(("DT", "PRP$", "POS", "JJ", "IN"))
"""Tags before a quoted modifier of a noun: "the “no-fly” zone"."""
_STOPS = ".!?…"
_CONTEXT = 80
"""Code points before the marks that are searched for the context of a name or a judgement."""


def is_direct_speech(text: str, chunk: Chunk, quotation: Quotation, verb: Token | None) -> bool:
    """Whether the words are speech, not a name, a term or a fragment; `verb` is the reporting verb."""
    doc, base = chunk.doc, chunk.base
    start, end = quotation.outer.start, quotation.outer.end
    words = quotation.span.of(text).split()
    ends = text[quotation.span.end - 1 : max(quotation.span.end, end - 1)]
    before = text[max(base, start - _CONTEXT) : start]
    stops = ends[-1:] in (*_STOPS, "")
    if _is_name(doc, start - base, before, len(words)):
        return False
    if not stops and text[end : end + 1] == " " and _is_noun_modifier(text, chunk, start, end, words):
        return False
    is_title_case = _is_title_case(words)
    is_utterance = words[0][:1].isupper() and (stops or ends[-1:] == ",")
    if len(words) < _MIN_SPEECH and not is_utterance and not _has_finite_verb(chunk, quotation):
        return False
    if len(words) >= _MIN_WORDS:
        return not is_title_case or stops or quotation.continues
    is_title = len(words) > 1 and is_title_case and ends[-1:] == ","
    return verb is not None and is_utterance and not is_title and verb.lemma_ not in _CALLING_VERBS


def _has_finite_verb(chunk: Chunk, quotation: Quotation) -> bool:
    start, end = quotation.span.start - chunk.base, quotation.span.end - chunk.base
    tokens = chunk.doc.char_span(start, end, alignment_mode="expand")
    return tokens is not None and any(token.tag_ in FINITE_TAGS for token in tokens)


def _is_name(doc: Doc, start: int, before: str, length: int) -> bool:
    """Whether the words before the marks introduce a name: "titled “…”", "the film, “…”"."""
    last = (before.rstrip(" ,").split() or [""])[-1]
    if last.lower() in _NAME_WORDS:
        return True
    clause = re.split(r"[.;:!?”\"]", before)[-1]
    span = doc.char_span(start - len(clause), start, alignment_mode="expand")
    tokens: Sequence[Token] = [] if span is None else [t for t in span if t.idx < start and not t.is_space]
    verbs = [token for token in tokens if token.pos_ == "VERB" and token.dep_ != "relcl"]
    if verbs and verbs[-1].lemma_ in _NAMING_VERBS:
        return True
    noun = next((token for token in reversed(tokens) if not token.is_punct), None)
    if noun is None or noun.pos_ not in ("NOUN", "PROPN"):
        return False
    return noun.lower_ in _TITLED_NOUNS or (noun.lower_ in _TERM_NOUNS and length < _MIN_WORDS)


def _is_noun_modifier(text: str, chunk: Chunk, start: int, end: int, words: Sequence[str]) -> bool:
    """Whether the words only qualify a noun: "the “one country, two systems” model"."""
    last = start - 2
    if len(words) > _MAX_TERM or last < chunk.base:
        return False
    while last >= chunk.base and text[last].isspace():
        last -= 1
    before, after = _token_at(chunk, last), _token_at(chunk, end + 1)
    if before is None or after is None:
        return False
    return before.tag_ in _DETERMINER_TAGS and after.pos_ in ("NOUN", "PROPN") and after.text.isalpha()


def _token_at(chunk: Chunk, offset: int) -> Token | None:
    """Return the token at an offset; None for a space between two tokens, and past either end."""
    if not chunk.base <= offset < chunk.end:
        return None
    at = offset - chunk.base
    span = chunk.doc.char_span(at, at + 1, alignment_mode="expand")
    return span[0] if span else None


def _is_title_case(words: Sequence[str]) -> bool:
    """Whether words are in title case, ignoring small words."""
    content_words = [word for word in words if word.lower() not in _SMALL_WORDS]
    capitals = sum(word[:1].isupper() for word in content_words)
    return capitals >= 0.6 * len(words) or (len(content_words) > 1 and capitals == len(content_words))
