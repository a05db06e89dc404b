"""Recognizes captions and credits of pictures among an article's sentences."""

from __future__ import annotations

import re

_PICTURE = r"(?:photo|photograph|picture|image)s?"
_CAPTION = re.compile(
    rf"""
    \b(?:is|are)\ (?:seen|pictured)\ (?:in|at|on|outside|inside|near|during|here|above|below)\b
    | \bin\ this\b.{{0,40}}\b{_PICTURE}\b
    | \b(?:undated|file|handout)\ {_PICTURE}\b
    | \b(?:photo|picture|image|credit|caption)s?\s?:
    | \b(?:hide|image)\ caption\b
    | \b{_PICTURE}\ (?:by\ (?-i:[A-Z])|courtesy\b)
    | ^an?\ {_PICTURE}\ (?:taken|released|issued|provided)\b
    | \bgetty\ images\b | \bap\ photo\b | \breuters/
    | ^file\s[-–—]
    """,
    re.IGNORECASE | re.VERBOSE,
)


def is_caption(sentence: str) -> bool:
    """Whether a sentence is the caption of a picture, or contains its credit."""
    return _CAPTION.search(sentence) is not None
