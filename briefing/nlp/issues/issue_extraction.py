"""Extracts the open issues of an article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Span as Tokens
from spacy.tokens import Token

from briefing.domain import Actor, Issue, IssueKind, Passage
from briefing.nlp.engine.models import Models
from briefing.nlp.issues.due_date import due_date
from briefing.nlp.issues.enumerations import enumerated_issues
from briefing.nlp.issues.issue_classifier import (
    IssueClassifier,
    importance_features,
    issue_sentence_features,
)
from briefing.nlp.issues.issue_clusters import cluster_sentences, sentence_topics
from briefing.nlp.issues.issue_features import Features
from briefing.nlp.issues.labels.labels import make_label
from briefing.nlp.parsing.clauses import reported_content, whole_reported_content
from briefing.nlp.parsing.document import Document, Sentence

MIN_OPEN_PROBABILITY = 0.26
"""The least probability of a sentence that starts an issue. If one annotator marks a quarter of all sentences
as open, .28 is best; two of three agree on a third."""
MIN_MEMBER, MIN_SIMILARITY, MAX_PASSAGES = 0.10, 0.20, 3
"""Thresholds for further passages of an issue: see `cluster_sentences`; chosen by cross-validation."""


_LEAD = 2
"""Sentences of the lead."""
_NAMING = frozenset(("NOUN", "PROPN", "VERB"))


@dataclass(frozen=True, slots=True)
class _IssueEvidence:
    sentence: Sentence
    tokens: Tokens
    """The tokens that the label is made from."""
    head: Token
    passage_tokens: Tokens
    """The tokens of the passage."""

    @property
    def passage(self) -> Passage:
        span = self.sentence.span_of(self.passage_tokens).trimmed(self.sentence.text)
        return Passage.at(self.sentence.text, span.start, span.end)


def extract_issues(document: Document, actors: tuple[Actor, ...], models: Models) -> tuple[Issue, ...]:
    """Return the issues that the article leaves open, most important first, then in reading order."""
    if not document.sentences:
        return ()
    classifier = models.issue_classifier
    features = issue_sentence_features(document, classifier.words)
    probabilities = classifier.open_probabilities(features)
    clusters = cluster_sentences(
        probabilities,
        sentence_topics(document),
        classifier.same,
        min_open=MIN_OPEN_PROBABILITY,
        min_member=MIN_MEMBER,
        min_similarity=MIN_SIMILARITY,
        max_size=MAX_PASSAGES,
    )
    issues: list[Issue] = []
    taken: set[str] = set()
    for members in sorted(clusters, key=min):
        for issue in _issues(document, members, classifier, probabilities, features, actors, taken):
            issues.append(issue)
            taken.add(issue.label.casefold())
    return tuple(sorted(issues, key=lambda issue: -issue.importance))


def _issues(
    document: Document,
    members: Sequence[int],
    classifier: IssueClassifier,
    probabilities: Sequence[float],
    features: Sequence[Features],
    actors: tuple[Actor, ...],
    taken: set[str],
) -> list[Issue]:
    """Return one issue, or one for each item if the strongest sentence enumerates several."""
    strongest = members[0]
    sentence = document.sentences[strongest]
    kind = classifier.classify_kind(features[strongest], [features[index] for index in members[1:]])
    importance = classifier.importance(importance_features(kind, members, probabilities, features[strongest]))
    items = [_IssueEvidence(sentence, tokens, tokens.root, tokens) for tokens in enumerated_issues(sentence)]
    further = [_evidence(document.sentences[index]) for index in members[1:]]
    groups = [[item] for item in items] if items else [[_evidence(sentence), *further]]
    # A lead sentence that is nearly as likely open makes the best label: it names who and what.
    lead = [
        n for n, i in enumerate(members) if i < _LEAD and probabilities[i] >= probabilities[strongest] / 2
    ]
    preferred = lead[0] if lead else 0
    found: list[Issue] = []
    names = set(taken)
    for evidence in groups:
        if not any(token.pos_ in _NAMING for item in evidence for token in item.tokens):
            continue  # "Will they?" does not name the issue
        source = evidence[0] if items else _label_evidence(evidence[preferred], evidence)
        label = make_label(source.tokens, source.head, kind, names)
        names.add(label.casefold())
        found.append(_issue(label, kind, importance, evidence, actors, _due(source, evidence, document)))
    return found


def _label_evidence(preferred: _IssueEvidence, evidence: Sequence[_IssueEvidence]) -> _IssueEvidence:
    """Return the passage for the label: the preferred one, or another if only that has a noun."""
    return next(
        (item for item in (preferred, *evidence) if any(t.pos_ in ("NOUN", "PROPN") for t in item.tokens)),
        preferred,
    )


def _evidence(sentence: Sentence) -> _IssueEvidence:
    tokens, head = reported_content(sentence.tokens, sentence.tokens.root)
    return _IssueEvidence(
        sentence, tokens, head, whole_reported_content(sentence.tokens, sentence.tokens.root)
    )


def _issue(
    label: str,
    kind: IssueKind,
    importance: int,
    evidence: Sequence[_IssueEvidence],
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


def _due(source: _IssueEvidence, evidence: Sequence[_IssueEvidence], document: Document) -> str | None:
    """Return the due date from the passage of the label, else from another passage."""
    published = document.article.published or ""
    year = int(published[:4]) if published[:4].isdigit() else None
    return next(filter(None, (due_date(item.tokens, year) for item in (source, *evidence))), None)
