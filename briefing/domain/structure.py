"""What an article's source shows beside its text: links, images, headings, lists, tables, times."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from briefing.domain.span import Span
from briefing.domain.text.tracking import without_tracking


class Stub(StrEnum):
    """What a text is, where it is no article."""

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
    """What a stretch of the text is, where it is no common paragraph."""

    HEADING = "heading"
    QUOTE = "quote"
    ITEM = "item"
    """Of a list."""
    ROW = "row"
    """Of a table."""
    CELL = "cell"
    """Of such a row."""
    CAPTION = "caption"


class MarkedBlock(NamedTuple):
    kind: BlockKind
    span: Span
    level: int = 1
    """Of a heading, 1 to 6; of a list's item, how many lists it lies in."""


class Link(NamedTuple):
    span: Span
    url: str
    """http or https."""


class Image(NamedTuple):
    offset: int
    """The end of the paragraph that it follows; 0 before the first."""
    url: str
    caption: str
    """As it stands below it, else its description; never ""."""


class Update(NamedTuple):
    """The beginning of an entry of a live page."""

    offset: int
    time: str
    """As the source has it: ISO 8601, or its words."""


@dataclass(frozen=True, slots=True)
class Structure:
    """Belongs to one text: its spans point into that."""

    stub: Stub | None = None
    """What the text is in place of an article."""
    blocks: tuple[MarkedBlock, ...] = ()
    links: tuple[Link, ...] = ()
    images: tuple[Image, ...] = ()
    updates: tuple[Update, ...] = ()
    """In the order of the text, as all of these."""
    rest: str = ""
    """What stood behind the article on its page, such as other stories; shown, it ends the text."""

    def __reduce__(self) -> tuple[type[Structure], tuple[object, ...]]:
        return Structure, (self.stub, self.blocks, self.links, self.images, self.updates, self.rest)

    def without_tracking(self) -> Structure:
        """With addresses that say nothing of where they were seen."""
        return replace(
            self,
            links=tuple(Link(link.span, without_tracking(link.url)) for link in self.links),
            images=tuple(
                Image(image.offset, without_tracking(image.url), image.caption) for image in self.images
            ),
        )


NO_STRUCTURE = Structure()


def stub_notice(stub: Stub, words: int, url: str | None = None) -> str:
    """The sentence that says what it looks like, and how to follow the site at that address."""
    notice = f"This looks like {_LOOKS_LIKE[stub]}: {words:,} words."
    return f"{notice} {site_notice('Its site', url)}" if stub is Stub.SITE and url else notice


def site_notice(subject: str, url: str) -> str:
    return f"{subject} has a feed: `briefing feeds add {url}` follows it."
