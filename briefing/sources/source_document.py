"""The bytes of an article in any format, which become the article."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from briefing.domain import Article
from briefing.errors import NoArticleError
from briefing.sources.article_assembly import assemble
from briefing.sources.formats.format_detection import DocumentFormat
from briefing.sources.formats.parsed_document import ParsedDocument
from briefing.sources.formats.plain_text import parse_plain_text
from briefing.sources.text.charset import decode, html_charset
from briefing.sources.text.stub_detection import stub_in

MAX_CHEAP_MARKDOWN = 32_000
"""Bytes; whatever they are, they are parsed in less than a second (tests/test_scaling.py)."""


class SourceDocument(NamedTuple):
    data: bytes
    format: DocumentFormat
    name: str
    """For messages, and the last resort for a title."""
    path: Path | None = None
    """Resolved."""
    url: str | None = None
    """Where it was fetched from."""
    charset: str | None = None
    """As the server declared it."""

    @property
    def is_cheap(self) -> bool:
        """Whether nothing that it may hold takes long to read."""
        return self.format is DocumentFormat.TEXT or (
            self.format is DocumentFormat.MARKDOWN and len(self.data) <= MAX_CHEAP_MARKDOWN
        )

    def article(self) -> Article:
        """Raises SourceError."""
        parsed = self._parsed()
        if not parsed.stub and self.format is not DocumentFormat.MAIL:
            parsed = parsed.with_fields(stub=stub_in(parsed.title or "", parsed.text))
        return assemble(parsed, name=self.name, path=self.path, page_url=self.url)

    def _parsed(self) -> ParsedDocument:
        if not self.data.strip():
            raise NoArticleError(f"{self.name} is empty: check that it is what you meant to open.")
        # What plain text does not need is imported when it is: the first text is on the screen sooner.
        match self.format:
            case DocumentFormat.TEXT:
                return parse_plain_text(decode(self.data, self.charset, name=self.name))
            case DocumentFormat.MARKDOWN:
                from briefing.sources.formats.markdown import parse_markdown

                return parse_markdown(decode(self.data, self.charset, name=self.name))
            case DocumentFormat.HTML:
                from briefing.sources.formats.html import parse_html_article

                markup = decode(self.data, self.charset or html_charset(self.data), name=self.name)
                return parse_html_article(markup, name=self.name, url=self.url)
            case DocumentFormat.MAIL:
                from briefing.sources.formats.mail import parse_mail

                return parse_mail(self.data, name=self.name)
