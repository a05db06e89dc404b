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
    """The body; a blank line between paragraphs."""
    title: str | None = None
    author: str | None = None
    published: str | None = None
    """ISO 8601."""
    source: str | None = None
    section: str | None = None
    url: str | None = None
    """The address that the document claims as its own; not yet compared with where it came from."""
    language: str | None = None
    """As the document declares it, such as "en-GB"."""
    own_id: str | None = None
    """Identifies the document wherever it is stored, such as the Message-ID of a mail."""
    blocks: SourceBlocks = NOTHING
    """What the source marks in the text; it may hold more than the text, and in other white space."""
    stub: Stub | None = None
    """What the document shows itself to be in place of an article."""
    rest: str = ""
    """What stood behind the article on its page and is no part of the text: other stories, forms."""
    is_trusted: bool = True
    """Whether the author wrote these fields for this document. Those of a page come from a template: its
    address does not identify a saved file, and its language is used only where none is detected."""
