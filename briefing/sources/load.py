"""Loads articles from files, web addresses and standard input."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Self
from urllib.parse import unquote, urlsplit

from briefing.domain import Article
from briefing.errors import FetchError, SourceError, TooLargeError, UnreadableError
from briefing.sources.article_identity import is_web_address
from briefing.sources.document_reader import DocumentReader
from briefing.sources.formats.format_detection import (
    MAIL_START,
    DocumentFormat,
    format_from_media_type,
    format_from_suffix,
    sniff_format,
)
from briefing.sources.local_files import MAX_FILE_BYTES, local_path, read_file, too_large
from briefing.sources.source_document import SourceDocument
from briefing.sources.text.normalize_text import clean_line

if TYPE_CHECKING:
    from briefing.sources.http.fetch_policy import FetchLimits

_ANY_BYTES = (None, "application/octet-stream", "binary/octet-stream")
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")
_FEED_START = re.compile(rb"<(?:rss|feed|rdf:RDF)\b")
_SCHEME = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://")


@dataclass(frozen=True, slots=True)
class LoadFailure:
    """An article that could not be loaded, and why."""

    reference: str
    error: SourceError


class ArticleLoader:
    """Loads articles with one reading process for all documents; close it after use."""

    def __init__(self, reader: DocumentReader | None = None, *, limits: FetchLimits | None = None) -> None:
        self._reader = reader or DocumentReader()
        self._limits = limits

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._reader.close()

    def load(
        self,
        reference: str,
        *,
        stdin: Callable[[], bytes] | None = None,
        trusted_hosts: frozenset[str] | None = None,
    ) -> Article:
        """Load an article as `load` does; `trusted_hosts` as in FetchRequest."""
        name = _shown(reference)
        if reference == "-":
            return self._from_stdin(stdin or (lambda: sys.stdin.buffer.read(MAX_FILE_BYTES + 1)))
        if is_web_address(reference):
            return self._from_web(reference, name, trusted_hosts)
        scheme = _SCHEME.match(reference)
        if scheme is None:
            return self._from_file(local_path(reference), name)
        if scheme["scheme"].lower() == "file":
            return self._from_file(_path_of_address(reference, name), name)
        raise FetchError(f"{name} cannot be opened: only http and https addresses and files can.")

    def _from_stdin(self, stdin: Callable[[], bytes]) -> Article:
        name = "Standard input"
        data = stdin()
        if len(data) > MAX_FILE_BYTES:
            raise TooLargeError(too_large(name, MAX_FILE_BYTES))
        return self._reader.read(SourceDocument(data, sniff_format(data), name))

    def _from_file(self, path: Path, name: str) -> Article:
        data = read_file(path, name=name)
        format_ = format_from_suffix(path.name)
        start, _, mail = data.partition(b"\n")
        if format_ is None and MAIL_START.match(start) and sniff_format(mail) is DocumentFormat.MAIL:
            raise UnreadableError(f"{name} is a mailbox, not an article: follow it with briefing feeds add.")
        if path.suffix.lower() in (".json", ".jsonl"):
            raise UnreadableError(
                f"{name} is a file of data, not an article: `briefing import` reads annotations from it, "
                "`briefing batch` articles."
            )
        format_ = format_ or sniff_format(data)
        # The name of a pipe is temporary: its content identifies it.
        return self._reader.read(
            SourceDocument(data, format_, name, path.resolve() if path.is_file() else None)
        )

    def _from_web(self, address: str, name: str, trusted_hosts: frozenset[str] | None) -> Article:
        from briefing.sources.http.page_fetch import fetch_page  # imports httpcore

        page = fetch_page(address, self._limits, trusted_hosts=trusted_hosts)
        format_ = _format_on_web(page.content_type, urlsplit(page.final_url).path, page.content, name)
        return self._reader.read(
            SourceDocument(page.content, format_, name, url=page.final_url, charset=page.charset)
        )


class SingleLoader(NamedTuple):
    """Loads articles, each with a reading process of its own if it needs one."""

    limits: FetchLimits | None = None

    def load(
        self,
        reference: str,
        *,
        stdin: Callable[[], bytes] | None = None,
        trusted_hosts: frozenset[str] | None = None,
    ) -> Article:
        with ArticleLoader(limits=self.limits) as sources:
            return sources.load(reference, stdin=stdin, trusted_hosts=trusted_hosts)


def load(reference: str, *, stdin: Callable[[], bytes] | None = None) -> Article:
    """Load the article at a path, an http, https or local `file://` address, or `-` for standard input.

    `stdin` reads all of standard input. Raises SourceError. One `ArticleLoader` is faster for many pages.
    """
    return SingleLoader().load(reference, stdin=stdin)


def _format_on_web(content_type: str | None, path: str, data: bytes, name: str) -> DocumentFormat:
    """Tell the format by the declared type; many servers send Markdown as plain text, anything as bytes."""
    by_suffix = format_from_suffix(path)
    if content_type in _ANY_BYTES:
        return by_suffix or sniff_format(data)
    format_ = format_from_media_type(content_type)
    if format_ is DocumentFormat.TEXT and by_suffix is DocumentFormat.MARKDOWN:
        return DocumentFormat.MARKDOWN
    if format_ is not None:
        return format_
    if content_type in _FEED_TYPES or (content_type.endswith("xml") and _FEED_START.search(data[:2_000])):
        raise UnreadableError(f"{name} is a feed, not an article: follow it with briefing feeds add.")
    raise UnreadableError(
        f"{name} is of the type {clean_line(content_type)}, not an article: "
        "open the page that shows the article as text."
    )


def _path_of_address(address: str, name: str) -> Path:
    try:
        parts = urlsplit(address)
    except ValueError as error:
        raise FetchError(f"{name} is not a valid address: open the file by its path.") from error
    if parts.netloc.lower() not in ("", "localhost"):
        raise FetchError(f"{name} is on another machine: copy the file here and open it by its path.")
    path = unquote(parts.path)
    return Path(path.removeprefix("/") if sys.platform == "win32" else path)


def _shown(reference: str) -> str:
    """Return the reference as written, safe to show."""
    return clean_line(reference) or "(a name of blanks)"
