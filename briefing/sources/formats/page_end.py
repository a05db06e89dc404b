"""Finds where the article of a web page ends; behind it stand other stories, forms, the site's own words."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from briefing.domain.structure import BlockKind
from briefing.sources.text.source_blocks import SourceBlock, SourceBlocks

MAX_TAIL = 0.5
"""The share of a text's letters that may be cut; more would be another part of the article."""
WITHIN = 0.8
"""The share of the text's letters in an element called the article, from which what follows is no part of
it."""
LINKED = 0.6
"""The share of a block's letters in links from which it is a link."""
TEASER = 0.3
"""The share for an item of a list or a heading, which may go on with the first words of the story."""
MAX_HEADING = 10
"""Words of a heading of other stories."""
MAX_LINE, MAX_FURNITURE = 120, 500
"""Letters of such a heading or a button, and of a form or a notice."""
MIN_SENTENCE = 60
"""Letters from which a block that ends as a sentence does is prose."""
MIN_SHARED = 2
"""The number of words that prose has in common with the headline and the lead, from which it is of the same
matter. Below a heading of other stories one is enough: these are links, not prose."""
MAX_LEAD = 3
"""The number of paragraphs that say what the article is about."""

_NO_LETTERS = re.compile(r"[\W_]+")
_SENTENCE = re.compile(r"[.!?…。！？।؟։:;][)\"'”’»›）」』\]\s]*$")
_WIDE = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")
_WORD = re.compile(r"[^\W\d_]{4,}|[\u3040-\u30ff\u3400-\u9fff]{2}")

_WORDS: dict[str, list[str]] = tomllib.loads(
    Path(__file__).with_name("page_words.toml").read_text(encoding="utf-8")
)


def page_words(name: str) -> str:
    """Return a pattern of the words that page_words.toml has under a name."""
    return "|".join(_WORDS[name])


_NO_TEXT = f"{page_words('no_text')}|(?:{page_words('buttons')})(?:[ ,|/·•:]+|$)"
_OTHERS, _SITE, _COMMENTS = map(page_words, ("others", "site", "comments"))
_ALSO, _BOX, _NOTICE = map(page_words, ("also", "box", "notice"))


class ArticleEnd(NamedTuple):
    kept: tuple[SourceBlock, ...]
    rest: tuple[SourceBlock, ...]
    """The blocks that stand behind the article."""


@cache
def _pattern(expression: str) -> re.Pattern[str]:
    return re.compile(expression, re.IGNORECASE)


def letters(text: str) -> str:
    """Return the letters, which two readings of a block share, whatever their white space and marks."""
    return _NO_LETTERS.sub("", text).casefold()


def is_prose(block: SourceBlock) -> bool:
    text = block.text
    if len(text) < MIN_SENTENCE and len(text) + 2 * len(_WIDE.findall(text)) < MIN_SENTENCE:
        return False
    return _SENTENCE.search(text) is not None


def is_no_text(block: SourceBlock) -> bool:
    """Return whether a block is a button, a mark for a picture or an agency's box."""
    if _pattern(_BOX).match(block.text):
        return len(block.text) <= 2 * MAX_FURNITURE
    return (
        len(block.text) <= MAX_LINE
        and re.fullmatch(f"(?:{_NO_TEXT})+", block.text.strip(), re.IGNORECASE) is not None
    )


class PageIndex:
    """The blocks of a page, and the places of each by its letters."""

    def __init__(self, page: SourceBlocks) -> None:
        self.page = page
        self.found: dict[str, list[int]] = {}
        for at, block in enumerate(page.blocks):
            if own := letters(block.text):
                self.found.setdefault(own, []).append(at)


