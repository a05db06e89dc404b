"""Reads Omnivore's archive: lists of articles in JSON, their texts in HTML, their highlights in Markdown.

The form is what omnivore-app/omnivore wrote: packages/api/src/jobs/export.ts, and `highlightToMarkdown` in
packages/api/src/utils/parser.ts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from briefing.domain.annotation import clean_tags
from briefing.exchange.importers.import_record import (
    ImportRecord,
    ParsedImport,
    SavedArticle,
    clean_address,
    highlight,
    moment,
    optional_line,
)
from briefing.exchange.importers.w3c import Json, as_list, text_or_empty

IS_LIST = re.compile(r"(?:.*/)?metadata_\d+_to_\d+\.json")
"""The name of a list in the archive."""


def is_omnivore(value: object) -> bool:
    return isinstance(value, list) and any(
        isinstance(each, Mapping) and {"url", "slug", "savedAt"} <= set(each) for each in value
    )


def read_omnivore(
    values: list[Any], name: str, now: str, files: Mapping[str, str] = MappingProxyType({})
) -> ParsedImport:
    """Read lists; `files` are the texts beside them in their archive by their names."""
    articles, records = list[SavedArticle](), list[ImportRecord]()
    for entry in (each for value in values for each in value if isinstance(each, Mapping)):
        slug = text_or_empty(entry.get("slug"))
        article = _article(entry, files.get(f"content/{slug}.html", ""))
        articles.append(article)
        seen = Counter[str]()
        for quote, tags, note in _highlights(files.get(f"highlights/{slug}.md", "")):
            record = highlight(
                quote,
                str(seen[quote] or "") if quote else "0",
                now,
                source=article.url,
                title=article.title,
                author=article.author,
                note=note,
                tags=tags,
                created=entry.get("updatedAt"),
            )
            records += [record] if record else []
            seen[quote] += 1
    return ParsedImport(tuple(records), (), tuple(articles))


def _article(entry: Json, markup: str) -> SavedArticle:
    return SavedArticle(
        clean_address(entry.get("url")),
        optional_line(entry.get("title")),
        optional_line(entry.get("author")),
        moment(entry.get("publishedAt")) or None,
        moment(entry.get("savedAt")),
        markup,
        clean_tags(each for each in as_list(entry.get("labels")) if isinstance(each, str)),
        read=text_or_empty(entry.get("state")).lower() == "archived" or entry.get("readingProgress") == 100,
    )


def _highlights(markdown: str) -> Iterator[tuple[str, list[str], str]]:
    """Yield the words of each highlight, its labels and its note; what stands before the first is a note."""
    quote, tags, notes = "", list[str](), list[str]()
    for block in re.split(r"\n{2,}", markdown.replace("\r\n", "\n")):
        if block.startswith("> "):
            yield quote, tags, "\n\n".join(notes)
            # An empty line of the passage is written as another of these signs.
            quote, tags, notes = re.sub(r"^> ?", "", block, flags=re.MULTILINE).strip(), [], []
        elif quote and not tags and not notes and re.match(r"#[^\s#]", block) and "\n" not in block:
            tags = re.split(r"(?:^| )#", block)[1:]
        elif block.strip():
            notes.append(block)
    yield quote, tags, "\n\n".join(notes)
