"""Renders the blocks of a note that the export manages, and the ledger that remembers what was written.

An annotation's block is its quote, its `^id`, its colour and day, its note and its tags. The last line of a
note is the ledger, with the length and a checksum of each block: a block that is still as written may be
replaced or removed, and an edited one belongs to the reader.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from briefing.domain import Analysis
from briefing.domain.annotation import Annotation
from briefing.exchange.briefing_lists import section_lines
from briefing.exchange.markdown.front_matter import day
from briefing.exchange.markdown.markdown_text import block_quote, close_blocks, escape_markdown, obsidian_tag

BRIEFING = "## Briefing"
ANNOTATIONS = "## Annotations"
GONE = "## No longer in the article"

_ORPHAN = "*The article no longer has these words.*"


@dataclass(frozen=True, slots=True)
class Block:
    """A block of a note, as lines without line ends, and without blank lines around it."""

    id: str
    lines: tuple[str, ...]
    gone: bool = False
    undated: BlockRecord | None = None
    """The record as 0.1.0 wrote it, without colour and day: if the ledger has it, nothing has changed."""

    @property
    def written(self) -> BlockRecord:
        return _record(self.lines)


@dataclass(frozen=True, slots=True)
class BlockRecord:
    length: int
    checksum: str


def block_ids(annotations: Iterable[Annotation]) -> dict[str, str]:
    """Make an id for each annotation's block, by annotation id: short, unique, and equal at each export."""
    ids: dict[str, str] = {}
    taken: set[str] = set()
    for annotation in sorted(annotations, key=lambda each: (each.created, each.id)):
        digest = hashlib.sha256(annotation.id.encode("utf-8", "surrogatepass")).hexdigest()
        short = f"n{digest[:8]}"
        ids[annotation.id] = short if short not in taken else f"n{digest[:32]}"
        taken.add(ids[annotation.id])
    return ids


def annotation_block(annotation: Annotation, block_id: str, *, gone: bool) -> Block:
    # Obsidian wants the id of a quote on a line of its own, between blank ones.
    quote = [*block_quote(annotation.anchor.quote), "", f"^{block_id}"]
    marked = ", ".join(filter(None, (annotation.color.capitalize(), day(annotation.created))))
    lines: list[str] = []
    if annotation.note:
        # A note may come from somebody else, and Obsidian's Templater runs commands anywhere in a file.
        lines += ["", *close_blocks(annotation.note.replace("<%", "<\\%")).split("\n")]
    tags = [f"#{tag}" for tag in map(obsidian_tag, annotation.tags) if tag]
    if tags:
        lines += ["", " ".join(tags)]
    if gone:
        lines += ["", _ORPHAN]
    dated = (*quote, "", f"*{escape_markdown(marked)}*", *lines)
    return Block(block_id, dated, gone, _record((*quote, *lines)))


def briefing_block(briefing: Analysis) -> Block:
    lines = [BRIEFING, ""]
    if briefing.notice:
        lines += [escape_markdown(briefing.notice), ""]
    lines += section_lines(briefing, escape_markdown, heading="###", bold="**")
    return Block("briefing", tuple(lines))


_LEDGER = re.compile(r"<!-- written by briefing:((?: [\w-]+/\d+/[0-9a-f]+)*) -->")


def ledger_line(written: Mapping[str, BlockRecord]) -> str:
    """Return the ledger as an HTML comment, which Markdown programs do not show."""
    words = (f" {block_id}/{each.length}/{each.checksum}" for block_id, each in written.items())
    return f"<!-- written by briefing:{''.join(words)} -->"


def parse_ledger(line: str) -> dict[str, BlockRecord] | None:
    """Return the records in a line, or None for a line that is no ledger."""
    match = _LEDGER.fullmatch(line.strip())
    if match is None:
        return None
    words = (word.split("/") for word in match[1].split())
    return {block_id: BlockRecord(int(length), checksum) for block_id, length, checksum in words}


def is_unchanged(lines: Sequence[str], start: int, written: BlockRecord | None) -> bool:
    """Whether the lines from `start` are still those that were written."""
    if written is None or start < 0:
        return False
    return _checksum(lines[start : start + written.length]) == written.checksum


def _record(lines: Sequence[str]) -> BlockRecord:
    return BlockRecord(len(lines), _checksum(lines))


def _checksum(lines: Sequence[str]) -> str:
    """Return a checksum that ignores spaces at the ends of lines, which editors add and remove."""
    text = "\n".join(line.rstrip() for line in lines)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]