class Places:
    """The places of a text's blocks in their page."""

    def __init__(self, blocks: Sequence[SourceBlock], index: PageIndex) -> None:
        self._page = index.page
        self.at: list[int | None] = []
        """The place in the page of each block, or None; no place is before an earlier block's."""
        self._any: list[int | None] = []
        last = -1
        for block in blocks:
            places = index.found.get(letters(block.text), ())
            place = next((each for each in places[:8] if each > last), None)
            self.at.append(place)
            self._any.append(place if place is not None or not places else places[0])
            last = last if place is None else place

    @property
    def first(self) -> int | None:
        """The block of the page with which the text begins."""
        return next((at for at in self.at if at is not None), None)

    def linked(self, nth: int) -> float:
        """Return the share of a block's letters in links."""
        at = self._any[nth]
        if at is None:
            return 0.0
        block = self._page.blocks[at]
        return sum(end - start for start, end, _ in block.links) / (len(block.text) or 1)

    def kind(self, nth: int) -> BlockKind | None:
        at = self._any[nth]
        return None if at is None else self._page.blocks[at].kind

    def before(self, nth: int) -> str:
        """Return the text that stands before a block in the page, but not before it in the text; else ""."""
        at = self.at[nth]
        return self._page.blocks[at - 1].text if at and at - 1 != self.at[nth - 1] else ""


def find_end(
    blocks: Sequence[SourceBlock], index: PageIndex, *, title: str, author: str, body: str
) -> ArticleEnd:
    """Divide the blocks of a page's text; `body` is the text that its metadata has, if any."""
    blocks = [each for each in blocks if not is_no_text(each)]
    sizes = [len(each.text) for each in blocks]
    total = sum(sizes)
    places = Places(blocks, index)
    subject = _subject(title, blocks)
    end, marked = len(blocks), min(_end_of_element(places, sizes, index.page), _end_of_body(blocks, body))
    if sum(sizes[marked:]) <= MAX_TAIL * total:
        while end > marked and not _is_own_prose(blocks[end - 1], end - 1, places):
            end -= 1
    end = _end_before_tail(blocks, end, places, subject, author)
    end = _end_before_heading(blocks[:end], places, subject)
    end = _end_before_tail(blocks, end, places, subject, author)
    while 1 < end < len(blocks) and blocks[end - 1].kind is BlockKind.HEADING:
        end -= 1
    if end < len(blocks) and sum(sizes[end:]) > MAX_TAIL * total:
        end = len(blocks)
    return ArticleEnd(tuple(blocks[:end]), tuple(blocks[end:]))


def _end_before_tail(
    blocks: Sequence[SourceBlock], end: int, places: Places, subject: frozenset[str], author: str
) -> int:
    while end > 1:
        if _is_tail(blocks[end - 1], end - 1, places, subject, author):
            end -= 1
        elif end > 2 and _is_teaser(blocks[end - 1], end - 1, places, subject):
            end -= 2
        else:
            break
    return end


def _is_teaser(block: SourceBlock, nth: int, places: Places, subject: frozenset[str]) -> bool:
    """Return whether a block stands below the linked headline of another story in a list."""
    kind = places.kind(nth)
    is_listed = kind in (BlockKind.ITEM, BlockKind.HEADING) and kind is places.kind(nth - 1)
    is_below = is_listed and places.linked(nth - 1) >= LINKED
    return is_below and len(block.text) <= MAX_FURNITURE and not _is_on(subject, block, nth, places)


def _end_of_element(places: Places, sizes: Sequence[int], page: SourceBlocks) -> int:
    """Find the end by the smallest element called the article that holds nearly all of the text."""
    placed = [(at, size) for at, size in zip(places.at, sizes, strict=True) if at is not None]
    ats = [at for at, _ in placed]
    known = list(accumulate((size for _, size in placed), initial=0))
    for start, stop in sorted(page.bodies, key=lambda each: each[1] - each[0]):
        within = known[bisect_left(ats, stop)] - known[bisect_left(ats, start)]
        if within and within >= WITHIN * known[-1]:
            end = len(sizes)
            while end and ((at := places.at[end - 1]) is None or at >= stop):
                end -= 1
            return end
    return len(sizes)


