"""The trained models and tables of the built-in engine, loaded once for all articles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from briefing.nlp.actors.countries import Countries, load_countries
from briefing.nlp.actors.salience import ActorWeights, load_actor_weights
from briefing.nlp.engine.linear_model import LinearModel, load_linear_models
from briefing.nlp.issues.issue_classifier import IssueClassifier, load_issue_classifier
from briefing.nlp.issues.issue_judge import IssueJudge, load_issue_judge
from briefing.nlp.summary.word_scores import load_word_scores


@dataclass(frozen=True)
class Models:
    key_sentence: LinearModel
    """The model that predicts whether an English sentence is key."""
    word_scores: Mapping[str, float]
    """The strength with which each English word suggests a key sentence."""
    plain_key_sentence: LinearModel
    """The model that predicts whether a sentence of any language is key."""
    actor_weights: ActorWeights
    issue_classifier: IssueClassifier
    issue_judge: IssueJudge
    countries: Countries


def load_models() -> Models:
    """Read the models from the files in data/, which takes some ten milliseconds."""
    return Models(
        key_sentence=load_linear_models("summary")["key"],
        word_scores=load_word_scores(),
        plain_key_sentence=load_linear_models("plain_summary")["key"],
        actor_weights=load_actor_weights(),
        issue_classifier=load_issue_classifier(),
        issue_judge=load_issue_judge(),
        countries=load_countries(),
    )
