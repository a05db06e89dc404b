"""What is asked of a feed's server, and what can come of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

__all__ = [
    "ErrorKind",
    "FeedRequest",
    "FetchOutcome",
    "Gone",
    "NotModified",
    "Received",
    "Refused",
    "SameBody",
]


@dataclass(frozen=True, slots=True)
class FeedRequest:
    """A feed to ask for, with what is known of it from the last time."""

    url: str
    """May name a login: https://user@host/feed."""
    etag: str | None = None
    last_modified: str | None = None
    body_sha256: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    """The reader's own, for this feed; sent to its own host alone."""
    proxy: str | None = None
    """None for what the environment says, "" for no proxy."""


class ErrorKind(StrEnum):
    """What kind of reason there was, for those who count or sort; the reader gets the sentence."""

    ADDRESS = "address"
    """Not on the web, not valid, or leading in circles."""
    UNREACHABLE = "unreachable"
    """No connection: when every feed has this, it is we who are offline."""
    UNSAFE = "unsafe"
    """No TLS, or a certificate that proves nothing."""
    SLOW = "slow"
    BROKEN = "broken"
    """An answer that breaks off, is empty, or cannot be unpacked."""
    TOO_LARGE = "too large"
    DENIED = "denied"
    NOT_FOUND = "not found"
    BUSY = "busy"
    """The server asked us to come less often."""
    SERVER = "server"
    """A fault of the server's own, or an answer that makes no sense."""


@dataclass(frozen=True, slots=True)
class NotModified:
    """The server says that nothing is new."""

    etag: str | None
    last_modified: str | None
    """Both as to be sent the next time."""


@dataclass(frozen=True, slots=True)
class SameBody:
    """The server sent it all again, to the byte."""

    etag: str | None
    last_modified: str | None
    permanent_url: str | None
    """As in Received."""


@dataclass(frozen=True, slots=True)
class Received:
    content: bytes
    """Unpacked."""
    content_type: str | None
    charset: str | None
    """As the server declared it."""
    etag: str | None
    last_modified: str | None
    final_url: str
    """Where it was found, after redirects; addresses in it are relative to this. Never names a login."""
    permanent_url: str | None
    """Where the server says that the feed has moved for good; to be believed once this was read as a feed."""
    sha256: str


@dataclass(frozen=True, slots=True)
class Refused:
    kind: ErrorKind
    sentence: str
    status: int | None = None
    """None where no answer came."""
    retry_after: float | None = None
    """Seconds that the server asks us to stay away, a day at the most."""


@dataclass(frozen=True, slots=True)
class Gone:
    """The server says that there is no such feed any more, and never will be (410)."""

    sentence: str


FetchOutcome = NotModified | SameBody | Received | Refused | Gone
