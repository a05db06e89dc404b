"""The structure that an article's source shows beside its text: links, images, headings, tables, times."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from briefing.domain.span import Span
from briefing.domain.text.tracking import without_tracking


class Stub(StrEnum):
    """The kind of a text that is no article."""

    PAYWALL = "paywall"
    CONSENT = "consent"
    ERROR = "error"
    LIVE = "live"
    LINKS = "links"
    SITE = "site"
    """A front page, of a site that has a feed."""


_LOOKS_LIKE: Mapping[Stub, str] = {
    Stub.PAYWALL: "the beginning of an article behind a paywall",
    Stub.CONSENT: "a consent page in place of an article",
    Stub.ERROR: "an error page in place of an article",
    Stub.LIVE: "a live page, many updates and not one article",
    Stub.LINKS: "a list of links, not an article",
    Stub.SITE: "a front page, not an article",
}


class BlockKind(StrEnum):
    """The kind of a stretch of text that is no common paragraph."""

    HEADING = "heading"
    QUOTE = "quote"
    ITEM = "item"
    """An item of a list."""
    ROW = "row"
    """A row of a table."""
    CELL = "cell"
    """A cell of a row."""
    CAPTION = "caption"


class MarkedBlock(NamedTuple):
    kind: BlockKind
    span: Span
    level: int = 1
    """The level of a heading, 1 to 6, or the number of lists that an item lies in."""


class Link(NamedTuple):
    span: Span
    url: str
    """The http or https address."""


class Image(NamedTuple):
    offset: int
    """The end of the paragraph that it follows; 0 before the first."""
    url: str
    caption: str
    """The words below the image, else its description; never ""."""


class Update(NamedTuple):
    """The beginning of an entry of a live page."""

    offset: int
    time: str
    """The time as the source has it: ISO 8601, or its words."""


@dataclass(frozen=True, slots=True)
class Structure:
    """The structure of one text, into which its spans point."""

    stub: Stub | None = None
    """The kind of the text if it is no article."""
    blocks: tuple[MarkedBlock, ...] = ()
    links: tuple[Link, ...] = ()
    images: tuple[Image, ...] = ()
    updates: tuple[Update, ...] = ()
    """The updates in the order of the text, in which the other fields are, too."""
    rest: str = ""
    """The text behind the article on its page, such as other stories; shown, it ends the text."""

    def __reduce__(self) -> tuple[type[Structure], tuple[object, ...]]:
        return Structure, (self.stub, self.blocks, self.links, self.images, self.updates, self.rest)

    def without_tracking(self) -> Structure:
        """Return the structure with addresses that say nothing of where they were seen."""
        return replace(
            self,
            links=tuple(Link(link.span, without_tracking(link.url)) for link in self.links),
            images=tuple(
                Image(image.offset, without_tracking(image.url), image.caption) for image in self.images
            ),
        )


NO_STRUCTURE = Structure()


def stub_notice(stub: Stub, words: int, url: str | None = None) -> str:
    """Return a sentence on what the text looks like, and on how to follow the site at that address."""
    notice = f"This looks like {_LOOKS_LIKE[stub]}: {words:,} words."
    return f"{notice} {site_notice('Its site', url)}" if stub is Stub.SITE and url else notice


def site_notice(subject: str, url: str) -> str:
    return f"{subject} has a feed: `briefing feeds add {url}` follows it."
