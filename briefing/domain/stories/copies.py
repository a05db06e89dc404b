"""Recognizes articles that copy another one's text, such as a news agency's."""

from __future__ import annotations

import re
from collections.abc import Sequence

SHINGLE = 5
"""The number of words in a row that are compared (Broder 1997)."""
MIN_SHARED = 0.75
"""Share of the shorter text's shingles that must be common for one text to be a copy."""
MIN_SHINGLES = 20
"""Number of shingles below which a text must be identical to count as a copy: it is too short to tell."""

_WORD = re.compile(r"\w+")


def originals(texts: Sequence[str]) -> list[int]:
    """Return, for each text, the position of the first text that it copies, or its own position."""
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
