"""Extracts the open issues of an article."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from spacy.tokens import Span as Tokens

from briefing.domain import Actor, Issue, Passage
from briefing.nlp.engine.models import Models
from briefing.nlp.issues.due_date import due_date
from briefing.nlp.issues.enumerations import enumerated_issues
from briefing.nlp.issues.issue_classifier import JudgedClauses
from briefing.nlp.issues.issue_clusters import cluster_clauses
from briefing.nlp.issues.labels.labels import item_label, make_label
from briefing.nlp.parsing.clauses import MIN_WORDS, Clause, count_words, split_clauses
from briefing.nlp.parsing.document import Document, Sentence

MIN_OPEN_PROBABILITY, MIN_MEMBER, MIN_SIMILARITY = 0.3, 0.2, 0.6
"""Thresholds of `cluster_clauses`, chosen by cross-validation."""
MAX_ISSUES, MAX_CLAUSES = 7, 4
"""The most issues of an article, where an enumeration counts as one, and the most clauses of an issue."""
_MAX_PASSAGES = 2


def extract_issues(document: Document, actors: tuple[Actor, ...], models: Models) -> tuple[Issue, ...]:
    """Return the issues that the article leaves open, the surest first, then in reading order."""
    clauses = [
        clause
        for sentence in document.sentences
        for clause in split_clauses(sentence)
        if count_words(clause.tokens) >= MIN_WORDS
    ]
    if not clauses:
        return ()
    judged = models.issue_classifier.judge(document, clauses)
    issues: list[Issue] = []
    taken: set[str] = set()
    for members in sorted(find_issues(judged), key=min):
        for issue in _issues(document, members, judged, actors, taken):
            if issue.label.casefold() not in taken:  # else it would be a second copy to a reader
                issues.append(issue)
                taken.add(issue.label.casefold())
    return tuple(sorted(issues, key=lambda issue: -(issue.confidence or 0)))


def find_issues(judged: JudgedClauses) -> list[list[int]]:
    """Return the numbers of the clauses of each issue, the strongest first."""
    return cluster_clauses(
        judged.open,
        judged.same,
        min_open=MIN_OPEN_PROBABILITY,
        min_member=MIN_MEMBER,
        min_similarity=MIN_SIMILARITY,
        max_clusters=MAX_ISSUES,
        max_size=MAX_CLAUSES,
    )


def _issues(
    document: Document,
    members: Sequence[int],
    judged: JudgedClauses,
    actors: tuple[Actor, ...],
    taken: Collection[str],
) -> Iterator[Issue]:
    """Yield one issue, or one for each item if the strongest clause enumerates several."""
    strongest = judged.clauses[members[0]]
    kind = judged.kind(members)
    importance = judged.importance(members)
    confidence = judged.open[members[0]]
    when = _due([judged.clauses[member] for member in members], document)
    items = enumerated_issues(strongest.sentence)
    if items and items[0].start in {token.i for token in strongest.tokens}:
        for item in items:
            passage = _passage(strongest.sentence, item)
            involved = _involved([strongest.sentence], actors)
            yield Issue(item_label(item), kind, importance, (passage,), involved, when, confidence)
        return
    label = make_label(strongest, judged.named_words(strongest), taken)
    evidence = tuple(dict.fromkeys(_passages(members, judged)))[:_MAX_PASSAGES]
    sentences = [judged.clauses[member].sentence for member in members]
    yield Issue(label, kind, importance, evidence, _involved(sentences, actors), when, confidence)


def _passages(members: Sequence[int], judged: JudgedClauses) -> Iterator[Passage]:
    """Yield a passage for each sentence: from the first to the last of its clauses about the issue."""
    clauses = [judged.clauses[member] for member in members]
    for sentence in {clause.sentence.index: clause.sentence for clause in clauses}.values():
        spans = [c.standalone_tokens for c in clauses if c.sentence.index == sentence.index]
        doc = sentence.tokens.doc
        yield _passage(sentence, doc[min(span.start for span in spans) : max(span.end for span in spans)])


def _passage(sentence: Sentence, tokens: Tokens) -> Passage:
    span = sentence.span_of(tokens).trimmed(sentence.text)
    return Passage.at(sentence.text, span.start, span.end)


def _involved(sentences: Sequence[Sentence], actors: tuple[Actor, ...]) -> tuple[str, ...]:
    return tuple(
        actor.name
        for actor in actors
        if any(sentence.span.covers(mention.span) for sentence in sentences for mention in actor.mentions)
    )


def _due(clauses: Sequence[Clause], document: Document) -> str | None:
    """Return the due date that the strongest clause gives, or else that of another clause."""
    published = document.article.published or ""
    year = int(published[:4]) if published[:4].isdigit() else None
    return next(filter(None, (due_date(clause.passage_tokens, year) for clause in clauses)), None)
