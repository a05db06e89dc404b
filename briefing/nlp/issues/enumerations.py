"""Splits sentences that list several issues by name: "a number of issues, including A, B and C"."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Span as Tokens
from spacy.tokens import Token

from briefing.nlp.engine.word_lists import load_words
from briefing.nlp.parsing.clauses import FINITE_TAGS, trimmed
from briefing.nlp.parsing.document import Sentence

_WORDS = load_words("enumerations")
_ISSUE_NOUNS = _WORDS["issue nouns"]
_LIST_MARKERS = frozenset(("including", "namely", "like", "over", "on", "about", ":"))
_MIN_ITEMS, _MAX_ITEMS = 3, 12
_MAX_ITEM = 15
"""The most tokens of an item; longer ones are clauses."""


def enumerated_issues(sentence: Sentence) -> list[Tokens]:
    """Return the issues that the sentence lists under a word such as "issues"; empty if it lists none.

    Splits at commas, since the parser often labels an item as an apposition of the one before. A pair is not
    split, since its members mostly form one issue.
    """
    for token in sentence.tokens:
        if token.tag_ == "NNS" and token.lemma_.lower() in _ISSUE_NOUNS:
            items = _split_list(_list_start(token, sentence.tokens), sentence.tokens)
            if _MIN_ITEMS <= len(items) <= _MAX_ITEMS and all(_is_nominal(item) for item in items):
                return items
    return []


def _list_start(noun: Token, tokens: Tokens) -> int:
    """Return the start of the list after "including", "such as" or a colon; -1 if none follows the noun."""
    doc = tokens.doc
    for index in range(noun.i + 1, min(noun.i + 4, tokens.end - 1)):
        if doc[index].lower_ in _LIST_MARKERS:
            return index + 1
        if doc[index].lower_ == "such" and doc[index + 1].lower_ == "as":
            return index + 2
    return -1


def _split_list(begin: int, tokens: Tokens) -> list[Tokens]:
    """Split "A, B and C" into items; the first "and" after a comma introduces the last item."""
    if begin < 0:
        return []
    doc, start, items = tokens.doc, begin, list[Tokens]()
    for index in range(begin, tokens.end):
        token = doc[index]
        is_final = token.lower_ in ("and", "or") and bool(items or doc[index - 1].text == ",")
        if token.text != "," and not is_final:
            continue
        if index > start:
            items.append(doc[start:index])
        start = index + 1
        if is_final:
            return [*(trimmed(item) for item in items), *_last_item(start, tokens)]
    return []


def _last_item(start: int, tokens: Tokens) -> Iterator[Tokens]:
    """Yield the last item: the rest of the sentence, or up to the next comma if that is too long."""
    end = tokens.end
    while end > start and (tokens.doc[end - 1].is_space or tokens.doc[end - 1].text in ".!?"):
        end -= 1
    if end - start > _MAX_ITEM + 5:
        end = next((i for i in range(start, end) if tokens.doc[i].text in ",;"), end)
    if end > start:
        yield trimmed(tokens.doc[start:end])


def _is_nominal(item: Tokens) -> bool:
    """Whether the item is a noun phrase and contains no statement."""
    head = item.root
    return (
        head.pos_ in ("NOUN", "PROPN")
        and len(item) <= _MAX_ITEM + 5
        and not any(
            token.tag_ in FINITE_TAGS and token.dep_ not in ("relcl", "aux", "auxpass") for token in item
        )
    )
