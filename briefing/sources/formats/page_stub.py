"""Recognizes web pages that are no article by their markup: live pages, paywalls, lists of links."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from briefing.domain.structure import Stub
from briefing.domain.text.paywall import is_beginning

MIN_TIMES, MIN_LINKS, MAX_LINKS = 4, 8, 1_000
"""The fewest times of a live page, the fewest links of a list of links, and the most that are looked for: of
very many, that would take a minute.
"""
LINKED = 0.4
"""Share of a text's words in blocks that are links, from which it is a list of links."""
AMONG_LINKS = 0.2
"""Share of a block's words that may stand between its links; in a sentence there are more."""
MIN_LINK_WORDS, MIN_HEADLINE_WORDS = 3, 5
"""Words; links with fewer are the name of a section."""
MIN_HEADLINES, HEADLINES = 40, 3
"""Links that are headlines, and their words for each word of the text, from which a page is a front page; an
article has a few dozen around it."""
MIN_CARDS, IN_CARDS = 16, 0.75
"""Linked headings, and the share of the words of all paragraphs that stand with one, from which a page is a
front page; of those of an article, a small share stands with the headings of others."""

_LIVE_PATH = re.compile(
    r"/live(?:/|$|blog|-(?:news|updates|blog)\b)|\blive-?(?:blog|updates)\b|as-it-happened"
)
_ARTICLE = (
    "//meta[@property='article:published_time' or (@property='og:type' and contains(@content, 'article'))]"
)
_MARK, _WORD = "\1\0"
_MARKED = re.compile(f"{_MARK}{_WORD}*")
"""A link in a text where each is a character for each of its words."""
_WALL = re.compile(r"paywall|regwall|subscription-?wall|meteredContent", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PageSigns:
    """The signs in a page's markup, before its article is extracted."""

    is_live: bool
    is_paid: bool
    """Whether the page says that it is not free to read."""
    has_wall: bool
    words: int
    """The number of words by the page's own count; 0 without one."""
    links: frozenset[str]
    """The texts of the page's links, each on one line."""
    is_article: bool
    """Whether the page says that it is an article."""
    body: str
    """The text of the article in the page's metadata; "" if they have none."""
    consists_of_cards: bool
    """Whether most paragraphs stand each with a heading that is a link."""

    def stub(self, text: str) -> Stub | None:
        """Return what the page is by these signs; `text` is what was extracted of it."""
        if self.is_live:
            return Stub.LIVE
        words = len(text.split())
        if is_beginning(words, self.words, is_paid=self.is_paid, has_wall=self.has_wall):
            return Stub.PAYWALL
        return Stub.LINKS if not self.is_article and self._is_list(text, words) else None

    def _is_list(self, text: str, words: int) -> bool:
        headlines = [each for each in self.links if each.count(" ") >= MIN_HEADLINE_WORDS - 1]
        if len(headlines) >= MIN_HEADLINES and _count_words(headlines) >= HEADLINES * words:
            return True
        linked = list(self._in_blocks_of_links(text))
        if len(linked) >= MIN_LINKS and sum(linked) >= LINKED * words:
            return True
        return self.consists_of_cards

    def _in_blocks_of_links(self, text: str) -> Iterator[int]:
        """Yield the number of words of each link in a block that is a link, or many: some pages come out with
        all their links in one.
        """
        marked = "\n".join(map(_one_line, text.split("\n")))
        for link in sorted(self.links, key=len, reverse=True)[:MAX_LINKS]:
            marked = marked.replace(link, _MARK + _WORD * link.count(" "))
        for block in marked.split("\n"):
            linked = [len(each) for each in _MARKED.findall(block)]
            others = len(_MARKED.sub(" ", block).split())
            yield from linked if others <= AMONG_LINKS * (sum(linked) + others) else ()


def page_signs(tree: Any, url: str | None, said: Sequence[Mapping[str, Any]]) -> PageSigns:
    """Read the signs of lxml's tree, which has no type information; `said` is its structured data."""
    is_live = any("LiveBlogPosting" in _types(each) for each in said)
    if not is_live and url and _LIVE_PATH.search(url):
        is_live = len(tree.xpath("//article//time | //main//time")) >= MIN_TIMES
    names = "".join(f" {name}" for name in tree.xpath("//body//@class | //body//@id"))
    anchors = (_one_line("".join(each.itertext())) for each in tree.iter("a"))
    return PageSigns(
        is_live=is_live,
        is_paid=any(str(each.get("isAccessibleForFree")).lower() == "false" for each in said),
        has_wall=_WALL.search(names) is not None,
        words=max((_number(each.get("wordCount")) for each in said), default=0),
        links=frozenset(words for words in anchors if words.count(" ") >= MIN_LINK_WORDS - 1),
        is_article=bool(tree.xpath(_ARTICLE))
        or any(re.search("Article|Posting", str(type_)) for each in said for type_ in _types(each)),
        body=max(
            (each["articleBody"] for each in said if isinstance(each.get("articleBody"), str)),
            key=len,
            default="",
        ),
        consists_of_cards=_consists_of_cards(tree),
    )


def _consists_of_cards(tree: Any) -> bool:
    headings = [
        each
        for each in tree.iter("h1", "h2", "h3", "h4")
        if (each.find(".//a") is not None or each.getparent().tag == "a")
        and _count_words(each.itertext()) >= MIN_HEADLINE_WORDS
    ]
    if len(headings) < MIN_CARDS:
        return False
    within = Counter(above for heading in headings for above in heading.iterancestors())
    in_cards = total = 0
    for paragraph in tree.iter("p"):
        words = _count_words(paragraph.itertext())
        total += words
        in_cards += words if any(within[above] == 1 for above in paragraph.iterancestors()) else 0
    return in_cards >= IN_CARDS * total


def structured_data(tree: Any) -> Iterator[Mapping[str, Any]]:
    """Yield the objects of schema.org that describe the page, not those within them."""
    for script in tree.xpath("//script[@type='application/ld+json']/text()"):
        try:
            pending = [json.loads(script, strict=False)]
        except (ValueError, RecursionError):
            continue
        while pending:
            value = pending.pop()
            if isinstance(value, list):
                pending += value
            elif isinstance(value, dict):
                yield value
                pending += [value[name] for name in ("@graph", "mainEntity") if name in value]


def _types(value: Mapping[str, Any]) -> list[Any]:
    types = value.get("@type")
    return types if isinstance(types, list) else [types]


def _number(value: object) -> int:
    words = str(value) if isinstance(value, int | str) else ""
    return int(words) if words.isdecimal() and len(words) < 10 else 0


def _count_words(lines: Iterable[str]) -> int:
    return sum(len(line.split()) for line in lines)


def _one_line(words: str) -> str:
    return " ".join(words.split())
