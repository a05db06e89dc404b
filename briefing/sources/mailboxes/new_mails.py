"""Chooses which mails of a mailbox are read now, within limits of number and size."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

MAX_MAILS = 1000
"""Mails that one refresh reads: at first the newest of all, later those that came first."""
MAX_BYTES = 64_000_000
"""Bytes of mails after which a refresh reads no more."""
MAX_MAIL = 2_000_000
"""Bytes of a mail that are read: what makes one larger are attachments, which come last."""
_AT_ONCE = 20

Place = TypeVar("Place", int, tuple[int, str])


def read_new(
    places: Sequence[Place], load: Callable[[Sequence[Place]], list[bytes]], *, is_first: bool
) -> tuple[tuple[bytes, ...], Place | None]:
    """Return mails, and the place behind which the next refresh goes on.

    `places` are those of all mails that are new, in ascending order, in which they are read, too. The first
    refresh passes over all but the newest MAX_MAILS for good. What came before an error is returned.
    """
    wanted = places[-MAX_MAILS:] if is_first else places[:MAX_MAILS]
    mails: list[bytes] = []
    reached = 0
    while reached < len(wanted) and sum(map(len, mails)) <= MAX_BYTES:
        try:
            mails += load(wanted[reached : reached + _AT_ONCE])
        except Exception:
            if not mails:
                raise
            break
        reached += _AT_ONCE
    return tuple(mails), max(wanted[:reached], default=None)
