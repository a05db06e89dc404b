"""Decides whether a sentence can stand alone as a point of a summary."""

from __future__ import annotations

import re
from collections.abc import Sequence

from spacy.tokens import Span as Tokens
from spacy.tokens import Token

from briefing.domain import Passage
from briefing.domain.text.captions import is_in_caption
from briefing.nlp.actors.naming.names import is_office
from briefing.nlp.engine.word_lists import load_sections, words_of
from briefing.nlp.parsing.bare_references import is_bare_reference
from briefing.nlp.parsing.clauses import subject_of
from briefing.nlp.parsing.document import Sentence
from briefing.nlp.parsing.quotation_marks import Quotation, has_balanced_marks

_MIN_WORDS = 5
"""The fewest words of a point."""

_SECTIONS = load_sections("standalone")
_ANAPHORIC_OPENERS = words_of(_SECTIONS["anaphoric openers"])
_OPENING = tuple(line.replace("_", " ") for line in _SECTIONS["opening"])
_BOILERPLATE = re.compile("|".join(f"(?:{line})" for line in _SECTIONS["boilerplate"]), re.IGNORECASE)
_PERSONAL = frozenset("he she him his her hers himself herself".split())
_PEOPLE = frozenset("man woman boy girl person child baby victim suspect driver people father mother".split())
_NEAR = 3
"""The most words between the beginning of a request and its verb."""
_SUPPORTS = ("nsubj", "nsubjpass", "csubj", "expl", "aux", "auxpass")
_VERBS = ("VERB", "AUX")
_HELPERS = ("aux", "auxpass")
_SUBORDINATE = ("advcl", "relcl", "acl", "pcomp", "amod", "compound", "xcomp")
_CONTRASTS = frozenset(("but", "however", "yet", "still"))
_ANAPHORS = frozenset("he she it they you this that these those".split())
_POINTING = frozenset(("that", "those", "these"))
_SUBJECTS = ("nsubj", "nsubjpass")
_DEMONSTRATIVES = frozenset("this that these those".split())
_AT_HAND = frozenset("week month year time day morning evening afternoon country nation world".split())
"""Nouns that need nothing told before with "this"."""
_BULLET = re.compile(r"(?:[-–—•●*▪‣]|\(?\d{1,2}[.)])\s+")
_OPENS = re.compile(r"[\"“'‘(\[]*(?:[^\W_a-zß-ÿ]|[$€£¥#@]\d)")
"""The opening of a sentence: marks, then a letter that is not lower case, a figure or an amount."""
_CLOSES = re.compile(r"[.!?…][\"”'’)\]]*$")


def standalone_passage(
    sentence: Sentence, quotations: Sequence[Quotation] = (), *, contrasts: bool = False
) -> Passage | None:
    """Return the whole sentence without a bullet, or None if it needs context, is a fragment or boilerplate.

    With `contrasts`, it may open with "But", for a point that others stand before. Nothing else is cut: who
    said it, and the words after the last comma, are part of what it says. A sentence inside one of the
    article's quotations needs the sentence that names its speaker, and a question is a teaser.
    """
    passage = sentence.passage
    bullet = _BULLET.match(passage.text)
    start = passage.span.start + (bullet.end() if bullet else 0)
    point = Passage.at(sentence.text, start, passage.span.end)
    if (
        len(point.text.split()) < _MIN_WORDS
        or not _OPENS.match(point.text)
        or not _CLOSES.search(point.text)
        or not _has_main_clause(sentence.tokens)
        or not has_balanced_marks(point.text)
        or "?" in point.text
        or (point.text.startswith("(") and point.text.endswith(")"))
        or depends_on_context(sentence.tokens, contrasts=contrasts)
        or not sentence.is_whole
        or _is_cut_off(sentence.text, point)
        or any(quotation.outer.covers(point.span) for quotation in quotations)
        or (sentence.index > 0 and _is_about_told(sentence.tokens))
        or _BOILERPLATE.search(point.text)
        or is_in_caption(sentence.text, point.span.start, point.span.end)
    ):
        return None
    return point


