"""Renders the briefing of an article, or a digest of several, as CommonMark."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

from briefing.domain import Analysis, Article
from briefing.exchange.briefing_lists import section_lines
from briefing.exchange.markdown.markdown_text import escape_markdown
from briefing.presentation.sentences import pluralize


def as_markdown(article: Article, analysis: Analysis) -> str:
    """A heading and five sections, with all text of the article escaped."""
    return "\n".join(_lines(article, analysis, "#", _escape(article.title))) + "\n"


def as_digest(briefings: Sequence[tuple[Article, Analysis]], query: str = "") -> str:
    """Return a document of several briefings: the articles by number, then the briefing of each.

    `query` is the one that found them in the library.
    """
    lines = [f"# Digest of {pluralize(len(briefings), 'article')}", ""]
    if query:
        lines += [f"Found in the library by: {_escape(query)}", ""]
    for number, (article, _) in enumerate(briefings, 1):
        facts = (article.source, (article.published or "")[:10])
        lines.append(f"{number}. " + ", ".join(_escape(fact) for fact in (article.title, *facts) if fact))
    for number, (article, analysis) in enumerate(briefings, 1):
        lines += ["", *_lines(article, analysis, "##", f"{number}. {_escape(article.title)}")]
    return "\n".join(lines) + "\n"


_escape = partial(escape_markdown, obsidian=False)


def _lines(article: Article, analysis: Analysis, mark: str, heading: str) -> list[str]:
    lines = [f"{mark} {heading}", ""]
    facts = (article.section, article.source, article.author, article.published)
    about = " · ".join(_escape(fact) for fact in facts if fact)
    address = f"<{article.url}>" if article.url and not re.search(r"[\s<>]", article.url) else None
    if head := [part for part in (about, address) if part]:
        lines += ["  \n".join(head), ""]
    return lines + section_lines(analysis, _escape, heading=f"{mark}#", bold="**", complete=True)
