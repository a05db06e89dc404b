"""Builds an article from a parsed document: normalized text, title, language and identity."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from briefing.domain import Article
from briefing.errors import NoArticleError
from briefing.sources.article_identity import (
    identify,
    is_front_page,
    is_web_address,
    normalize_url,
    same_site,
)
from briefing.sources.formats.parsed_document import ParsedDocument
from briefing.sources.formats.plain_text import first_words
from briefing.sources.text.language import declared_language, detect_language
from briefing.sources.text.normalize_text import clean_line, clean_text
from briefing.sources.text.source_blocks import place

MAX_LINE = 300
"""Characters of a title or another line of metadata."""


def assemble(
    document: ParsedDocument,
    *,
    name: str,
    path: Path | None = None,
    page_url: str | None = None,
    base: str | None = None,
) -> Article:
    """Build an article; `name` is for messages and the last resort for a title. Raises NoArticleError.

    Links are relative to `page_url`, else to the document's own address, else to `base`.
    """
    text = clean_text(document.text)
    if not any(character.isalnum() for character in text):
        raise NoArticleError(f"{name} holds no words to read: check that it is the file you meant.")
    url = _own_address(document, page_url)
    own_id = clean_line(document.own_id or "") or None
    return Article(
        id=identify(
            url=url if page_url or document.is_trusted else None,
            own_id=own_id,
            path=str(path) if path else None,
            text=text,
        ),
        title=_line(document.title) or _line(first_words(text)) or (path.stem if path else name),
        text=text,
        author=_line(document.author),
        published=_line(document.published),
        source=_source_name(document) or (_host(url) if page_url else None),
        section=_line(document.section),
        url=url,
        path=str(path) if path else None,
        language=_language(document, text),
        structure=replace(
            place(document.blocks, text, base=page_url or url or base, stub=document.stub),
            rest=clean_text(document.rest),
        ),
    )


def _line(words: str | None) -> str | None:
    line = clean_line(words or "")
    return (line if len(line) <= MAX_LINE else line[: MAX_LINE - 1].rstrip() + "…") or None


def _own_address(document: ParsedDocument, page_url: str | None) -> str | None:
    """Return the canonical address: the one that the document claims, if it may, else the page's.

    A page may only claim an address on its own site, but not the front page, which some templates put on
    every page.
    """
    try:
        claimed = normalize_url(urljoin(page_url or "", document.url)) if document.url else None
    except ValueError:
        claimed = None
    if claimed is not None and is_front_page(claimed):
        claimed = None
    if page_url is None:
        return claimed
    if claimed is not None and same_site(claimed, page_url):
        return claimed
    return normalize_url(page_url)


def _source_name(document: ParsedDocument) -> str | None:
    """Return the name of the source, or the host of its address, which all articles there share."""
    name = _line(document.source)
    return _host(normalize_url(name)) or name if name and is_web_address(name) else name


def _host(url: str | None) -> str | None:
    host = urlsplit(url).hostname if url else None
    return host.removeprefix("www.") if host else None


def _language(document: ParsedDocument, text: str) -> str | None:
    declared = declared_language(document.language)
    if document.is_trusted and declared:
        return declared
    return detect_language(text) or declared
