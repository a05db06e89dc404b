"""Per-feed options from the settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["FeedOptions"]


@dataclass(frozen=True, slots=True)
class FeedOptions:
    full_text: bool = False
    """Fetch the pages of new articles."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Sent with each request to the feed's own host."""
    proxy: str | None = None
    """None for the environment's proxy, "" for no proxy."""
    user: str | None = None
    """User name for HTTP authentication; the password is in the keyring or the environment."""
