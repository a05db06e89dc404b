"""Facts in the header of an article, and plurals."""

from __future__ import annotations

from briefing.domain import (
    Article,
)
from briefing.presentation.sentences import article_facts, pluralize, shortened


def test_article_facts() -> None:
    article = Article("x", "T", "one two three", section="World", published="2024-08-29T10:00:00+02:00")
    assert article_facts(article, 0.384, short=False) == "2024-08-29 · 3 words · 1 min · 38%"
    assert article_facts(article, 1.0, short=True) == "World · 1 min · 100%"
    assert (pluralize(1, "article"), pluralize(0, "article")) == ("1 article", "0 articles")


def test_quoted_words_are_on_one_line() -> None:
    assert shortened("2019-09-15\n\nYesterday, oil", 20) == "2019-09-15 Yesterda…"
