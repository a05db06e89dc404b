"""Maps articles to database rows and list entries."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from briefing.domain import Article
from briefing.domain.annotation import stamp
from briefing.domain.article import ArticleEntry
from briefing.domain.structure import NO_STRUCTURE
from briefing.domain.structure_codec import structure_from_json, structure_to_json
from briefing.domain.text.sanitize import safe_line, safe_one_to_one

ARTICLE_COLUMNS = "id, title, author, published, source, section, url, path, language, text, payload"
JOIN_STRUCTURES = (
    "LEFT JOIN structures ON structures.article = articles.number "
    "AND structures.text_sha256 = articles.text_sha256"
)
SAME_INPUT = "substr(a.input_sha256, 1, 8) = substr(n.input_sha256, 1, 8) AND a.input_sha256 = n.input_sha256"
"""Joins an article `a` and an analysis `n`: the index has the first eight characters."""
ENTRY_COLUMNS = (
    "id, title, author, published, source, url, path, language, fetched, read, starred, place, muted, by_hand"
)
_OPTIONAL = ("author", "published", "source", "section", "url", "language")
"""Columns that may be NULL and contain foreign text."""

COMPARABLE = 200
"""Code points below which equal texts are no copies: “Comments” is the text of many."""


def safe_article(article: Article) -> Article:
    """The sanitized article; the same object if nothing changes, which preserves its cached hashes."""
    lines = "".join([article.title, *filter(None, [getattr(article, name) for name in _OPTIONAL])])
    if safe_line(lines) == lines and safe_one_to_one(article.text) == article.text:
        return article
    safe: dict[str, Any] = {name: _safe(getattr(article, name)) for name in _OPTIONAL}
    return replace(article, **safe, title=safe_line(article.title), text=safe_one_to_one(article.text))


def article_values(article: Article, fetched: datetime) -> dict[str, Any]:
    """A row of `articles`: column to SQLite value."""
    return {name: getattr(article, name) for name in ("id", "title", *_OPTIONAL)} | {
        "path": path_value(article.path),
        "text_sha256": article.sha256,
        "input_sha256": article.input_sha256,
        "fetched": stamp(fetched),
        "newest": sort_time(article.published, fetched),
        "same_text": same_text(article.id, article.text, article.sha256),
    }


def same_text(article_id: str, text: str, sha256: str) -> str:
    """Return a key that articles with the same text share, unless it is short."""
    return article_id if len(text) < COMPARABLE else sha256[:16]


def article_row(article: Article, values: dict[str, Any]) -> tuple[dict[str, Any], str, str]:
    """Return an item of `insert_articles`: the columns, the text and the structure."""
    return values, article.text, structure_to_json(article.structure)


def article_from_row(row: tuple[Any, ...]) -> Article:
    """Build an article from a row of ARTICLE_COLUMNS, sanitized, as other programs can write to the file."""
    values = dict(zip(ARTICLE_COLUMNS.split(", "), row, strict=True))
    payload = values.pop("payload")
    structure = structure_from_json(payload, len(values["text"])) if payload else NO_STRUCTURE
    return safe_article(Article(**values | {"path": _path(values["path"]), "structure": structure}))


def entry_from_row(row: tuple[Any, ...]) -> ArticleEntry:
    """Build an entry from a row of ENTRY_COLUMNS."""
    (id_, title, author, published, source, url, path, language, fetched, read, starred, place, muted,
     by_hand) = row  # fmt: skip
    return ArticleEntry(
        id=id_,
        title=safe_line(title),
        author=_safe(author),
        published=_safe(published),
        source=_safe(source),
        url=_safe(url),
        path=_path(path),
        language=_safe(language),
        fetched=fetched,
        read=bool(read),
        starred=bool(starred),
        reading_position=place,
        muted=bool(muted),
        by_hand=bool(by_hand),
    )


def path_value(path: str | None) -> str | bytes | None:
    """Return the path as SQLite stores it: a file name need not be Unicode, but SQLite's TEXT must be."""
    if path is None:
        return None
    try:
        path.encode()
    except UnicodeEncodeError:
        return path.encode("utf-8", "surrogateescape")
    return path


def _safe(value: str | None) -> str | None:
    return None if value is None else safe_line(value)


def _path(value: str | bytes | None) -> str | None:
    return value.decode("utf-8", "surrogateescape") if isinstance(value, bytes) else value


def sort_time(published: str | None, fetched: datetime) -> float:
    """Publication time in seconds since 1970, at most the fetch time, so that future dates do not stay on
    top.
    """
    arrived = fetched.timestamp()
    try:
        moment = datetime.fromisoformat(published or "")
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return min(moment.astimezone(UTC).timestamp(), arrived)  # raises beyond the calendar of UTC
    except (ValueError, OverflowError):
        return arrived
