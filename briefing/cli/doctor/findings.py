"""Findings of the doctor's checks, with their repairs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    what: str
    says: str
    sound: bool = True
    repair: Callable[[], Iterable[str]] | None = None
    """A function that repairs it without a loss, and returns a sentence for each thing that it did.

    None if there is no such repair. The function raises BriefingError and OSError.
    """
