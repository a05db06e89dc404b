"""Converts spans between code points and UTF-16 code units, in which browsers count."""

from __future__ import annotations

from briefing.domain import Span


def units_of_span(text: str, span: Span) -> Span:
    """Convert a span from code points to UTF-16 code units."""
    start = _units(text[: span.start])
    return Span(start, start + _units(text[span.start : span.end]))


def span_of_units(text: str, units: Span) -> Span | None:
    """Convert a span from code units to code points; None if it ends past the text or splits a character."""
    coded = text.encode("utf-16-le", "surrogatepass")
    if 2 * units.end > len(coded):
        return None
    try:
        start = len(coded[: 2 * units.start].decode("utf-16-le"))
        return Span(start, start + len(coded[2 * units.start : 2 * units.end].decode("utf-16-le")))
    except UnicodeDecodeError:
        return None


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
