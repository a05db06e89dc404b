"""Shortens a sentence to a self-contained point of a summary."""

from __future__ import annotations

import re

from spacy.tokens import Span as Tokens
from spacy.tokens import Token

from briefing.domain import Passage
from briefing.nlp.engine.word_lists import load_sections, words_of
from briefing.nlp.parsing.clauses import subject_of
from briefing.nlp.parsing.document import Sentence
from briefing.nlp.parsing.reporting_verbs import ATTRIBUTION_VERBS

_MIN_WORDS = 5
"""Words of a point at least."""
_LONG = 22
"""Words of a sentence from which additions are cut."""
_MIN_KEPT = 10
"""Words that remain at least after such a cut; longer attributions are kept too."""

_SECTIONS = load_sections("compression")
_ANAPHORIC_OPENERS = words_of(_SECTIONS["anaphoric openers"])
_CONNECTIVES = re.compile(
    rf"(?:(?:but|and|yet|so|or)\s+(?=[\w“\"])|(?:{'|'.join(_SECTIONS['links'])})\s*,\s*)+", re.IGNORECASE
)
"""Connectives to the sentence before, which are cut: "But", "However,", "In addition,"."""
_OPENING = tuple(line.replace("_", " ") for line in _SECTIONS["opening"])
_ANAPHORS = frozenset("he she it they you this that these those".split())
_SUBJECTS = ("nsubj", "nsubjpass")
_NAME_TYPES = ("PERSON", "ORG", "GPE", "NORP")
_ENDING = re.compile(r"\s*[;,:–—-]+(?:\s*(?:and|or))?\s*$")
"""Punctuation and conjunction at the end of a list item."""
_ADDITION_PREPOSITIONS = frozenset("including such among amongst like with amid despite per".split())
_ADDITION_DEPS = frozenset(("relcl", "advcl", "acl"))
"""Dependencies of an optional part after a comma."""
_BULLET = re.compile(r"(?:[-–—•*▪‣]|\(?\d{1,2}[.)])\s+")


def compress(sentence: Sentence) -> Passage | None:
    """Return the sentence without links to the one before and without additions; None if it needs context.

    Removes a bullet, "But" or "However," at the start, an attribution at the end that names nobody
    (", officials said"), and in a long sentence a trailing addition (", which …", ", including …").
    """
    tokens = _without_connective(sentence)
    if depends_on_context(tokens):
        return None
    tokens = _without_attribution(tokens)
    if sentence.index > 0:  # the first is the writer's own summary
        tokens = _without_additions(tokens)
    span = sentence.span_of(tokens).trimmed(sentence.text)
    text = _ENDING.sub("", span.of(sentence.text))
    if (
        len(text.split()) < _MIN_WORDS
        or not any(token.pos_ in ("VERB", "AUX") for token in tokens)
        or not has_balanced_marks(text)
        or not (text[0].isalnum() or text[0] in "\"“'‘[($€£")
    ):
        return None
    return Passage.at(sentence.text, span.start, span.start + len(text))


def depends_on_context(tokens: Tokens) -> bool:
    """Whether a sentence depends on the one before: opens with "But", or its subject is "he", "it" or "this".

    "We" and "I" do not, since in a statement they are its publisher.
    """
    words = [token for token in tokens if not token.is_space and not token.is_punct]
    if not words:
        return True
    if tokens.text.lstrip(" \"“'").lower().startswith(_OPENING):
        return True
    first = words[0]
    if first.dep_ == "cc" or (first.lower_ in _ANAPHORIC_OPENERS and not _is_not_anaphoric(first)):
        return True
    subject = next((child for child in tokens.root.children if child.dep_ in _SUBJECTS), None)
    if subject is None or subject.pos_ != "PRON" or subject.lower_ not in _ANAPHORS:
        return False
    return not any(token.dep_ in _SUBJECTS and token.pos_ != "PRON" for token in words if token.i < subject.i)


