"""What a format's reader found in a document, before it is cleaned and given an identity."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ParsedDocument"]


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """An article in the making; every field may still hold what the boundary takes out."""

    text: str
    """The body; paragraphs parted by a blank line."""
    title: str | None = None
    author: str | None = None
    published: str | None = None
    """ISO 8601."""
    source: str | None = None
    section: str | None = None
    url: str | None = None
    """The address that the document names as its own; not yet checked against where it came from."""
    language: str | None = None
    """As the document declares it, such as "en-GB"."""
    own_name: str | None = None
    """What names the document wherever it lies, such as a mail's Message-ID."""
    vouched: bool = True
    """Whether a person wrote these fields for this very file. A page's template claims what it likes:
    its address does not name a local file, nor does its language go before that of the words."""
