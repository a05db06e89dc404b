"""What runs in the process for pages: trafilatura, and the way from its tree to paragraphs."""

from __future__ import annotations

import logging
import os
import re
import signal
from typing import TYPE_CHECKING, Any

from briefing.sources.extraction import Page

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

__all__ = ["read_page", "serve"]

NICENESS = 5

_BLOCKS = frozenset(
    # trafilatura's own names for heading, list item, quotation, table row
    "ab head item list quote row table "
    "address article aside blockquote body caption center dd div dl dt fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section tr ul".split()
)
_UNSEEN = frozenset(
    "script style noscript template title svg math iframe object select textarea button".split()
)
_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f]"
    r"|&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])(?!\d)|x0*(?:[0-8bcef]|1[0-9a-f])(?![0-9a-f]));?",
    re.IGNORECASE,
)
"""Controls, written out or as references: the tree has no room for them, and trafilatura stumbles on them."""
_SPACE = re.compile(r"[ \t\r\n\f]+")


def serve(pipe: Connection) -> None:
    """Answer each (markup, url, want_whole) with a Page, until the other end is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    logging.disable(logging.CRITICAL)
    # The terminal is the reader's: what a C library prints must not reach it.
    silence = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(silence, stream)
    import trafilatura  # noqa: F401  # before the word that all is ready: it is what takes long

    pipe.send("ready")
    while True:
        try:
            markup, url, want_whole = pipe.recv()
        except (EOFError, OSError):
            return
        pipe.send(read_page(markup, url, want_whole))


def read_page(markup: str, url: str | None, want_whole: bool) -> Page:
    """The article in a page; an empty one where there is none or the markup is beyond reading."""
    import lxml.etree
    import lxml.html
    import trafilatura

    parser = lxml.html.HTMLParser(encoding="utf-8")
    data = _CONTROL.sub("", markup).encode("utf-8", "replace")
    try:
        tree = lxml.html.document_fromstring(data, parser=parser)
    except (lxml.etree.LxmlError, ValueError):
        return Page("", "")
    whole = _laid_out(tree.find("body")) if want_whole else ""
    try:
        found: Any = trafilatura.bare_extraction(  # it has no type information
            tree, url=url, fast=True, include_comments=False, with_metadata=True
        )
    except Exception:  # whatever a hostile page can make it raise, the page has no article for us
        found = None
    published = _meta(tree, "article:published_time")
    if found is None:
        return Page("", whole, published=published, language=tree.get("lang"))
    if found.date and not (published or "").startswith(found.date):
        published = found.date
    return Page(
        _laid_out(found.body),
        whole,
        title=found.title,
        author=found.author,
        published=published,
        site=found.sitename,
        section=_meta(tree, "article:section"),
        canonical=_canonical(tree),
        language=tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang"),
    )


def _canonical(tree: Any) -> str | None:
    links = tree.xpath("//head/link[contains(concat(' ', @rel, ' '), ' canonical ')]/@href")
    return next((str(link).strip() for link in links if link.strip()), None) or _meta(tree, "og:url")


def _meta(tree: Any, name: str) -> str | None:
    contents = tree.xpath("//meta[@property=$name or @name=$name]/@content", name=name)
    return next((str(content) for content in contents if content.strip()), None)


def _laid_out(root: Any) -> str:
    """The words below an element, a blank line between blocks; lxml's tree has no type information."""
    from lxml import etree

    if root is None:
        return ""
    blocks: list[str] = []
    words: list[str] = []
    hidden = 0

    def end_block() -> None:
        block = "\n".join(line.strip() for line in "".join(words).split("\n")).strip()
        if block:
            blocks.append(block)
        words.clear()

    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        name = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            if name in _BLOCKS:
                end_block()
            hidden += name in _UNSEEN
            if not hidden:
                if name in ("br", "lb"):
                    words.append("\n")
                elif element.text:
                    words.append(_SPACE.sub(" ", element.text))
            continue
        if event == "end":
            hidden -= name in _UNSEEN
            if name in _BLOCKS:
                end_block()
            elif name in ("td", "th", "cell"):
                words.append(" ")
        if element is not root and element.tail and not hidden:
            words.append(_SPACE.sub(" ", element.tail))
    end_block()
    return "\n\n".join(blocks)
