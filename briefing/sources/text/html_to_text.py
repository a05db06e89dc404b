"""Parses HTML and converts an element of its tree to plain text paragraphs, with what it marks in them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from briefing.domain.structure import BlockKind
from briefing.domain.text.clean_characters import clean_markup, limit_marks
from briefing.domain.text.sanitize import PRINTABLE, is_ascii_of
from briefing.sources import lazy
from briefing.sources.text.source_blocks import SourceBlock, SourceBlocks

_BLOCKS = frozenset(
    # These are trafilatura's own names for heading, list item, quotation, table row.
    "ab head item list quote row table "
    "address article aside blockquote body caption center dd div dl dt fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section tr ul".split()
)
_UNSEEN = frozenset(
    "script style noscript template title svg math iframe object select textarea button".split()
)
_METADATA = frozenset(("title", "meta", "link", "script", "style", "base", "noscript", "template"))
_BREAKS = frozenset({"br", "lb"})
_CELLS = frozenset({"td", "th", "cell"})
_BLOCKS_IN_TABLES = {True: _BLOCKS | _CELLS, False: _BLOCKS - {"center", "div", "p"}}
"""Blocks by whether a table is a layout; the paragraphs of a cell of data are of one row with other cells."""
_LISTS = frozenset({"ul", "ol"})
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_LAYOUT = frozenset({"align", "bgcolor", "border", "cellpadding", "cellspacing", "width"})
"""Attributes of tables that place things."""
MAX_CELL = 400
"""Characters of a cell of data."""
_KINDS: Mapping[str, BlockKind] = {
    **dict.fromkeys(_HEADINGS, BlockKind.HEADING),
    **dict.fromkeys(("blockquote", "quote"), BlockKind.QUOTE),
    **dict.fromkeys(("li", "item", "dd", "dt"), BlockKind.ITEM),
    **dict.fromkeys(("tr", "row"), BlockKind.ROW),
    **dict.fromkeys(("figcaption", "caption"), BlockKind.CAPTION),
}
_MARKED = frozenset({"a", "img", "time", "figure", "table", *_CELLS, *_LISTS, *_KINDS})
"""Elements that say what their text is."""
_PLAIN = PRINTABLE + b"\t\n\r"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_CONTROL_REFERENCE = re.compile(
    r"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])(?!\d)|x0*(?:[0-8bcef]|1[0-9a-f])(?![0-9a-f]));?", re.IGNORECASE
)
"""Control characters by reference: they are not allowed in the tree, and trafilatura fails on them."""
_SPACE = re.compile(r"[ \t\r\n\f]+")


def parse_html(markup: str) -> Any:
    """Return the root of lxml's tree, which has no type information; None for an empty or unreadable page."""
    html = lazy.lxml_html
    if not is_ascii_of(markup, _PLAIN) and _CONTROL.search(markup):
        markup = clean_markup(markup)  # while terminal sequences are whole
    if "&#" in markup:
        markup = _CONTROL_REFERENCE.sub("", markup)
    data = limit_marks(markup).encode("utf-8", "replace")
    try:
        root = html.document_fromstring(data, parser=_parser())
    except (html.etree.LxmlError, ValueError):
        return None
    _empty_head(root)
    _drop_cards(root)
    return root


def _drop_cards(root: Any) -> None:
    """Drop the cards that open over a name within a sentence: a picture, and links to other articles."""
    # "//p//span" would take quadratic time in the number of paragraphs.
    cards = root.xpath("//span[.//img][count(.//a) > 1][preceding-sibling::a][ancestor::p]")
    for card in cards:
        card.drop_tree()  # its tail stays


