"""Parses plain text: paragraphs, hard-wrapped or not, below a section line, headline and byline."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from briefing.sources.formats.parsed_document import ParsedDocument
from briefing.sources.text.document_dates import dateline
from briefing.sources.text.normalize_text import clean_text

MIN_WRAP_WIDTH = 24
MAX_WRAP_WIDTH = 130
"""Characters; longer lines were not wrapped to fit a page or a mail."""
MAX_HEADLINE = 200
MAX_SECTION = 30
MAX_WIDE_SECTION = 6
MAX_TITLE_FROM_TEXT = 100

_UNDERLINE = re.compile(r"[=\-_*~#]{3,}")
_CLOSERS = "\"'”’»)]"
_SENTENCE_ENDS = tuple(".!?…。！？")
_NO_HEADLINE_ENDS = tuple(";:,。—–-")
_ABBREVIATION_END = r"\b(?:[A-Z]\.){2,}$|\b(?:Jr|Sr|Inc|Ltd|Co|Corp|No|St|Dr|Mr|Mrs|Ms)\.$"
_BYLINE = r"""By\ (?P<names>
    [^\W\d_a-z][\w.'’-]* (?:(?:,?\ (?:and|&)\ |,\ |\ )(?:[^\W\d_a-z][\w.'’-]*|de|van|von|der|da|bin|al))*
)(?:,\ (?P<day>.+))?"""
_SMALL_WORDS = frozenset({"&", "and", "of", "the", "in", "for", "+", "/"})
_AFTER_HYPHEN = frozenset({"and", "or", "to", "und", "oder", "bis", "et", "ou", "y", "o", "e"})
_ITEM_SIGNS = tuple("-*•0123456789")
_ITEM = r"\s*(?:[-*•]|\d{1,2}[.)])\s+\S"
_WIDE = "[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]"
"""Letters of scripts without spaces, so not Korean; compiled at first use, as that takes a millisecond."""


def _starts_wide(words: str) -> bool:
    return not words[:1].isascii() and re.match(_WIDE, words) is not None


def parse_plain_text(text: str) -> ParsedDocument:
    """Split the head from the body. A text without a head has no title yet."""
    return split_head(paragraphs(text))


def paragraphs(text: str) -> list[str]:
    """Split text into paragraphs, a line each: hard-wrapped lines are joined, any other is a paragraph."""
    blocks = [block for part in clean_text(text).split("\n\n") for block in _split_items(part.split("\n"))]
    width = _wrap_width(blocks)
    if width is None:
        return [line.strip() for lines in blocks for line in lines]
    return [paragraph for lines in blocks for paragraph in _unwrap(lines, width)]


def split_head(parts: Sequence[str]) -> ParsedDocument:
    """Split section line, headline and byline, if any, from the other paragraphs.

    A line of source and date below them is read, and stays.
    """
    rest = list(parts)
    section = title = author = day = None
    if (
        len(rest) >= 3
        and _is_section(rest[0])
        and _is_headline(rest[1])
        and not (_byline(rest[1]) or dateline(rest[1]))
    ):
        section = rest.pop(0)
    if len(rest) >= 2 and (_is_headline(rest[0]) or _UNDERLINE.fullmatch(rest[1])):
        title = rest.pop(0)
        if _UNDERLINE.fullmatch(rest[0]):
            rest.pop(0)
        if len(rest) >= 2 and rest[0] == title:
            rest.pop(0)
        if len(rest) >= 2 and (byline := _byline(rest[0])):
            author, day = byline
            rest.pop(0)
    if not rest:
        return ParsedDocument("\n\n".join(parts))
    source, published = (title and dateline(rest[0])) or (None, None)
    return ParsedDocument(
        "\n\n".join(rest), title, author, published=published or day, source=source, section=section
    )


def first_words(text: str) -> str:
    """Return a title for a text without one: its first sentence, shortened at a word; may be empty."""
    line = text.lstrip().split("\n", 1)[0].strip()
    for end in re.finditer(r"""[.!?。！？]["'”’»)\]]*(?=\s|$)""", line[: MAX_TITLE_FROM_TEXT + 20]):
        sentence = line[: end.end()]
        if len(sentence.split()) >= 4 and not re.search(_ABBREVIATION_END, sentence):
            return sentence.rstrip(".。") if len(sentence) <= MAX_TITLE_FROM_TEXT else _cut(sentence)
    return _cut(line)


def _byline(line: str) -> tuple[str, str | None] | None:
    """Return the names of a byline, and the day behind them: "By Jane Doe, 14 January 2019"."""
    found = re.fullmatch(_BYLINE, line, re.VERBOSE) if line.startswith("By ") else None
    if found is None or found["day"] is None:
        return found and (found["names"], None)
    dated = dateline(found["day"])
    return dated and (found["names"], dated[1])


def ends_sentence(line: str) -> bool:
    return line.rstrip(_CLOSERS).endswith(_SENTENCE_ENDS)


def join_lines(lines: Sequence[str]) -> str:
    """Join the lines of a paragraph, with spaces except in scripts without them."""
    joined = ""
    for line in filter(None, map(str.strip, lines)):
        if not joined:
            joined = line
        elif (_starts_wide(joined[-1]) and _starts_wide(line)) or _is_compound(joined, line):
            joined += line
        else:
            joined += " " + line
    return joined


def _is_compound(line: str, following: str) -> bool:
    """Return whether a line was broken after the hyphen of "long-term", but not of "mid- and long-term"."""
    return (
        re.search(r"\w-$", line[-2:]) is not None
        and following[0].isalnum()
        and following.split(" ", 1)[0] not in _AFTER_HYPHEN
    )


