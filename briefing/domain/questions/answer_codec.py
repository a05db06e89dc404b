"""Encodes answers as JSON values."""

from __future__ import annotations

from briefing.domain.codec import Json, encode
from briefing.domain.questions.answer import Answer, AnswerLine
from briefing.domain.stories.story_codec import cited


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
    return {**cited(line.citations), **words}
