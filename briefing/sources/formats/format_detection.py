"""Detects the format of a document by its file suffix, its media type, or its first lines."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import PurePath


class DocumentFormat(StrEnum):
    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    MAIL = "mail"


_SUFFIXES = {
    ".txt": DocumentFormat.TEXT,
    ".text": DocumentFormat.TEXT,
    ".md": DocumentFormat.MARKDOWN,
    ".markdown": DocumentFormat.MARKDOWN,
    ".html": DocumentFormat.HTML,
    ".htm": DocumentFormat.HTML,
    ".xhtml": DocumentFormat.HTML,
    ".eml": DocumentFormat.MAIL,
}
ARTICLE_SUFFIXES = frozenset(_SUFFIXES)
"""Suffixes, in lower case, of the files that are read from a folder."""

_TYPES = {
    "text/plain": DocumentFormat.TEXT,
    "text/markdown": DocumentFormat.MARKDOWN,
    "text/x-markdown": DocumentFormat.MARKDOWN,
    "text/html": DocumentFormat.HTML,
    "application/xhtml+xml": DocumentFormat.HTML,
    "message/rfc822": DocumentFormat.MAIL,
}

_HTML_START = rb"(?:\s|<!--.*?-->|<\?xml.*?\?>)*<(?:!doctype\s+html|html|head|body)\b"
_MARKDOWN_START = rb"\s*(?:---[ \t]*\r?\n(?:[^\n]*\n)*?(?:---|\.\.\.)[ \t]*\r?\n|#{1,3} \S)"
_MAIL_HEADER = rb"(?:(?P<name>[A-Za-z][A-Za-z0-9-]*):[^\n]*|[ \t]+\S[^\n]*)\n"
_MAIL_SIGNS = frozenset({b"from", b"date", b"message-id", b"mime-version", b"received", b"return-path"})


MAIL_START = re.compile(rb"From \S.*\d\d:\d\d")
"""The line before each mail of an mbox (RFC 4155)."""


def format_from_suffix(name: str) -> DocumentFormat | None:
    return _SUFFIXES.get(PurePath(name).suffix.lower())


def format_from_media_type(content_type: str) -> DocumentFormat | None:
    """Return the format of a media type without parameters, such as "text/html"."""
    return _TYPES.get(content_type.strip().lower())


def sniff_format(data: bytes) -> DocumentFormat:
    """Detect the format by the first lines; plain text for anything unknown."""
    head = data[:16_384].removeprefix(b"\xef\xbb\xbf")
    if re.match(_HTML_START, head, re.I | re.S):
        return DocumentFormat.HTML
    if _is_mail(head):
        return DocumentFormat.MAIL
    return DocumentFormat.MARKDOWN if re.match(_MARKDOWN_START, head) else DocumentFormat.TEXT


def _is_mail(head: bytes) -> bool:
    """Return whether a document starts with header lines, at least two of them typical of a mail."""
    head = head.replace(b"\r\n", b"\n")
    names = set()
    position = 0
    header = re.compile(_MAIL_HEADER)
    while match := header.match(head, position):
        names.add((match["name"] or b"").lower())
        position = match.end()
    return len(names & _MAIL_SIGNS) >= 2