def _cut(line: str) -> str:
    if len(line) <= MAX_TITLE_FROM_TEXT:
        return line
    cut = line.rfind(" ", MAX_TITLE_FROM_TEXT // 2, MAX_TITLE_FROM_TEXT)
    return line[: cut if cut > 0 else MAX_TITLE_FROM_TEXT - 1].rstrip(" ,;:—–-") + "…"


def _split_items(lines: Sequence[str]) -> list[list[str]]:
    """Split a list's items, of which there are several, from each other and from what stands around them."""
    starts = [
        at for at, line in enumerate(lines) if line.lstrip()[:1] in _ITEM_SIGNS and re.match(_ITEM, line)
    ]
    if len(starts) < 2:
        return _split_indented(lines)
    indents = [len(line) - len(line.lstrip()) for line in lines]
    bounds = [*starts, len(lines)]
    hangs = any(end - at > 1 and indents[at + 1] > indents[at] for at, end in pairwise(bounds))
    blocks = _split_indented(lines[: starts[0]])
    for at, end in pairwise(bounds):
        stop = next((nth for nth in range(at + 1, end) if hangs and indents[nth] <= indents[at]), end)
        blocks += [list(lines[at:stop]), *_split_indented(lines[stop:end])]
    return blocks


def _split_indented(lines: Sequence[str]) -> list[list[str]]:
    """Split the lines into paragraphs where one is indented, and remove the common indentation."""
    if not any(lines):
        return []
    indents = [len(line) - len(line.lstrip()) for line in lines]
    least = min(indents)
    first = [indent - least >= 2 for indent in indents]
    if sum(first) > len(lines) / 2:
        first = [False] * len(lines)  # the lines have hanging indents: a list, or verse
    blocks: list[list[str]] = []
    for line, begins in zip(lines, first, strict=True):
        if begins or not blocks:
            blocks.append([])
        blocks[-1].append(line[least:])
    return blocks


def _wrap_width(blocks: Sequence[Sequence[str]]) -> int | None:
    """Return the width that lines were wrapped at, or None if each line is a paragraph.

    Wrapped lines end where the next word no longer fits, mostly in the middle of a sentence. So for most
    lines with a following one, the line and the next word together must be longer than the longest line. The
    lines of a possible head are ignored.
    """
    lengths = [len(line) for lines in blocks for line in lines]
    lengths = sorted(lengths[_head_lines(blocks, len(lengths)) :])
    if not lengths:
        return None
    # Ignore one overlong line in fifty, such as a web address.
    width = lengths[-1 - len(lengths) // 50]
    pairs = [(line, following) for lines in blocks for line, following in pairwise(lines)]
    counted = pairs[2:] if len(pairs) > 3 else pairs
    if not counted or not _narrowest(counted) <= width <= MAX_WRAP_WIDTH:
        return None
    full = [line for line, following in counted if _fills(line, following, width)]
    inside_sentences = sum(not ends_sentence(line) for line in full)
    return width if len(full) >= 0.75 * len(counted) and inside_sentences >= 0.5 * len(full) else None


def _head_lines(blocks: Sequence[Sequence[str]], count: int) -> int:
    """Count the first lines that may be section and headline, which are not wrapped like the text."""
    apart = 0
    while apart < min(2, len(blocks) - 1) and len(blocks[apart]) == 1 and _is_headline(blocks[apart][0]):
        apart += 1
    return apart or (2 if count > 8 else 0)


def _narrowest(pairs: Sequence[tuple[str, str]]) -> int:
    """Return the least width of wrapped lines: shorter ones are a list; wide characters count twice."""
    return MIN_WRAP_WIDTH // 2 if _starts_wide(pairs[0][0].lstrip()) else MIN_WRAP_WIDTH


def _fills(line: str, following: str, width: int) -> bool:
    """Return whether the first word of the following line would not have fitted."""
    following = following.lstrip()
    if _starts_wide(following):
        return len(line) + 2 > width
    return len(line) + 1 + len(following.split(" ", 1)[0]) > width


def _unwrap(lines: Sequence[str], width: int) -> list[str]:
    """Join the lines of a block into paragraphs, which end with a short line."""
    joined: list[str] = []
    pending: list[str] = []
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        pending.append(line)
        early = not _fills(line, following, width)
        alone = max(len(line), len(following)) > width  # not wrapped, such as a headline
        if not following or alone or (early and (ends_sentence(line) or len(line) < 0.6 * width)):
            joined.append(join_lines(pending))
            pending = []
    return joined


def _is_headline(line: str) -> bool:
    if len(line) > MAX_HEADLINE or not re.search(r"\w", line) or _UNDERLINE.fullmatch(line):
        return False
    if line.endswith(_NO_HEADLINE_ENDS):
        return False
    return not line.rstrip(_CLOSERS).endswith(".") or re.search(_ABBREVIATION_END, line) is not None


def _is_section(line: str) -> bool:
    """Return whether a line is one to three capitalized words: "World", "U.S. News", "ARTS & CULTURE"."""
    words = line.replace("/", " / ").split()
    content = [word for word in words if word not in _SMALL_WORDS]
    return (
        len(line) <= (MAX_WIDE_SECTION if not line.isascii() and re.search(_WIDE, line) else MAX_SECTION)
        and 1 <= len(content) <= 3
        and all(word[0].isupper() or (not word[0].islower() and word[0].isalpha()) for word in content)
        and not ends_sentence(line)
        and _is_headline(line)
    )
