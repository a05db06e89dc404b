"""Warns of passwords and tokens in clear text in the settings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefing.domain.feeds.feed import FeedOptions
from briefing.domain.text.sanitize import safe_line
from briefing.sources.http.credentials import login_of_url, password_variable, strip_login, url_origin
from briefing.sources.http.secrets import KEYRING_SERVICE, has_secret_reference

_SECRET_HEADER = re.compile(
    r"auth|cookie|token|secret|password|passwd|session|api-?key|access-?key|-key$", re.IGNORECASE
)
_SECRET_VALUE = re.compile(r"(bearer|basic|token|apikey)\s+\S", re.IGNORECASE)


def secret_warnings(address: str, options: FeedOptions) -> Iterator[tuple[str, str]]:
    """Yield the name of the setting, "" for the address itself, and a sentence without the secret."""
    shown = safe_line(strip_login(address))
    user, password = login_of_url(address)
    if password is not None:
        host, login = url_origin(address).host, safe_line(user or "")
        yield (
            "",
            f"the password for {shown} stands in clear in its address: take it out, write user = "
            f'"{login}", and run keyring set {KEYRING_SERVICE} {login}@{host}, '
            f"or set {password_variable(host)} in the environment.",
        )
    for name, value in options.headers.items():
        is_secret = _SECRET_HEADER.search(name) or _SECRET_VALUE.match(value)
        if is_secret and not has_secret_reference(value):
            yield "headers", f"the header {safe_line(name)} for {shown} stands in clear: {_ADVICE}"
    if options.proxy and not has_secret_reference(options.proxy) and _has_password(options.proxy):
        yield "proxy", f"the password of the proxy for {shown} stands in clear: {_ADVICE}"


_ADVICE = (
    "write ${NAME} in its place, with a NAME of your choice, and run "
    f"keyring set {KEYRING_SERVICE} NAME, or set NAME in the environment."
)


def _has_password(proxy: str) -> bool:
    try:
        return login_of_url(proxy if "://" in proxy else f"http://{proxy}")[1] is not None
    except ValueError:  # this is no address, as whoever asks it will find
        return False
