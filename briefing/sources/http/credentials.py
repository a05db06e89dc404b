"""Reads logins from addresses, looks up their passwords, and strips them from messages."""

from __future__ import annotations

import base64
import re
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from briefing.sources.http.secrets import KEYRING_SERVICE, find_secret


class Origin(NamedTuple):
    """The scheme, host and port that a login is valid for; it is sent to no other."""

    scheme: str
    host: str
    port: int


def url_origin(url: str) -> Origin:
    parts = urlsplit(url)
    scheme = parts.scheme.lower()
    return Origin(
        scheme, (parts.hostname or "").rstrip("."), parts.port or (443 if scheme == "https" else 80)
    )


def login_of_url(url: str) -> tuple[str | None, str | None]:
    """Return user and password of an address, None for what it lacks."""
    parts = urlsplit(url)
    user = unquote(parts.username) if parts.username else None
    return user, unquote(parts.password) if parts.password and user else None


def strip_login(url: str) -> str:
    """Return an address without user and password, safe to show, store or send."""
    return re.sub(r"^([^:/?#]+://)[^/?#]*@", r"\1", url)


def copy_login(url: str, other: str) -> str:
    """Return an address with the login of `other`."""
    login, at, _ = urlsplit(other).netloc.rpartition("@")
    return strip_login(url).replace("//", f"//{login}{at}", 1)


def basic_authorization(user: str, password: str) -> str:
    """Return the value of the Authorization header."""
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode("ascii")


def password_variable(host: str) -> str:
    """Name the variable for the passwords of a host, such as BRIEFING_FEED_PASSWORD_NEWS_EXAMPLE."""
    return "BRIEFING_FEED_PASSWORD_" + re.sub(r"[^A-Z0-9]", "_", host.upper().replace("-", "__"))


def saved_password(host: str, user: str) -> str | None:
    """Look up a password in the environment, then in the keyring; may block until that is unlocked."""
    return find_secret(password_variable(host), f"{user}@{host}")


def password_warning(url: str) -> str | None:
    """Return a warning about a subscription with a password in its address, or None."""
    user, password = login_of_url(url)
    if password is None:
        return None
    host = url_origin(url).host
    return (
        f"The password for {strip_login(url)} lies in clear among your subscriptions: take it out of the "
        f"address, leave {user}@, and run keyring set {KEYRING_SERVICE} {user}@{host}, or set "
        f"{password_variable(host)}."
    )
