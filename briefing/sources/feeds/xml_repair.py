"""The commonest faults of feeds, mended before they are read: each would cost words or time otherwise."""

from __future__ import annotations

import re
from html.entities import html5

from briefing.sources.text.normalize_text import clean_characters

__all__ = ["repair_xml"]

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_AMPERSAND = re.compile(
    r"""<!\[CDATA\[.*?(?:\]\]>|\Z)
    |&(?:(?P<name>[A-Za-z][A-Za-z0-9]{1,31});|\#(?P<number>[0-9]{1,7}|x[0-9A-Fa-f]{1,6});)?""",
    re.DOTALL | re.VERBOSE,
)
_OF_XML = frozenset({"amp", "lt", "gt", "quot", "apos"})


def repair_xml(text: str) -> str:
    """The document with "&" escaped where it stands alone, HTML's names for characters as these characters,
    and without terminal sequences and characters that XML has no room for. Itself where it has no such fault.
    """
    text = _AMPERSAND.sub(_mended, text)
    # Whole sequences go, also where a tag stands in one: what wrote it there is no mistake.
    return clean_characters(text) if _CONTROL.search(text) else text


def _mended(match: re.Match[str]) -> str:
    if (name := match["name"]) is not None:
        # A name that HTML has not may be one that the document declares.
        return match[0] if name in _OF_XML else html5.get(f"{name};", match[0])
    if (number := match["number"]) is not None:
        code = int(number[1:], 16) if number[0] == "x" else int(number)
        if code > 0x10FFFF or 0xD800 <= code < 0xE000:
            return "\ufffd"
        return chr(code) if _CONTROL.match(chr(code)) else match[0]
    return "&amp;" if match[0] == "&" else match[0]
