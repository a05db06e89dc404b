"""Recognizes an article whose file has moved to another path."""

from __future__ import annotations

from pathlib import Path

from briefing.domain import Article
from briefing.store.articles.article_store import ArticleEntry, ArticleStore

__all__ = ["is_another", "moved_here"]


def moved_here(articles: ArticleStore, article: Article) -> ArticleEntry | None:
    """The article that this file is, when it was read from a place where no file is any more."""
    if article.url is not None or article.path is None:
        return None
    for entry in articles.find_by_text(article.sha256):
        if entry.url is None and entry.path and (entry.path == article.path or _is_gone(entry.path)):
            return entry
    return None


def is_another(articles: ArticleStore, article: Article, known: ArticleEntry) -> bool:
    """Whether a new file lies where `known` was before it moved."""
    if article.path is None or known.path is None or article.path == known.path:
        return False
    if not articles.has_moved(known.id) or _is_gone(known.path):
        return False
    there = articles.get(known.id)
    return there is not None and there.sha256 != article.sha256


def _is_gone(path: str) -> bool:
    """A file that may not be looked at is not gone."""
    try:
        Path(path).stat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False
