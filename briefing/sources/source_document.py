"""Turns the bytes of a document in any format into an article."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from briefing.domain import Article
from briefing.domain.structure import Stub, site_notice
from briefing.errors import NoArticleError
from briefing.sources.article_assembly import assemble
from briefing.sources.article_identity import is_front_page
from briefing.sources.feeds.feed_links import find_feed_links
from briefing.sources.formats.format_detection import DocumentFormat
from briefing.sources.formats.parsed_document import ParsedDocument
from briefing.sources.formats.plain_text import parse_plain_text
from briefing.sources.text.charset import decode, html_charset
from briefing.sources.text.stub_detection import stub_in

MAX_CHEAP_MARKDOWN = 32_000
"""Bytes of Markdown that are parsed in less than a second, whatever they are (tests/test_scaling.py)."""


class SourceDocument(NamedTuple):
    data: bytes
    format: DocumentFormat
    name: str
    """The name for messages, and the last resort for a title."""
    path: Path | None = None
    """The resolved path of a file."""
    url: str | None = None
    """The address from which the document was fetched."""
    charset: str | None = None
    """The charset that the server declared."""

    @property
    def is_cheap(self) -> bool:
        """Whether nothing that the document may hold takes long to read."""
        return self.format is DocumentFormat.TEXT or (
            self.format is DocumentFormat.MARKDOWN and len(self.data) <= MAX_CHEAP_MARKDOWN
        )

    def article(self) -> Article:
        """Parse the document. Raises SourceError."""
        try:
            parsed = self._parsed()
        except NoArticleError as error:
            if self.url and self._names_feed:
                but = site_notice("but its site", self.url)
                raise NoArticleError(f"{self.name} holds no article that can be made out, {but}") from error
            raise
        if not parsed.stub and self.format is not DocumentFormat.MAIL:
            parsed = replace(parsed, stub=stub_in(parsed.title or "", parsed.text))
        may_be_front = parsed.stub is Stub.LINKS or (not parsed.stub and self.url and is_front_page(self.url))
        if may_be_front and self._names_feed:
            parsed = replace(parsed, stub=Stub.SITE)
        return assemble(parsed, name=self.name, path=self.path, page_url=self.url)

    @property
    def _names_feed(self) -> bool:
        """Return whether the document is a page of the web that links to a feed."""
        if self.format is not DocumentFormat.HTML or not self.url:
            return False
        return bool(find_feed_links(self._markup, self.url))

    @property
    def _markup(self) -> str:
        return decode(self.data, self.charset or html_charset(self.data), name=self.name)

    def _parsed(self) -> ParsedDocument:
        if not self.data.strip():
            raise NoArticleError(f"{self.name} is empty: check that it is what you meant to open.")
        # The imports wait until they are needed: plain text needs none, and the first text is shown sooner.
        match self.format:
            case DocumentFormat.TEXT:
                return parse_plain_text(decode(self.data, self.charset, name=self.name))
            case DocumentFormat.MARKDOWN:
                from briefing.sources.formats.markdown import parse_markdown

                return parse_markdown(decode(self.data, self.charset, name=self.name))
            case DocumentFormat.HTML:
                from briefing.sources.formats.html import parse_html_article

                return parse_html_article(self._markup, name=self.name, url=self.url)
            case DocumentFormat.MAIL:
                from briefing.sources.formats.mail import parse_mail

                return parse_mail(self.data, name=self.name)
