"""Takes out of a mail what no letter says: links that unsubscribe or show it in a browser, and padding."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from briefing.sources.text.source_blocks import SourceBlock, SourceBlocks

ADDRESS = re.compile(r"[<(\[]{0,2}\b(?:https?://|www\.|mailto:)[^\s<>()\[\]]+[>)\]]{0,2}")
_ANY_ADDRESS = re.compile(r"://|www\.|mailto:")
_WORD = re.compile(r"\w+(?:['’]\w+)*")
_PADDING = (
    " \t\u00a0\u00ad\u034f\u061c\u115f\u17b4\u180e\u2007\u200b\u200c\u200d\u200e\u200f\u2060"
    "\u2061\u2062\u2063\u2800\u3164\ufeff"
)
"""Blanks and characters without a width, which keep a mailbox from showing what follows the first words."""

_SEPARATORS = "\n|<>/·•"
"""Marks that remain of a line of pictures, or between links that are gone."""

_WORDS: dict[str, str] = tomllib.loads(
    Path(__file__).with_name("mail_words.toml").read_text(encoding="utf-8")
)
_MARKS, _LINK_MARKS, _LETTERS, _TROUBLE, _FILLERS = (
    frozenset(_WORDS[name].split()) for name in ("marks", "link_marks", "letters", "trouble", "fillers")
)
_KNOWN = _MARKS | _LINK_MARKS | _LETTERS | _TROUBLE | _FILLERS
_FEW, _MANY = 3, 50
"""The most words beside the links of a line of links; the number of words that no line of furniture has."""


def without_furniture(source: SourceBlocks) -> SourceBlocks:
    """Remove furniture and padding; keep all of the mail if nothing else would be left."""
    blocks: list[SourceBlock] = []
    starts = [0]
    """The number of blocks of the result before each one of the source."""
    for block in source.blocks:
        blocks += filter(None, [_without_furniture(block)])
        starts.append(len(blocks))
    if not blocks:
        return source
    images = tuple((starts[at], address, caption) for at, address, caption in source.images)
    return SourceBlocks(tuple(blocks), images)


def _without_furniture(block: SourceBlock) -> SourceBlock | None:
    if _is_furniture(block):
        return None
    if "\n" not in block.text:
        return block
    lines = [line for line in _lines(block) if not _is_furniture(line)]
    text, links = "", []
    for line in lines:
        at = len(text)
        links += [(at + start, at + end, url) for start, end, url in line.links]
        text += line.text + "\n"
    cells = block.cells if len(lines) == 1 else ()
    return SourceBlock(text[:-1], block.kind, block.level, tuple(links), cells) if lines else None


def _lines(block: SourceBlock) -> Iterator[SourceBlock]:
    """Yield the lines with their links, without padding."""
    at = nth = 0
    for line in block.text.split("\n"):
        text = line.rstrip(_PADDING)
        links: list[tuple[int, int, str]] = []
        while nth < len(block.links) and block.links[nth][0] <= at + len(line):
            start, end, url = block.links[nth]
            links.append((max(0, start - at), min(len(text), end - at), url))
            if end > at + len(line):  # the link goes on in the next line
                break
            nth += 1
        yield SourceBlock(text, links=tuple(link for link in links if link[0] < link[1]))
        at += len(line) + 1


def _is_furniture(line: SourceBlock) -> bool:
    if not line.text.strip(_PADDING + _SEPARATORS):
        return True
    if not line.links and not _ANY_ADDRESS.search(line.text):
        return False
    bare = ADDRESS.sub(" ", line.text)
    words = _WORD.findall(bare.casefold())
    if len(words) > _MANY:
        return False
    if not _KNOWN.issuperset(words):
        return False
    linked = [word for start, end, _ in line.links for word in _WORD.findall(line.text[start:end].casefold())]
    is_all_links = bool(linked) and len(words) - len(linked) <= _FEW
    return (
        not _MARKS.isdisjoint(words)
        or not (_LETTERS.isdisjoint(words) or _TROUBLE.isdisjoint(words))
        or (is_all_links and not _LINK_MARKS.isdisjoint(linked))
    )
