"""Computes the features of a clause: words, senses, tense, mood and position."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence

from spacy.tokens import Doc, Token

from briefing.nlp.issues.lexicon import kind_features, senses
from briefing.nlp.parsing.clauses import Clause
from briefing.nlp.parsing.document import Document

Features = dict[str, float]

_MASKED = frozenset(("PERSON", "ORG", "GPE", "NORP", "FAC", "LOC", "PRODUCT", "EVENT"))
"""Entities that are replaced by their type: names hardly indicate open issues and would be memorized."""

_FIRST_PERSON = re.compile(r"\b(?:I|we|We|our|Our|my|My)\b")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_CONTENT = frozenset(("NOUN", "PROPN", "VERB", "ADJ", "NUM"))


def clause_features(document: Document, clauses: Sequence[Clause]) -> list[Features]:
    """Compute the features of each clause, with those of its neighbours."""
    headline = content_lemmas(document.title)
    own = [_lexical_features(clause) for clause in clauses]
    by_sense = [{key: value for key, value in features.items() if key.startswith("c=")} for features in own]
    total = len(document.sentences)
    for number, (clause, features) in enumerate(zip(clauses, own, strict=True)):
        _add_position(clause, total, document, headline, features)
        for step, name in ((-1, "p:"), (1, "n:")):
            if 0 <= number + step < len(clauses):
                features.update((name + key, value) for key, value in by_sense[number + step].items())
    return own


def outline_features(document: Document, clauses: Sequence[Clause]) -> list[Features]:
    """Compute senses and position only: a subset of `clause_features` in half the time."""
    headline = content_lemmas(document.title)
    total = len(document.sentences)
    rows: list[Features] = []
    for clause in clauses:
        row = {
            "c=" + sense: 1.0 for token in clause.tokens for sense in senses(token.lemma_.lower(), token.pos_)
        }
        _add_position(clause, total, document, headline, row)
        rows.append(row)
    return rows


def content_lemmas(tokens: Doc | Iterable[Token]) -> frozenset[str]:
    return frozenset(
        token.lemma_.lower()
        for token in tokens
        if token.pos_ in _CONTENT and token.is_alpha and not token.is_stop
    )


def verb_form(verb: Token) -> str:
    """Return auxiliaries, negation and tag: "have+not/VBN", "will/VB"."""
    parts = [
        child.lower_ if child.tag_ == "MD" else child.lemma_.lower()
        for child in verb.children
        if child.dep_ in ("aux", "auxpass")
    ]
    if any(child.dep_ == "neg" for child in verb.children):
        parts.append("not")
    return "+".join(parts) + "/" + verb.tag_


def _lexical_features(clause: Clause) -> Features:
    features: Features = {}
    before = ""
    for token in clause.tokens:
        if token.is_space:
            continue
        lemma = token.lemma_.lower()
        word = _masked(token, lemma)
        pos = token.pos_
        if pos != "PUNCT":
            features["l=" + word] = 1.0
        if before:
            features["b=" + before + "_" + word] = 1.0
        before = word
        found = senses(lemma, pos)
        for sense in found:
            features["c=" + sense] = 1.0
            features["t=" + sense + "/" + pos] = 1.0
        if token.tag_ == "MD":
            features["md=" + token.lower_] = 1.0
        if pos in ("VERB", "AUX") and token.dep_ not in ("aux", "auxpass"):
            form = verb_form(token)
            features["vf=" + form] = 1.0
            features["vd=" + token.dep_ + "/" + token.tag_] = 1.0
            for sense in found:
                features["vc=" + sense + "/" + form] = 1.0
        if token.ent_type_:
            features["e=" + token.ent_type_] = 1.0
    features.update(kind_features(clause.tokens.text))
    _add_head(clause.head, features)
    return features


def _masked(token: Token, lemma: str) -> str:
    if token.ent_type_ in _MASKED:
        return token.ent_type_
    if token.like_num:
        return "NUM"
    return "PROPN" if token.pos_ == "PROPN" else lemma


def _add_head(head: Token, features: Features) -> None:
    features["root=" + head.lemma_.lower()] = 1.0
    features["rtag=" + head.tag_] = 1.0
    features["rform=" + verb_form(head)] = 1.0
    for child in head.children:
        features["rdep=" + child.dep_] = 1.0
        if child.dep_ in ("nsubj", "nsubjpass"):
            features["subj=" + _masked(child, child.lemma_.lower())] = 1.0


def _add_position(
    clause: Clause, total: int, document: Document, headline: frozenset[str], features: Features
) -> None:
    text, index = clause.tokens.text, clause.sentence.index
    length = len(clause.tokens)
    shared = len(headline & content_lemmas(clause.tokens))
    opens = index == 0 or document.sentences[index - 1].paragraph != clause.sentence.paragraph
    features |= {
        "qmark": float("?" in text),
        "quote": float(any(mark in text for mark in '"“”')),
        "1st": float(bool(_FIRST_PERSON.search(text))),
        "years": float(bool(_YEAR.search(text))),
        "len": math.log1p(length) / 2,
        "len<8": float(length < 8),
        "pos0": float(index == 0),
        "pos1": float(index == 1),
        "pos<4": float(index < 4),
        "last": float(index == total - 1),
        "rel": index / total,
        "logpos": math.log1p(index) / 2,
        "total": math.log(total) / 3,
        "pfirst": float(opens),
        "title": shared / max(1, len(headline)),
        "titlen": min(3, shared) / 3,
        "part": float(clause.tokens.start > clause.sentence.tokens.start),
    }
