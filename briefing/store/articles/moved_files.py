"""Recognizes an article whose file has moved to another path."""

from __future__ import annotations

from pathlib import Path

from briefing.domain import Article
from briefing.domain.article import ArticleEntry
from briefing.store.articles.article_store import ArticleStore


def find_moved_article(articles: ArticleStore, article: Article) -> ArticleEntry | None:
    """The known article with this text whose file no longer exists, or is this very file."""
    if article.url is not None or article.path is None:
        return None
    for entry in articles.find_by_text(article.sha256):
        if entry.url is None and entry.path and (entry.path == article.path or _is_gone(entry.path)):
            return entry
    return None


def is_different_file(articles: ArticleStore, article: Article, known: ArticleEntry) -> bool:
    """Whether a different file now exists at the path that `known` moved away from."""
    if article.path is None or known.path is None or article.path == known.path:
        return False
    if not articles.has_moved(known.id) or _is_gone(known.path):
        return False
    there = articles.get(known.id)
    return there is not None and there.sha256 != article.sha256


def _is_gone(path: str) -> bool:
    """Return whether the file is gone, which one that may not be accessed is not."""
    try:
        Path(path).stat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False