def _is_about_told(tokens: Tokens) -> bool:
    """Whether a sentence is about "this disregard" or "that comment"; not about "this week"."""
    subject = subject_of(tokens.root)
    return any(
        token.dep_ == "det"
        and token.lower_ in _DEMONSTRATIVES
        and (token.head == subject or is_bare_reference(token.head))
        and token.head.lemma_ not in _AT_HAND
        and not any(each.lemma_ == token.head.lemma_ for each in tokens if each.i < token.i)
        for token in tokens
    )


def _has_main_clause(tokens: Tokens) -> bool:
    """Whether a sentence is more than a subordinate clause or a verb that has lost its subject.

    "Director Sen as she urged them to stay" and "Says Sen as she takes over" are halves of sentences, and
    "First, let us see what it is not" tells nothing.
    """
    root = tokens.root
    if root.pos_ in _VERBS:
        first = next((token.i for token in tokens if token.is_alpha), tokens.start)
        is_request = (
            root.tag_ == "VB"
            and root.i <= first + _NEAR
            and not any(child.dep_ in _SUPPORTS for child in root.children)
        )
        return not is_request and (root.tag_ != "VBZ" or root.i > first)
    verbs = (token.head if token.dep_ in _HELPERS else token for token in tokens if token.pos_ in _VERBS)
    return any(child.dep_ in _SUBJECTS for child in root.children) or any(
        verb.dep_ not in _SUBORDINATE for verb in verbs
    )


def _is_cut_off(text: str, point: Passage) -> bool:
    """Whether a sentence goes on after its end, as "He cried “Stop!” when they came" after the mark."""
    following = text[point.span.end : point.span.end + 3].lstrip(" ")
    return following[:1].islower()


def _means_somebody_else(tokens: Tokens) -> bool:
    """Whether "he" or "her" is somebody whom the sentence does not name, or "that deal" is not."""
    is_named = any(
        token.ent_type_ == "PERSON" or (token.tag_ == "NNP" and token.dep_ in _SUBJECTS) or _is_person(token)
        for token in tokens
    )
    return any(
        (token.lower_ in _PERSONAL and not is_named) or _is_told_before(token, tokens) for token in tokens
    )


def _is_told_before(token: Token, tokens: Tokens) -> bool:
    """Whether "that deal", "those" or "about this" points to what the sentence itself has not told."""
    if token.lower_ == "such" and token.dep_ in ("amod", "det") and token.head.pos_ == "NOUN":
        return not any(t.lemma_ == token.head.lemma_ for t in tokens if t.i < token.i)
    if token.lower_ in ("this", "that") and token.tag_ == "DT" and token.dep_ in ("dobj", "pobj"):
        return not any(True for _ in token.children)  # but "that of the town"
    if token.lower_ not in _POINTING or token.dep_ != "det" or token.head.ent_type_:
        return False
    is_plain = token.lower_ == "those" or (token.i < tokens.root.i and token.head.pos_ == "NOUN")
    return is_plain and not any(t.lemma_ == token.head.lemma_ for t in tokens if t.i < token.i)


def _is_person(noun: Token) -> bool:
    return noun.tag_ == "NN" and (is_office(noun.text) or noun.lower_ in _PEOPLE)


def depends_on_context(tokens: Tokens, *, contrasts: bool = False) -> bool:
    """Whether a sentence opens with "But", or has "he", "it" or "this" as its subject, and so needs context.

    With `contrasts`, "But" is no reason.

    "We" and "I" need none, since in a statement they are its publisher.
    """
    words = [token for token in tokens if not token.is_space and not token.is_punct]
    if contrasts and words and words[0].lower_ in _CONTRASTS:
        words = words[1:]
    if not words:
        return True
    if tokens.text.lstrip(" \"“'").lower().startswith(_OPENING):
        return True
    first = words[0]
    if (
        (not contrasts and any(token.lower_ == "however" for token in words))
        or _means_somebody_else(tokens)
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
        or (first.lower_ == "which" and first.dep_ == "det")
        or (first.lower_ == "that" and first.dep_ == "mark")
        or (first.lower_ == "both" and first.i + 1 < len(first.doc) and first.nbor().pos_ == "PROPN")
    )
