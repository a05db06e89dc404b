"""Converts spans between code points and UTF-16 code units, in which browsers count."""

from __future__ import annotations

from briefing.domain import Span


def units_of_span(text: str, span: Span) -> Span:
    """The span in UTF-16 code units."""
    start = _units(text[: span.start])
    return Span(start, start + _units(text[span.start : span.end]))


def span_of_units(text: str, units: Span) -> Span | None:
    """The span in code points; None if the offsets are past the text or split a character."""
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
