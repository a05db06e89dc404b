"""Chooses between an article's text from its feed and the text from its page."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from briefing.domain.query.search_words import search_words
from briefing.domain.text.paywall import END, LONG, mentions_paywall

LONGER_RATIO = 1.2
"""Ratio of words from which a page is more complete than the feed; less may be a caption or a byline."""
MIN_SHARED = 0.6
"""Share of the feed's words that a page about the same story must contain."""
TEASER, TEASER_MIN_SHARED = 80, 0.3
"""The most words of an editor's teaser, and the share of them that its page must contain: mostly names."""
MIN_PAGE = 120
"""The fewest words of a page that can match a teaser."""
WALLED_RATIO = 1.5
"""Ratio of words from which a page cut off by a paywall is still more complete than the feed."""

_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_]+")
"""A word; Chinese and Japanese have no spaces, so there each character counts as one."""
_TEASER_LINK = re.compile(
    r"(?:\[?(?:…|\.\.\.)\]?|(?:continue|keep) reading|read (?:more|on|the (?:full|rest|whole))|weiterlesen|"
    r"lire la suite|leer mas|the post .{1,200} (?:first )?appeared (?:first )?on).{0,120}$",
    re.DOTALL,
)
"""Text that feeds append and pages do not have; matched against folded text, which has no accents."""
_NO_ARTICLE = re.compile(
    r"enable javascript|javascript is (?:disabled|required)|you(?:'re| are) (?:not )?a (?:robot|human)|"
    r"verify (?:that )?you are human|access (?:is )?denied|checking your browser|unusual traffic|"
    r"we (?:and our partners )?use cookies|accept (?:all )?cookies|page not found|error 40[34]"
)


class Prefer(StrEnum):
    FEED = "feed"
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class TextChoice:
    preferred: Prefer
    why: str
    """A clause that gives the reason; for a page, one that can follow a comma: "3 times as long"."""


def choose_text(feed: str, page: str) -> TextChoice:
    """Prefer the page if it is clearly more complete, or else the feed, which needs no download."""
    folded = search_words(page)
    feed_words, page_words = _words(_TEASER_LINK.sub("", search_words(feed))), _words(folded)
    feed_length, page_length = sum(feed_words.values()), sum(page_words.values())
    if not page_length:
        return TextChoice(Prefer.FEED, "the page has no text")
    if not feed_length:
        return TextChoice(Prefer.PAGE, "as the feed has no text")
    excerpt = folded if page_length <= LONG else folded[-END:]
    shared = sum((feed_words & page_words).values()) / feed_length
    if _NO_ARTICLE.search(excerpt) and shared < MIN_SHARED:
        return TextChoice(Prefer.FEED, "the page shows a notice in place of the article")
    if mentions_paywall(excerpt) and page_length < WALLED_RATIO * feed_length:
        return TextChoice(Prefer.FEED, "the page ends at a login")
    if page_length < feed_length / LONGER_RATIO:
        return TextChoice(Prefer.FEED, "the page is shorter")
    if page_length < feed_length * LONGER_RATIO:
        return TextChoice(Prefer.FEED, "the page has no more text")
    is_teaser_of_page = feed_length <= TEASER and page_length >= MIN_PAGE and shared >= TEASER_MIN_SHARED
    if shared < MIN_SHARED and not is_teaser_of_page:
        return TextChoice(Prefer.FEED, "the page is about something else")
    ratio = page_length / feed_length
    return TextChoice(Prefer.PAGE, f"{ratio:.{0 if ratio >= 1.95 else 1}f} times as long")


def _words(folded: str) -> Counter[str]:
    return Counter(_WORD.findall(folded))
