"""Finds the number of people that a sentence says were killed or hurt."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from briefing.domain.span import Span
from briefing.domain.text.number_words import NUMBER_WORD, NUMBER_WORDS

_COUNT = rf"(?P<count>\d+(?:,\d{{3}})*|{NUMBER_WORD})"
_PEOPLE = (
    r"(?:(?:other|more)\s+)?(?:people|person|men|women|children|others|adults|teens|teenagers|students|civilians"
    r"|soldiers|officers|passengers|workers|residents)"
)
"""Words for several people; “man” and “woman” mean somebody, not a number of people."""
_LINKS = r"(?:(?:were|was|are|is|have|has|been|reported|confirmed|also|shot\s+and)\s+)*"
_ABOUT = r"(?:(?:at\s+least|more\s+than|as\s+many\s+as|up\s+to|about|nearly|some)\s+)?"
_HARMS = {"dead": ("killed|dead|died|slain", "killing|killed|kills"),
          "hurt": ("injured|wounded|hurt", "injuring|wounding|injured|wounded|hurting")}  # fmt: skip
_PATTERNS: Mapping[str, tuple[re.Pattern[str], ...]] = {
    harm: (
        re.compile(rf"(?<![\w-]){_COUNT}\s+(?:{_PEOPLE}\s+)?{_LINKS}(?:{after})\b", re.IGNORECASE),
        re.compile(rf"\b(?:{before})\s+{_ABOUT}{_COUNT}\s+{_PEOPLE}\b", re.IGNORECASE),
    )
    for harm, (after, before) in _HARMS.items()
}
_ADDED = (
    re.compile(rf"{_PEOPLE}\s+and\s+$", re.IGNORECASE),
    re.compile(r"\s+and\s+(?:an?|one)\s", re.IGNORECASE),
)
"""Text before a number, and after one, that is only part of a sum: “two men and three women”."""
_INCLUDING = re.compile(r"\b(?:including|among them|unborn)\b", re.IGNORECASE)
"""Words that make a number doubtful: whom one report includes, another may not."""


@dataclass(frozen=True, slots=True)
class Toll:
    """A number of people killed or hurt."""

    value: float
    span: Span
    """The place of the number and what it counts in the sentence."""


def tolls(sentence: str) -> dict[str, Toll]:
    """Return the numbers of people "dead" and "hurt", each only if the sentence gives just one."""
    if _INCLUDING.search(sentence):
        return {}
    found = {harm: list(_find_tolls(sentence, patterns)) for harm, patterns in _PATTERNS.items()}
    return {harm: each[0] for harm, each in found.items() if len({toll.value for toll in each}) == 1}


def _find_tolls(sentence: str, patterns: tuple[re.Pattern[str], ...]) -> Iterator[Toll]:
    for pattern in patterns:
        for match in pattern.finditer(sentence):
            count = match["count"].lower().replace(",", "")
            value = NUMBER_WORDS.get(count) or float(count)
            if not (_ADDED[0].search(sentence[: match.start()]) or _ADDED[1].match(sentence, match.end())):
                yield Toll(value, Span(match.start("count"), match.end()))
