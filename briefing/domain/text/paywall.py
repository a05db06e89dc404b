"""Decides whether a text is only the beginning of an article that a paywall cuts off.

Its words tell, or the signs in a page's markup together with its length.
"""

from __future__ import annotations

import re

SHORT = 250
"""Words up to which a paywall's words count anywhere in a text; in a longer one they count at its end."""
LONG = 400
"""Words from which a paywall's words at the end of a text do not mean that it is cut off there."""
END = 400
"""Characters of a text's end."""
MAX_PAID = 200
"""Words up to which the text of a page that says it is not free is only its beginning."""
MAX_WALLED = 150
"""Words up to which that is so for a page with an element called a paywall, as many free pages have one."""
PARTIAL = 0.5
"""Share of the words that a page says it has, below which the text is only its beginning."""

_WORDS = (
    r"subscribe (?:now )?to (?:continue|keep|read|unlock)|\bto (?:continue|keep) reading\b|"
    r"already (?:a subscriber|have an? (?:subscription|account))|already a member\?|"
    r"(?:log|sign) ?in (?:to|or) (?:continue|read|subscribe|register)|create (?:a|your) free account|"
    r"start your (?:free )?trial|unlock (?:this|the) (?:article|story)|"
    r"subscriber[- ]only (?:article|content)|"
    r"(?:article|story|content) is (?:only |exclusively )?(?:available to|reserved for|for) subscribers|"
    r"nur fur abonnenten|jetzt abonnieren|reserve aux abonnes|(?:solo|exclusivo) para suscriptores|"
    r"有料会員の方のみ|会員限定記事"
)
"""Patterns for folded text, compiled at first use: few texts need them."""
_MENTIONS = rf"{_WORDS}|subscribers? only|(?:for|to) (?:paying )?subscribers|already an? (?:account|member)"
"""Those and weaker ones, which count where there is another text to choose."""


def is_cut_off(folded: str, words: int) -> bool:
    """Whether a text of so many words, folded by `search_words`, says that one must subscribe to read on."""
    return words <= LONG and re.search(_WORDS, folded if words <= SHORT else folded[-END:]) is not None


def mentions_paywall(folded: str) -> bool:
    """Whether a part of a text says so, or speaks of subscribers at all."""
    return re.search(_MENTIONS, folded) is not None


def is_beginning(words: int, of: int, *, is_paid: bool, has_wall: bool) -> bool:
    """Whether so many words of a page that counts its words as `of` (0 for unknown) are only its beginning.

    The page says that it is not free (`is_paid`), or has an element called a paywall (`has_wall`).
    """
    return (is_paid and (words <= MAX_PAID or words < PARTIAL * of)) or (has_wall and words <= MAX_WALLED)
