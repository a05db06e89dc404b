"""What an error of background work is called in front of the reader."""

from __future__ import annotations

from briefing.errors import BriefingError

__all__ = ["sentence_of"]


def sentence_of(error: BaseException) -> str:
    """The error's own sentence; for a fault of ours, one that asks to report it."""
    if isinstance(error, BriefingError):
        return str(error)
    return f"This should not have happened: {type(error).__name__}: {error}. Please report it."
