"""Decides whether a sentence can stand alone as a point of a summary."""

from __future__ import annotations

import re
from collections.abc import Sequence

from spacy.tokens import Span as Tokens
from spacy.tokens import Token

from briefing.domain import Passage
from briefing.domain.text.captions import is_caption
from briefing.nlp.engine.word_lists import load_sections, words_of
from briefing.nlp.parsing.document import Sentence
from briefing.nlp.parsing.quotation_marks import Quotation, has_balanced_marks

_MIN_WORDS = 5
"""The fewest words of a point."""

_SECTIONS = load_sections("standalone")
_ANAPHORIC_OPENERS = words_of(_SECTIONS["anaphoric openers"])
_OPENING = tuple(line.replace("_", " ") for line in _SECTIONS["opening"])
_BOILERPLATE = re.compile("|".join(f"(?:{line})" for line in _SECTIONS["boilerplate"]), re.IGNORECASE)
_ANAPHORS = frozenset("he she it they you this that these those".split())
_SUBJECTS = ("nsubj", "nsubjpass")
_BULLET = re.compile(r"(?:[-–—•*▪‣]|\(?\d{1,2}[.)])\s+")
_OPENS = re.compile(r"[\"“'‘(\[]*(?:[^\W_a-zß-ÿ]|[$€£¥#@]\d)")
"""The opening of a sentence: marks, then a letter that is not lower case, a figure or an amount."""
_CLOSES = re.compile(r"[.!?…][\"”'’)\]]*$")


def standalone_passage(sentence: Sentence, quotations: Sequence[Quotation] = ()) -> Passage | None:
    """Return the whole sentence without a bullet, or None if it needs context, is a fragment or boilerplate.

    Nothing else is cut: who said it, and the words after the last comma, are part of what it says. A sentence
    inside one of the article's quotations needs the sentence that names its speaker.
    """
    passage = sentence.passage
    bullet = _BULLET.match(passage.text)
    start = passage.span.start + (bullet.end() if bullet else 0)
    point = Passage.at(sentence.text, start, passage.span.end)
    if (
        len(point.text.split()) < _MIN_WORDS
        or not _OPENS.match(point.text)
        or not _CLOSES.search(point.text)
        or not any(token.pos_ in ("VERB", "AUX") for token in sentence.tokens)
        or not has_balanced_marks(point.text)
        or depends_on_context(sentence.tokens)
        or not sentence.is_whole
        or any(quotation.outer.covers(point.span) for quotation in quotations)
        or _BOILERPLATE.search(point.text)
        or is_caption(point.text)
    ):
        return None
    return point


def depends_on_context(tokens: Tokens) -> bool:
    """Whether a sentence opens with "But", or has "he", "it" or "this" as its subject, and so needs context.

    "We" and "I" need none, since in a statement they are its publisher.
    """
    words = [token for token in tokens if not token.is_space and not token.is_punct]
    if not words:
        return True
    if tokens.text.lstrip(" \"“'").lower().startswith(_OPENING):
        return True
    first = words[0]
    if (
        any(token.lower_ == "however" for token in words)
        or first.dep_ == "cc"
        or (first.lower_ in _ANAPHORIC_OPENERS and not _is_not_anaphoric(first))
    ):
        return True
    subject = next((child for child in tokens.root.children if child.dep_ in _SUBJECTS), None)
    if subject is None or subject.pos_ != "PRON" or subject.lower_ not in _ANAPHORS:
        return False
    return not any(token.dep_ in _SUBJECTS and token.pos_ != "PRON" for token in words if token.i < subject.i)


def _is_not_anaphoric(first: Token) -> bool:
    """Whether an opener is no anaphor: "There are", "This Sunday", "Those who", "Both Warren and Sanders"."""
    following = first.nbor().lower_ if first.i + 1 < len(first.doc) else ""
    return (
        first.dep_ == "expl"
        or first.ent_type_ in ("DATE", "TIME")
        or (first.lower_ in ("this", "that") and first.head.ent_type_ in ("DATE", "TIME"))
        or (first.lower_ == "those" and following in ("who", "with", "in"))
        or (first.lower_ == "that" and first.dep_ == "mark")
        or (first.lower_ == "both" and first.i + 1 < len(first.doc) and first.nbor().pos_ == "PROPN")
    )
