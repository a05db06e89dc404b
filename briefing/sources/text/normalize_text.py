"""Normalizes incoming text: clean characters, one form of line ends and blanks."""

from __future__ import annotations

import re

from briefing.domain.text.clean_characters import clean_characters

_BLANK_LINES = r"\n{3,}"
_MORE = re.compile(r" MORE(?!\w| [A-Z]{2})")
_CARD = re.compile(
    r"""
    \b(?P<name>[A-Z][\w'’-]{2,30}(?=,?\ )|[A-Z]\w{3,30})  # the surname in the sentence, and again in full
    (?:,?\ [JS]r\.)?\ ?(?:[A-Z("“][\w.()'’"“”-]{0,30},?\ ){1,6}(?P=name)(?:,?\ [JS]r\.)?
    (?=[A-Z0-9“‘"\[($])                                  # to which the first link is glued
    """,
    re.VERBOSE,
)
"""A name with the beginning of the card that opens over it on a page: "Omar Ruiz Omar RuizTalks end MORE"."""
_CARD_LENGTH = 1_500


def clean_text(text: str) -> str:
    """Return text that spans can point into: one blank line between paragraphs, no spaces at line ends.

    A single newline remains a line break within a paragraph. The function is idempotent.
    """
    text = clean_characters(text)
    if " MORE" in text:
        text = _without_cards(text)
    if " \n" in text or not text.isascii():  # other characters may be spaces
        text = "\n".join(map(str.rstrip, text.split("\n")))
    return (re.sub(_BLANK_LINES, "\n\n", text) if "\n\n\n" in text else text).strip()


def _without_cards(text: str) -> str:
    """Cut the links of cards out of their sentences, where a text was made of a page with all its words."""
    *parts, rest = _MORE.split(text)
    kept = ""
    for part in parts:
        kept += part
        start = max(0, len(kept) - _CARD_LENGTH)
        card = _CARD.search(kept, max(start, kept.rfind("\n", start) + 1))
        kept = f"{kept} MORE" if card is None else kept[: card.end("name")]
    return kept + rest


def clean_line(text: str) -> str:
    """Return a title, a name or an address in one line with single spaces."""
    return " ".join(clean_characters(text).split())
