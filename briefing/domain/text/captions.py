"""Recognizes captions and credits of pictures, and notes of editors, among an article's sentences."""

from __future__ import annotations

import re
from functools import lru_cache

_PICTURE = r"(?:photo|photograph|picture|image)s?"
MONTH = r"(?:Jan|Feb|March|April|May|June|July|Aug|Sept|Oct|Nov|Dec)[a-z]*\.?"
_SCENE = (
    "(?:speak|hold|arrive|leave|walk|look|listen|attend|take|sit|stand|wait|gesture|wave|greet|depart|respond"
    "|participate|watch|pose|react|smile|shake|board|deliver|meet|talk|sign|hang)s?"
    "|testif(?:y|ies)|is displayed"
)
"""What is done in a picture: captions of agencies are in the present, and have the day with its year."""
_TOLD = "(?:said|says|was|were|had|has|have|will|would)"
"""Verbs of a report, which captions hardly have."""
_CAPTION = re.compile(
    rf"""
    \b(?:is|are)\ (?:seen|pictured)\ (?:in|at|on|outside|inside|near|during|here|above|below)\b
    | \bin\ this\b.{{0,40}}\b{_PICTURE}\b
    | \b(?:undated|file|handout)\ {_PICTURE}\b
    | \b(?:photo|picture|image|credit|caption)s?\s?:
    | \b(?:hide|image)\ caption\b
    | \b{_PICTURE}\ (?:by\ (?-i:[A-Z])|courtesy\b)
    | ^this\b.{{0,30}}\b{_PICTURE}\b.{{0,80}}\bshows?\b
    | ^an?\ {_PICTURE}\ (?:taken|released|issued|provided)\b
    | \bgetty\ images\b | \bap\ photo\b | \breuters/
    | ^file\s[-–—]
    | ^(?-i:(?:ABOVE|BELOW|WATCH|PHOTOS?|VIDEO):|CLOSE\ [A-Z]|ADVERTISEMENT\b)|^editor['’]?s['’]?\ note\b
    | /(?:reuters|ap|afp|getty|(?-i:Staff))\b
    | \((?:left|right|center|centre)\) | ^from\ left\b
    | ,\ (?:left|right|center|centre),\ .*\b{MONTH}\ \d{{1,2}},\ (?:19|20)\d\d\b
    | ^(?!.*\b{_TOLD}\b).*(?<!day),\ {MONTH}\ \d{{1,2}},\ (?:19|20)\d\d\.?$
    | ^(?!.*\b{_TOLD}\b).*\b(?:{_SCENE.replace(" ", "[ ]")})\b.*\b{MONTH}\ \d{{1,2}},\ (?:19|20)\d\d\b
    """,
    re.IGNORECASE | re.VERBOSE,
)


_LONGEST = 600
"""Code points of a caption at most."""
_CREDITED = re.compile(r"\([A-Z][\w .'’-]*/[\w .'’-]+\)\s*$|\b[\w.'’-]+/(?:Getty Images|AFP|AP|Reuters)\s*$")


def is_credited(paragraph: str) -> bool:
    """Whether a paragraph ends with the credit of a picture: “(Tom Roe/Agency)”, “Tom Roe/AP”."""
    return _CREDITED.search(paragraph) is not None


def is_in_caption(text: str, start: int, end: int) -> bool:
    """Whether a sentence, from `start` to `end` of a text, is of a caption, by itself or by its credit."""
    behind = text[start : start + _LONGEST].partition("\n")[0]
    return is_caption(text[start:end]) or (len(behind) < _LONGEST and is_credited(behind))


@lru_cache(maxsize=4_000)  # a sentence is compared with many, and asked each time
def is_caption(sentence: str) -> bool:
    """Whether a sentence is a picture's caption, contains its credit, or is a note beside the article."""
    return _CAPTION.search(sentence) is not None
