"""The briefing of an article as the JSON object that other programs read, schema 1."""

from __future__ import annotations

from briefing.domain import Analysis, Article
from briefing.domain.codec import analysis_to_dict

__all__ = ["as_object"]

SCHEMA = 1


def as_object(article: Article, analysis: Analysis) -> dict[str, object]:
    """Keys in the order they are promised in; what is not known is None."""
    briefing = analysis_to_dict(analysis)
    return {
        "schema": SCHEMA,
        "id": article.id,
        "title": article.title,
        "author": article.author,
        "published": article.published,
        "source": article.source,
        "url": article.url,
        "path": article.path,
        "language": article.language,
        "text": article.text,
        "engine": briefing["engine"],
        "summary": briefing["summary"],
        "actors": briefing["actors"],
        "issues": briefing["issues"],
        "timeline": briefing["timeline"],
        "quotes": briefing["quotes"],
    }
