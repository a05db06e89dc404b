"""Defines what parsing a document returns, before its text is normalized and its identity is known."""

from __future__ import annotations

from dataclasses import dataclass

from briefing.domain.structure import Stub
from briefing.sources.text.source_blocks import SourceBlocks

NOTHING = SourceBlocks()


@dataclass(frozen=True)
class ParsedDocument:
    """Every field may still contain characters that `normalize_text` removes."""

    text: str
    """The body, with a blank line between paragraphs."""
    title: str | None = None
    author: str | None = None
    published: str | None = None
    """The time of publication in ISO 8601."""
    source: str | None = None
    section: str | None = None
    url: str | None = None
    """The address that the document claims as its own; not yet compared with where it came from."""
    language: str | None = None
    """The language as the document declares it, such as "en-GB"."""
    own_id: str | None = None
    """Identifies the document wherever it is stored, such as the Message-ID of a mail."""
    blocks: SourceBlocks = NOTHING
    """What the source marks in the text; it may hold more than the text, and in other white space."""
    stub: Stub | None = None
    """The kind of document that stands in place of an article."""
    rest: str = ""
    """The words behind the article on its page that are no part of the text: other stories, forms."""
    is_trusted: bool = True
    """Whether the author wrote these fields for this document. A page's fields come from a template: its
    address does not identify a saved file, and its language is used only where none is detected."""
