"""Combines marks, evidence and search matches into highlights and gutter signs for each row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from operator import attrgetter
from types import MappingProxyType
from typing import NamedTuple

from briefing.domain import Span
from briefing.presentation.annotations.annotation_marks import TextMark
from briefing.ui.textlayout.row_paint import Stretch, stretches_by_row
from briefing.ui.textlayout.wrapping import TextLayout


class RowHighlights(NamedTuple):
    """Highlights and signs by row; rows without any are missing."""

    stretches: Mapping[int, list[Stretch]] = MappingProxyType({})
    signs: Mapping[int, str] = MappingProxyType({})
    """Two cells: `>` for evidence; `*` or `-` where a mark starts, a number where several do, then `|`."""

    def changed(self, before: RowHighlights) -> set[int]:
        return {
            row
            for row in {*self.stretches, *self.signs, *before.stretches, *before.signs}
            if self.stretches.get(row) != before.stretches.get(row)
            or self.signs.get(row) != before.signs.get(row)
        }


@dataclass(frozen=True, slots=True)
class Highlights:
    """Marks, evidence and matches, painted in this order; the current evidence and match come on top."""

    marks: tuple[TextMark, ...] = ()
    evidence: tuple[Span, ...] = ()
    current: int | None = None
    """The index of the evidence shown now."""
    matches: tuple[Span, ...] = ()
    current_match: int | None = None

    def by_row(self, layout: TextLayout) -> RowHighlights:
        evidence = [(span, "evidence") for span in self.evidence]
        if self.current is not None:
            evidence.append((self.evidence[self.current], "evidence-current"))
        marks = [(mark.span, mark.style_name) for mark in sorted(self.marks, key=attrgetter("layer"))]
        matches = [(span, "match") for span in self.matches]
        if self.current_match is not None:
            matches.append((self.matches[self.current_match], "match-current"))
        evident = stretches_by_row(layout, evidence)
        signs = _mark_signs(layout, self.marks)
        return RowHighlights(
            stretches_by_row(layout, [*marks, *evidence, *matches]),
            {
                row: (">" if row in evident else " ") + signs.get(row, " ")
                for row in evident.keys() | signs.keys()
            },
        )


def _mark_signs(layout: TextLayout, marks: tuple[TextMark, ...]) -> dict[int, str]:
    signs: dict[int, str] = {}
    starts: dict[int, list[str]] = {}
    for mark in marks:
        first = layout.row(mark.span.start)
        starts.setdefault(first, []).append(mark.sign)
        for row in range(first, layout.row(max(mark.span.start, mark.span.end - 1)) + 1):
            signs[row] = "|"
    for row, first_signs in starts.items():
        signs[row] = first_signs[0] if len(first_signs) == 1 else str(min(len(first_signs), 9))
    return signs
