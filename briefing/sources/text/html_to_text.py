"""Parses HTML and converts an element of its tree to plain text paragraphs."""

from __future__ import annotations

import re
from typing import Any

from briefing.sources import lazy
from briefing.sources.text.normalize_text import clean_characters

_BLOCKS = frozenset(
    # trafilatura's own names for heading, list item, quotation, table row
    "ab head item list quote row table "
    "address article aside blockquote body caption center dd div dl dt fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section tr ul".split()
)
_UNSEEN = frozenset(
    "script style noscript template title svg math iframe object select textarea button".split()
)
_BREAKS = frozenset({"br", "lb"})
_CELLS = frozenset({"td", "th", "cell"})
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_CONTROL_REFERENCE = re.compile(
    r"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])(?!\d)|x0*(?:[0-8bcef]|1[0-9a-f])(?![0-9a-f]));?", re.IGNORECASE
)
"""Control characters by reference: they are not allowed in the tree, and trafilatura fails on them."""
_SPACE = re.compile(r"[ \t\r\n\f]+")


def parse_html(markup: str) -> Any:
    """The root of lxml's tree, which has no type information; None for an empty or unreadable page."""
    html = lazy.lxml_html
    parser = html.HTMLParser(encoding="utf-8")
    if _CONTROL.search(markup):
        markup = clean_characters(markup)  # while terminal sequences are whole
    data = _CONTROL_REFERENCE.sub("", markup).encode("utf-8", "replace")
    try:
        return html.document_fromstring(data, parser=parser)
    except (html.etree.LxmlError, ValueError):
        return None


def element_text(root: Any) -> str:
    """The text of an element of such a tree, with a blank line between blocks."""
    if root is None:
        return ""
    blocks: list[str] = []
    words: list[str] = []

    def end_block() -> None:
        block = "".join(words).strip()
        words.clear()
        if "\n" in block:
            block = "\n".join(map(str.strip, block.split("\n")))
        if block:
            blocks.append(block)

    def add_text(element: Any) -> None:
        # The parser limits the depth of a tree to a quarter of Python's recursion limit.
        name = element.tag
        is_block = name in _BLOCKS
        if is_block:
            end_block()
        if name in _BREAKS:
            words.append("\n")
        elif text := element.text:
            words.append(_collapse_spaces(text))
        for child in element:
            if isinstance(child.tag, str) and child.tag not in _UNSEEN:
                add_text(child)
            if tail := child.tail:
                words.append(_collapse_spaces(tail))
        if is_block:
            end_block()
        elif name in _CELLS:
            words.append(" ")

    add_text(root)
    end_block()
    return "\n\n".join(blocks)


def _collapse_spaces(text: str) -> str:
    if "  " not in text and text.isprintable():  # the common case, and faster
        return text
    return _SPACE.sub(" ", text)
