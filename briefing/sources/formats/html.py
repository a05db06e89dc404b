"""Parses the article of a web page."""

from __future__ import annotations

import re
from dataclasses import replace

from briefing.errors import NoArticleError
from briefing.sources.formats.page_extraction import extract_page
from briefing.sources.formats.parsed_document import ParsedDocument
from briefing.sources.text.document_dates import to_iso
from briefing.sources.text.normalize_text import clean_line

MIN_WORDS = 10
"""Words; a page with fewer is a notice, or shows nothing without scripts."""

_WORD = re.compile(r"\w+")
_WIDE_LETTER = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


def parse_html_article(markup: str, *, name: str, url: str | None = None) -> ParsedDocument:
    """Parse the page's article; `url` is where the page was fetched from. Raises SourceError."""
    page = extract_page(markup, name=name, url=url)
    title = clean_line(page.title or "") or None
    paragraphs = page.text.split("\n\n")
    if title and len(paragraphs) > 1 and clean_line(paragraphs[0]).casefold() == title.casefold():
        del paragraphs[0]
    text = "\n\n".join(paragraphs)
    if len(_WORD.findall(text)) < MIN_WORDS and len(_WIDE_LETTER.findall(text)) < 2 * MIN_WORDS:
        raise NoArticleError(
            f"{name} holds no article that can be made out: "
            "open it in a browser, copy the article's words into a text file and open that."
        )
    return replace(page, text=text, title=title, published=to_iso(page.published))
