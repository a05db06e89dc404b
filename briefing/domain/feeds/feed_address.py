"""Normalizes the addresses of feeds, and of mailboxes that are followed like feeds."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, quote, unquote, unquote_to_bytes, urlsplit

_PLAIN = re.compile(r"https?://[a-z0-9.-]+/[!$-~]*")
"""An address that needs no changes, as most do; parsing one takes ten times as long as this."""
_FEED_SCHEME = re.compile(r"feed:(?://)?(?=https?:)", re.IGNORECASE)
_ABSENT_SCHEME = re.compile(r"feed:(?://)?", re.IGNORECASE)
_MAILBOX = re.compile(
    r"(?P<scheme>imaps|maildir|mbox):(?://(?:(?P<user>[^/:]*)(?P<password>:[^/]*)?@)?"
    r"(?P<host>[\w.-]*|\[[\da-f:.]+\])(?P<port>:\d{1,5})?(?=/|\Z))?(?P<path>/.*)?",
    re.IGNORECASE,
)
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


def feed_address(written: str) -> str | None:
    """Return the normalized URL that identifies a feed, or None if it is neither http nor https.

    A `feed:` prefix and the fragment are removed, scheme and host are in lower case, the path is at least
    `/`. The rest is unchanged: servers may distinguish URLs that look equivalent.
    """
    if _PLAIN.fullmatch(written):
        return written
    address = written.strip()
    address = _ABSENT_SCHEME.sub("http://", _FEED_SCHEME.sub("", address, count=1), count=1)
    if _UNSAFE.search(address):
        return None
    try:
        parts = urlsplit("%20".join(address.split()))
        has_host = bool(parts.hostname)
        _ = parts.port  # raises for what is no number
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not has_host:
        return None
    user, at, host = parts.netloc.rpartition("@")
    return SplitResult(parts.scheme, user + at + host.lower(), parts.path or "/", parts.query, "").geturl()


def mailbox_address(written: str) -> str | None:
    """Return the normalized URL of a mailbox, or None: `imaps://user@host/folder`, `maildir:` or `mbox:`.

    A folder of a server without a name is its INBOX. All characters that a path may not have are escaped.
    """
    found = _MAILBOX.fullmatch(written.strip())
    if found is None or _UNSAFE.search(written.strip()):
        return None
    scheme, host = found["scheme"].lower(), (found["host"] or "").lower()
    path = (found["path"] or "").rstrip("/")
    is_on_server = scheme == "imaps"
    if is_on_server != bool(host) or (not is_on_server and (found["user"] is not None or not path)):
        return None
    login = (
        ""
        if found["user"] is None
        else quote(unquote(found["user"]), safe="") + (found["password"] or "") + "@"
    )
    place = quote(unquote_to_bytes(path or "/INBOX"), safe="/")
    address = f"{scheme}://{login}{host}{found['port'] or ''}{place}"
    try:
        _ = urlsplit(address).port  # raises for one that no host has
    except ValueError:
        return None
    return address


def subscription_address(written: str) -> str | None:
    """Return the normalized URL of what can be followed, a feed or a mailbox, or None."""
    return feed_address(written) or mailbox_address(written)


def is_mailbox(url: str) -> bool:
    return is_local(url) or url.startswith("imaps:")


def is_local(url: str) -> bool:
    """Return whether a feed is a mailbox on this machine."""
    return url.startswith(("maildir:", "mbox:"))
