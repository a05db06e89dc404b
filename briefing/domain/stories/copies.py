"""Recognizes articles that have another's text, such as that of a news agency."""

from __future__ import annotations

import re
from collections.abc import Sequence

SHINGLE = 5
"""Words in a row that are compared (Broder 1997)."""
MIN_SHARED = 0.75
"""Share of the shorter text's shingles from which it is a copy."""
MIN_SHINGLES = 20
"""A shorter text is too little to tell by, unless it is the same."""

_WORD = re.compile(r"\w+")


def originals(texts: Sequence[str]) -> list[int]:
    """For each text the place of the one that it is a copy of: the first that has its words; or its own."""
    found: list[int] = []
    shingles: list[frozenset[tuple[str, ...]]] = []
    for at, text in enumerate(texts):
        words = _WORD.findall(text.lower())
        own = frozenset(tuple(words[start : start + SHINGLE]) for start in range(len(words) - SHINGLE + 1))
        shingles.append(own)
        found.append(
            next((at_ for at_ in range(at) if found[at_] == at_ and _is_copy(shingles[at_], own)), at)
            if own
            else at
        )
    return found


def _is_copy(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> bool:
    shorter = min(len(one), len(other))
    return one == other or (shorter >= MIN_SHINGLES and len(one & other) >= MIN_SHARED * shorter)
