"""Reads the JSON that wallabag exports, with the texts of its articles and their annotations.

The form is that of wallabag/wallabag: tests/fixtures/Import/wallabag-v2-annotations.json and
src/Import/WallabagImport.php, which reads it again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from briefing.domain.annotation import clean_tags
from briefing.exchange.importers.import_record import (
    ParsedImport,
    SavedArticle,
    clean_address,
    gathered,
    highlight,
    moment,
    optional_line,
)
from briefing.exchange.importers.w3c import Json, as_list, text_or_empty


def is_wallabag(value: object) -> bool:
    return isinstance(value, list) and any(
        isinstance(each, Mapping) and {"url", "is_archived", "is_starred"} <= set(each) for each in value
    )


def read_wallabag(values: list[Any], name: str, now: str) -> ParsedImport:
    articles, records = list[SavedArticle](), []
    for entry in (each for value in values for each in value if isinstance(each, Mapping)):
        article = _article(entry)
        articles.append(article)
        records += [
            highlight(
                text_or_empty(each.get("quote")),
                str(each.get("id", "")),
                now,
                source=article.url,
                title=article.title,
                author=article.author,
                note=text_or_empty(each.get("text")),
                created=each.get("created_at"),
                modified=each.get("updated_at"),
            )
            for each in as_list(entry.get("annotations"))
            if isinstance(each, Mapping)
        ]
    return gathered(records, "annotation", name, articles)


def _article(entry: Json) -> SavedArticle:
    tags = [each.get("label") if isinstance(each, Mapping) else each for each in as_list(entry.get("tags"))]
    authors = [each for each in as_list(entry.get("published_by")) if isinstance(each, str)]
    return SavedArticle(
        clean_address(entry.get("url")),
        optional_line(entry.get("title")),
        ", ".join(authors) or None,
        moment(entry.get("published_at")) or None,
        moment(entry.get("created_at")),
        text_or_empty(entry.get("content")),
        clean_tags(each for each in tags if isinstance(each, str)),
        read=bool(entry.get("is_archived")),
        starred=bool(entry.get("is_starred")),
    )
