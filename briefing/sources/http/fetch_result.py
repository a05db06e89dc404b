"""Defines a fetch request and its possible outcomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class FetchRequest:
    """An address, with what is known from the last time it was fetched."""

    url: str
    """May contain a login: https://user@host/feed."""
    etag: str | None = None
    last_modified: str | None = None
    body_sha256: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    """The reader's own; sent to the address's own host only."""
    proxy: str | None = None
    """None for the proxy that the environment names, "" for none."""
    trusted_hosts: frozenset[str] | None = None
    """Those that may be on this machine or in a private network; None for the address's own, where the reader
    named it and no stranger did."""


class ErrorKind(StrEnum):
    """Distinguishes the failures that callers treat differently; the reader gets the sentence."""

    UNREACHABLE = "unreachable"
    """No connection: when every host fails with this, we are offline."""
    BUSY = "busy"
    """The server limits our requests."""
    WAITING = "waiting"
    """Not asked, since its host limits our requests: no failure of its own."""
    NOT_FOUND = "not found"
    GONE = "gone"
    """A feed that its server has removed for good (410)."""
    TOO_LARGE = "too large"
    EMPTY = "empty"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The server has nothing new (304), or sent the same bytes as the last time."""

    etag: str | None
    last_modified: str | None
    """Both as to send them the next time."""
    permanent_url: str | None = None
    """As in Received; None after a 304."""


@dataclass(frozen=True, slots=True)
class Received:
    content: bytes
    """Decompressed."""
    content_type: str | None
    """Such as "text/html", in lower case, without parameters."""
    charset: str | None
    """As the server declared it."""
    etag: str | None
    last_modified: str | None
    final_url: str
    """The address after redirects, without a login; relative addresses in the content refer to it."""
    permanent_url: str | None
    """Where the address has moved for good; to be trusted once the content has been read as a feed."""
    sha256: str


@dataclass(frozen=True, slots=True)
class Refused:
    sentence: str
    kind: ErrorKind = ErrorKind.OTHER
    status: int | None = None
    """None without a response."""
    retry_after: float | None = None
    """Seconds that the server asks us to wait, a day at most."""


FetchOutcome = Unchanged | Received | Refused
