"""Recognizes captions and credits of pictures, and notes of editors, among an article's sentences."""

from __future__ import annotations

import re

_PICTURE = r"(?:photo|photograph|picture|image)s?"
_MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_SCENE = (
    "speaks|holds|arrives|leaves|walks|looks|listens|attends|takes|sits|stands|waits|gestures|waves|greets"
    "|departs|testifies|participates|watches|poses|reacts|smiles|shakes|boards|delivers|meets|talks|signs"
)
"""What somebody does in a picture: captions of agencies are in the present, and end with the day."""
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
    | ^(?-i:CLOSE\ [A-Z]|ADVERTISEMENT\b)|^editor['’]?s['’]?\ note\b
    | /(?:reuters|ap|afp|getty)\b
    | \b(?:{_SCENE})\b.*,\ (?:on\ )?(?:\w+day,\ )?{_MONTH}\ \d{{1,2}},\ \d{{4}}\.?$
    """,
    re.IGNORECASE | re.VERBOSE,
)


def is_caption(sentence: str) -> bool:
    """Whether a sentence is a picture's caption, contains its credit, or is a note beside the article."""
    return _CAPTION.search(sentence) is not None
