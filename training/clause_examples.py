"""Gold issues by clause, as the training scripts of open issues read them."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from golds import Gold, origin

from briefing.domain import Article
from briefing.nlp.engine.built_in_names import DEFAULT_PIPELINES
from briefing.nlp.engine.spacy_pipelines import load_pipeline
from briefing.nlp.parsing.clauses import Clause, split_clauses
from briefing.nlp.parsing.document import Document, parse

MOST = 0.6
"""The share of a clause that stands in a quote from which on the clause is evidence."""


@dataclass(frozen=True)
class Reading:
    """One annotator's issues of an article."""

    origin: str
    issues: list[tuple[list[int], Gold]]
    """The numbers of the clauses that are evidence for each issue."""


@dataclass(frozen=True)
class Annotated:
    document: Document
    clauses: list[Clause]
    readings: list[Reading] = field(default_factory=list)

    @property
    def id(self) -> str:
        return self.document.article.id


def annotated(golds: list[Gold]) -> list[Annotated]:
    """Parse each text once, with the readings of all who annotated it."""
    nlp = load_pipeline(DEFAULT_PIPELINES["en"]).nlp
    found: dict[str, Annotated] = {}
    for gold in golds:
        if gold["id"] not in found:
            article = Article(gold["id"], gold["title"], gold["text"], published=gold["date"])
            document = parse(nlp, article)
            clauses = [clause for sentence in document.sentences for clause in split_clauses(sentence)]
            found[gold["id"]] = Annotated(document, clauses)
        each = found[gold["id"]]
        issues = [(evidence_clauses(each.clauses, issue["evidence"]), issue) for issue in gold["issues"]]
        each.readings.append(Reading(origin(gold), [issue for issue in issues if issue[0]]))
    return list(found.values())


def evidence_clauses(clauses: Sequence[Clause], evidence: Sequence[Sequence[int]]) -> list[int]:
    """Return the clauses of which most stands in a quote; where there is none, the one with most of it."""
    found: set[int] = set()
    for start, end in evidence:
        most, best, has_whole = 0, -1, False
        for number, clause in enumerate(clauses):
            spans = [clause.sentence.span_of(token) for token in clause.tokens]
            shared = sum(max(0, min(end, span.end) - max(start, span.start)) for span in spans)
            if shared >= MOST * sum(map(len, spans)):
                found.add(number)
                has_whole = True
            if shared > most:
                most, best = shared, number
        if best >= 0 and not has_whole:
            found.add(best)
    return sorted(found)


def fold_of(ids: Iterable[str], folds: int) -> dict[str, int]:
    """Return the fold of each article, the same for every script."""
    order = sorted(ids)
    random.Random(5).shuffle(order)
    return {each: number % folds for number, each in enumerate(order)}
