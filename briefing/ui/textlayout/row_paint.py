"""Turns a laid-out row into styled segments; highlights never split a grapheme."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style

from briefing.domain import Span
from briefing.ui.textlayout.graphemes import JOINER
from briefing.ui.textlayout.wrapping import TextLayout


class Stretch(NamedTuple):
    """The part of a row that one highlight covers, in offsets of the text, and the name of its style."""

    start: int
    end: int
    style: str


def stretches_by_row(layout: TextLayout, spans: Iterable[tuple[Span, str]]) -> dict[int, list[Stretch]]:
    """Return the parts of spans by row, in the order given, without the blanks that a row was broken at."""
    rows: dict[int, list[Stretch]] = {}
    for span, style in spans:
        start, end = layout.snap(span.start, min(span.end, len(layout.text)))
        if start == end:
            continue
        for row in range(layout.row(start), layout.row(end - 1) + 1):
            low, high = layout.starts[row], layout.ends[row]
            if end > high:
                high = low + len(layout.shown[low:high].rstrip())
            if max(low, start) < min(high, end):
                rows.setdefault(row, []).append(Stretch(max(low, start), min(high, end), style))
    return rows


def paint_row(
    layout: TextLayout,
    row: int,
    base: Style,
    layers: Sequence[tuple[int, int, Style]],
) -> list[Segment]:
    """Paint the row's text as segments, at most as wide as the layout.

    `layers` are (start, end, style) in offsets of the text, later ones over earlier ones.
    """
    start, end = layout.starts[row], layout.ends[row]
    cuts = {start, end}
    ranges: list[tuple[int, int, Style]] = []
    for low, high, style in layers:
        low, high = layout.snap(max(low, start), min(high, end))
        if low < high:
            ranges.append((low, high, style))
            cuts |= {low, high}
    bounds = sorted(cuts)
    segments: list[Segment] = []
    for low, high in pairwise(bounds):
        text = _drawn(layout, row, low, high)
        if text:
            style = base
            for over_start, over_end, over in ranges:
                if over_start <= low and high <= over_end:
                    style += over
            segments.append(Segment(text, style))
    return segments


def _drawn(layout: TextLayout, row: int, low: int, high: int) -> str:
    """Return the drawn text of a part of a row: what fits, without zero-width characters."""
    start = layout.starts[row]
    if layout.is_plain(row):
        return layout.shown[low : min(high, start + layout.width)]
    drawn: list[str] = []
    for each in layout.row_graphemes(row):
        if low <= start + each.start < high and each.width and each.cell + each.width <= layout.width:
            # A joiner with nothing left to join would join the margin.
            drawn.append(layout.shown[start + each.start : start + each.end].rstrip(JOINER))
    return "".join(drawn)
