"""Extracts articles from web pages by trafilatura, and their metadata."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import trafilatura
from trafilatura.settings import set_date_params

from briefing.diagnostics import log_fault
from briefing.errors import TooLargeError
from briefing.sources.formats.page_end import find_end
from briefing.sources.formats.page_stub import page_signs
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
    canonical = _canonical(tree)
    signs = page_signs(tree, canonical or url)
    blocks = element_blocks(tree.find("body"))  # before the extraction, which changes the tree
    language = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")
    published = _meta(tree, "article:published_time")
    section = _meta(tree, "article:section")
    found = _extract(tree, url, fast=True)
    if found is None:
        return ParsedDocument("", published=published, language=language, is_trusted=False)
    if found.date and not (published or "").startswith(found.date):
        published = found.date
    own: Sequence[SourceBlock] = element_blocks(found.body).blocks
    if is_partial(own, blocks, signs):
        fuller = _extract(parse_html(markup), url, fast=False)
        own = better(own, element_blocks(fuller.body).blocks if fuller is not None else ())
    own = with_headings(own, blocks)
    article = find_end(own, blocks, title=found.title or "", author=found.author or "", body=signs.body)
    text = "\n\n".join(each.text for each in article.kept)
    return ParsedDocument(
        text,
        title=found.title,
        author=found.author,
        published=published,
        source=found.sitename,
        section=section,
        url=canonical,
        language=language,
        blocks=blocks,
        stub=signs.stub(text),
        rest="\n\n".join(each.text for each in article.rest),
        is_trusted=False,
    )


def _extract(tree: Any, url: str | None, *, fast: bool) -> Any:
    """What trafilatura (it has no types) makes of the tree, which it changes; None where it fails."""
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


def _canonical(tree: Any) -> str | None:
    links = tree.xpath("//head/link[contains(concat(' ', @rel, ' '), ' canonical ')]/@href")
    return next((str(link).strip() for link in links if link.strip()), None) or _meta(tree, "og:url")


def _meta(tree: Any, name: str) -> str | None:
    contents = tree.xpath("//meta[@property=$name or @name=$name]/@content", name=name)
    return next((str(content) for content in contents if content.strip()), None)
