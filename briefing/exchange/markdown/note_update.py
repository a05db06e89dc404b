"""Updates a note that was exported before, around the text that the reader wrote into it.

Managed blocks are found by their `^id` and replaced in place. An edited block belongs to the reader: it stays
until its annotation changes, and then the new block is inserted above it. A block whose annotation is gone is
removed, unless it was edited.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import partial

from briefing.domain import Analysis
from briefing.domain.annotation import AnnotatedArticle
from briefing.exchange.exporters.markdown import article_blocks, article_markdown, article_title
from briefing.exchange.markdown.front_matter import (
    front_matter,
    merge_properties,
    properties,
    read_properties,
)
from briefing.exchange.markdown.managed_blocks import (
    ANNOTATIONS,
    GONE,
    Block,
    BlockRecord,
    briefing_block,
    ledger_line,
    parse_ledger,
)
from briefing.exchange.markdown.markdown_text import escape_markdown, split_front_matter
from briefing.exchange.markdown.note_parser import BlockPosition, NoteLines, parse_note


def update_note(
    existing: str, article: AnnotatedArticle, briefing: Analysis | None, *, whole: bool = True
) -> str:
    """Return the updated note; the reader's own text is kept byte for byte.

    `whole` says that these are all annotations of the article, so that blocks of others are removed. Without
    a briefing, the one in the note stays. A second update changes nothing more.
    """
    if not existing.strip("\ufeff \t\r\n"):
        return article_markdown(article, briefing)
    newline = "\r\n" if "\r\n" in existing else "\n"
    values = properties(article, briefing)
    mark = "\ufeff" if existing.startswith("\ufeff") else ""
    opening, inner, body = split_front_matter(existing.removeprefix(mark))
    known = read_properties(inner)
    if briefing is None and known.get("description"):
        # The description that an earlier briefing gave is better than the source's name.
        values.pop("description", None)
    if not whole and known.get("created"):
        values.pop("created", None)
    if opening:
        before = opening + merge_properties(inner, values, newline)
    else:
        before = (front_matter(values) + "\n").replace("\n", newline)
    if title := known.get("title"):
        body = _retitled(body, title, article)
    return mark + before + _Update(body, article, briefing, whole, newline).text()


def _retitled(body: str, old_title: str, article: AnnotatedArticle) -> str:
    """Replace the title in the heading if that is still the one in the front matter."""
    old, new = f"# {escape_markdown(old_title)}", article_title(article)
    lines = body.split("\n")
    for number, line in enumerate(lines):
        if line.rstrip() == old != new:
            lines[number] = new + line[len(line.rstrip()) :]
        if line.rstrip() not in ("", "---"):
            break
    return "\n".join(lines)


@dataclass
class _Update:
    """An update of one note: the lines that are inserted, by place, and the lines that are removed."""

    body: str
    article: AnnotatedArticle
    briefing: Analysis | None
    whole: bool
    newline: str
    inserted: defaultdict[int, list[tuple[str, ...]]] = field(default_factory=partial(defaultdict, list))
    """The blocks before each line, in the order in which they are to stand."""
    removed: set[int] = field(default_factory=set)
    written: dict[str, BlockRecord] = field(default_factory=dict)

    def text(self) -> str:
        blocks = article_blocks(self.article)
        briefing = briefing_block(self.briefing) if self.briefing is not None else None
        # Without a last line end there is no line to insert before; this one is removed again below.
        open_ended = not self.body.endswith("\n")
        note = parse_note(
            self.body + self.newline if open_ended else self.body,
            [*blocks, *([briefing] if briefing else [])],
        )
        self._update_briefing(note, briefing)
        self._update_annotations(note, blocks)
        self._remove_others(note, blocks)
        lines = self._assembled(note, any(block.gone for block in blocks))
        text = "\n".join(lines)
        return text.removesuffix(self.newline) if open_ended else text

    def _update_briefing(self, note: NoteLines, block: Block | None) -> None:
        old, place = note.remembered.get("briefing"), note.places.get("briefing")
        if block is None:
            if old is not None:
                self.written["briefing"] = old
        elif place is None:
            starts = [each.start for each in note.places.values()]
            self._insert(min([*note.headings.values(), *starts, note.end]), block.lines)
            self.written["briefing"] = block.written
        elif place.intact:
            self._replace(note, place, block)
        elif old is not None:
            self.written["briefing"] = old

    def _update_annotations(self, note: NoteLines, blocks: list[Block]) -> None:
        moved = {
            block.id
            for block in blocks
            if (place := note.places.get(block.id))
            and place.intact
            and note.is_gone(place) is not block.gone
            and note.stands_alone(place)
        }
        for orphans, heading in ((False, ANNOTATIONS), (True, GONE)):
            section = [block for block in blocks if block.gone is orphans]
            anchors = {
                block.id: note.places[block.id]
                for block in section
                if block.id in note.places
                and block.id not in moved
                and note.is_gone(note.places[block.id]) is orphans
            }
            headed = heading in note.headings or bool(anchors)
            for number, block in enumerate(section):
                place = note.places.get(block.id)
                self.written[block.id] = block.written
                if place is not None and place.intact and block.id not in moved:
                    self._replace(note, place, block)
                    continue
                if place is not None and place.intact:
                    self._remove(note, place)
                elif place is not None:
                    if note.remembered.get(block.id) in (block.written, block.undated):
                        continue  # the annotation has not changed: what the reader made of its block stays
                    self._leave_to_reader(note, place, block)
                at = place.start if place is not None and block.id in anchors else None
                if at is None:
                    at = self._place_for(note, section, number, anchors, heading)
                    if not headed:
                        self._insert(at, (heading,))
                        headed = True
                self._insert(at, block.lines)

    def _place_for(
        self,
        note: NoteLines,
        section: list[Block],
        number: int,
        anchors: dict[str, BlockPosition],
        heading: str,
    ) -> int:
        """Return the line before which a new block is inserted, by its position in the article."""
        for block in section[number + 1 :]:
            if block.id in anchors:
                return anchors[block.id].start
        for block in reversed(section[:number]):
            if block.id in anchors:
                return note.section_end(anchors[block.id].end)
        if heading in note.headings:
            return note.section_end(note.headings[heading] + 1)
        return min(note.headings.get(GONE, note.end), note.end)

    def _leave_to_reader(self, note: NoteLines, place: BlockPosition, block: Block) -> None:
        """Leave an edited block to the reader, without its id, and without a quote that is unchanged."""
        length = place.id_line + 1 - place.start
        same = [line.rstrip() for line in note.lines[place.start : place.id_line + 1]]
        if same == [line.rstrip() for line in block.lines[:length]]:
            self.removed |= set(range(place.start, place.id_line + 1))
        else:
            self.removed.add(place.id_line)

    def _remove_others(self, note: NoteLines, blocks: list[Block]) -> None:
        here = {"briefing", *(block.id for block in blocks)}
        for block_id, old in note.remembered.items():
            place = note.places.get(block_id)
            if block_id in here:
                continue
            if not self.whole:
                self.written[block_id] = old
            elif place is not None and place.intact:
                self._remove(note, place)

    def _insert(self, at: int, lines: tuple[str, ...]) -> None:
        self.inserted[at].append(lines)

    def _replace(self, note: NoteLines, place: BlockPosition, block: Block) -> None:
        self.written[block.id] = block.written
        if [line.rstrip() for line in note.lines[place.start : place.end]] == [
            line.rstrip() for line in block.lines
        ]:
            return
        self.removed |= set(range(place.start, place.end))
        self._insert(place.start, block.lines)

    def _remove(self, note: NoteLines, place: BlockPosition) -> None:
        end = place.end
        if end < len(note.lines) - 1 and not note.lines[end].strip():
            end += 1
        self.removed |= set(range(place.start, end))

    def _assembled(self, note: NoteLines, orphans: bool) -> list[str]:
        carriage_return = self.newline.removesuffix("\n")
        if not orphans and GONE in note.headings:
            start = note.headings[GONE]
            section = range(start, note.section_end(start + 1))
            if not any(note.lines[line].strip() for line in section[1:] if line not in self.removed):
                self.removed |= set(section)
        self._update_ledger(note)
        lines: list[str] = []
        after_block = False
        for number, line in enumerate(note.lines):
            for block_lines in self.inserted[number]:
                if lines and lines[-1].strip():
                    lines.append(carriage_return)
                lines += [each + carriage_return for each in block_lines]
                after_block = True
            if number in self.removed:
                continue
            if after_block and line.strip():
                lines.append(carriage_return)
            after_block = False
            lines.append(line)
        return lines

    def _update_ledger(self, note: NoteLines) -> None:
        if note.ledger_line is not None:
            if parse_ledger(note.lines[note.ledger_line]) != self.written:
                self.removed.add(note.ledger_line)
                self._insert(note.ledger_line, (ledger_line(self.written),))
        elif self.written:
            self._insert(note.end, (ledger_line(self.written),))
