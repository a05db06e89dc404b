"""How much is asked of servers at once, and how long and how large an answer may be."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["FetchLimits"]


@dataclass(frozen=True, slots=True)
class FetchLimits:
    connections: int = 64
    """At once, in all."""
    per_host: int = 4
    deadline: float = 30.0
    """Seconds for a feed, redirects and a body that comes in drops included; waiting for its turn is not."""
    connect: float = 10.0
    """Seconds for a connection."""
    body: int = 10_000_000
    """Bytes of a feed, unpacked."""
