"""Maps articles to database rows and list entries."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from briefing.domain import Article
from briefing.domain.text.sanitize import safe_line, safe_one_to_one

__all__ = [
    "ARTICLE_COLUMNS",
    "ENTRY_COLUMNS",
    "ArticleEntry",
    "article_from_row",
    "article_values",
    "entry_from_row",
    "path_value",
    "safe_article",
    "story_of",
]

ARTICLE_COLUMNS = "id, title, author, published, source, section, url, path, language, text"
ENTRY_COLUMNS = (
    "id, title, author, published, source, url, path, language, fetched, read, starred, place, muted, "
    "story, by_hand"
)
_OPTIONAL = ("author", "published", "source", "section", "url", "language")
"""What of an article may be unknown, and is text that others wrote."""

COMPARABLE = 200
"""Code points from which a text tells a story by itself: “Comments” is the text of many."""


@dataclass(frozen=True, slots=True)
class ArticleEntry:
    """An article as the library lists it: without its text, with the reader's marks."""

    id: str
    title: str
    author: str | None
    published: str | None
    source: str | None
    url: str | None
    path: str | None
    language: str | None
    fetched: str
    """When this text came into the library; ISO 8601, UTC."""
    read: bool
    starred: bool
    reading_position: int
    """The offset in the text where the reader left off."""
    muted: bool = False
    story: str = ""
    """The same word for articles that have the same text, from whichever feeds."""
    by_hand: bool = True
    """The reader put it in, not a feed."""


def safe_article(article: Article) -> Article:
    """The article as it can be kept; a clean one is returned as it is, with the hashes it has already."""
    safe: dict[str, Any] = {name: _safe(getattr(article, name)) for name in _OPTIONAL}
    safe |= {"title": safe_line(article.title), "text": safe_one_to_one(article.text)}
    if all(getattr(article, name) == value for name, value in safe.items()):
        return article
    return replace(article, **safe)


def article_values(article: Article, fetched: datetime) -> dict[str, Any]:
    """Column of `articles` to value; the types are SQLite's."""
    return {
        "id": article.id,
        "title": article.title,
        "author": article.author,
        "published": article.published,
        "source": article.source,
        "section": article.section,
        "url": article.url,
        "path": path_value(article.path),
        "language": article.language,
        "text_sha256": article.sha256,
        "input_sha256": article.input_sha256,
        "fetched": _stamp(fetched),
        "newest": _newest(article.published, fetched),
        "story": story_of(article),
    }


def story_of(article: Article) -> str:
    """What articles with the same text share; a text of a few words is a story of its own."""
    return article.id if len(article.text) < COMPARABLE else article.sha256[:16]


def article_from_row(row: tuple[Any, ...]) -> Article:
    """From a row of ARTICLE_COLUMNS; whatever another hand wrote there, the text is safe to show."""
    id_, title, author, published, source, section, url, path, language, text = row
    return safe_article(
        Article(
            id=id_,
            title=title,
            text=text,
            author=author,
            published=published,
            source=source,
            section=section,
            url=url,
            path=_path(path),
            language=language,
        )
    )


def entry_from_row(row: tuple[Any, ...]) -> ArticleEntry:
    """From a row of ENTRY_COLUMNS."""
    (id_, title, author, published, source, url, path, language, fetched, read, starred, place, muted,
     story, by_hand) = row  # fmt: skip
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
        story=story,
        by_hand=bool(by_hand),
    )


def path_value(path: str | None) -> str | bytes | None:
    """A file's name need not be Unicode; SQLite's text must."""
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


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _newest(published: str | None, fetched: datetime) -> float:
    """Seconds since 1970 of the publication, else of the fetch; a date in the future does not stay on top."""
    arrived = fetched.timestamp()
    try:
        moment = datetime.fromisoformat(published or "")
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return min(moment.timestamp(), arrived)
    except (ValueError, OverflowError):
        return arrived
