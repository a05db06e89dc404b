"""Recognizes the dateline before the first words of an article: "HONG KONG — "."""

from __future__ import annotations

import re

_DATELINE = re.compile(
    r"""(?:[A-Z][\w.'’/-]*                                                   # HONG KONG, Aug. 28
        (?:[ ,]+(?:[A-Z(][\w.'’/)-]*|\d{1,2},?|(?:19|20)\d\d,?|via|de|of|and|in|the)){0,7}\s*)
        (?:\([A-Z][\w. ]{1,30}\)\s*)?                                          # (Reuters)
        (?:—|–|--|―|\s-\s)\s*""",
    re.VERBOSE,
)
_AGENCY = re.compile(
    r"(?:[A-Z][\w.'’-]*[ ,]+){0,4}\((?:CNN|CNN Business|AP|AFP|UPI|Reuters|Bloomberg)\)\s+(?=[A-Z“\"])"
)
"""A place and an agency without a dash: “Washington (CNN) ”."""
_DATELINE_PLACE = re.compile(r"[A-Z][A-Z.'’/-]+|\([A-Z][\w., ]+\)|\d{1,2}, (?:19|20)\d\d\b")


def dateline_length(paragraph: str) -> int:
    """Return the length in code points of a dateline such as "HONG KONG — " or "(Reuters) - ", or 0."""
    match = _DATELINE.match(paragraph) or re.match(r"\([A-Z][\w., ]{1,30}\)\s*(?:—|–|--|-)\s*", paragraph)
    if match is None and (agency := _AGENCY.match(paragraph)) is not None:
        return agency.end()
    if match is None or match.end() > 80 or not _DATELINE_PLACE.search(match[0]):
        return 0
    return match.end()
