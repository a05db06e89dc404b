"""Findings of the checks, and how each is repaired."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    what: str
    says: str
    sound: bool = True
    repair: Callable[[], Iterable[str]] | None = None
    """Repairs it without a loss, and returns a sentence for each thing it did.

    None where that cannot be. Raises BriefingError and OSError.
    """