def _empty_head(root: Any) -> None:
    """Move what is no metadata from `<head>` into `<body>`.

    Both tags may be left out, and the parser knows no `<article>` or `<main>`: it leaves them in the head.
    """
    head = root.find("head")
    if head is None or all(child.tag in _METADATA for child in head):
        return
    body = root.find("body")
    if body is None:
        body = root.makeelement("body")
        head.addnext(body)
    strays = [child for child in head if child.tag not in _METADATA]
    first = body[0] if len(body) else None
    for stray in strays:
        if first is None:
            body.append(stray)  # with its tail
        else:
            first.addprevious(stray)
    if body.text and first is not None:
        strays[-1].tail, body.text = (strays[-1].tail or "") + body.text, None


@cache
def _parser() -> Any:
    return lazy.lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)


def element_blocks(root: Any) -> SourceBlocks:
    """Return the blocks of an element of such a tree, with their links, and images and times between them."""
    if root is None:
        return SourceBlocks()
    reader = _BlockReader()
    reader.add(root)
    reader.end_block()
    return SourceBlocks(tuple(reader.blocks), tuple(reader.images), tuple(reader.times), tuple(reader.bodies))


class _BlockReader:
    """Walks a tree. Offsets count in the words of the current block, until it ends."""

    def __init__(self) -> None:
        self.blocks: list[SourceBlock] = []
        self.images: list[tuple[int, str, str]] = []
        """Images by number of blocks before them, address and caption, which the end of a figure replaces."""
        self.times: list[tuple[int, str]] = []
        self.bodies: list[tuple[int, int]] = []
        self._words: list[str] = []
        self._counted = self._counted_length = 0
        """The number of the words that have been counted, and their length."""
        self._kind: BlockKind | None = None
        self._level = 1
        self._lists = 0
        self._is_layout: bool | None = None
        """Whether the innermost table only places what is in it; None outside of tables."""
        self._links: list[tuple[int, int, str]] = []
        self._open_link: tuple[int, str] | None = None
        self._cells: list[tuple[int, int]] = []

    def add(self, element: Any) -> None:
        # The parser limits the depth of a tree to a quarter of Python's recursion limit.
        name = element.tag
        is_block = name in (_BLOCKS if self._is_layout is None else _BLOCKS_IN_TABLES[self._is_layout])
        is_marked = name in _MARKED
        if is_block:
            self.end_block()
            first = len(self.blocks)
        if is_marked:
            before = self._enter(name, element)
        if name in _BREAKS:
            self._words.append("\n")
        elif text := element.text:
            self._add_words(_collapse_spaces(text))
        for child in element:
            if isinstance(child.tag, str) and child.tag not in _UNSEEN:
                self.add(child)
            # White space between blocks would only have to be taken off again.
            if (tail := child.tail) and (self._words or self._cells or not tail.isspace()):
                self._add_words(_collapse_spaces(tail))
        if is_block:
            self.end_block()
            if name == "article" or element.get("itemprop") == "articleBody":
                self.bodies.append((first, len(self.blocks)))
        if is_marked:
            self._leave(name, before)
        if not is_block and (name in _CELLS or name in _BLOCKS):
            self._add_words(" ")

    def _add_words(self, words: str) -> None:
        if words != " " or not self._words or self._words[-1][-1] != " ":
            self._words.append(words)

    def end_block(self) -> None:
        if not self._words:
            return
        raw = "".join(self._words)
        text = raw.strip()
        links, cells = self._links, self._cells
        if self._open_link is not None:
            start, url = self._open_link
            links = [*links, (start, len(raw), url)]
            self._open_link = (0, url)
        self._words, self._links, self._cells = [], [], []
        self._counted = self._counted_length = 0
        if not text:
            return
        if links or cells:
            lead = len(raw) - len(raw.lstrip())
            links = [(*_within(start - lead, end - lead, text), url) for start, end, url in links]
            cells = [_within(start - lead, end - lead, text) for start, end in cells]
        if "\n" in text:
            lines = list(map(str.strip, text.split("\n")))
            if links or cells:
                shift = _stripped_shift(text, lines)
                links = [(shift(start), shift(end), url) for start, end, url in links]
                cells = [(shift(start), shift(end)) for start, end in cells]
            text = "\n".join(lines)
        self.blocks.append(SourceBlock(text, self._kind, self._level, tuple(links), tuple(cells)))

    @property
    def _length(self) -> int:
        self._counted_length += sum(map(len, self._words[self._counted :]))
        self._counted = len(self._words)
        return self._counted_length

    def _enter(self, name: str, element: Any) -> Any:
        """Take up what an element marks, and return what `_leave` needs."""
        before = (
            *(self._kind, self._level, self._lists, self._is_layout),
            *(self._open_link, self._length, len(self.images)),
        )
        if name == "a":
            if href := element.get("href"):
                self._open_link = (self._length, href)
        elif name == "img":
            if address := element.get("data-src") or element.get("src"):
                self.images.append((len(self.blocks), address, element.get("alt") or ""))
        elif name == "time":
            self.times.append((len(self.blocks), element.get("datetime") or "".join(element.itertext())))
        elif name in _LISTS:
            self._lists += 1
        elif name == "table":
            self._is_layout = _is_layout(element)
        elif name in _KINDS and not (name == "tr" and self._is_layout):
            self._kind = _KINDS[name]
            self._level = int(name[1]) if self._kind is BlockKind.HEADING else max(1, self._lists)
        return (*before, len(self.blocks))

    def _leave(self, name: str, before: Any) -> None:
        self._kind, self._level, self._lists, is_layout, open_link, length, images, blocks = before
        if name == "a" and self._open_link is not None and self._open_link != open_link:
            start, url = self._open_link
            if start < self._length:
                self._links.append((start, self._length, url))
            self._open_link = None
        elif name in _CELLS and len(self.blocks) == blocks and not is_layout:
            self._cells.append((length, self._length))
        elif name == "figure":
            captions = [each.text for each in self.blocks[blocks:] if each.kind is BlockKind.CAPTION]
            if captions:
                within = self.images[images:]
                self.images[images:] = [(at, address, captions[0]) for at, address, _ in within]
        self._is_layout = is_layout


