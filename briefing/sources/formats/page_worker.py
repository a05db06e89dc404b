"""Extracts articles from web pages by trafilatura, and their metadata, in a worker process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import trafilatura

from briefing.diagnostics import log_fault
from briefing.sources.formats.page_extraction import ExtractedPage
from briefing.sources.text.html_to_text import element_text, parse_html

__all__ = ["make_handler"]

Request = tuple[str, str | None, bool]
"""Markup, the address that it was fetched from, and whether the whole text is wanted as well."""


def make_handler() -> Callable[[Request], Iterator[ExtractedPage]]:
    def read(request: Request) -> Iterator[ExtractedPage]:
        yield _read_page(*request)

    return read


def _read_page(markup: str, url: str | None, want_whole: bool) -> ExtractedPage:
    """The article in a page; an empty one where there is none or the markup is beyond reading."""
    tree = parse_html(markup)
    if tree is None:
        return ExtractedPage("", "")
    whole = element_text(tree.find("body")) if want_whole else ""
    try:
        found: Any = trafilatura.bare_extraction(  # it has no type information
            tree, url=url, fast=True, include_comments=False, with_metadata=True
        )
    except Exception as error:  # whatever a hostile page can make it raise, the page has no article for us
        log_fault(error)
        found = None
    published = _meta(tree, "article:published_time")
    if found is None:
        return ExtractedPage("", whole, published=published, language=tree.get("lang"))
    if found.date and not (published or "").startswith(found.date):
        published = found.date
    return ExtractedPage(
        element_text(found.body),
        whole,
        title=found.title,
        author=found.author,
        published=published,
        site=found.sitename,
        section=_meta(tree, "article:section"),
        canonical=_canonical(tree),
        language=tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang"),
    )


def _canonical(tree: Any) -> str | None:
    links = tree.xpath("//head/link[contains(concat(' ', @rel, ' '), ' canonical ')]/@href")
    return next((str(link).strip() for link in links if link.strip()), None) or _meta(tree, "og:url")


def _meta(tree: Any, name: str) -> str | None:
    contents = tree.xpath("//meta[@property=$name or @name=$name]/@content", name=name)
    return next((str(content) for content in contents if content.strip()), None)
