"""Computes the similarity of two passages by edit distance (Myers' bit-parallel algorithm)."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

CLOSE = 0.6
"""Similarity from which two words are one word in other spelling or inflection."""
MOST_MISSING = 40
"""The most missing words that are compared with similarly spelled ones: more cost too much."""


def distance(left: Sequence[Hashable], right: Sequence[Hashable]) -> int:
    """Return the edit distance of two strings or lists of words.

    Myers' bit-parallel algorithm: a column of the table is one integer, so that a passage of some hundred
    characters costs a fraction of a millisecond.
    """
    short, long = sorted((left, right), key=len)
    shared = 0
    while shared < len(short) and short[shared] == long[shared]:
        shared += 1
    ends = 0
    while ends < len(short) - shared and short[-1 - ends] == long[-1 - ends]:
        ends += 1
    # A taller column costs little more, so the longer sequence forms the columns' bits.
    columns, rows = short[shared : len(short) - ends], long[shared : len(long) - ends]
    if not columns:
        return len(rows)
    places: dict[Hashable, int] = {}
    for row, item in enumerate(rows):
        places[item] = places.get(item, 0) | 1 << row
    full, last = (1 << len(rows)) - 1, 1 << len(rows) - 1
    rises, falls, edits = full, 0, len(rows)
    for item in columns:
        equal = places.get(item, 0)
        vertical = equal | falls
        horizontal = (((equal & rises) + rises) ^ rises) | equal
        up = falls | (full & ~(horizontal | rises))
        down = rises & horizontal
        if up & last:
            edits += 1
        elif down & last:
            edits -= 1
        up = (up << 1) | 1
        rises = ((down << 1) | ~(vertical | up)) & full
        falls = up & vertical & full
    return edits


def similarity(left: Sequence[Hashable], right: Sequence[Hashable]) -> float:
    """Return 1 for equal passages, 0 for nothing in common; unrelated ones of one language give about 0.3."""
    longer = max(len(left), len(right))
    return 1 - distance(left, right) / longer if longer else 1.0


def shared_words(wanted: Sequence[str], found: Sequence[str]) -> float:
    """Return the share of the wanted letters that is in words found exactly or in similar spelling."""
    left = list(found)
    letters = shared = 0.0
    missing: list[str] = []
    for word in wanted:
        letters += len(word)
        if word in left:
            left.remove(word)
            shared += len(word)
        else:
            missing.append(word)
    for word in missing if len(missing) <= MOST_MISSING else ():
        close = max((similarity(word, other) for other in left), default=0.0)
        shared += len(word) * close if close >= CLOSE else 0
    return shared / letters if letters else 1.0
