"""Encodes and decodes an analysis as JSON values, for the cache and for standard output."""

from __future__ import annotations

from briefing.domain.analysis import Analysis
from briefing.domain.annotation import ArticleHead
from briefing.domain.article import Article
from briefing.domain.codec import Json, decode, encode

BRIEFING_SCHEMA = 1


def briefing_to_dict(
    about: Article | ArticleHead, language: str | None, text: str | None, analysis: Analysis
) -> Json:
    """A whole briefing as other programs read it, keys in the order they are promised in; unknown is None."""
    made = analysis_to_dict(analysis)
    del made["notice"]  # for the reader of our own screens
    return {
        "schema": BRIEFING_SCHEMA,
        "id": about.id,
        "title": about.title,
        "author": about.author,
        "published": about.published,
        "source": about.source,
        "url": about.url,
        "path": about.path,
        "language": language,
        "text": text,
        **made,
    }


def analysis_to_dict(analysis: Analysis) -> Json:
    """`engine`, `notice`, then the parts in the order in which they are made; unknown is None.

    The members named `model` are there only where a language model has to do with it.
    """
    made = encode(analysis)
    for each in made["summary"]:
        each.setdefault("rank", None)  # of another engine, whose summary is not of points
    return made


def analysis_from_dict(value: object, text: str) -> Analysis:
    """The analysis of this text; raises ValueError when it is none, or quotes what does not stand there.

    One that was made before there were timelines, quotes and ranks has none.
    """
    analysis = decode(Analysis, value)
    for each in analysis.passages():
        if not each.holds_in(text):
            raise ValueError(f"other words stand at {each.span.start}:{each.span.end}")
    return analysis
