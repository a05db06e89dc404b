"""How what was found in a document becomes an article: cleaned, titled, its identity settled."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urljoin, urlsplit

from briefing.domain import Article
from briefing.errors import NoArticleError
from briefing.sources.article_identity import identify, normalize_url, same_site
from briefing.sources.formats.parsed_document import ParsedDocument
from briefing.sources.formats.plain_text import first_words
from briefing.sources.text.language import declared_language, detect_language
from briefing.sources.text.normalize_text import clean_line, clean_text

__all__ = ["assemble"]

LONGEST_LINE = 300
"""Characters of a title or another line of metadata that are kept."""


def assemble(
    draft: ParsedDocument, *, name: str, path: Path | None = None, page_url: str | None = None
) -> Article:
    """The article: cleaned, titled, its language told, its identity settled.

    `name` is what messages call the document, and the last resort for a title. Raises NoArticleError where
    no words are left.
    """
    text = clean_text(draft.text)
    if not any(character.isalnum() for character in text):
        raise NoArticleError(f"{name} holds no words to read: check that it is the file you meant.")
    url = _own_address(draft, page_url)
    own_name = clean_line(draft.own_name or "") or None
    return Article(
        id=identify(
            url=url if page_url or draft.vouched else None,
            own_name=own_name,
            path=str(path) if path else None,
            text=text,
        ),
        title=_line(draft.title) or _line(first_words(text)) or (path.stem if path else name),
        text=text,
        author=_line(draft.author),
        published=_line(draft.published),
        source=_line(draft.source) or (_host(url) if page_url else None),
        section=_line(draft.section),
        url=url,
        path=str(path) if path else None,
        language=_language(draft, text),
    )


def _line(words: str | None) -> str | None:
    line = clean_line(words or "")
    return (line if len(line) <= LONGEST_LINE else line[: LONGEST_LINE - 1].rstrip() + "…") or None


def _own_address(draft: ParsedDocument, page_url: str | None) -> str | None:
    """The canonical address. A page may name another than it was fetched from, but only on its own site.

    A site's front page names no article, though careless templates put it on every page.
    """
    try:
        claimed = normalize_url(urljoin(page_url or "", draft.url)) if draft.url else None
    except ValueError:
        claimed = None
    if claimed is not None and _is_front_page(claimed):
        claimed = None
    if page_url is None:
        return claimed
    if claimed is not None and same_site(claimed, page_url):
        return claimed
    return normalize_url(page_url)


def _is_front_page(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query


def _host(url: str | None) -> str | None:
    host = urlsplit(url).hostname if url else None
    return host.removeprefix("www.") if host else None


def _language(draft: ParsedDocument, text: str) -> str | None:
    declared = declared_language(draft.language)
    if draft.vouched and declared:
        return declared
    return detect_language(text) or declared
