"""Lists an article's links and images."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from briefing.domain import Article
from briefing.sources.article_identity import normalize_url

_ADDRESS = re.compile(r"https?://[^\s<>\"”’]{3,2000}(?<![.,;:!?)\]])")
"""An address in the text itself, without the punctuation after it."""


@dataclass(frozen=True, slots=True)
class LinkRow:
    text: str
    url: str
    is_image: bool = False

    @property
    def host(self) -> str:
        return (urlsplit(self.url).hostname or "").removeprefix("www.")


def link_rows(article: Article) -> tuple[LinkRow, ...]:
    """List links in the order of the text, then addresses that stand in it, then images; each once."""
    text, structure = article.text, article.structure
    rows = [LinkRow(" ".join(link.span.of(text).split()), link.url) for link in structure.links]
    rows += [LinkRow(url, url) for url in _ADDRESS.findall(text)]
    rows += [LinkRow(f"Image: {image.caption}", image.url, is_image=True) for image in structure.images]
    first: dict[str, LinkRow] = {}
    for row in rows:
        if normalize_url(row.url):
            first.setdefault(row.url, row)
    return tuple(first.values())
