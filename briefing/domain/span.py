"""Spans and passages: half-open ranges of code points in a text, and the text they cover."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of Unicode code points in a text, like a Python slice.

    Raises ValueError when `start` is negative or past `end`.
    """

    JSON_IN_PLACE: ClassVar = True

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}:{self.end}")

    def __reduce__(self) -> tuple[type[Span], tuple[int, int]]:
        return Span, (self.start, self.end)  # a dataclass would go through its fields, many times slower

    def __len__(self) -> int:
        return self.end - self.start

    def __bool__(self) -> bool:
        """Return True: an empty span is still a span."""
        return True

    def __contains__(self, offset: object) -> bool:
        return isinstance(offset, int) and self.start <= offset < self.end

    def covers(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end

    def overlap(self, other: Span) -> int:
        """Return the number of code points that the spans share."""
        return max(0, min(self.end, other.end) - max(self.start, other.start))

    def shift(self, by: int) -> Span:
        return Span(self.start + by, self.end + by)

    def of(self, text: str) -> str:
        return text[self.start : self.end]

    def trimmed(self, text: str) -> Span:
        """Return the span without surrounding white space; empty at `start` if there is nothing else."""
        quote = self.of(text)
        inner = quote.strip()
        if not inner:
            return Span(self.start, self.start)
        start = self.start + quote.index(inner)
        return Span(start, start + len(inner))


@dataclass(frozen=True, slots=True, order=True)
class Passage:
    """A span with the text that it covers."""

    JSON: ClassVar = "text start end"
    JSON_IN_PLACE: ClassVar = True

    span: Span
    text: str

    @classmethod
    def at(cls, text: str, start: int, end: int) -> Passage:
        """Return the passage `text[start:end]`. Raises ValueError if the range leaves the text."""
        span = Span(start, end)
        if end > len(text):
            raise ValueError(f"span {start}:{end} leaves a text of {len(text)} code points")
        return cls(span, text[start:end])

    def holds_in(self, text: str) -> bool:
        """Return whether `text` has this passage at its span."""
        return self.span.of(text) == self.text
