"""What the English steps of the engine have learned from data, loaded once and handed to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from briefing.nlp.actors.salience import Weights, load_weights
from briefing.nlp.engine.linear_model import LinearModel, load_models
from briefing.nlp.issues.issue_classifier import Judge, load_judge
from briefing.nlp.summary.word_scores import load_word_scores

__all__ = ["Learned", "load_learned"]


@dataclass(frozen=True)
class Learned:
    key: LinearModel
    """Which sentences are key."""
    word_scores: Mapping[str, float]
    """What each word says of that."""
    weights: Weights
    """Who is an actor."""
    judge: Judge
    """What is open."""


def load_learned() -> Learned:
    """From the files in data/, which takes some ten milliseconds."""
    return Learned(load_models("summary")["key"], load_word_scores(), load_weights(), load_judge())
