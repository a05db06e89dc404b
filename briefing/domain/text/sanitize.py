"""Replaces characters that must not reach a terminal or the layout of a text."""

from __future__ import annotations

import re

__all__ = ["safe_line", "safe_one_to_one"]

REPLACEMENT = "\ufffd"

_BIDI_CONTROLS = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
"""Embeddings, overrides and isolates: they can make a line read otherwise than it is stored."""

_LINE_BREAKS = (0x0B, 0x0C, 0x1C, 0x1D, 0x1E, 0x85, 0x2028, 0x2029)
"""What Unicode or Python take for the end of a line, besides `\\n`."""

_SAFE: dict[int, str] = dict.fromkeys(
    (*range(0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000), *_BIDI_CONTROLS), REPLACEMENT
)
_SAFE |= dict.fromkeys(_LINE_BREAKS, "\n")
_SAFE |= {0x09: " ", 0x0A: "\n", 0x0D: " "}
_UNSAFE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""All that the table changes: a look is many times quicker."""


def safe_one_to_one(text: str) -> str:
    """The text with each dangerous character replaced by one that is not, so that every span still holds.

    Text is cleaned where it enters; this is for text that comes back from a disk others can write to, and
    for what a person typed. A text that is clean comes back as it is.
    """
    return text.translate(_SAFE) if _UNSAFE.search(text) else text


def safe_line(text: str) -> str:
    """The same for a title, a name or a path that is shown: line breaks become spaces too."""
    return safe_one_to_one(text).replace("\n", " ")
