"""Articles of the AMALGUM corpus (news: Wikinews, CC BY 2.5), put together from its XML files.

Source: Gessler, Peng, Liu, Zhu, Behzad, Zeldes, "AMALGUM – A Free, Balanced, Multilayer English Web Corpus"
(LREC 2020).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

__all__ = ["Text", "read_article"]

_NO_SPACE_BEFORE = re.compile(r"[.,;:!?%)\]}…]+$|n't$|'(?:s|re|ve|ll|d|m)?$", re.IGNORECASE)
_NO_SPACE_AFTER = frozenset("([{$£€#")
_DATELINE = re.compile(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, [A-Z][a-z]+ \d{1,2}, \d{4}$")


@dataclass(frozen=True)
class Text:
    title: str
    date: str
    """ISO 8601."""
    body: str
    """Paragraphs with a blank line between; without headline, date line, captions and pull quotes."""


def read_article(path: Path) -> Text:
    """The article in a file of `amalgum/news/xml`. Raises ElementTree.ParseError where it is none."""
    root = ElementTree.fromstring(path.read_text(encoding="utf-8"))
    # Paragraphs with a style of their own are credits of quotes that repeat the text.
    paragraphs = (_joined(_tokens(each)) for each in root.iter("p") if not each.get("style"))
    return Text(
        root.get("title", ""),
        root.get("dateCreated", ""),
        "\n\n".join(each for each in paragraphs if each and not _DATELINE.match(each)),
    )


def _tokens(element: ElementTree.Element) -> Iterator[tuple[str, str]]:
    """Each token with its tag; those of pictures left out."""
    if element.tag in ("figure", "caption"):
        return
    yield from _rows(element.text)
    for child in element:
        yield from _tokens(child)
        yield from _rows(child.tail)


def _rows(text: str | None) -> Iterator[tuple[str, str]]:
    for line in (text or "").splitlines():
        token, _, rest = line.partition("\t")
        if token and rest:
            yield token, rest.partition("\t")[0]


def _joined(tokens: Iterator[tuple[str, str]]) -> str:
    """As it would be printed."""
    text, glued = "", True
    for token, tag in tokens:
        closes = tag == "''" or _NO_SPACE_BEFORE.match(token) is not None
        text += token if glued or closes else f" {token}"
        glued = tag == "``" or token in _NO_SPACE_AFTER
    return text
