"""Serializes values to JSON whose text is safe wherever it is shown."""

from __future__ import annotations

import json
import re

_ESCAPED = (
    "[\x7f-\x9f\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""All control and format characters and lone surrogates, but for those that `json` escapes anyway."""


def json_file(value: object) -> bytes:
    """Encode the JSON of a file in UTF-8; a lone surrogate, which UTF-8 does not allow, is escaped."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "backslashreplace")


def json_line(value: object) -> str:
    """Without spaces and line breaks, for a line of a file or a field of the library."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def json_text(value: object, *, indent: int | None = None) -> str:
    """Serialize to JSON, with control, bidirectional and other format characters as `\\u` escapes."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return re.sub(_ESCAPED, lambda match: json.dumps(match[0])[1:-1], text)
