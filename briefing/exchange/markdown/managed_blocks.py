"""The parts of a note that are ours: how each is written, what it is found by, and what we remember of it.

An annotation's part is its quote, its `^id`, its note and its tags. The last line of a note keeps, for each
part, its length and a checksum of what was written: a part that is still so can be replaced or taken away,
and one that is not has become the reader's.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from briefing.domain import Actor, Analysis, Event, Issue, Quote
from briefing.domain.annotation import Annotation
from briefing.exchange.markdown.markdown_text import block_quote, close_blocks, escape_markdown, obsidian_tag

__all__ = [
    "ANNOTATIONS",
    "BRIEFING",
    "GONE",
    "Block",
    "BlockRecord",
    "annotation_block",
    "block_ids",
    "briefing_block",
    "is_unchanged",
    "ledger_line",
    "parse_ledger",
]

BRIEFING = "## Briefing"
ANNOTATIONS = "## Annotations"
GONE = "## No longer in the article"

_ORPHAN = "*The article no longer has these words.*"


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a note, as lines without their ends; no blank line around it."""

    id: str
    lines: tuple[str, ...]
    orphan: bool = False

    @property
    def written(self) -> BlockRecord:
        return BlockRecord(len(self.lines), _checksum(self.lines))


@dataclass(frozen=True, slots=True)
class BlockRecord:
    """What is remembered of a part that was written."""

    length: int
    checksum: str


def block_ids(annotations: Iterable[Annotation]) -> dict[str, str]:
    """By annotation id: letters and digits, short, the same at each export, each once."""
    ids: dict[str, str] = {}
    taken: set[str] = set()
    for annotation in sorted(annotations, key=lambda each: (each.created, each.id)):
        digest = hashlib.sha256(annotation.id.encode("utf-8", "surrogatepass")).hexdigest()
        short = f"n{digest[:8]}"
        ids[annotation.id] = short if short not in taken else f"n{digest[:32]}"
        taken.add(ids[annotation.id])
    return ids


def annotation_block(annotation: Annotation, block_id: str) -> Block:
    # Obsidian wants the id of a quote on a line of its own, between blank ones.
    lines = [*block_quote(annotation.anchor.quote), "", f"^{block_id}"]
    if annotation.note:
        lines += ["", *close_blocks(annotation.note).split("\n")]
    tags = [f"#{tag}" for tag in map(obsidian_tag, annotation.tags) if tag]
    if tags:
        lines += ["", " ".join(tags)]
    if annotation.is_orphan:
        lines += ["", _ORPHAN]
    return Block(block_id, tuple(lines), annotation.is_orphan)


def briefing_block(briefing: Analysis) -> Block:
    lines = [BRIEFING, ""]
    if briefing.notice:
        lines += [escape_markdown(briefing.notice), ""]
    lines += ["### Summary", ""]
    lines += [f"- {escape_markdown(point.text)}" for point in briefing.summary] or ["Nothing was found."]
    lines += ["", "### Key actors", ""]
    lines += [_actor(actor) for actor in briefing.actors] or ["Nothing was found."]
    lines += ["", "### Open issues", ""]
    lines += [line for issue in briefing.issues for line in _issue(issue)] or ["Nothing was found."]
    lines += ["", "### Timeline", ""]
    lines += [_event(event) for event in briefing.timeline] or ["Nothing was found."]
    lines += ["", "### Quotes", ""]
    lines += [_quote(quote) for quote in briefing.quotes] or ["Nothing was found."]
    return Block("briefing", tuple(lines))


def _actor(actor: Actor) -> str:
    role = f", {escape_markdown(actor.role)}" if actor.role else ""
    also = f"; also {', '.join(map(escape_markdown, actor.aliases))}" if actor.aliases else ""
    return f"- **{escape_markdown(actor.name)}** ({actor.kind}{role}){also}"


def _issue(issue: Issue) -> Iterator[str]:
    when = f", {escape_markdown(issue.when)}" if issue.when else ""
    who = f"; {', '.join(map(escape_markdown, issue.actors))}" if issue.actors else ""
    yield f"- **{escape_markdown(issue.label)}** ({issue.kind}{when}){who}"
    for evidence in issue.evidence:
        yield f"  - {escape_markdown(evidence.text)}"


def _event(event: Event) -> str:
    return f"- **{event.date}** {escape_markdown(event.passage.text)}"


def _quote(quote: Quote) -> str:
    speaker = f"**{escape_markdown(quote.speaker)}**: " if quote.speaker else ""
    return f"- {speaker}“{escape_markdown(quote.passage.text)}”"


_LEDGER = re.compile(r"<!-- written by briefing:((?: [\w-]+/\d+/[0-9a-f]+)*) -->")


def ledger_line(written: Mapping[str, BlockRecord]) -> str:
    """The line that remembers what was written; an HTML comment, which no reader of Markdown shows."""
    words = (f" {block_id}/{each.length}/{each.checksum}" for block_id, each in written.items())
    return f"<!-- written by briefing:{''.join(words)} -->"


def parse_ledger(line: str) -> dict[str, BlockRecord] | None:
    """What such a line remembers; None for another line."""
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


def _checksum(lines: Sequence[str]) -> str:
    """Of the lines without the blanks at their ends, which editors take away and add."""
    text = "\n".join(line.rstrip() for line in lines)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]
