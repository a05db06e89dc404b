"""Extracts articles from web pages by trafilatura, and their metadata."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import trafilatura
from trafilatura.settings import set_date_params

from briefing.diagnostics import log_fault
from briefing.errors import TooLargeError
from briefing.sources.formats.page_end import PageIndex, Places, find_end
from briefing.sources.formats.page_metadata import (
    NEAR,
    PageFacts,
    author,
    headline,
    page_facts,
    published,
)
from briefing.sources.formats.page_stub import page_signs, structured_data
from briefing.sources.formats.page_whole import better, is_partial, with_headings
from briefing.sources.formats.parsed_document import ParsedDocument
from briefing.sources.local_files import MAX_PAGE_SIZE, format_size
from briefing.sources.text.html_to_text import element_blocks, parse_html
from briefing.sources.text.source_blocks import SourceBlock


def extract_page(markup: str, *, name: str, url: str | None = None) -> ParsedDocument:
    """Return the article of a page from `url`, with an empty text if it has none; `name` is for messages.

    Raises TooLargeError.
    """
    if len(markup) > MAX_PAGE_SIZE:
        raise TooLargeError(
            f"{name} is larger than {format_size(MAX_PAGE_SIZE)}, too much for one page: "
            "save the article's words in a text file and open that."
        )
    tree = parse_html(markup)
    if tree is None:
        return ParsedDocument("", is_trusted=False)
    for value in tree.xpath("//@*[contains(., '<!--')]"):  # writing them takes libxml2 quadratic time
        del value.getparent().attrib[value.attrname]
    facts = page_facts(tree, list(structured_data(tree)))
    canonical = _canonical(tree, facts)
    signs = page_signs(tree, canonical or url, facts.said)
    blocks = element_blocks(tree.find("body"))  # before the extraction, which changes the tree
    language = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")
    found = _extract(tree, url, fast=True)
    if found is None:
        day = published(None, facts, blocks, None)
        return ParsedDocument("", published=day, language=language, is_trusted=False)
    own: Sequence[SourceBlock] = element_blocks(found.body).blocks
    if is_partial(own, blocks, signs):
        fuller = _extract(parse_html(markup), url, fast=False)
        own = better(own, element_blocks(fuller.body).blocks if fuller is not None else ())
    index = PageIndex(blocks)
    own = with_headings(own, index)
    title, by = headline(found.title, found.sitename, facts), author(found.author, facts)
    article = find_end(own, index, title=title or "", author=by or "", body=signs.body)
    text = "\n\n".join(each.text for each in article.kept)
    return ParsedDocument(
        text,
        title=title,
        author=by,
        published=published(found.date, facts, blocks, Places(own[:NEAR], index).first),
        source=found.sitename,
        section=next(iter(facts.meta("article:section")), None),
        url=canonical,
        language=language,
        blocks=blocks,
        stub=signs.stub(text),
        rest="\n\n".join(each.text for each in article.rest),
        is_trusted=False,
    )


def _extract(tree: Any, url: str | None, *, fast: bool) -> Any:
    """Extract by trafilatura, which has no types and changes the tree; return None if it fails."""
    try:
        return trafilatura.bare_extraction(
            tree,
            url=url,
            fast=fast,
            include_comments=False,
            with_metadata=fast,
            date_extraction_params=set_date_params(extensive=False),  # else any year in the text is a date
        )
    except MemoryError:
        raise
    except Exception as error:  # whatever a hostile page can make it raise, the page has no article for us
        log_fault(error)
        return None


def _canonical(tree: Any, facts: PageFacts) -> str | None:
    links = tree.xpath("//head/link[contains(concat(' ', @rel, ' '), ' canonical ')]/@href")
    return next((str(link).strip() for link in (*links, *facts.meta("og:url")) if link.strip()), None)
