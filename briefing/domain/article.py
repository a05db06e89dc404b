"""Articles: a text with its metadata and its identity, and its entry in a list."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import urlsplit

from briefing.domain.structure import NO_STRUCTURE, Structure

WORDS_A_MINUTE = 200
"""A usual silent reading speed for English non-fiction, which is 175-300 words a minute (Brysbaert 2019)."""


def text_hash(text: str) -> str:
    """Return the SHA-256 of the UTF-8 text, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def article_id(identity: str) -> str:
    """Return a stable id of 16 hex digits, from a canonical URL or a resolved path."""
    return hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def is_article_id(word: str) -> bool:
    return len(word) == 16 and set(word) <= set("0123456789abcdef")


@dataclass(frozen=True)
class Article:
    """A text with its metadata. Every span points into `text`, which never changes.

    `text` is normalized by `briefing.sources.text.normalize_text`: newlines are `\\n`, one blank line between
    paragraphs, no control characters, NFC. It is the body alone, without headline and section line.
    """

    id: str
    title: str
    text: str
    author: str | None = None
    published: str | None = None
    """The day of publication in ISO 8601, or the time with offset."""
    source: str | None = None
    """The publisher: a site's or paper's name, or its host."""
    section: str | None = None
    """The section line above the headline, such as "World"."""
    url: str | None = None
    """The canonical URL, http or https."""
    path: str | None = None
    """The resolved path of the file that the article was read from."""
    language: str | None = None
    """The language by ISO 639-1, such as "en"; None if it is unknown."""
    structure: Structure = NO_STRUCTURE
    """The structure that the source shows beside the text."""

    def with_text(self, text: str) -> Article:
        """Return the article with this text, which has no known structure if it is another."""
        return self if text == self.text else replace(self, text=text, structure=NO_STRUCTURE)

    @property
    def shows_rest(self) -> bool:
        """Whether the text goes on with what stood behind the article on its page."""
        return bool(self.structure.rest) and self.text.endswith(self._joined_rest)

    def with_rest_toggled(self) -> Article:
        """Return the article with what stood behind it on its page, or without it again."""
        if self.shows_rest:
            return replace(self, text=self.text.removesuffix(self._joined_rest))
        return replace(self, text=self.text + self._joined_rest) if self.structure.rest else self

    @property
    def _joined_rest(self) -> str:
        return f"\n\n{self.structure.rest}"

    @cached_property
    def sha256(self) -> str:
        return text_hash(self.text)

    @cached_property
    def input_sha256(self) -> str:
        """The SHA-256 of everything that an analysis may depend on."""
        parts = [self.text, self.title, self.published, self.language]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

    @cached_property
    def words(self) -> int:
        return len(self.text.split())

    @property
    def minutes(self) -> int:
        """The reading time in minutes, rounded up, at least one."""
        return max(1, -(-self.words // WORDS_A_MINUTE))


@dataclass(frozen=True, slots=True)
class ArticleEntry:
    """An article in a list: with the reader's marks, without its text."""

    id: str
    title: str
    author: str | None
    published: str | None
    source: str | None
    url: str | None
    path: str | None
    language: str | None
    fetched: str
    """The time when this text was fetched, in ISO 8601 and UTC."""
    read: bool
    starred: bool
    reading_position: int
    """Offset in the text where the reader stopped."""
    muted: bool = False

    by_hand: bool = True
    """Whether the reader added it, not a feed."""

    @property
    def publisher(self) -> str:
        """A key of the publisher: articles of one publisher are one voice."""
        return publisher_of(self.id, self.source, self.url)


def publisher_of(id_: str, source: str | None, url: str | None) -> str:
    """Return the source of an article, else the host of its address, else its own id."""
    host = urlsplit(url or "").hostname or id_
    return (source or host.removeprefix("www.")).casefold()
