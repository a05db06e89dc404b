"""Per-feed options from the settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["FeedOptions"]


@dataclass(frozen=True, slots=True)
class FeedOptions:
    full_text: bool = False
    """Have the pages of new articles fetched."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Sent with each request to its own host."""
    proxy: str | None = None
    """None for what the environment says, "" for no proxy."""
    user: str | None = None
    """Whose login the server asks for; the password is in the keyring or the environment."""
