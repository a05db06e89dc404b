"""Distinguishes direct speech in quotation marks from titles, names and terms."""

from __future__ import annotations

import re
from collections.abc import Sequence

from spacy.tokens import Doc, Token

from briefing.nlp.engine.word_lists import load_words
from briefing.nlp.parsing.document import Chunk
from briefing.nlp.parsing.quotation_marks import Quotation

_SHORTEST = 4
"""Words; fewer count as said only where a verb of speech makes them so."""
_LONGEST_TERM = 8
"""Words that may stand in marks before a noun and only say what it is like."""
_WORDS = load_words("scare_quotes")
_NAMED = _WORDS["named"]
_NAMING = frozenset("name rename title entitle dub nickname headline codename christen".split())
"""Verbs whose object may stand between them and the name: "named the virus “…”"."""
_TITLED = _WORDS["titled"]
_SPOKEN_OF = frozenset("expression phrase phrases term terms word words".split())
"""Nouns before marks that hold a word or two that are spoken of; more have been said."""
_CALLING = frozenset("call brand label deem term".split())
"""Verbs after whose object it is said what that is: "called it “barbaric”"."""
_TAKING = _WORDS["taking"]
_IS = re.compile(
    r"(?:\b(?:is|are|was|were|be|been|being|am|remains?|remained|feels?|felt|looks?|looked|seems?|seemed)"
    r"|['’](?:s|m|re))(?:\s(?:not|also|still|very|so|only|an?|the))*\s*$",
    re.IGNORECASE,
)
_AS = re.compile(r"\bas(?:\san?|\sthe)?\s*$", re.IGNORECASE)
_ARTICLE = re.compile(r"\s(?:an?|the)$", re.IGNORECASE)
_SELVES = frozenset("himself herself itself themselves myself ourselves yourself".split())
_SMALL = frozenset("a an the and or of in on at to for from with by is".split())
_OWNERS = frozenset(("DT", "PRP$", "POS", "JJ", "IN"))
"""What stands before a term that is set before its noun: "the “no-fly” zone"."""
_STOPS = ".!?…"
_NEAR = 80
"""Code points before the marks in which what makes the words a name or a judgement stands."""


def is_direct_speech(
    text: str, chunk: Chunk, quotation: Quotation, verb: Token | None, *, is_joined: bool
) -> bool:
    """Whether the words are said, rather than a name or a term.

    `verb` is the verb of speech beside them, `is_joined` whether "and" joins them to others that are said.
    """
    doc, base = chunk.doc, chunk.base
    start, end = quotation.outer.start, quotation.outer.end
    words = quotation.span.of(text).split()
    ends = text[quotation.span.end - 1 : max(quotation.span.end, end - 1)]
    before = text[max(base, start - _NEAR) : start]
    stops = ends[-1:] in (*_STOPS, "")
    if _is_named(doc, start - base, before, len(words)):
        return False
    if not stops and text[end : end + 1] == " " and _is_before_noun(text, chunk, start, end, words):
        return False
    titled = _has_capitals(words)
    if len(words) >= _SHORTEST:
        return not titled or stops or quotation.continues
    if verb is None:
        return False
    if words[0][:1].isupper():
        is_title = len(words) > 1 and titled and ends[-1:] == ","
        return (stops or ends[-1:] == ",") and not is_title and verb.lemma_ not in _CALLING
    return is_joined or (base + verb.idx < start and _is_judgement(verb, before))


def _is_named(doc: Doc, start: int, before: str, length: int) -> bool:
    """Whether what stands before makes the words a name: "titled “…”", "the film, “…”"."""
    last = (before.rstrip(" ,").split() or [""])[-1]
    if last.lower() in _NAMED:
        return True
    clause = re.split(r"[.;:!?”\"]", before)[-1]
    span = doc.char_span(start - len(clause), start, alignment_mode="expand")
    tokens: Sequence[Token] = [] if span is None else [t for t in span if t.idx < start and not t.is_space]
    verbs = [token for token in tokens if token.pos_ == "VERB" and token.dep_ != "relcl"]
    if verbs and verbs[-1].lemma_ in _NAMING:
        return True
    noun = next((token for token in reversed(tokens) if not token.is_punct), None)
    if noun is None or noun.pos_ not in ("NOUN", "PROPN"):
        return False
    return noun.lower_ in _TITLED or (noun.lower_ in _SPOKEN_OF and length < _SHORTEST)


def _is_before_noun(text: str, chunk: Chunk, start: int, end: int, words: Sequence[str]) -> bool:
    """Whether the words only qualify a noun: "the “one country, two systems” model"."""
    last = start - 2
    if len(words) > _LONGEST_TERM or last < chunk.base:
        return False
    while last >= chunk.base and text[last].isspace():
        last -= 1
    before, after = _token_at(chunk, last), _token_at(chunk, end + 1)
    if before is None or after is None:
        return False
    return before.tag_ in _OWNERS and after.pos_ in ("NOUN", "PROPN") and after.text.isalpha()


def _token_at(chunk: Chunk, offset: int) -> Token | None:
    """The token of one character of the article; None for a space between two tokens, and past either end."""
    if not chunk.base <= offset < chunk.end:
        return None
    at = offset - chunk.base
    span = chunk.doc.char_span(at, at + 1, alignment_mode="expand")
    return span[0] if span else None


def _has_capitals(words: Sequence[str]) -> bool:
    """Whether words are written as titles are; small words in them have no capitals."""
    weighty = [word for word in words if word.lower() not in _SMALL]
    capitals = sum(word[:1].isupper() for word in weighty)
    return capitals >= 0.6 * len(words) or (len(weighty) > 1 and capitals == len(weighty))


def _is_judgement(verb: Token, before: str) -> bool:
    """Whether the few words say what somebody finds of something: "called it “barbaric”"."""
    told = re.split(r"[.;:!?”\"]", before)[-1].rstrip()
    if re.search(r"\bwhat\b", told):
        return False  # "what they call a “flying river”" is a term of theirs
    if _AS.search(told):
        return verb.lemma_ in _TAKING or verb.lemma_ in _CALLING
    if verb.lemma_ in _CALLING:
        last = _ARTICLE.sub("", told).split()[-1:]
        return bool(last) and last[0].lower() != verb.lower_ and last[0].lower() not in _SELVES
    return verb.lemma_ not in _TAKING and _IS.search(told) is not None
