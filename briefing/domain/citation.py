"""Formats a quote with its source for pasting into a report."""

from __future__ import annotations

from briefing.domain.annotation import ArticleHead


def format_citation(quote: str, head: ArticleHead) -> str:
    """Return the quote in quotation marks, then author, title, source, date and URL, as far as known."""
    source = head.source if head.source != head.url else None
    parts = [head.author, f"“{head.title}”" if head.title else None, source, (head.published or "")[:10]]
    where = ", ".join(part for part in parts if part)
    address = head.url or head.path
    citation = ". ".join(part for part in (where, address) if part)
    words = "\n".join(line.strip() for line in quote.splitlines() if line.strip())
    return f"“{_single_marks(words)}”\n— {citation}" if citation else f"“{_single_marks(words)}”"


def _single_marks(words: str) -> str:
    """Make quotation marks inside a quotation single ones."""
    return words.replace("“", "‘").replace("”", "’")
