"""Renders the briefing of an article as CommonMark."""

from __future__ import annotations

import re
from functools import partial

from briefing.domain import Analysis, Article
from briefing.exchange.briefing_lists import section_lines
from briefing.exchange.markdown.markdown_text import escape_markdown


def as_markdown(article: Article, analysis: Analysis) -> str:
    """A heading and five sections, with all text of the article escaped."""
    escape = partial(escape_markdown, obsidian=False)
    lines = [f"# {escape(article.title)}", ""]
    facts = (article.section, article.source, article.author, article.published)
    about = " · ".join(escape(fact) for fact in facts if fact)
    address = f"<{article.url}>" if article.url and not re.search(r"[\s<>]", article.url) else None
    if head := [part for part in (about, address) if part]:
        lines += ["  \n".join(head), ""]
    lines += section_lines(analysis, escape, heading="##", bold="**", complete=True)
    return "\n".join(lines) + "\n"