def _end_of_body(blocks: Sequence[SourceBlock], body: str) -> int:
    """Find the end by the last words of the text in the page's metadata, if that is the whole text."""
    whole = letters(re.sub(r"<[^<>]{0,500}>", "", body))
    last = whole[-40:]
    if len(last) < 40:
        return len(blocks)
    read = 0
    for nth, block in enumerate(blocks):
        own = letters(block.text)
        read += len(own)
        if own and (last in own or (len(own) >= 20 and whole.endswith(own))) and read >= WITHIN * len(whole):
            return nth + 1
    return len(blocks)


def _end_before_heading(blocks: Sequence[SourceBlock], places: Places, subject: frozenset[str]) -> int:
    """Find the end before the first heading of other stories or of the site, with no article behind it."""
    end = len(blocks)
    left = MAX_TAIL * sum(len(each.text) for each in blocks)
    behind = own = alike = 0
    has_prose = False
    for nth in range(len(blocks) - 1, 0, -1):
        text = blocks[nth].text
        left -= len(text)
        if left < 0:
            break
        is_heading, before = _is_any_heading(text), places.before(nth)
        if not is_heading:
            has_prose = has_prose or (is_prose(blocks[nth]) and places.linked(nth) < TEASER)
            shared = _shared(subject, blocks[nth], nth, places)
            behind += len(text)
            alike += len(text) if shared else 0
            own += len(text) if shared >= MIN_SHARED else 0
        if is_heading or _is_any_heading(before):
            is_hint = has_prose and any(map(_pattern(_ALSO).match, (text, before)))
            same = alike if _is_heading(text, _OTHERS) else own
            if not is_hint and (behind > 3 * same or not same or _is_heading(text, _COMMENTS)):
                end = nth
                behind = own = alike = 0
                has_prose = False
    return end


def _is_on(subject: frozenset[str], block: SourceBlock, nth: int, places: Places) -> bool:
    """Return whether a block is prose on the subject of the article."""
    return _shared(subject, block, nth, places) >= MIN_SHARED


def _shared(subject: frozenset[str], block: SourceBlock, nth: int, places: Places) -> int:
    """Count the words of the headline and the lead in a block, if it is prose."""
    return len(subject & _words(block.text)) if _is_own_prose(block, nth, places) else 0


def _is_own_prose(block: SourceBlock, nth: int, places: Places) -> bool:
    """Return whether a block is prose, and neither a link nor a notice."""
    is_linked = places.linked(nth) >= TEASER
    return is_prose(block) and not is_linked and not _pattern(_NOTICE).search(block.text[:MAX_FURNITURE])


def _is_any_heading(text: str) -> bool:
    return any(_is_heading(text, kind) for kind in (_OTHERS, _SITE, _COMMENTS))


def _is_heading(text: str, expression: str) -> bool:
    line = text.partition("\n")[0].strip(" :–—-|»›>→.…#•")
    if len(line) > MAX_LINE or len(line.split()) > MAX_HEADING:
        return False
    return _pattern(expression).fullmatch(line) is not None


def _is_tail(block: SourceBlock, nth: int, places: Places, subject: frozenset[str], author: str) -> bool:
    text = block.text
    linked = places.linked(nth)
    if len(text) > MAX_FURNITURE:
        return False
    if linked >= LINKED and not is_prose(block):
        return True
    if linked >= TEASER and places.kind(nth) in (BlockKind.ITEM, BlockKind.HEADING) and not is_prose(block):
        return True
    if _is_heading(text, _OTHERS) or _is_heading(text, _SITE):
        return True
    if _pattern(_NOTICE).search(text):  # unless that is what the article is about
        return not is_prose(block) or len(subject & _words(text)) <= MIN_SHARED
    return " " in author and text.startswith(f"{author} ")


def _subject(title: str, blocks: Sequence[SourceBlock]) -> frozenset[str]:
    lead = [each for each in blocks if is_prose(each)][:MAX_LEAD]
    return _words(" ".join((title, *(each.text for each in lead))))


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))


def prose_letters(blocks: Iterable[SourceBlock]) -> int:
    return sum(len(each.text) for each in blocks if is_prose(each))
