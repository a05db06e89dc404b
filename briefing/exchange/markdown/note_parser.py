"""Locates the managed blocks in a note that was exported before."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from briefing.exchange.markdown.managed_blocks import (
    ANNOTATIONS,
    BRIEFING,
    GONE,
    Block,
    BlockRecord,
    is_unchanged,
    parse_ledger,
)
from briefing.exchange.markdown.markdown_text import fence_after


@dataclass(frozen=True, slots=True)
class BlockPosition:
    """A block at the lines from `start` up to `end`."""

    start: int
    id_line: int
    end: int
    """The line after the whole block if it is as we wrote it, or else after its `^id`."""
    intact: bool


@dataclass(frozen=True, slots=True)
class NoteLines:
    """The lines of a note without its front matter, and the blocks found in them."""

    lines: tuple[str, ...]
    """The lines without `\\n`, but with any `\\r`; the last one is what follows the last line end."""
    places: Mapping[str, BlockPosition]
    """The blocks by their ids; the briefing's id is `briefing`."""
    headings: Mapping[str, int]
    """The numbers of the lines with our own headings."""
    remembered: Mapping[str, BlockRecord]
    ledger_line: int | None

    @property
    def end(self) -> int:
        """The line before which additions to the end of the note are inserted."""
        return self.ledger_line if self.ledger_line is not None else len(self.lines) - 1

    def section_end(self, start: int) -> int:
        """Return the line of the next heading of the first or second level, or else the end of the note."""
        fence = ""
        for number in range(start, len(self.lines)):
            if number == self.ledger_line:
                return number
            line = self.lines[number]
            before, fence = fence, fence_after(line.rstrip(), fence)
            if not before and _CHAPTER.match(line):
                return number
        return self.end if start <= self.end else len(self.lines) - 1

    def is_gone(self, place: BlockPosition) -> bool:
        """Whether a block is in the section of passages that the article no longer has."""
        return GONE in self.headings and place.start > self.headings[GONE]

    def stands_alone(self, place: BlockPosition) -> bool:
        """Whether no text of the reader's follows a block before the next block or heading."""
        starts = {each.start for each in self.places.values()} | set(self.headings.values())
        for number in range(place.end, len(self.lines)):
            if line := self.lines[number].strip():
                return number in starts or number == self.ledger_line or bool(_CHAPTER.match(line))
        return True


_CHAPTER = re.compile(r"##?\s")
_ID_LINE = re.compile(r"\^([A-Za-z0-9-]+)\s*")


def parse_note(text: str, blocks: Iterable[Block]) -> NoteLines:
    """Find the blocks that the ledger remembers and those that are about to be written."""
    lines = tuple(text.split("\n"))
    ledger_line, remembered = None, {}
    for number, line in enumerate(lines):
        if (words := parse_ledger(line)) is not None:
            ledger_line, remembered = number, words
    new = {block.id: block.written for block in blocks}
    places: dict[str, BlockPosition] = {}
    headings: dict[str, int] = {}
    number = 0
    while number < len(lines):
        line = lines[number].rstrip()
        match = _ID_LINE.fullmatch(line)
        block_id = match[1] if match else "briefing" if line == BRIEFING else ""
        if (block_id in new or block_id in remembered) and block_id not in places:
            start = _quote_start(lines, number) if match else number
            place = _place(lines, start, number, remembered.get(block_id), new.get(block_id))
            places[block_id] = place
            number = place.end
            continue
        if line in (ANNOTATIONS, GONE):
            headings.setdefault(line, number)
        number += 1
    return NoteLines(lines, places, headings, remembered, ledger_line)


def _place(
    lines: Sequence[str], start: int, id_line: int, old: BlockRecord | None, new: BlockRecord | None
) -> BlockPosition:
    for written in (old, new):
        # A block that ends before its id cannot be the one that was written.
        if written is not None and start + written.length > id_line and is_unchanged(lines, start, written):
            return BlockPosition(start, id_line, start + written.length, True)
    return BlockPosition(start, id_line, id_line + 1, False)


def _quote_start(lines: Sequence[str], id_line: int) -> int:
    """Return the first line of the quote above an id, or the id's own line if there is no quote."""
    above = id_line - 1
    while above >= 0 and not lines[above].strip():
        above -= 1
    start = above + 1
    while start > 0 and lines[start - 1].startswith(">"):
        start -= 1
    return start if start <= above else id_line
