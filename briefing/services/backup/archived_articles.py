"""Encodes articles and marks as lines of JSON, for backups."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from briefing.domain import Article
from briefing.domain.article import ArticleEntry, is_article_id
from briefing.domain.structure_codec import structure_from_json, structure_to_json
from briefing.domain.text.json_text import json_line
from briefing.store.articles.article_marks import Marks
from briefing.store.articles.article_rows import safe_article
from briefing.store.stories.story_marks import StoryMarks
from briefing.store.stories.watch_store import Watch

Value = TypeVar("Value")

_TEXTS = ("author", "published", "source", "section", "url", "path", "language")
MAX_BATCH_CHARS = 4_000_000


@dataclass(frozen=True, slots=True)
class ArchivedArticle:
    """An article as it is restored: its marks are kept apart."""

    article: Article
    fetched: str
    by_hand: bool


def article_to_json(article: Article, entry: ArticleEntry) -> str:
    about = {name: getattr(article, name) for name in ("id", "title", *_TEXTS)}
    values = {name: value for name, value in about.items() if value is not None}
    values |= {"fetched": entry.fetched, "by_hand": entry.by_hand, "text": article.text}
    if structure := structure_to_json(article.structure):
        values["structure"] = structure
    return json_line(values)


def article_from_json(line: str) -> ArchivedArticle:
    """Decode an article, and clean it like a new one. Raises ValueError."""
    value = json.loads(line)
    texts = {name: value.get(name) for name in ("id", "title", "text", "fetched", *_TEXTS)}
    if not all(
        isinstance(each, str) for name, each in texts.items() if each is not None or name not in _TEXTS
    ):
        raise ValueError("no article")
    fetched = texts.pop("fetched")
    if not is_article_id(texts["id"]) or datetime.fromisoformat(fetched).tzinfo is None:
        raise ValueError("no article")
    article = Article(**texts)
    if isinstance(payload := value.get("structure"), str):
        article = replace(article, structure=structure_from_json(payload, len(article.text)))
    return ArchivedArticle(safe_article(article), fetched, value.get("by_hand") is True)


@dataclass(frozen=True, slots=True)
class AllMarks:
    """The marks of all articles and stories, and the watches."""

    articles: tuple[Marks, ...] = ()
    stories: tuple[StoryMarks, ...] = ()
    watches: tuple[Watch, ...] = ()


def decoded(content: bytes, decode: Callable[[str], Value]) -> Iterator[Value]:
    """Decode a file, a line each, by a function that raises ValueError."""
    return map(decode, _lines(content))


def batches(lines: Iterable[str]) -> Iterator[bytes]:
    """Join the lines into files of some megabytes."""
    batch: list[str] = []
    size = 0
    for line in lines:
        batch.append(line)
        size += len(line)
        if size >= MAX_BATCH_CHARS:
            yield _joined(batch)
            batch, size = [], 0
    if batch:
        yield _joined(batch)


def _joined(lines: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogatepass")


def _lines(content: bytes) -> list[str]:
    return content.decode("utf-8", "surrogatepass").removesuffix("\n").split("\n") if content else []
