"""Chooses between an article's text from its feed and the text from its page."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from briefing.domain.query.search_words import search_words

__all__ = ["Prefer", "TextChoice", "choose_text"]

LONGER = 1.2
"""Times as many words, from which a page says more than the feed: less may be a caption or a byline."""
HELD = 0.6
"""The share of the feed's words that a page about the same holds."""
TEASER, TEASER_HELD = 80, 0.3
"""Words up to which a feed's text may be an editor's own, of which the article has but the names."""
LEAST_PAGE = 120
"""Words that a page must have to be about the same by those names alone."""
WALLED = 1.5
"""Times as many words as the feed, from which a page that breaks off before the end still says more."""
SHORT_PAGE = 400
"""Words up to which what stands anywhere in a page may be all it says; of a longer one the end tells."""
END = 400
"""Characters."""

_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_]+")
"""Chinese and Japanese have no blanks: each of their signs counts."""
_LEADS_ON = re.compile(
    r"(?:\[?(?:…|\.\.\.)\]?|(?:continue|keep) reading|read (?:more|on|the (?:full|rest|whole))|weiterlesen|"
    r"lire la suite|leer más|the post .{1,200} (?:first )?appeared (?:first )?on).{0,120}$",
    re.DOTALL,
)
"""What feeds put behind their text, and no page has."""
_WALL = re.compile(
    r"subscribe (?:now )?to (?:continue|keep|read|unlock)|to (?:continue|keep) reading|subscribers? only|"
    r"(?:for|to) (?:paying )?subscribers|already (?:a|have a|an?) (?:subscriber|subscription|account|member)|"
    r"(?:log|sign) ?in (?:to|or) (?:continue|read|subscribe|register)|create (?:a|your) free account|"
    r"start your (?:free )?trial|unlock (?:this|the) (?:article|story)|"
    r"nur für abonnenten|jetzt abonnieren|réservé aux abonnés|solo para suscriptores"
)
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
    """In words that follow “since”."""


def choose_text(feed: str, page: str) -> TextChoice:
    """The page's where it says clearly more of the same; the feed's, which is there already, in all doubt."""
    folded = search_words(page)
    said, paged = _words(_LEADS_ON.sub("", search_words(feed))), _words(folded)
    feed_length, page_length = sum(said.values()), sum(paged.values())
    if not page_length:
        return TextChoice(Prefer.FEED, "the page holds no text")
    if not feed_length:
        return TextChoice(Prefer.PAGE, "the feed holds no text")
    telling = folded if page_length <= SHORT_PAGE else folded[-END:]
    held = sum((said & paged).values()) / feed_length
    if _NO_ARTICLE.search(telling) and held < HELD:
        return TextChoice(Prefer.FEED, "the page shows a notice in place of the article")
    if _WALL.search(telling) and page_length < WALLED * feed_length:
        return TextChoice(Prefer.FEED, "the page ends where one has to log in")
    if page_length < feed_length / LONGER:
        return TextChoice(Prefer.FEED, "the page says less")
    if page_length < feed_length * LONGER:
        return TextChoice(Prefer.FEED, "the page says no more")
    is_named = feed_length <= TEASER and page_length >= LEAST_PAGE and held >= TEASER_HELD
    if held < HELD and not is_named:
        return TextChoice(Prefer.FEED, "the page is about something else")
    return TextChoice(Prefer.PAGE, f"the page says {_times(page_length / feed_length)} as much")


def _words(folded: str) -> Counter[str]:
    return Counter(_WORD.findall(folded))


def _times(ratio: float) -> str:
    return f"{ratio:.0f} times" if ratio >= 1.95 else f"{ratio:.1f} times"
