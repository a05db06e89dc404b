"""Selections: anchor and head in a text, the unit they extend to, and motions of the head.

Motions move the head, the anchor stays; the graphemes at both are selected. Moving away from the anchor
selects whole words, sentences and paragraphs to their end; moving back deselects them in the same way,
without leaving a letter of the next one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum

from briefing.domain import Span
from briefing.domain.text import motions
from briefing.ui.textlayout.graphemes import clusters, grapheme_around, is_plain

SELECTION_KEYS = "{reader.annotate} note  {reader.highlight} mark  {reader.tag} tag  {select.leave} cancels"
"""Commands for a selection; with the default keys they fit in 80 columns beside the counts."""


class Unit(Enum):
    """The unit of a selection, which begins and ends with whole units."""

    CHARACTER = "character"
    WORD = "word"
    SENTENCE = "sentence"
    PARAGRAPH = "paragraph"

    def selection_at(self, offset: int) -> Selection:
        """Select the unit at an offset."""
        return Selection(offset, offset, self)

    def around(self, text: str, span: Span) -> Selection:
        """Select the units that a passage touches, with the head at its end."""
        return replace(Selection.of(text, span), unit=self)

    def at(self, text: str, offset: int) -> Span:
        """Return the unit at an offset."""
        if self is Unit.CHARACTER:
            return Span(*grapheme_around(text, offset))
        return _AT[self](text, offset)

    def forward(self, text: str, offset: int, count: int = 1) -> int:
        """Return the start of the `count`th unit after an offset."""
        return _FORWARD[self](text, offset, count)

    def back(self, text: str, offset: int, count: int = 1) -> int:
        """Return the start of the unit around an offset, or of the `count`th before."""
        return _BACK[self](text, offset, count)

    def end(self, text: str, offset: int, count: int = 1) -> int:
        """Return the end of the `count`th unit that ends after an offset."""
        return _END[self](text, offset, count)

    def end_before(self, text: str, offset: int) -> int:
        """Return the end of the last unit that ends before an offset, or 0 if there is none."""
        start = offset
        while (start := self.back(text, before := start)) < before:
            if (end := self.at(text, start).end) < offset:
                return end
        return 0


_Motion = Callable[[str, int, int], int]
_AT: dict[Unit, Callable[[str, int], Span]] = {
    Unit.WORD: motions.word_at,
    Unit.SENTENCE: motions.sentence_at,
    Unit.PARAGRAPH: motions.paragraph_at,
}
_FORWARD: dict[Unit, _Motion] = {
    Unit.WORD: motions.word_forward,
    Unit.SENTENCE: motions.sentence_forward,
    Unit.PARAGRAPH: motions.paragraph_forward,
}
_BACK: dict[Unit, _Motion] = {
    Unit.WORD: motions.word_back,
    Unit.SENTENCE: motions.sentence_back,
    Unit.PARAGRAPH: motions.paragraph_back,
}
_END: dict[Unit, _Motion] = {
    Unit.WORD: motions.word_end,
    Unit.SENTENCE: motions.sentence_end,
    Unit.PARAGRAPH: motions.paragraph_end,
}


@dataclass(frozen=True, slots=True)
class Selection:
    """A selection by the offsets of its two ends, each the start of a grapheme of the text."""

    anchor: int
    head: int
    unit: Unit = Unit.CHARACTER

    @classmethod
    def of(cls, text: str, span: Span) -> Selection:
        """Select a passage by character, with the head at its end."""
        start, _ = grapheme_around(text, min(span.start, max(0, len(text) - 1)))
        last = max(start, min(span.end, len(text)) - 1)
        return cls(start, grapheme_around(text, last)[0])

    def span(self, text: str) -> Span:
        """Return the selected whole graphemes, without blanks at the ends unless there is nothing else.

        The range is empty only if the text is.
        """
        lower, upper = sorted((self.anchor, self.head))
        start = grapheme_around(text, self.unit.at(text, lower).start)[0]
        end = grapheme_around(text, max(start, self.unit.at(text, upper).end - 1))[1]
        if end <= start:  # both ends are outside any unit, in blanks at the text's end
            start, end = _start(text, lower), grapheme_around(text, _start(text, upper))[1]
        return _without_blanks(text, start, end) or Span(start, end)

    def swapped(self) -> Selection:
        return replace(self, anchor=self.head, head=self.anchor)

    def by(self, unit: Unit, text: str) -> Selection:
        """Select by another unit. By character, the selection keeps its extent, to its last letter."""
        if unit is not Unit.CHARACTER:
            return replace(self, unit=unit)
        same = Selection.of(text, self.span(text))
        return same.swapped() if self.head < self.anchor else same

    def moved(self, head: int) -> Selection:
        return replace(self, head=head)

    def forward(self, text: str, step: Unit, count: int = 1) -> Selection:
        """Move the head forward by `count` units: to their ends, once it is past the anchor."""
        moved = self
        for _ in range(count):
            before, moved = moved, moved._step_forward(text, step)
            if moved == before:
                break
        return moved

    def _step_forward(self, text: str, step: Unit) -> Selection:
        here, behind = self.unit.at(text, self.head), self.unit.at(text, self.anchor)
        if here.start < behind.start:
            nearer = step.forward(text, here.start)
            if nearer <= behind.start:
                return self.moved(_start(text, nearer))
        return self._ending(text, step.end(text, max(here.end, self.head)))

    def back(self, text: str, step: Unit, count: int = 1) -> Selection:
        """Move the head back by `count` units: to their starts, once it is before the anchor."""
        moved = self
        for _ in range(count):
            before, moved = moved, moved._step_back(text, step)
            if moved == before:
                break
        return moved

    def _step_back(self, text: str, step: Unit) -> Selection:
        here, behind = self.unit.at(text, self.head), self.unit.at(text, self.anchor)
        if here.start > behind.start:
            nearer = step.end_before(text, here.end)
            if nearer >= behind.end:
                return self._ending(text, nearer)
        return self.moved(_start(text, step.back(text, min(here.start, self.head))))

    def object(self, text: str, kind: Unit, count: int = 1) -> Selection:
        """Select the unit at the head and those after it, `count` in all; `count` more if it is selected."""
        at = self.head
        if kind is Unit.WORD and text[at : at + 1].isspace():
            at = kind.forward(text, at)
        found = kind.at(text, at)
        if self.anchor < self.head and self.span(text).covers(found):
            return self.by(Unit.CHARACTER, text).forward(text, kind, count)
        end = kind.end(text, found.end, count - 1) if count > 1 else found.end
        return Selection(_start(text, found.start), found.start)._ending(text, end)

    def _ending(self, text: str, end: int) -> Selection:
        """Move the head to the last grapheme before an offset."""
        return self.moved(_start(text, max(0, end - 1)))


def _start(text: str, offset: int) -> int:
    """Return the start of the grapheme at an offset, or of the last one at the text's end."""
    return grapheme_around(text, min(offset, max(0, len(text) - 1)))[0]


def _without_blanks(text: str, start: int, end: int) -> Span | None:
    """Return the range without blank graphemes at either end, or None if all are blank."""
    while start < end and text[start].isspace():
        following = grapheme_around(text, start)[1]
        if text[start:following].strip():  # a combining mark on a blank is visible
            break
        start = following
    while start < end:
        before = grapheme_around(text, end - 1)[0]
        if text[before:end].strip():
            break
        end = before
    return Span(start, end) if start < end else None


def selection_message(text: str, span: Span, keys: str = SELECTION_KEYS) -> str:
    """Describe a selection for the status row: "12 words, 65 characters selected", then keys."""
    quote = span.of(text)
    words = len(quote.split())
    characters = sum(
        len(line) if is_plain(line) else len(clusters(line)) for line in quote.split("\n")
    ) + quote.count("\n")
    counted = ", ".join(
        f"{number} {noun}{'' if number == 1 else 's'}"
        for number, noun in ((words, "word"), (characters, "character"))
    )
    return f"{counted} selected  {keys}".rstrip()
