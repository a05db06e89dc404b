"""Clauses: their subjects, reported content, and trimming of marks at their edges."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Span as Tokens
from spacy.tokens import Token

from briefing.nlp.parsing.document import Sentence
from briefing.nlp.parsing.reporting_verbs import ATTRIBUTION_VERBS

_SUBJECTS = frozenset(("nsubj", "nsubjpass", "csubj", "expl"))
_MIN_LENGTH = 5
"""Shorter statements are unclear without their speaker."""
_FINITE = frozenset(("VBD", "VBP", "VBZ", "MD"))
_QUOTES = frozenset("\"'“”‘’")
_EDGE_MARKS = frozenset(",;:—–-") | _QUOTES


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a sentence that is classified separately, with its syntactic head."""

    sentence: Sentence
    tokens: Tokens
    head: Token


def subject_of(verb: Token) -> Token | None:
    """Return the verb's subject, or the one that it shares as a later member of a coordination."""
    for _ in range(4):
        for child in verb.children:
            if child.dep_ in _SUBJECTS:
                return child
        if verb.dep_ not in ("conj", "xcomp"):
            return None
        verb = verb.head
    return None


def reported_content(tokens: Tokens, head: Token) -> tuple[Tokens, Token]:
    """Return "the toll may rise" of "Officials said that the toll may rise", with its head.

    Returns the tokens unchanged if no reporting verb has a complement, or the verb is itself the issue.
    """
    for _ in range(3):
        inner = _complement(tokens, head)
        if inner is None:
            break
        tokens, head = inner
    return _without_attribution(tokens), head


def whole_reported_content(tokens: Tokens, head: Token) -> Tokens:
    """Return the reported content, or all tokens if it omits a statement: "… and would not say when"."""
    inner, _ = reported_content(tokens, head)
    before, after = tokens.doc[tokens.start : inner.start], tokens.doc[inner.end : tokens.end]
    return tokens if any(_is_statement(token, inner) for part in (before, after) for token in part) else inner


def _is_statement(token: Token, inner: Tokens) -> bool:
    """Whether a verb outside the reported content heads a statement besides the attribution."""
    if token.pos_ not in ("VERB", "AUX") or token.dep_ in ("aux", "auxpass", "amod", "compound"):
        return False
    within = any(inner.start <= child.i < inner.end for child in token.children)
    return not within and token.right_edge.i + 1 - token.left_edge.i >= _MIN_LENGTH


def _complement(tokens: Tokens, head: Token) -> tuple[Tokens, Token] | None:
    if head.lemma_.lower() not in ATTRIBUTION_VERBS or any(child.dep_ == "neg" for child in head.children):
        return None
    for child in head.children:
        if child.dep_ not in ("ccomp", "parataxis") or child.pos_ not in ("VERB", "AUX", "NOUN", "ADJ"):
            continue
        start, end = max(child.left_edge.i, tokens.start), min(child.right_edge.i + 1, tokens.end)
        if start <= head.i < end or end - start < _MIN_LENGTH:
            continue
        inner = trimmed(tokens.doc[start:end])
        if inner[0].lower_ in ("that", "how") and inner[0].dep_ in ("mark", "advmod") and len(inner) > 1:
            inner = inner[1:]
        return inner, child
    return None


def _without_attribution(tokens: Tokens) -> Tokens:
    """Strip "According to …," at the start or ", according to …" at the end."""
    doc = tokens.doc
    if tokens[0].lower_ == "according":
        after = tokens[0].right_edge.i + 1
        if after + _MIN_LENGTH < tokens.end and doc[after].text == ",":
            return trimmed(doc[after + 1 : tokens.end])
    for token in tokens[_MIN_LENGTH:]:
        if token.text != "," or token.i + 1 >= tokens.end or doc[token.i + 1].lower_ != "according":
            continue
        # "While some wrote of it, according to her nobody has found any" has its main clause at the end.
        if not any(each.tag_ in _FINITE and each.dep_ != "relcl" for each in doc[token.i + 1 : tokens.end]):
            return trimmed(doc[tokens.start : token.i])
    return tokens


def trimmed(tokens: Tokens, coordinator: bool = False) -> Tokens:
    """Strip commas, dashes and unpaired quotation marks at either end; never empty.

    With `coordinator`, an "and" or "but" at either end goes as well.
    """
    doc, start, end = tokens.doc, tokens.start, tokens.end
    while end - start > 1:
        last = doc[end - 1]
        if last.is_space or last.text in _EDGE_MARKS - _QUOTES or (coordinator and last.dep_ == "cc"):
            end -= 1
        else:
            break
    while end - start > 1:
        first = doc[start]
        if first.is_space or first.text in _EDGE_MARKS - _QUOTES or (coordinator and first.dep_ == "cc"):
            start += 1
        else:
            break
    return unquoted(doc[start:end])


def unquoted(tokens: Tokens) -> Tokens:
    """Strip a quotation mark whose partner is not inside, and a pair around all of the tokens."""
    doc, start, end = tokens.doc, tokens.start, tokens.end
    if end - start > 2 and doc[start].text in _QUOTES and doc[end - 1].text in _QUOTES:
        start, end = start + 1, end - 1
    for _ in range(3):
        marks = sum(doc[i].text in ('"', "“", "”") for i in range(start, end))
        if marks % 2 == 0 or end - start < 3:
            break
        if doc[start].text in _QUOTES:
            start += 1
        elif doc[end - 1].text in _QUOTES:
            end -= 1
        else:
            break
    while end - start > 1 and (doc[end - 1].is_space or doc[end - 1].text in ",;:—–-"):
        end -= 1
    return doc[start:end]
