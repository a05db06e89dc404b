"""Keeps the cookies that redirects set: some sites redirect in circles unless they are sent back."""

from __future__ import annotations

from collections.abc import Iterable
from email.message import Message
from http.client import HTTPResponse
from http.cookiejar import CookieJar
from typing import cast
from urllib.request import Request


class Cookies:
    """The cookies of one fetch, each of which is sent only to the hosts that it was set for."""

    def __init__(self) -> None:
        self._jar = CookieJar()

    def keep(self, url: str, set_cookies: Iterable[str]) -> None:
        """Store the Set-Cookie headers of a response from `url`."""
        self._jar.extract_cookies(cast(HTTPResponse, _Response(set_cookies)), Request(url))

    def header_for(self, url: str) -> str | None:
        """Return the Cookie header for a request to `url`, or None if there is none."""
        request = Request(url)
        self._jar.add_cookie_header(request)
        return request.get_header("Cookie")


class _Response:
    """A response with the members that a cookie jar uses."""

    def __init__(self, set_cookies: Iterable[str]) -> None:
        self._headers = Message()
        for each in set_cookies:
            self._headers["Set-Cookie"] = each

    def info(self) -> Message:
        return self._headers
