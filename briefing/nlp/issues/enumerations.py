"""Splits sentences that list several issues by name: "a number of issues, including A, B and C"."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Span as Tokens
from spacy.tokens import Token

from briefing.nlp.engine.word_lists import load_words
from briefing.nlp.parsing.clauses import trimmed
from briefing.nlp.parsing.document import Sentence

_WORDS = load_words("enumerations")
_MATTERS = _WORDS["matters"]
_LISTING = frozenset(("including", "namely", "like", "over", "on", "about", ":"))
_FEWEST, _MOST = 3, 12
_LONGEST = 15
"""Tokens of one thing listed; longer ones are clauses."""


def enumerated_issues(sentence: Sentence) -> list[Tokens]:
    """Return the issues that the sentence lists under a word such as "issues"; empty if it lists none.

    Commas are counted, since the parser often takes an item for an apposition of the one before. A pair is no
    list: its members mostly make one issue together.
    """
    for token in sentence.tokens:
        if token.tag_ == "NNS" and token.lemma_.lower() in _MATTERS:
            items = _listed(_after(token, sentence.tokens), sentence.tokens)
            if _FEWEST <= len(items) <= _MOST and all(_nominal(item) for item in items):
                return items
    return []


def _after(matters: Token, tokens: Tokens) -> int:
    """Where the list begins, behind "including", "such as" or a colon; -1 if none follows the word."""
    doc = tokens.doc
    for index in range(matters.i + 1, min(matters.i + 4, tokens.end - 1)):
        if doc[index].lower_ in _LISTING:
            return index + 1
        if doc[index].lower_ == "such" and doc[index + 1].lower_ == "as":
            return index + 2
    return -1


def _listed(begin: int, tokens: Tokens) -> list[Tokens]:
    """A, B and C of "A, B and C": the last "and" is the first that has a comma before it."""
    if begin < 0:
        return []
    doc, start, items = tokens.doc, begin, list[Tokens]()
    for index in range(begin, tokens.end):
        token = doc[index]
        closes = token.lower_ in ("and", "or") and bool(items or doc[index - 1].text == ",")
        if token.text != "," and not closes:
            continue
        if index > start:
            items.append(doc[start:index])
        start = index + 1
        if closes:
            return [*(trimmed(item) for item in items), *_last(start, tokens)]
    return []


def _last(start: int, tokens: Tokens) -> Iterator[Tokens]:
    """Up to the end of the sentence with its apposition, or to the next comma where that is too long."""
    end = tokens.end
    while end > start and (tokens.doc[end - 1].is_space or tokens.doc[end - 1].text in ".!?"):
        end -= 1
    if end - start > _LONGEST + 5:
        end = next((i for i in range(start, end) if tokens.doc[i].text in ",;"), end)
    if end > start:
        yield trimmed(tokens.doc[start:end])


def _nominal(item: Tokens) -> bool:
    """Whether it is a noun with what belongs to it, and no statement."""
    head = item.root
    return (
        head.pos_ in ("NOUN", "PROPN")
        and len(item) <= _LONGEST + 5
        and not any(
            token.tag_ in ("VBD", "VBZ", "VBP", "MD") and token.dep_ not in ("relcl", "aux", "auxpass")
            for token in item
        )
    )
