"""Finds the number of people that a sentence says were killed, hurt or arrested, or are missing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from briefing.domain.span import Span
from briefing.domain.text.number_words import NUMBER_WORD, NUMBER_WORDS

KEPT = 10_000
"""The number of sentences whose numbers are kept in memory."""
_COUNT = rf"(?P<count>\d+(?:,\d{{3}})*|{NUMBER_WORD})"
_PEOPLE = (
    r"(?:other\s+)?(?:people|persons?|men|women|children|others|adults|teens|teenagers|students|civilians"
    r"|soldiers|troops|officers|passengers|workers|employees|residents|protesters|demonstrators|migrants"
    r"|miners|victims|patients|suspects|(?-i:[A-Z]\w+ns))"
)
"""Words for several people, such as Palestinians; “man” and “woman” mean somebody, not a number of people.
“Two more people” are no toll."""
_LINKS = (
    r"(?:(?:were|was|are|is|have|has|had|been|be|still|reported|reportedly|confirmed|also|shot\s+and)\s+)*"
)
_ABOUT = r"(?:(?:at\s+least|more\s+than|as\s+many\s+as|up\s+to|over|about|nearly|almost|some)\s+)?"
_HARMS = {
    "dead": (r"killed|dead|died|slain|deaths|fatalities", "killing|killed|kills"),
    "hurt": ("injured|wounded|hurt|injuries", "injuring|wounding|injured|wounded|hurting"),
    "missing": (r"missing|unaccounted\s+for", ""),
    "arrested": ("arrested|detained", "arresting|arrested|detaining|detained"),
}
_HARMED = re.compile(
    "kill|dead|death|died|dies|slain|fatal|injur|wound|hurt|missing|unaccounted|arrest|detain", re.IGNORECASE
)
"""Without one of these no sentence is searched: few have one."""
_ADDED = (
    re.compile(rf"{_PEOPLE}\s+and\s+$", re.IGNORECASE),
    re.compile(r"\s+and\s+(?:an?|one)\s", re.IGNORECASE),
)
"""Text before a number, and after one, that is only part of a sum: “two men and three women”."""
_DOUBTFUL = re.compile(
    r"\b(?:including|among them)\s+(?:\w+\s+){0,2}?(?:gunman|shooter|attackers?|assailants?|suspects?"
    r"|bombers?|perpetrators?)\b|\bunborn\b|\bat the scene\b|\ba (?:second|third|fourth|fifth|sixth)\b",
    re.IGNORECASE,
)
"""Words that make a number doubtful: whom one report includes, another may not, and the others come after."""


@cache  # compiling them takes as long as several modules, at each start
def _patterns() -> Mapping[str, list[re.Pattern[str]]]:
    """Return the patterns of each harm."""
    patterns = {
        harm: [
            re.compile(rf"(?<![\w-]){_COUNT}\s+(?:{_PEOPLE}\s+)?{_LINKS}(?:{after})\b", re.IGNORECASE),
            *(
                [re.compile(rf"\b(?:{before})\s+{_ABOUT}{_COUNT}\s+{_PEOPLE}\b", re.IGNORECASE)]
                if before
                else []
            ),
        ]
        for harm, (after, before) in _HARMS.items()
    }
    patterns["dead"].append(
        re.compile(
            rf"\b(?:death\s+toll|deaths|number\s+of\s+(?:the\s+)?(?:dead|\w+\s+killed))\b[^.;]{{0,60}}?"
            rf"\b(?:to|at|is|was|reached|of)\s+{_ABOUT}{_COUNT}"
            rf"(?=$|[.,;]|\s+(?:{_PEOPLE}|as|by|on|after|and|in|from)\b)",
            re.IGNORECASE,
        )
    )
    return patterns


@dataclass(frozen=True, slots=True)
class Toll:
    """A number of people killed, hurt, missing or arrested."""

    value: float
    span: Span
    """The place of the number and what it counts in the sentence."""


@lru_cache(maxsize=KEPT)  # a sentence is compared with many, and again after each article that is briefed
def tolls(sentence: str) -> Mapping[str, Toll]:
    """Return the numbers of "dead", "hurt", "missing" and "arrested", each only if the sentence gives one."""
    if _HARMED.search(sentence) is None or _DOUBTFUL.search(sentence):
        return {}
    found = {harm: list(_find_tolls(sentence, patterns)) for harm, patterns in _patterns().items()}
    return {harm: each[0] for harm, each in found.items() if len({toll.value for toll in each}) == 1}


def _find_tolls(sentence: str, patterns: Sequence[re.Pattern[str]]) -> Iterator[Toll]:
    for pattern in patterns:
        for match in pattern.finditer(sentence):
            count = match["count"].lower().replace(",", "")
            value = NUMBER_WORDS.get(count) or float(count)
            if not (_ADDED[0].search(sentence[: match.start()]) or _ADDED[1].match(sentence, match.end())):
                yield Toll(value, Span(match.start("count"), match.end()))