def has_balanced_marks(text: str) -> bool:
    """Whether each quotation mark and bracket has its partner inside the text."""
    return (
        text.count('"') % 2 == 0
        and text.count("“") == text.count("”")
        and text.count("(") == text.count(")")
        and text.count("[") == text.count("]")
        and text.count("‘") <= text.count("’")
    )


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


def _without_connective(sentence: Sentence) -> Tokens:
    tokens, text = sentence.tokens, sentence.tokens.text
    bullet = _BULLET.match(text)
    start = bullet.end() if bullet else 0
    connective = _CONNECTIVES.match(text, start)
    start = connective.end() if connective else start
    if start == 0 or (connective and subject_of(tokens.root) is None):
        return tokens
    kept = [token for token in tokens if token.idx - tokens.start_char >= start and not token.is_space]
    return tokens.doc[kept[0].i : tokens.end] if kept else tokens


def _without_attribution(tokens: Tokens) -> Tokens:
    """Strip ", officials said" or ", according to reports" at the end.

    An attribution that names its source is kept, since the source is part of the claim.
    """
    doc = tokens.doc
    for comma in tokens[_MIN_WORDS:]:
        if comma.text != "," or comma.i + 1 >= tokens.end:
            continue
        tail = doc[comma.i + 1 : tokens.end]
        if len(tail) > _MIN_KEPT or any(t.ent_type_ in _NAME_TYPES or t.pos_ == "PRON" for t in tail):
            continue
        if tail[0].lower_ == "according" or _is_attribution(tail, tokens.root):
            return doc[tokens.start : comma.i]
    return tokens


def _is_attribution(tail: Tokens, root: Token) -> bool:
    """Whether the tail is a reporting verb with its subject, and the rest is its complement."""
    verbs = [token for token in tail if token.lemma_.lower() in ATTRIBUTION_VERBS and token.pos_ == "VERB"]
    return any(
        verb == root
        and any(child.dep_ == "ccomp" and child.i < tail.start for child in verb.children)
        and all(child.i >= tail.start for child in verb.children if child.dep_ in _SUBJECTS)
        for verb in verbs
    )


def _without_additions(tokens: Tokens) -> Tokens:
    """Cut a long sentence at the first mark that is followed only by an addition."""
    if len(tokens.text.split()) <= _LONG:
        return tokens
    doc = tokens.doc
    for mark in tokens:
        if mark.text not in (",", ";", "—", "–") or mark.i + 1 >= tokens.end:
            continue
        head, rest = doc[tokens.start : mark.i], doc[mark.i + 1 : tokens.end]
        if len(head.text.split()) >= _MIN_KEPT and _is_complete(head) and _is_addition(rest, head):
            return head
    return tokens


def _is_complete(head: Tokens) -> bool:
    """Whether the tokens have a verb with a subject, and no open quotation or bracket."""
    verb = head.root
    return verb.pos_ in ("VERB", "AUX") and subject_of(verb) is not None and has_balanced_marks(head.text)


def _is_addition(rest: Tokens, head: Tokens) -> bool:
    """Whether all of the rest is an optional addition to the head.

    Another main clause, ", which …", ", saying …", ", after …", ", including …" or ", the capital of …" is.
    """
    root, top = head.root, rest.root
    if (
        rest[0].lower_ in ("according", "to")
        or rest[0].tag_ == "WRB"
        or head[-1].pos_ in ("ADP", "CCONJ", "DET")
    ):
        return False
    if any(not head.start <= token.head.i < head.end for token in head):
        return False  # a token depends on the rest: "because although …, one could"
    if top.dep_ == "prep":
        return top.lower_ in _ADDITION_PREPOSITIONS
    if any(token != top and not token.is_punct and not top.is_ancestor(token) for token in rest):
        return False
    if top.dep_ == "appos":
        return not any(child.dep_ == "conj" for child in top.children)  # else it is the last item of a list
    if top.dep_ == "conj" and top.head == root:
        own = any(child.dep_ in _SUBJECTS and child.i < top.i for child in top.children)
        return own and not any(token.dep_ == "cc" and token.head == root for token in head)
    return top.dep_ in _ADDITION_DEPS
