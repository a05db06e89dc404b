"""Encodes answers as JSON values."""

from __future__ import annotations

from dataclasses import asdict

from briefing.domain.annotation_codec import Json
from briefing.domain.questions.answer import Answer, AnswerLine
from briefing.domain.stories.story_codec import citation_to_dict, citations_to_list


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
        **({} if share is None else {"model": asdict(share)}),
    }


def _line(line: AnswerLine, model: str | None) -> Json:
    first, *others = line.citations
    words = {} if line.words is None else {"model": {"name": model, "text": line.words}}
    return {**citation_to_dict(first), "also": citations_to_list(others), **words}
