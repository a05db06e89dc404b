"""Follows redirects from an address: which are allowed, which are permanent, and who may see the login."""

from __future__ import annotations

from urllib.parse import SplitResult, quote, urldefrag, urljoin, urlsplit, urlunsplit

from briefing.sources import lazy
from briefing.sources.article_identity import DEFAULT_PORTS, is_web_address, normalize_url
from briefing.sources.http.credentials import copy_login, strip_login, url_origin
from briefing.sources.http.fetch_policy import FetchPolicy
from briefing.sources.http.fetch_result import Refused
from briefing.sources.text.normalize_text import clean_line

REDIRECTS = frozenset({301, 302, 303, 307, 308})
MAX_REDIRECTS = 5

_ALLOWED = "!$%&'()*+,/:;=?@[]\\^_|~-."
_PERMANENT = frozenset({301, 308})


def host_of(url: str) -> str:
    """Return the host's name, for messages."""
    return urlsplit(url).hostname or url


def ascii_address(url: str) -> str:
    """Return an address as it is requested: other characters escaped, the host in lower case.

    Raises ValueError.
    """
    parts = urlsplit(url)
    origin = url_origin(url)
    host = origin.host if origin.host.isascii() else lazy.idna.encode(origin.host).decode("ascii")
    netloc = f"[{host}]" if ":" in host else host
    if origin.port != DEFAULT_PORTS.get(origin.scheme):
        netloc += f":{origin.port}"
    path, query = (quote(part, safe=_ALLOWED) for part in (parts.path or "/", parts.query))
    return urlunsplit(SplitResult(origin.scheme, netloc, path, query, ""))


def refuse_address(url: str) -> Refused | None:
    """Return why an address is not fetched at all, or None if it may be."""
    shown = clean_line(strip_login(url))
    if not is_web_address(url):
        sentence = f"{shown} cannot be opened: only http and https addresses can, so correct it."
        return Refused(sentence)
    if normalize_url(url) is None:
        return Refused(f"{shown} is not a valid address: check how it is written.")
    return None


class Route:
    """The address to request now, after redirects from one that `refuse_address` allows."""

    def __init__(self, url: str, policy: FetchPolicy) -> None:
        self.policy = policy
        self.url = urldefrag(strip_login(url)).url
        self.shown = clean_line(strip_login(url))
        """The address that was asked for, for messages."""
        self.is_permanent = True
        """Whether every redirect so far, possibly none, is one to remember."""
        self._start = url
        self._seen: set[str] = set()

    @property
    def is_at_home(self) -> bool:
        """Whether this is the origin that was asked for; no other may get its login and headers."""
        return url_origin(self.url) == url_origin(self._start)

    @property
    def permanent_url(self) -> str | None:
        """The address to subscribe to instead, with its login if that stays with its host."""
        if not self._seen or not self.is_permanent:
            return None
        return copy_login(self.url, self._start) if self.is_at_home else self.url

    def follow(self, status: int, location: str) -> Refused | None:
        """Move on to a redirect's target, or return why that is refused."""
        self._seen.add(self.url)
        try:
            target = urljoin(self.url, location.strip())
            is_valid = not is_web_address(target) or normalize_url(target) is not None
        except ValueError:
            is_valid = False
        if not is_valid:
            return self._refused(status, "to an address that is not valid", self.policy.fix_address)
        if not is_web_address(target):
            where = f"to {clean_line(target)[:100]}, which is not on the web, so it was not followed"
            return self._refused(status, where, self.policy.fix_address)
        # A redirect from https to http is followed, as browsers do, but never remembered.
        is_downgrade = (url_origin(self.url).scheme, url_origin(target).scheme) == ("https", "http")
        self.is_permanent &= status in _PERMANENT and not is_downgrade
        self.url = urldefrag(strip_login(target)).url
        if self.url in self._seen:
            return self._refused(status, "in a circle", self.policy.open_elsewhere)
        if len(self._seen) > MAX_REDIRECTS:
            where = f"on more than {MAX_REDIRECTS} times"
            return self._refused(status, where, self.policy.open_elsewhere)
        return None

    def _refused(self, status: int, where: str, advice: str) -> Refused:
        return Refused(f"{self.shown} leads {where}: {advice}.", status=status)
