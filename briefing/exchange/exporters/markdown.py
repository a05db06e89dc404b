"""Renders annotations as Markdown: an Obsidian note for each article, or all articles in one stream."""

from __future__ import annotations

from briefing.domain import Analysis
from briefing.domain.annotation import AnnotatedArticle
from briefing.exchange.export_bundle import ExportBundle
from briefing.exchange.markdown.front_matter import day, front_matter, properties
from briefing.exchange.markdown.managed_blocks import (
    ANNOTATIONS,
    GONE,
    Block,
    annotation_block,
    block_ids,
    briefing_block,
    ledger_line,
)
from briefing.exchange.markdown.markdown_text import escape_markdown


def article_markdown(article: AnnotatedArticle, briefing: Analysis | None) -> str:
    """Render a note: front matter, title, the briefing if there is one, and a block for each annotation."""
    blocks = article_blocks(article)
    parts = [article_title(article), *_body(blocks, briefing)]
    written = {block.id: block.written for block in blocks}
    if briefing is not None:
        written = {"briefing": briefing_block(briefing).written} | written
    parts.append(ledger_line(written))
    return front_matter(properties(article, briefing)) + "\n" + "\n\n".join(parts) + "\n"


def to_markdown(bundle: ExportBundle) -> str:
    """Render one article as its note would be, or several below one another, without front matter.

    Front matter must be at the top of a file: between articles it would be a rule and a heading.
    """
    if len(bundle.articles) == 1:
        article = bundle.articles[0]
        return article_markdown(article, bundle.briefings.get(article.head.id))
    parts: list[str] = []
    for article in bundle.articles:
        parts.append(article_title(article))
        parts += _about(article)
        parts += _body(article_blocks(article), bundle.briefings.get(article.head.id))
    return "\n\n".join(parts) + "\n" if parts else ""


def article_title(article: AnnotatedArticle) -> str:
    return f"# {escape_markdown(article.head.title) or 'Untitled'}"


def article_blocks(article: AnnotatedArticle) -> list[Block]:
    """Return a block for each annotation, in their order."""
    ids = block_ids(article.annotations)
    return [annotation_block(each, ids[each.id], gone=article.is_gone(each)) for each in article.annotations]


def _body(blocks: list[Block], briefing: Analysis | None) -> list[str]:
    parts = ["\n".join(briefing_block(briefing).lines)] if briefing is not None else []
    for heading, section in (
        (ANNOTATIONS, [block for block in blocks if not block.gone]),
        (GONE, [block for block in blocks if block.gone]),
    ):
        if section:
            parts.append(heading)
            parts += ["\n".join(block.lines) for block in section]
    return parts


def _about(article: AnnotatedArticle) -> list[str]:
    head = article.head
    facts = (head.source, head.author, day(head.published or ""), head.url or head.path)
    line = " · ".join(escape_markdown(fact) for fact in dict.fromkeys(facts) if fact)
    return [line] if line else []
