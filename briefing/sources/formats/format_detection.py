"""Which format a document is in: by its file's suffix, its declared type, or its first lines."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import PurePath

__all__ = ["ARTICLE_SUFFIXES", "Format", "format_of_suffix", "format_of_type", "sniffed_format"]


class Format(StrEnum):
    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    MAIL = "mail"


_SUFFIXES = {
    ".txt": Format.TEXT,
    ".text": Format.TEXT,
    ".md": Format.MARKDOWN,
    ".markdown": Format.MARKDOWN,
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".xhtml": Format.HTML,
    ".eml": Format.MAIL,
}
ARTICLE_SUFFIXES = frozenset(_SUFFIXES)
"""What a folder is searched for; lower case."""

_TYPES = {
    "text/plain": Format.TEXT,
    "text/markdown": Format.MARKDOWN,
    "text/x-markdown": Format.MARKDOWN,
    "text/html": Format.HTML,
    "application/xhtml+xml": Format.HTML,
    "message/rfc822": Format.MAIL,
}

_HTML_START = re.compile(
    rb"(?:\s|<!--.*?-->|<\?xml.*?\?>)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_MARKDOWN_START = re.compile(rb"\s*(?:---[ \t]*\r?\n(?:[^\n]*\n)*?(?:---|\.\.\.)[ \t]*\r?\n|#{1,3} \S)")
_MAIL_HEADER = re.compile(rb"(?:(?P<name>[A-Za-z][A-Za-z0-9-]*):[^\n]*|[ \t]+\S[^\n]*)\n")
_MAIL_SIGNS = frozenset({b"from", b"date", b"message-id", b"mime-version", b"received", b"return-path"})


def format_of_suffix(name: str) -> Format | None:
    return _SUFFIXES.get(PurePath(name).suffix.lower())


def format_of_type(content_type: str) -> Format | None:
    """By media type, such as "text/html"; parameters must be off already."""
    return _TYPES.get(content_type.strip().lower())


def sniffed_format(data: bytes) -> Format:
    """By how it begins; plain text where nothing else shows."""
    head = data[:16_384].removeprefix(b"\xef\xbb\xbf")
    if _HTML_START.match(head):
        return Format.HTML
    if _is_mail(head):
        return Format.MAIL
    return Format.MARKDOWN if _MARKDOWN_START.match(head) else Format.TEXT


def _is_mail(head: bytes) -> bool:
    """Whether it opens with header lines, at least two of which every mail has."""
    head = head.replace(b"\r\n", b"\n")
    names = set()
    position = 0
    while match := _MAIL_HEADER.match(head, position):
        names.add((match["name"] or b"").lower())
        position = match.end()
    return len(names & _MAIL_SIGNS) >= 2