def _is_layout(table: Any) -> bool | None:
    """Return whether a table only places parts of a page or a mail; None if it has no rows.

    A table of data has no heading, no other table and no long text in it, and several rows of cells where it
    has the attributes that such layouts have.
    """
    if next(table.iterdescendants("tr"), None) is None:  # trafilatura's own
        return None
    if table.get("role") in ("presentation", "none"):
        return True
    if next(table.iterdescendants("table", *_HEADINGS), None) is not None:
        return True
    rows = 0
    for row in table.iterdescendants("tr"):
        cells = ["".join(cell.itertext()).strip() for cell in row.iterchildren("td", "th")]
        if any(len(cell) > MAX_CELL for cell in cells):
            return True
        rows += sum(map(bool, cells)) > 1
    return rows < (1 if _LAYOUT.isdisjoint(table.keys()) else 2)


def _within(start: int, end: int, text: str) -> tuple[int, int]:
    start = min(max(0, start), len(text))
    return start, min(max(start, end), len(text))


def _stripped_shift(text: str, lines: list[str]) -> Callable[[int], int]:
    """Return a function from an offset in the text to the offset in its stripped lines."""
    moved: list[tuple[int, int, int]] = []
    start = now = 0
    for line in text.split("\n"):
        bare = lines[len(moved)]
        moved.append((start + len(line) - len(line.lstrip()) if bare else start, now, len(bare)))
        start, now = start + len(line) + 1, now + len(bare) + 1

    def shift(offset: int) -> int:
        line = max(0, bisect_right(moved, offset, key=lambda each: each[0]) - 1)
        first, at, length = moved[line]
        return at + min(max(0, offset - first), length)

    return shift


def _collapse_spaces(text: str) -> str:
    # Looking for each character is faster than a pattern, and most texts have none.
    if "  " in text or "\n" in text or "\t" in text or "\r" in text or "\f" in text:
        return _SPACE.sub(" ", text)
    return text
