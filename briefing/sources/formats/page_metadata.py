"""Chooses a web page's headline, author and day from what its markup says in several places."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from briefing.domain.structure import BlockKind
from briefing.sources.formats.page_end import letters, page_words
from briefing.sources.text.document_dates import date_in_line, to_iso
from briefing.sources.text.source_blocks import SourceBlocks

MAX_TITLE = 300
"""The most letters of a headline that is changed."""
MAX_NAME = 80
"""Letters of an author's name."""
MAX_DATE_LINE = 80
"""Letters of a line below the headline that says the day."""
NEAR = 4
"""Blocks before the first paragraph of the text, and after the headline, in which the day stands."""

_ARTICLE = re.compile("Article|Posting")
_SEPARATOR = re.compile(r"\s+[|–—»·•:-]+\s+|\s*\|\s*")
_BYLINE = re.compile(
    r"^(?:(?:this post was |reviewed |medically |fact[ -]?checked |posted |published )?(?:written |"
    r"edited )?by\b|"
    r"(?:view )?all posts by|authors?\b:?|autore?s?\b:?|autor(?:in)?\b:?|von\b|par\b|por\b|di\b|door\b|"
    r"přidal\b|"
    r"текст\b|автор\b:?|source\b:|źródło\b|text\b:|foto\b:|published\b|more (?:from|by)\b)[\s:]*",
    re.IGNORECASE,
)
_AFTER_NAME = re.compile(
    r"\s+(?:read more about|reviewed by|published|updated|view (?:all|full))\b.*", re.IGNORECASE
)
_MONTH = page_words("months")
_NO_NAME = re.compile(
    rf"(?:(?:published|updated|posted|on|last)[ :]*)*(?:{_MONTH})(?: \d+)*|{page_words('no_name')}",
    re.IGNORECASE,
)
_NO_AUTHOR_LETTERS = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class PageFacts:
    """Facts that a page says of itself."""

    metas: Mapping[str, Sequence[str]]
    """Contents of meta elements by property or name."""
    titles: Sequence[str]
    headings: Sequence[str]
    """The first three headings of the first level."""
    dates: Sequence[str]
    """The first date that is marked as that of publication, if there is one."""
    said: Sequence[Mapping[str, Any]]
    """The page's structured data."""

    def meta(self, *names: str) -> list[str]:
        return [value for name in names for value in self.metas.get(name, ())]


def page_facts(tree: Any, said: Sequence[Mapping[str, Any]]) -> PageFacts:
    """Read lxml's tree, which has no type information."""
    metas: dict[str, list[str]] = {}
    for each in tree.iter("meta"):
        name = each.get("property") or each.get("name")
        if name and (content := each.get("content", "").strip()):
            metas.setdefault(name, []).append(content)
    dated = tree.xpath("(//*[@itemprop='datePublished'])[1]")
    return PageFacts(
        metas,
        [_line("".join(each.itertext())) for each in tree.xpath("//head/title")[:1]],
        [_line("".join(each.itertext())) for each in tree.xpath("(//h1)[position() < 4]")],
        [each.get("content") or each.get("datetime") or "".join(each.itertext()) for each in dated],
        said,
    )


def is_article(value: Mapping[str, Any]) -> bool:
    types = value.get("@type")
    return any(_ARTICLE.search(str(each)) for each in (types if isinstance(types, list) else [types]))


# Headline


def headline(found: str | None, site: str | None, facts: PageFacts) -> str | None:
    """Return the headline without the site's name: `found`, unless no title shares a word with it."""
    shared = [*map(_line, facts.meta("og:title", "twitter:title")), *facts.titles]
    title = _line(found or "")
    if shared and not any(_words(title) & _words(each) for each in shared):
        title = next(filter(None, shared), title)
    if not title:
        return None
    others = [str(each["headline"]) for each in facts.said if is_article(each) and each.get("headline")]
    return _without_site(title, {letters(each) for each in (*others, *facts.headings)}, letters(site or ""))


def _without_site(title: str, headlines: set[str], site: str) -> str:
    if len(title) > MAX_TITLE:
        return title
    parts = list(_SEPARATOR.finditer(title))
    for separator in parts:
        if letters(before := title[: separator.start()]) in headlines - {""}:
            return before.strip()
        if letters(after := title[separator.end() :]) in headlines - {""}:
            return after.strip()
    if parts and site:
        last = letters(title[parts[-1].end() :])
        if last and (last == site or (len(last) > 3 and (last in site or site in last))):
            return title[: parts[-1].start()].strip() or title
    return title


def _words(text: str) -> set[str]:
    """The words of four letters and more, if there are any; letters in twos where there are no blanks."""
    words = re.findall(r"[^\W_]+", text.casefold())
    wide = re.findall("(?=([\u3040-\u9fff\uac00-\ud7a3]{2}))", text)
    return {*([each for each in words if len(each) > 3] or words), *wide}


# Author


def author(found: str | None, facts: PageFacts) -> str | None:
    """Return the names of the authors, joined by "; "."""
    written = facts.meta("author", "article:author", "parsely-author")
    for names in (_parts(found or ""), _said_authors(facts.said), written):
        if cleaned := dict.fromkeys(filter(None, map(_name, names))):
            return "; ".join(cleaned)
    return None


def _parts(found: str) -> list[str]:
    return re.split(r"\s*;\s*", found[: 10 * MAX_NAME])


def _said_authors(said: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for each in said:
        authors = each.get("author") if is_article(each) else None
        for one in authors if isinstance(authors, list) else [authors]:
            name = one.get("name") if isinstance(one, dict) else one
            if isinstance(name, str):
                yield name


def _name(words: str) -> str | None:
    """Return the name in a byline, or None if there is none."""
    name = _line(words)[: 2 * MAX_NAME]
    while (bare := _BYLINE.sub("", name)) != name:
        name = bare
    name = _AFTER_NAME.sub("", name).strip(" ,|•·-–—/")
    if not _NO_AUTHOR_LETTERS.search(name) or len(name) > MAX_NAME or _NO_NAME.fullmatch(name):
        return None
    return re.sub(rf"\s+(?:{_MONTH})$", "", name, flags=re.IGNORECASE) if name.count(" ") > 1 else name


# Day of publication


def published(found: str | None, facts: PageFacts, page: SourceBlocks, first: int | None) -> str | None:
    """Return the time of publication; `first` is the block of the page with which its text begins."""
    places: tuple[Iterable[object], ...] = (
        facts.meta("article:published_time"),
        (each["datePublished"] for each in facts.said if each.get("datePublished")),
        facts.dates,
        _times(page, first),
        [found],
        _date_lines(page, first),
    )
    return next((iso for place in places for value in place if (iso := to_iso(value))), None)


def _times(page: SourceBlocks, first: int | None) -> Iterator[str]:
    if first is not None:
        start = _start(page, first)
        yield from (time for at, time in page.times if start <= at <= first + 1)


def _date_lines(page: SourceBlocks, first: int | None) -> Iterator[str]:
    if first is not None:
        for block in page.blocks[_start(page, first) : first + 2]:
            if len(block.text) <= MAX_DATE_LINE and (day := date_in_line(block.text)):
                yield day


def _start(page: SourceBlocks, first: int) -> int:
    """Return the block from which the day may stand: a little before the headline, or before the text."""
    for at in range(first, max(-1, first - 3 * NEAR), -1):
        if page.blocks[at].kind is BlockKind.HEADING and page.blocks[at].level == 1:
            return max(0, at - NEAR)
    return max(0, first - NEAR)


def _line(words: str) -> str:
    return " ".join(words.split())
