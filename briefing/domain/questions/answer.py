"""Answers to questions: lines, each with the passages of articles that support it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from briefing.domain.analysis import ModelShare
from briefing.domain.annotation import ArticleHead
from briefing.domain.briefing import Citation
from briefing.domain.codec import Json, encode
from briefing.domain.stories.story_codec import cited


@dataclass(frozen=True, slots=True)
class AnswerLine:
    citations: tuple[Citation, ...]
    """The supporting passages, at least one."""
    words: str | None = None
    """The line in the words of a language model, or None where the line is its first passage."""
    shown: bool = True
    """Whether the line may be said to answer; otherwise it is only among the nearest, and folded."""


@dataclass(frozen=True, slots=True)
class Answer:
    question: str
    lines: tuple[AnswerLine, ...] = ()
    """The lines, the best first."""
    heads: Mapping[str, ArticleHead] = field(default_factory=dict)
    """The heads of the cited articles, by id."""
    articles: int = 0
    """The number of articles that were searched."""
    model: ModelShare | None = None
    """The language model that gave the answer, or None where the lines are the passages that match best."""
    notice: str = ""
    """A sentence: why there are no lines, or none of the model."""


def answer_to_dict(answer: Answer) -> Json:
    """The members named `model` are there only where a language model has answered."""
    share = answer.model
    return {
        "question": answer.question,
        "articles": answer.articles,
        "lines": [_line(line, None if share is None else share.name) for line in answer.lines],
        "cited": [
            {
                "id": head.id,
                "title": head.title,
                "url": head.url,
                "source": head.source,
                "published": head.published,
            }
            for head in answer.heads.values()
        ],
        "notice": answer.notice or None,
        **({} if share is None else {"model": encode(share)}),
    }


def _line(line: AnswerLine, model: str | None) -> Json:
    words = {} if line.words is None else {"model": {"name": model, "text": line.words}}
    return {**cited(line.citations), **words, **({} if line.shown else {"shown": False})}
