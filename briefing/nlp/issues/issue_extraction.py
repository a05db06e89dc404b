"""Which matters the article leaves open on its date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Span as Tokens
from spacy.tokens import Token

from briefing.domain import Actor, Issue, IssueKind, Passage
from briefing.nlp.issues.due_date import time_expression
from briefing.nlp.issues.enumerations import enumerated
from briefing.nlp.issues.issue_classifier import Judge, load_judge, sentence_features, weight_features
from briefing.nlp.issues.issue_clusters import group, profiles
from briefing.nlp.issues.issue_features import Features
from briefing.nlp.issues.labels.labels import label_for
from briefing.nlp.parsing.clauses import all_told, told
from briefing.nlp.parsing.document import Document, Sentence

__all__ = ["extract_issues", "issues_judged_by"]

OPEN = 0.26
"""The least openness of a sentence that makes a matter of its own. Where one annotator
leaves a quarter of all sentences open, .28 does best; what two of three agree on is a third."""
WEAKEST, ALIKE, MOST_PASSAGES = 0.10, 0.20, 3
"""What joins a matter as a further passage: see `matters.group`; chosen by cross-validation."""


_LEAD = 2
"""Sentences that make the lead."""
_NAMING = frozenset(("NOUN", "PROPN", "VERB"))


@dataclass(frozen=True, slots=True)
class _Evidence:
    sentence: Sentence
    tokens: Tokens
    """What the matter is named by."""
    head: Token
    shown: Tokens
    """What shows that it is open."""

    @property
    def passage(self) -> Passage:
        span = self.sentence.span_of(self.shown).trimmed(self.sentence.text)
        return Passage.at(self.sentence.text, span.start, span.end)


def extract_issues(document: Document, actors: tuple[Actor, ...]) -> tuple[Issue, ...]:
    """The open issues, most important first, then in reading order."""
    return issues_judged_by(load_judge(), document, actors)


def issues_judged_by(judge: Judge, document: Document, actors: tuple[Actor, ...]) -> tuple[Issue, ...]:
    """The same with a judge at hand, such as one that has not seen the article in training."""
    if not document.sentences:
        return ()
    features = sentence_features(document, judge.words)
    openness = judge.openness(features)
    matters = group(
        openness,
        profiles(document),
        judge.same,
        least=OPEN,
        weakest=WEAKEST,
        alike=ALIKE,
        most=MOST_PASSAGES,
    )
    issues: list[Issue] = []
    taken: set[str] = set()
    for members in sorted(matters, key=min):
        for issue in _issues(document, members, judge, openness, features, actors, taken):
            issues.append(issue)
            taken.add(issue.label.casefold())
    return tuple(sorted(issues, key=lambda issue: -issue.importance))


def _issues(
    document: Document,
    members: Sequence[int],
    judge: Judge,
    openness: Sequence[float],
    features: Sequence[Features],
    actors: tuple[Actor, ...],
    taken: set[str],
) -> list[Issue]:
    """One issue; where the strongest sentence lists several matters by name, one for each."""
    strongest = members[0]
    sentence = document.sentences[strongest]
    kind = judge.kind(features[strongest], [features[index] for index in members[1:]])
    importance = judge.importance(weight_features(kind, members, openness, features[strongest]))
    listed = [_Evidence(sentence, tokens, tokens.root, tokens) for tokens in enumerated(sentence)]
    further = [_evidence(document.sentences[index]) for index in members[1:]]
    groups = [[item] for item in listed] if listed else [[_evidence(sentence), *further]]
    # The lead, when it is nearly as open, tells the matter best: it names who and what.
    lead = [n for n, i in enumerate(members) if i < _LEAD and openness[i] >= openness[strongest] / 2]
    telling = lead[0] if lead else 0
    found: list[Issue] = []
    names = set(taken)
    for evidence in groups:
        if not any(token.pos_ in _NAMING for item in evidence for token in item.tokens):
            continue  # "Will they?": open, but of what, no word tells
        named = evidence[0] if listed else _nameable(evidence[telling], evidence)
        label = label_for(named.tokens, named.head, kind, names)
        names.add(label.casefold())
        found.append(_issue(label, kind, importance, evidence, actors, _when(named, evidence, document)))
    return found


def _nameable(telling: _Evidence, evidence: Sequence[_Evidence]) -> _Evidence:
    """The passage that the label is made of: one with a noun, if there is any."""
    return next(
        (item for item in (telling, *evidence) if any(t.pos_ in ("NOUN", "PROPN") for t in item.tokens)),
        telling,
    )


def _evidence(sentence: Sentence) -> _Evidence:
    tokens, head = told(sentence.tokens, sentence.tokens.root)
    return _Evidence(sentence, tokens, head, all_told(sentence.tokens, sentence.tokens.root))


def _issue(
    label: str,
    kind: IssueKind,
    importance: int,
    evidence: Sequence[_Evidence],
    actors: tuple[Actor, ...],
    when: str | None,
) -> Issue:
    passages = tuple(dict.fromkeys(item.passage for item in evidence))
    involved = tuple(
        actor.name
        for actor in actors
        if any(item.sentence.span.covers(mention.span) for item in evidence for mention in actor.mentions)
    )
    return Issue(label, kind, importance, passages, involved, when)


def _when(named: _Evidence, evidence: Sequence[_Evidence], document: Document) -> str | None:
    """From the passage that names the matter, else from another of its passages."""
    published = document.article.published or ""
    year = int(published[:4]) if published[:4].isdigit() else None
    return next(filter(None, (time_expression(item.tokens, year) for item in (named, *evidence))), None)
