"""Finds what a source marks up (links, headings, lists, images, times) again in the text made of it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple
from unicodedata import is_normalized, normalize
from urllib.parse import urljoin, urlsplit, urlunsplit

from briefing.domain.span import Span
from briefing.domain.structure import BlockKind, Image, Link, MarkedBlock, Structure, Stub, Update
from briefing.sources.text.normalize_text import clean_line

MIN_LETTERS = 25
"""Letters from which a block is found within a paragraph too; a shorter one must be whole paragraphs, since
“China” in a page's menu is no “China” of its article."""
MAX_LINKS, MAX_BLOCKS, MAX_IMAGES, MAX_UPDATES = 500, 3_000, 50, 500
MAX_URL, MAX_CAPTION, MAX_TIME = 2_000, 500, 40
"""Characters of an address, a caption and a time."""

MAX_SEARCHED = 100_000_000
"""Letters searched for blocks that are no whole paragraphs; a hostile page has any number of them."""

_WEB = ("http://", "https://")
_NO_LETTERS = re.compile(r"[\W_]+")
_PATH = r"(?:/[\w~%+,=@!$'()*-][\w.~%+,=@!$'()*-]*){1,20}+/?"
"""The path of an address, compiled at first use: plain text has no links."""
_LETTER = re.compile(r"[^\W_]")


class SourceBlock(NamedTuple):
    """A paragraph, heading, list item or the like; offsets count from its own start."""

    text: str
    kind: BlockKind | None = None
    """The kind; None for a common paragraph."""
    level: int = 1
    links: tuple[tuple[int, int, str], ...] = ()
    """The start, end and address of each link, as the source has it."""
    cells: tuple[tuple[int, int], ...] = ()


class SourceBlocks(NamedTuple):
    """A document in the order of its source, with what is no text."""

    blocks: tuple[SourceBlock, ...] = ()
    images: tuple[tuple[int, str, str], ...] = ()
    """The number of blocks before each image, its address and its caption."""
    times: tuple[tuple[int, str], ...] = ()
    """The number of blocks before each time, and the time."""
    bodies: tuple[tuple[int, int], ...] = ()
    """The numbers of blocks before each element called the article, and before what follows it."""

    @property
    def is_plain(self) -> bool:
        return not self.images and not any(each.kind or each.links for each in self.blocks)

    @property
    def text(self) -> str:
        return "\n\n".join(each.text for each in self.blocks)


def place(source: SourceBlocks, text: str, *, base: str | None, stub: Stub | None) -> Structure:
    """Return the structure of `text`, made of `source`; what is not found in it again is left out.

    Addresses are relative to `base`. Times are kept for a live page alone.
    """
    if source.is_plain and stub is not Stub.LIVE:
        return Structure(stub)
    placed = list(_placed(source, text))
    links = (
        Link(span, url)
        for found in placed
        if found is not None
        for start, end, address in found.block.links
        if (span := found.span(start, end)) and (url := _web_address(address, base))
    )
    return Structure(
        stub,
        blocks=tuple(_blocks(placed))[:MAX_BLOCKS],
        links=tuple(sorted(links, key=lambda link: link.span))[:MAX_LINKS],
        images=tuple(_images(source, placed, base))[:MAX_IMAGES],
        updates=tuple(_updates(source, placed))[:MAX_UPDATES] if stub is Stub.LIVE else (),
    )


class _Placed(NamedTuple):
    block: SourceBlock
    whole: Span
    span: Callable[[int, int], Span | None]
    """Returns where a part of the block stands in the text; None for a part without a letter."""


