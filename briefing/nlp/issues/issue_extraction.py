"""Extracts the open issues of an article."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from textwrap import shorten

from spacy.tokens import Span as Tokens

from briefing.domain import Actor, Issue, Passage
from briefing.nlp.engine.linear_model import Features
from briefing.nlp.engine.models import Models
from briefing.nlp.issues.content_words import content_words
from briefing.nlp.issues.due_date import due_date
from briefing.nlp.issues.enumerations import enumerated_issues
from briefing.nlp.issues.issue_classifier import JudgedClauses
from briefing.nlp.issues.issue_clusters import cluster_clauses
from briefing.nlp.issues.issue_judge import IssueJudge, can_stand_alone, is_over, line_features
from briefing.nlp.issues.labels.issue_statements import (
    MAX_LENGTH,
    IssueLabel,
    format_label,
    item_label,
    statements,
)
from briefing.nlp.issues.labels.references import References
from briefing.nlp.parsing.clauses import MIN_WORDS, Clause, count_words, split_clauses
from briefing.nlp.parsing.document import Document, Sentence
from briefing.nlp.timeline.due_day import due_time

MIN_OPEN_PROBABILITY, MIN_MEMBER, MIN_SIMILARITY = 0.3, 0.2, 0.6
"""Thresholds of `cluster_clauses`, chosen by cross-validation."""
MAX_ISSUES, MAX_CLAUSES = 7, 4
"""The most issues of an article, where an enumeration counts as one, and the most clauses of an issue."""
_MAX_JUDGED = 12
"""The most issues of an article that are judged; the best of them are kept."""
_MIN_ITEM = 3
"""The fewest words of a listed issue that is shown: "drug use" says too little alone."""
_MAX_PASSAGES = 2
_MAX_PASSAGE = 45
"""The most tokens of a passage that is extended to the words of the label."""
MIN_RIGHT, _SURE_RIGHT, _SURE_OPEN = 0.5, 0.6, 0.9
"""The probability that a reader finds a line right from which it is shown, and that with the probability that
the matter is open from which it is sure: by cross-validation seven lines of ten are right of those shown, and
eight of ten of the sure ones, but hardly seven in articles that were marked blindly."""
_UNREADABLE = 0.1
"""The part of the probability that counts if a label cannot be read alone: others come first."""
_OVER = 0.5
"""The part that counts if a label tells what has happened: too little to be shown."""
_SAME_WORDS = 0.6
"""The share of its content words from which a label repeats another one."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A wording of an issue."""

    statement: IssueLabel
    clause: int
    """The number of the clause that the statement words."""
    features: Features
    right: float
    """The probability that a strict reader marks the line right."""


def extract_issues(document: Document, actors: tuple[Actor, ...], models: Models) -> tuple[Issue, ...]:
    """Return the issues that the article leaves open, those most probably right to a reader first."""
    judged = judge_clauses(document, models)
    return () if judged is None else issues_of(judged, References(document, actors), models.issue_judge)


def judge_clauses(document: Document, models: Models) -> JudgedClauses | None:
    clauses = [
        clause
        for sentence in document.sentences
        for clause in split_clauses(sentence)
        if count_words(clause.tokens) >= MIN_WORDS
    ]
    return models.issue_classifier.judge(document, clauses) if clauses else None


def issues_of(judged: JudgedClauses, references: References, judge: IssueJudge) -> tuple[Issue, ...]:
    """Return the issues of judged clauses, each with its best wording."""
    every = list(all_lines(judged, references, judge))
    best = [
        (min(lines, key=lambda line: (-line.right, len(line.statement.text))), members)
        for members, lines in every
        if lines
    ]
    best.sort(key=lambda entry: (-max(MIN_RIGHT, entry[0].right), -judged.open[entry[1][0]], min(entry[1])))
    issues: list[Issue] = []
    told: list[set[str]] = []
    for line, members in best[:MAX_ISSUES]:
        words = set(content_words(line.statement.sources))
        is_repeated = any(len(words & other) >= _SAME_WORDS * min(len(words), len(other)) for other in told)
        found = list(_issues(line, members, judged, references, judge))
        if is_repeated:
            found = [replace(issue, shown=False) for issue in found]
        else:
            told.append(words)
        taken = {issue.label.casefold() for issue in issues}
        issues += [issue for issue in found if issue.label.casefold() not in taken]
    unworded = (members for members, lines in every if not lines)
    room = max(0, MAX_ISSUES - len(best))
    issues += [_unworded(members, judged, references, judge) for members in islice(unworded, room)]
    return tuple(sorted(issues, key=lambda issue: not issue.shown))


def all_lines(
    judged: JudgedClauses, references: References, judge: IssueJudge
) -> Iterator[tuple[list[int], list[Wording]]]:
    """Yield the clauses, by number, and all wordings of each issue that can be worded."""
    found = cluster_clauses(
        judged.open,
        judged.same,
        min_open=MIN_OPEN_PROBABILITY,
        min_member=MIN_MEMBER,
        min_similarity=MIN_SIMILARITY,
        max_clusters=_MAX_JUDGED,
        max_size=MAX_CLAUSES,
    )
    for members in found:
        yield members, lines_of(members, judged, references, judge)


