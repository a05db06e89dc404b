"""Columns, dates, messages and the preview for the list of annotations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from rich.cells import cell_len, set_cell_size
from textual.content import Content

from briefing.domain.annotation import AnchorState, Annotation
from briefing.domain.span import Span
from briefing.domain.text.clean_characters import without_strays
from briefing.domain.text.motions import paragraph_at, sentence_at, sentence_back
from briefing.domain.text.sanitize import safe_line, safe_one_to_one
from briefing.presentation.annotations.annotation_marks import mark_style
from briefing.presentation.rows import LinePart
from briefing.presentation.sentences import WITHIN_QUOTATION, pluralize, shortened
from briefing.ui.textlayout.wrapping import TextLayout

MARK_CELLS = 2
"""Cells of the colour's digit and a blank."""
MIN_FOR_TAGS = 50
"""Cells of a line below which the note needs the room of the tags."""
MIN_FOR_DATE = 30
DATE_CELLS = 6
LONGEST_BEFORE = 160
"""Code points before the passage in a preview, so that the passage is in view."""


def note_line(annotation: Annotation, width: int, now: datetime) -> tuple[LinePart, ...]:
    """Lay out the first line: colour, note or else quote, state, tags, date; exactly `width` cells."""
    right = _right_parts(annotation, width, now)
    room = max(0, width - MARK_CELLS - sum(cell_len(piece.text) for piece in right))
    if annotation.note:
        words, role = shortened(_one_line(annotation.note), room), "note"
    else:
        words, role = _quote_lines(annotation, room)[0], "quote"
    return (
        LinePart(f"{annotation.color.digit} "[:width], mark_style(annotation)),
        LinePart(set_cell_size(words, room), role),
        *right,
    )


def quote_line(annotation: Annotation, width: int, now: datetime) -> tuple[LinePart, ...]:
    """Lay out the second line: the shortened quote, or its continuation if the first line began it."""
    room = max(0, width - MARK_CELLS)
    if annotation.note:
        words = _quoted(annotation, room)
    else:
        first_room = room - sum(cell_len(piece.text) for piece in _right_parts(annotation, width, now))
        words = shortened(_quote_lines(annotation, max(0, first_room))[1], room)
    return (LinePart(" " * min(MARK_CELLS, width), "blank"), LinePart(set_cell_size(words, room), "quote"))


def _right_parts(annotation: Annotation, width: int, now: datetime) -> tuple[LinePart, ...]:
    pieces: list[LinePart] = []
    state = state_label(annotation)
    if state and width >= MIN_FOR_DATE:
        pieces.append(LinePart(f"  {state} ", "state"))
    if annotation.tags and width >= MIN_FOR_TAGS:
        tags = safe_line(" ".join(f"#{tag}" for tag in annotation.tags))
        pieces.append(LinePart(f"  {shortened(tags, width // 3)}", "tags"))
    if width >= MIN_FOR_DATE:
        pieces.append(LinePart(f" {day_label(annotation.created, now):>{DATE_CELLS}}", "date"))
    return tuple(pieces)


def _quote_lines(annotation: Annotation, room: int) -> tuple[str, str]:
    """Break the quote, in quotation marks, once between words."""
    quoted = f"“{_quote_in_line(annotation)}”"
    if cell_len(quoted) <= room:
        return quoted, ""
    layout = TextLayout(quoted, max(1, room))
    return layout.shown[: layout.ends[0]].rstrip(), layout.shown[layout.ends[0] :]


def _quoted(annotation: Annotation, room: int) -> str:
    quote = _quote_in_line(annotation)
    whole = f"“{quote}”"
    return whole if cell_len(whole) <= room else f"“{shortened(quote, room - 2)}”"


def _quote_in_line(annotation: Annotation) -> str:
    return _one_line(annotation.anchor.quote).translate(WITHIN_QUOTATION)


def _one_line(text: str) -> str:
    # What is never in view need not be looked at: notes may be as long as articles.
    # A joiner that joins nothing makes what stands behind it narrower than it is measured.
    return without_strays(safe_line(" ".join(text[:2000].split())))


def state_label(annotation: Annotation) -> str:
    """Return the anchor's state, unless it is exact: "moved, 94% sure", "orphan"."""
    if annotation.is_orphan or annotation.state is AnchorState.ORPHAN:
        return "orphan"
    if annotation.state is AnchorState.EXACT:
        return ""
    sure = annotation.confidence
    return "moved" if sure is None else f"moved, {round(sure * 100)}% sure"


