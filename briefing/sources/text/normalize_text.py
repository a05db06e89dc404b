"""Normalizes incoming text: clean characters, one form of line ends and blanks."""

from __future__ import annotations

import re

from briefing.domain.text.clean_characters import clean_characters

_BLANK_LINES = r"\n{3,}"


def clean_text(text: str) -> str:
    """Return text that spans can point into: one blank line between paragraphs, no spaces at line ends.

    A single newline remains a line break within a paragraph. The function is idempotent.
    """
    text = clean_characters(text)
    if " \n" in text or not text.isascii():  # other characters may be spaces
        text = "\n".join(map(str.rstrip, text.split("\n")))
    return (re.sub(_BLANK_LINES, "\n\n", text) if "\n\n\n" in text else text).strip()


def clean_line(text: str) -> str:
    """Return a title, a name or an address in one line with single spaces."""
    return " ".join(clean_characters(text).split())
