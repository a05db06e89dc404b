"""Defines a fetch request and its possible outcomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class FetchRequest:
    """A request for an address, with what its last fetch returned."""

    url: str
    """The address, which may contain a login: https://user@host/feed."""
    etag: str | None = None
    last_modified: str | None = None
    body_sha256: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    """The reader's own headers, which are sent only to the address's own host."""
    proxy: str | None = None
    """The proxy's address; None for the proxy that the environment names, "" for none."""
    trusted_hosts: frozenset[str] | None = None
    """Hosts that may be on this machine or in a private network; None for the address's own host, if the
    reader named it and no stranger did."""


class ErrorKind(StrEnum):
    """A kind of failure that callers treat in its own way; the reader gets a sentence."""

    UNREACHABLE = "unreachable"
    """No connection was made; if every host fails so, we are offline."""
    BUSY = "busy"
    """The server limits our requests."""
    WAITING = "waiting"
    """The address was not asked, since its host limits our requests; it has not failed itself."""
    NOT_FOUND = "not found"
    GONE = "gone"
    """The server has removed a feed for good (410)."""
    TOO_LARGE = "too large"
    EMPTY = "empty"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The server has nothing new (304), or sent the same bytes as the last time."""

    etag: str | None
    last_modified: str | None
    """The validators to send the next time, with `etag`."""
    permanent_url: str | None = None
    """The permanent address as in Received; None after a 304."""


@dataclass(frozen=True, slots=True)
class Received:
    content: bytes
    """The content, decompressed."""
    content_type: str | None
    """The media type, such as "text/html", in lower case and without parameters."""
    charset: str | None
    """The charset that the server declared."""
    etag: str | None
    last_modified: str | None
    final_url: str
    """The address after redirects, without a login; relative addresses in the content refer to it."""
    permanent_url: str | None
    """The address to which it has moved for good; trust it only once the content was read as a feed."""
    sha256: str


@dataclass(frozen=True, slots=True)
class ReceivedMails:
    """The new mails of a mailbox, which is followed like a feed."""

    mails: tuple[bytes, ...]
    etag: str | None
    """Where the next refresh goes on."""
    title: str
    faults: tuple[str, ...] = ()
    """A sentence about each mail that could not be read."""


@dataclass(frozen=True, slots=True)
class Refused:
    sentence: str
    kind: ErrorKind = ErrorKind.OTHER
    status: int | None = None
    """The HTTP status; None without a response."""
    retry_after: float | None = None
    """Seconds that the server asks us to wait, a day at most."""


FetchOutcome = Unchanged | Received | ReceivedMails | Refused
