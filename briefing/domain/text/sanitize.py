"""Replaces characters that must not reach a terminal or the layout of a text."""

from __future__ import annotations

import re

REPLACEMENT = "\ufffd"
PRINTABLE = bytes(range(0x20, 0x7F))
PRINTABLE_LINES = PRINTABLE + b"\n"

_BIDI_CONTROLS = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
"""Bidirectional embeddings, overrides and isolates, which reorder a line on the screen."""

_LINE_BREAKS = (0x0B, 0x0C, 0x1C, 0x1D, 0x1E, 0x85, 0x2028, 0x2029)
"""Line terminators of Unicode or Python, other than `\\n`."""

_SAFE: dict[int, str] = dict.fromkeys(
    (*range(0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000), *_BIDI_CONTROLS), REPLACEMENT
)
_SAFE |= dict.fromkeys(_LINE_BREAKS, "\n")
_SAFE |= {0x09: " ", 0x0A: "\n", 0x0D: " "}
_UNSAFE = "[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
"""All keys of `_SAFE`, compiled at first use: searching is many times faster than translating."""

_FLAG = "\U0001f3f4[\U000e0020-\U000e007e]{1,16}\U000e007f"
"""Tag characters spell the flags of England, Scotland and Wales; elsewhere they hide words."""
_UNSEEN = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"
)
"""Characters without width, except tab and newline, that steer a terminal, reorder a line or hide in it."""
_UNPRINTABLE = f"({_FLAG})|(?!\r\n)[{_UNSEEN}\ud800-\udfff]"
_NOT_FOR_A_ROW = f"({_FLAG})|[{_UNSEEN}\t\n]"
_SURROGATE = "[\ud800-\udfff]"


def is_ascii_of(text: str, characters: bytes) -> bool:
    """Whether a text consists of these ASCII characters alone; several times faster than a pattern."""
    return text.isascii() and not text.encode().translate(None, characters)


def safe_one_to_one(text: str) -> str:
    """Replace each dangerous character by one harmless character, so that spans remain valid.

    Article text is cleaned when it is read; this is for text from files that others can write to, and for
    user input. A clean text is returned as it is.
    """
    if is_ascii_of(text, PRINTABLE_LINES) or not re.search(_UNSAFE, text):
        return text
    return text.translate(_SAFE)


def safe_line(text: str) -> str:
    """Replace dangerous characters in a title, name or path, where a line break becomes a space too."""
    return safe_one_to_one(text).replace("\n", " ")


def printable(text: str) -> str:
    """Return any text in a form that may leave the program: to a terminal, a pipe or the clipboard.

    Line ends and tabs stay, and so do joiners, direction marks and the tags that spell a flag.
    """
    if text.isprintable():
        return text
    return re.sub(_UNPRINTABLE, lambda match: match[1] or REPLACEMENT, text)


def printable_cells(text: str) -> str:
    """Clean a part of a row on the screen without changing its width."""
    if text.isprintable():
        return text
    return re.sub(_SURROGATE, REPLACEMENT, re.sub(_NOT_FOR_A_ROW, lambda match: match[1] or "", text))