def day_label(created: str, now: datetime) -> str:
    """Return the day as "today", "12 Nov", "2025-03-04", in the time zone of `now`; "" if it is invalid."""
    try:
        moment = datetime.fromisoformat(created)
        day = (moment.astimezone(now.tzinfo) if moment.tzinfo else moment).date()
    except (ValueError, OverflowError):
        return ""
    return _day_label(day, now.date())


def _day_label(day: date, today: date) -> str:
    if day == today:
        return "today"
    return f"{day.day} {day:%b}" if day.year == today.year else day.isoformat()


def hidden_message(hidden: int) -> str:
    return f"{hidden} hidden by the filter" if hidden else ""


def orphans_message(orphans: int) -> str:
    """Return the number of orphans, and what to type to list them."""
    return f"{pluralize(orphans, 'orphan')}: kind:orphan" if orphans else ""


def empty_list_message(typed: str, nearest: str, problem: str, *, of_article: bool) -> str:
    """Say why nothing is listed, and what to do; `typed` is empty if no filter applies."""
    if not typed.strip():
        where = "No annotations in this article yet" if of_article else "No annotations yet"
        wider = " {notes.scope} shows those of the library." if of_article else ""
        how = (
            "{text.select} or {text.select-sentence} selects in an article, {reader.annotate} writes a note."
        )
        return f"{where}: {how}{wider}"
    advice = f"Nearest: {nearest}. " if nearest else f"{problem} " if problem else ""
    return f"No annotation matches {shortened(safe_line(typed.strip()), 60)}. {advice}Esc clears."


@dataclass(frozen=True, slots=True)
class Preview:
    text: str
    passage: Span
    """The position of the passage in `text`; empty if the passage is missing."""
    place: str = ""
    """The place for the header, such as "par. 6"."""


def preview_of(annotation: Annotation, text: str | None) -> Preview:
    """Return the passage with its sentences from the article's text or, if that is missing, its anchor."""
    span = annotation.anchor.span
    if text is None or span is None or span.of(text) != annotation.anchor.quote:
        return _from_anchor(annotation)
    first, last = paragraph_at(text, span.start), paragraph_at(text, max(span.start, span.end - 1))
    start = max(first.start, sentence_at(text, span.start).start)
    if start == span.start:
        start = max(first.start, sentence_back(text, start))
    end = sentence_at(text, max(span.start, span.end - 1)).end
    if end <= span.end < last.end:
        end = sentence_at(text, min(span.end + 1, last.end - 1)).end
    start, end = min(start, span.start), max(end, span.end)
    if span.start - start > LONGEST_BEFORE:
        at = text.find(" ", span.start - LONGEST_BEFORE, span.start)
        start = at + 1 if at >= 0 else span.start - LONGEST_BEFORE
    before = "… " if start > first.start else ""
    after = " …" if end < last.end else ""
    shown = safe_one_to_one(f"{before}{text[start:end]}{after}")
    at = len(before) + span.start - start
    paragraph = text.count("\n\n", 0, span.start) + 1
    return Preview(shown, Span(at, at + len(span)), f"par. {paragraph}")


def preview_content(annotation: Annotation, preview: Preview) -> Content:
    """Return the passage, marked, with the note and the tags below it."""
    mark = f"bold $on-highlight on $mark-{annotation.color.digit}"
    shown = Content(preview.text).stylize(mark, preview.passage.start, preview.passage.end)
    if annotation.note:
        shown += Content(f"\n\n{safe_one_to_one(annotation.note)}")
    if annotation.tags:
        tags = safe_line(" ".join(f"#{tag}" for tag in annotation.tags))
        shown += Content("\n\n") + Content.styled(tags, "$secondary")
    return shown


def _from_anchor(annotation: Annotation) -> Preview:
    anchor = annotation.anchor
    before = f"… {anchor.prefix.lstrip()}" if anchor.prefix else ""
    after = f"{anchor.suffix.rstrip()} …" if anchor.suffix else ""
    span = Span(len(before), len(before) + len(anchor.quote))
    place = "orphan: {notes.reattach} attaches it anew" if annotation.is_orphan else ""
    return Preview(safe_one_to_one(f"{before}{anchor.quote}{after}"), span, place)
