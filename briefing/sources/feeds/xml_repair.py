"""Repairs the commonest faults of XML feeds before parsing, so that no text is lost."""

from __future__ import annotations

import re
from html.entities import html5

from briefing.domain.text.clean_characters import clean_markup

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_AMPERSAND = re.compile(
    r"""<!\[CDATA\[.*?(?:\]\]>|\Z)
    |&(?:(?P<name>[A-Za-z][A-Za-z0-9]{1,31});|\#(?P<number>[0-9]{1,7}|x[0-9A-Fa-f]{1,6});)?""",
    re.DOTALL | re.VERBOSE,
)
_XML_NAMES = frozenset({"amp", "lt", "gt", "quot", "apos"})


def repair_xml(text: str) -> str:
    """Escape a bare "&", replace HTML's character names, and remove characters that XML does not allow."""
    text = _AMPERSAND.sub(_repair_reference, text)
    return clean_markup(text) if _CONTROL.search(text) else text


def _repair_reference(match: re.Match[str]) -> str:
    if (name := match["name"]) is not None:
        # A name unknown to HTML may be declared in the document.
        return match[0] if name in _XML_NAMES else html5.get(f"{name};", match[0])
    if (number := match["number"]) is not None:
        code = int(number[1:], 16) if number[0] == "x" else int(number)
        if code > 0x10FFFF or 0xD800 <= code < 0xE000:
            return "\ufffd"
        return chr(code) if _CONTROL.match(chr(code)) else match[0]
    return "&amp;" if match[0] == "&" else match[0]
