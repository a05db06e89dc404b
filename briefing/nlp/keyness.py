"""What tells that a sentence is one of the few that sum the article up."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from spacy.tokens import Token

from briefing.nlp.clauses import Clause
from briefing.nlp.document import Document, Sentence
from briefing.nlp.features import Features, outline_features
from briefing.nlp.matters import Profile

__all__ = ["dangles", "key_features", "likeness", "marks_pair"]

_DANGLING = frozenset(
    "he she it they them i you this that these those such his her its their my your both "
    "another others either neither but however yet so also and or nor instead meanwhile then "
    "thus therefore moreover furthermore additionally besides nevertheless nonetheless still "
    "otherwise similarly likewise consequently hence accordingly indeed there later afterwards "
    "afterward here".split()
)
_OPENING = (
    "in addition",
    "as a result",
    "on the other hand",
    "for example",
    "for instance",
    "of these",
    "as such",
    "in response, ",
    "at the time",
    "in contrast",
    "by contrast",
    "in turn",
    "on the same day",
    "after that",
    "the former",
    "the latter",
    "the same",
    "the two ",
    "at the same time",
    "that said",
    "one of them",
)
_POINTING = frozenset("he she it they i you this that these those".split())
_SUBJECTS = ("nsubj", "nsubjpass")
_SHORTER_THAN = (8, 12, 18, 25, 35, 50)


def dangles(sentence: Sentence) -> bool:
    """Whether it leans on the sentence before: opens with "But", or its subject is "he", "it" or "this".

    "We" stands alone outside a quotation, since a statement's "we" is who published it.
    """
    tokens = [token for token in sentence.tokens if not token.is_space and not token.is_punct]
    if not tokens:
        return True
    text = sentence.tokens.text.lstrip(" \"“'").lower()
    if text.startswith(_OPENING):
        return True
    first = tokens[0]
    if first.dep_ == "cc" or (first.lower_ in _DANGLING and not _stands(first)):
        return True
    subject = next((child for child in sentence.tokens.root.children if child.dep_ in _SUBJECTS), None)
    if subject is None or subject.pos_ != "PRON" or subject.lower_ not in _POINTING:
        return False
    return not any(
        token.dep_ in _SUBJECTS and token.pos_ != "PRON" for token in tokens if token.i < subject.i
    )


def _stands(first: Token) -> bool:
    """Openers that point nowhere: "There are fears", "This Sunday", "Those who", "That the bank failed"."""
    following = first.nbor().lower_ if first.i + 1 < len(first.doc) else ""
    return (
        first.dep_ == "expl"
        or first.ent_type_ in ("DATE", "TIME")
        or (first.lower_ in ("this", "that") and first.head.ent_type_ in ("DATE", "TIME"))
        or (first.lower_ == "those" and following in ("who", "with", "in"))
        or (first.lower_ == "that" and first.dep_ == "mark")
    )


def marks_pair(text: str) -> bool:
    """Whether each quotation mark and bracket has its partner inside, and the text is no bare quotation."""
    return (
        text.count('"') % 2 == 0
        and text.count("“") == text.count("”")
        and text.count("(") == text.count(")")
        and text.count("[") == text.count("]")
        and text.count("‘") <= text.count("’")
    )


def likeness(one: Profile, other: Profile) -> float:
    """Cosine of the two."""
    less, more = sorted((one, other), key=lambda profile: len(profile.weights))
    shared = (w for w in less.weights if w in more.weights)
    return math.fsum(less.weights[w] * more.weights[w] for w in shared) / (less.norm * more.norm)


def key_features(document: Document, about: Sequence[Profile]) -> list[Features]:
    """Place, length, centrality and senses of each sentence."""
    common: Counter[str] = Counter()
    spread: Counter[str] = Counter()
    for profile in about:
        common.update(profile.weights)
        spread.update(profile.weights.keys())
    norm = math.sqrt(math.fsum(w * w for w in common.values())) or 1.0
    central = [math.fsum(w * common[k] for k, w in p.weights.items()) / (p.norm * norm) for p in about]
    covered = [float(sum(spread[word] for word in p.weights if spread[word] > 1)) for p in about]
    most_central, most_covered = max(central, default=0.0) or 1.0, max(covered, default=0.0) or 1.0
    rows = []
    whole = [Clause(sentence, sentence.tokens, sentence.tokens.root) for sentence in document.sentences]
    for index, row in enumerate(outline_features(document, whole)):
        row["central"] = central[index]
        row["central, relative"] = central[index] / most_central
        row["covered"] = covered[index] / most_covered
        row["like the lead"] = likeness(about[index], about[0]) if index else 0.0
        row.update(_form(document.sentences[index], len(about)))
        rows.append(row)
    return rows


def _form(sentence: Sentence, total: int) -> Features:
    tokens = [token for token in sentence.tokens if not token.is_space]
    text = sentence.tokens.text
    marks = sum(text.count(mark) for mark in '"“”')
    row = {f"shorter than {n}": float(len(tokens) < n) for n in _SHORTER_THAN}
    row |= {f"number {n}": float(sentence.index == n) for n in range(5)}
    return row | {
        "late": (sentence.index / total) ** 2,
        "names": min(5, len(sentence.tokens.ents)) / 5,
        "dangles": float(dangles(sentence)),
        "pronoun first": float(any(t.pos_ == "PRON" and t.dep_ in _SUBJECTS for t in tokens[:6])),
        "figures": float(any(token.like_num for token in tokens)),
        "unpaired": float(marks % 2),
        "quote first": float(text[:1] in '"“'),
        "paragraph": min(6, sentence.paragraph) / 6,
        "short article": float(total < 15),
    }
