"""The way from a feed's address to where it is: which redirects are followed, and which remembered."""

from __future__ import annotations

from urllib.parse import urldefrag, urljoin

from briefing.sources.article_identity import is_web_address, normalize_url
from briefing.sources.http.credentials import copy_login, strip_login, url_origin
from briefing.sources.http.fetch_result import ErrorKind, Refused
from briefing.sources.http.responses import MOST_REDIRECTS
from briefing.sources.text.normalize_text import clean_line

__all__ = ["Route", "address_refusal"]

_PERMANENT = frozenset({301, 308})


def address_refusal(url: str) -> Refused | None:
    """Why an address is not even tried; None when it may be."""
    if not is_web_address(url):
        shown = clean_line(strip_login(url))
        return Refused(
            ErrorKind.ADDRESS, f"{shown} cannot be opened: only http and https addresses can, so correct it."
        )
    if normalize_url(url) is None:
        shown = clean_line(strip_login(url))
        return Refused(ErrorKind.ADDRESS, f"{shown} is no valid address: check how it is written.")
    return None


class Route:
    """Starts at an address that is not refused."""

    def __init__(self, url: str) -> None:
        self._subscribed = url
        self.url = urldefrag(strip_login(url)).url
        """Where to ask now."""
        self._seen: set[str] = set()
        self._moved_for_good = True

    @property
    def shown(self) -> str:
        """The subscription's address, for sentences."""
        return clean_line(strip_login(self._subscribed))

    @property
    def is_at_home(self) -> bool:
        """Whether the feed's own login and headers may be sent: nobody else would get them."""
        return url_origin(self.url) == url_origin(self._subscribed)

    @property
    def has_moved_for_good(self) -> bool:
        """Whether every redirect so far, none included, is one to remember."""
        return self._moved_for_good

    @property
    def permanent_url(self) -> str | None:
        """What to subscribe to instead, with its login where that stays with its host."""
        if not self._seen or not self._moved_for_good:
            return None
        return copy_login(self.url, self._subscribed) if self.is_at_home else self.url

    def follow(self, status: int, location: str) -> Refused | None:
        """Go on to where an answer points, or say why not."""
        self._seen.add(self.url)
        try:
            target = urljoin(self.url, location.strip())
            is_valid = not is_web_address(target) or normalize_url(target) is not None
        except ValueError:
            is_valid = False
        if not is_valid:
            return Refused(
                ErrorKind.ADDRESS,
                f"{self.shown} leads to an address that is not valid: look for the feed's new address.",
                status,
            )
        if not is_web_address(target):
            return Refused(
                ErrorKind.ADDRESS,
                f"{self.shown} leads to {clean_line(target)[:100]}, which is not on the web, "
                "so it was not followed: look for the feed's new address.",
                status,
            )
        # An address that gives up TLS is followed, as browsers do, but never taken for the feed's own.
        gives_up_tls = (url_origin(self.url).scheme, url_origin(target).scheme) == ("https", "http")
        self._moved_for_good &= status in _PERMANENT and not gives_up_tls
        self.url = urldefrag(strip_login(target)).url
        if self.url in self._seen or len(self._seen) > MOST_REDIRECTS:
            kind = "in a circle" if self.url in self._seen else f"on more than {MOST_REDIRECTS} times"
            return Refused(
                ErrorKind.ADDRESS, f"{self.shown} leads {kind}: look for the feed's new address.", status
            )
        return None
