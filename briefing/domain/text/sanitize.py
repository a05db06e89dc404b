"""Replaces characters that must not reach a terminal or the layout of a text."""

from __future__ import annotations

import re

REPLACEMENT = "\ufffd"

_BIDI_CONTROLS = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
"""Embeddings, overrides and isolates: they make a line display in another order than it is stored."""

_LINE_BREAKS = (0x0B, 0x0C, 0x1C, 0x1D, 0x1E, 0x85, 0x2028, 0x2029)
"""Line terminators of Unicode or Python other than `\\n`."""

_SAFE: dict[int, str] = dict.fromkeys(
    (*range(0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000), *_BIDI_CONTROLS), REPLACEMENT
)
_SAFE |= dict.fromkeys(_LINE_BREAKS, "\n")
_SAFE |= {0x09: " ", 0x0A: "\n", 0x0D: " "}
_UNSAFE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""All keys of the table: searching is many times faster than translating."""


def safe_one_to_one(text: str) -> str:
    """Replace each dangerous character by one harmless character, so that spans remain valid.

    Article text is cleaned when it is read; this is for text from files that others can write to, and for
    user input. A clean text is returned as it is.
    """
    return text.translate(_SAFE) if _UNSAFE.search(text) else text


def safe_line(text: str) -> str:
    """The same for a title, name or path: line breaks become spaces too."""
    return safe_one_to_one(text).replace("\n", " ")
