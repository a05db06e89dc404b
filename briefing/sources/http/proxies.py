"""Which proxy stands between us and an address: the feed's own, else the one that the environment names."""

from __future__ import annotations

from urllib.parse import urlsplit

__all__ = ["Proxies"]


class Proxies:
    """What the environment said when this was made."""

    def __init__(self) -> None:
        from urllib.request import getproxies

        self._by_scheme = getproxies()

    def between(self, url: str, own: str | None = None) -> str | None:
        """The proxy's address, or None for none. `own` is what the feed says: "" means none at all."""
        if own is not None:
            return _whole(own)
        parts = urlsplit(url)
        named = self._by_scheme.get(parts.scheme.lower()) or self._by_scheme.get("all")
        if not named:
            return None
        from urllib.request import proxy_bypass

        return None if proxy_bypass(parts.netloc.rpartition("@")[2]) else _whole(named)


def _whole(proxy: str) -> str | None:
    proxy = proxy.strip()
    if not proxy:
        return None
    return proxy if "://" in proxy else f"http://{proxy}"
