"""Recognizes files that an earlier export wrote, by their beginning: they may be replaced without asking."""

from __future__ import annotations

import re

_HEAD = 8_192
"""Bytes at the beginning of a file that are examined."""

_OURS = (
    # These match JSON and JSON Lines: annotations, annotations with briefings, and an empty export.
    r'(?:\{\s*"annotations": )?\[\s*\{\s*"id": "[^"\n]*",\s*"type": "Annotation",',
    r'\{\s*"annotations": \[\],\s*"briefings": \[',
    r'\{"id": "[^"\n]*", "type": "Annotation",',
    r'\{"type": "Briefing", "schema": ',
    r"\[\]\n\Z",
    # This matches Web Annotations: the library's own files have a schema where an export has its label.
    r'\{\s*"@context": "[^"\n]*",\s*"id": "urn:uuid:[^"\n]*",\s*"type": "AnnotationCollection",\s*"label": ',
    # This matches Hypothesis JSON: what its own server answers has other accounts in it.
    r'\{\s*"total": \d+,\s*"rows": \[(?:\]|[^\0]*?"acct:reader@localhost")',
    r"id,article,title,source,author,url,path,published,quote,note,tags,color,state,",
    r"Highlight,Title,Author,URL,Note,Location,Date\r\n",
    r"#\+title: Annotations\n#\+startup: overview\n",
    r"<!DOCTYPE html>\n[^\0]*?Content-Security-Policy. content=.default-src 'none'; style-src 's",
)
_EARLIER = re.compile("|".join(_OURS))


def is_earlier_export(content: bytes) -> bool:
    """Whether replacing a file loses nothing: it is empty, or an export in a format for programs.

    Markdown and the output of templates cannot be distinguished from the reader's own text.
    """
    start = content[:_HEAD].decode("utf-8-sig", "replace")
    return not start.strip() or _EARLIER.match(start) is not None
