"""Splits text into graphemes, the units a terminal draws as one, and measures their cells."""

from __future__ import annotations

from typing import NamedTuple

from rich.cells import get_character_cell_size, split_graphemes

JOINER = "\u200d"
_EMOJI_STYLE = "\ufe0f"
_FIRST_FLAG, _LAST_FLAG = "\U0001f1e6", "\U0001f1ff"


class Grapheme(NamedTuple):
    """A grapheme of a string: code points `start` to `end`, drawn at `cell`, `width` cells wide."""

    start: int
    end: int
    cell: int
    width: int


def is_plain(text: str) -> bool:
    """Return whether every code point of the text is a grapheme of its own, one cell wide."""
    return all(get_character_cell_size(each) == 1 and not _is_flag(each) for each in set(text))


def clusters(text: str) -> list[tuple[int, int, int]]:
    """Return start, end and width in cells of the graphemes of a text, in order and without gaps.

    Rich measures the widths; it splits a flag into its two letters, which are joined here.
    """
    spans, _ = split_graphemes(text)
    if not any(map(_is_flag, set(text))):
        return spans
    joined: list[tuple[int, int, int]] = []
    for start, end, width in spans:
        before, before_end, before_width = joined[-1] if joined else (0, 0, 0)
        if before_end - before == 1 and _is_flag(text[before]) and _is_flag(text[start]):
            joined[-1] = (before, end, before_width + width)
        else:
            joined.append((start, end, width))
    return joined


def graphemes(text: str) -> list[Grapheme]:
    """Return the graphemes of a text, with the cell each is drawn at."""
    found: list[Grapheme] = []
    cell = 0
    for start, end, width in clusters(text):
        found.append(Grapheme(start, end, cell, width))
        cell += width
    return found


def grapheme_around(text: str, offset: int) -> tuple[int, int]:
    """Return start and end of the grapheme at an offset, whatever the width of the screen.

    A newline is one; at the text's end it is empty. Only characters around the offset are examined.
    """
    if offset >= len(text):
        return len(text), len(text)
    offset = max(0, offset)
    if text[offset] == "\n":
        return offset, offset + 1
    first, last = offset, offset + 1
    while not _surely_starts(text, first):
        first -= 1
    while last < len(text) and not _surely_starts(text, last):
        last += 1
    return next(
        (first + start, first + end)
        for start, end, _ in reversed(clusters(text[first:last]))
        if first + start <= offset
    )


def _surely_starts(text: str, at: int) -> bool:
    """Return whether a grapheme starts here whatever precedes it; False if characters may combine."""
    character = text[at]
    if at == 0 or character == "\n" or text[at - 1] == "\n":
        return True
    if text[at - 1] == JOINER or character in (JOINER, _EMOJI_STYLE) or _is_flag(character):
        return False
    return get_character_cell_size(character) > 0


def _is_flag(character: str) -> bool:
    return _FIRST_FLAG <= character <= _LAST_FLAG