def _placed(source: SourceBlocks, text: str) -> Iterator[_Placed | None]:
    if source.text == text:
        at = 0
        are_all_needed = source.images or source.times  # images and times stand beside common paragraphs too
        for block in source.blocks:
            if block.kind or block.links or are_all_needed:
                yield _Placed(block, Span(at, at + len(block.text)), _shifted(at, block.text))
            else:
                yield None
            at += len(block.text) + 2
        return
    letters = [match.start() for match in _LETTER.finditer(text)]
    run = _NO_LETTERS.sub("", text)
    paragraphs = [_NO_LETTERS.sub("", each) for each in text.split("\n\n")]
    starts = list(accumulate(map(len, paragraphs), initial=0))
    bounds = set(starts)
    wholes: dict[str, list[int]] = {}
    for start, paragraph in zip(starts, paragraphs, strict=False):
        wholes.setdefault(paragraph, []).append(start)
    cursor, budget = 0, MAX_SEARCHED
    for block in source.blocks:
        own = _NO_LETTERS.sub("", _composed(block.text))
        whole = wholes.get(own, []) if own else []
        at = whole[nth] if (nth := bisect_left(whole, cursor)) < len(whole) else -1
        if at < 0 and len(own) >= MIN_LETTERS and budget > 0:
            at = run.find(own, cursor)
            at = run.find(own) if at < 0 else at
            budget -= len(run)
        if at < 0:
            yield None
            continue
        cursor = at + len(own)
        start, end = letters[at], letters[cursor - 1] + 1
        # The span has the marks around the block if it is whole paragraphs.
        if at in bounds:
            before = text.rfind("\n\n", 0, start)
            start = before + 2 if before >= 0 else 0
        if cursor in bounds:
            after = text.find("\n\n", end)
            end = after if after >= 0 else len(text)
        yield _Placed(block, Span(start, end), _by_letters(block.text, letters[at:cursor]))


def _shifted(by: int, text: str) -> Callable[[int, int], Span | None]:
    def span(start: int, end: int) -> Span | None:
        inner = Span(start, end).trimmed(text)
        return inner.shift(by) if _LETTER.search(inner.of(text)) else None

    return span


def _by_letters(own: str, letters: Sequence[int]) -> Callable[[int, int], Span | None]:
    """Find parts by counting letters, since blanks, marks and control characters may have changed.

    `letters` are the offsets of the block's letters in the text.
    """
    starts = [match.start() for match in _LETTER.finditer(own)]

    def span(start: int, end: int) -> Span | None:
        first, stop = bisect_left(starts, start), bisect_left(starts, end)
        # Composing Hangul changes the number of letters.
        is_found = first < stop and len(starts) == len(letters)
        return Span(letters[first], letters[stop - 1] + 1) if is_found else None

    return span


def _composed(text: str) -> str:
    return text if is_normalized("NFC", text) else normalize("NFC", text)


def _blocks(placed: Iterable[_Placed | None]) -> Iterator[MarkedBlock]:
    for found in placed:
        if found is None or found.block.kind is None:
            continue
        yield MarkedBlock(found.block.kind, found.whole, found.block.level)
        for start, end in found.block.cells:
            if (cell := found.span(start, end)) is not None:
                yield MarkedBlock(BlockKind.CELL, cell)


def _images(source: SourceBlocks, placed: list[_Placed | None], base: str | None) -> Iterator[Image]:
    """Yield images with a caption beside a block of the text: the others are a page's furniture."""
    seen: set[str] = set()
    for at, address, caption in source.images:
        before = next((each for each in reversed(placed[max(0, at - 2) : at]) if each), None)
        after = next((each for each in placed[at : at + 2] if each), None)
        url = _web_address(address, base)
        caption = clean_line(caption)[:MAX_CAPTION]
        if not caption or url is None or url in seen or (before is None and after is None):
            continue
        seen.add(url)
        offset = before.whole.end if before is not None else max(0, after.whole.start - 2) if after else 0
        yield Image(offset, url, caption)


def _updates(source: SourceBlocks, placed: list[_Placed | None]) -> Iterator[Update]:
    """Yield the time of each entry, at its first block in the text; the last one before that block counts."""
    following: list[_Placed | None] = [None]
    for found in reversed(placed):
        following.append(found or following[-1])
    following.reverse()
    times: dict[int, str] = {}
    for at, time in source.times:
        first = following[min(at, len(placed))]
        if first is not None and (time := clean_line(time)[:MAX_TIME]):
            times[first.whole.start] = time
    yield from (Update(start, times[start]) for start in sorted(times))


def _web_address(address: str, base: str | None) -> str | None:
    """Return an http or https address: no other is safe to open. A place in the page itself gives None."""
    url = clean_line(address)
    if not url or url.startswith("#"):
        return None
    if not url.startswith(_WEB):  # joining is slow, and most are whole, or a path from the site's root
        try:
            if base and base.startswith(_WEB) and re.fullmatch(_PATH, url, re.ASCII):
                return urlunsplit((*urlsplit(base)[:2], url, "", ""))
            url = urljoin(base or "", url)
        except ValueError:
            return None
    return url if url.startswith(_WEB) and " " not in url and len(url) <= MAX_URL else None