def lines_of(
    members: Sequence[int], judged: JudgedClauses, references: References, judge: IssueJudge
) -> list[Wording]:
    """Return the wordings of an issue, from its clauses."""
    found = [
        (statement, member)
        for member in members
        for statement in statements(judged.clauses[member], references)
    ]
    lines: dict[str, Wording] = {}
    for statement, member in found:
        features = line_features(statement, member, members, judged, references)
        right = judge.right(features) * (1.0 if can_stand_alone(statement) else _UNREADABLE)
        right *= _OVER if is_over(features) else 1.0
        line = Wording(statement, member, features, right)
        lines.setdefault(statement.text.casefold(), line)
    return list(lines.values())


def _issues(
    line: Wording, members: Sequence[int], judged: JudgedClauses, references: References, judge: IssueJudge
) -> Iterator[Issue]:
    """Yield one issue, or one for each item if the strongest clause enumerates several."""
    strongest = judged.clauses[members[0]]
    kind = judge.kind(line.features, judged.kind_scores(members))
    importance = judged.importance(members)
    confidence = judged.open[members[0]]
    ordered = [line.clause, *(member for member in members if member != line.clause)]
    clauses = [judged.clauses[member] for member in ordered]
    when, due = _due(line, clauses, references.document)
    items = enumerated_issues(strongest.sentence)
    if items and items[0].start in {token.i for token in strongest.tokens}:
        for item in items:
            passage = _passage(strongest.sentence, item)
            involved = _involved([strongest.sentence], references.actors)
            issue = Issue(item_label(item), kind, importance, (passage,), involved, when, confidence, due=due)
            yield replace(issue, shown=len(item) >= _MIN_ITEM)
        return
    evidence = tuple(dict.fromkeys(_passages(line, clauses)))[:_MAX_PASSAGES]
    involved = _involved([clause.sentence for clause in clauses], references.actors)
    yield Issue(
        line.statement.text,
        kind,
        importance,
        evidence,
        involved,
        when,
        confidence,
        due=due,
        is_sure=line.right >= _SURE_RIGHT and confidence >= _SURE_OPEN,
        shown=line.right >= MIN_RIGHT,
    )


def _unworded(
    members: Sequence[int], judged: JudgedClauses, references: References, judge: IssueJudge
) -> Issue:
    """Return an issue that nothing words so that it can be read alone: folded, under its passage."""
    clauses = [judged.clauses[member] for member in members]
    passage = _passage(clauses[0].sentence, clauses[0].standalone_tokens)
    kind, importance = judge.kind({}, judged.kind_scores(members)), judged.importance(members)
    involved = _involved([clause.sentence for clause in clauses], references.actors)
    label = shorten(format_label(passage.text), MAX_LENGTH, placeholder="")
    return Issue(label, kind, importance, (passage,), involved, None, judged.open[members[0]], shown=False)


def _passages(line: Wording, clauses: Sequence[Clause]) -> Iterator[Passage]:
    """Yield a passage for each sentence: from the first to the last of its clauses about the issue.

    That of the label has all its words, if it is not too long by that.
    """
    for sentence in {clause.sentence.index: clause.sentence for clause in clauses}.values():
        spans = [c.standalone_tokens for c in clauses if c.sentence.index == sentence.index]
        start, end = min(span.start for span in spans), max(span.end for span in spans)
        doc = sentence.tokens.doc
        if sentence.index == line.statement.sentence.index:
            places = [t.i for t in line.statement.sources if t.doc is doc and t in sentence.tokens]
            first, last = min([start, *places]), max([end, *(place + 1 for place in places)])
            if last - first <= _MAX_PASSAGE:
                start, end = first, last
        yield _passage(sentence, doc[start:end])


def _passage(sentence: Sentence, tokens: Tokens) -> Passage:
    span = sentence.span_of(tokens).trimmed(sentence.text)
    return Passage.at(sentence.text, span.start, span.end)


def _involved(sentences: Sequence[Sentence], actors: tuple[Actor, ...]) -> tuple[str, ...]:
    return tuple(
        actor.name
        for actor in actors
        if any(sentence.span.covers(mention.span) for sentence in sentences for mention in actor.mentions)
    )


def _due(line: Wording, clauses: Sequence[Clause], document: Document) -> tuple[str | None, str | None]:
    """Return the time that the label's clause gives, with its day, or else only the time of another one."""
    published = document.article.published or ""
    year = int(published[:4]) if published[:4].isdigit() else None
    own, *others = (due_date(clause.passage_tokens, year) for clause in clauses)
    with suppress(ValueError):
        if own is not None:
            return own, due_time(own, date.fromisoformat(published[:10]))
    return own or next(filter(None, others), None), None
