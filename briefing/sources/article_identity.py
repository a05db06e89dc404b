"""Identifies articles by normalized address, document id, file or text."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import SplitResult, parse_qsl, quote, urlsplit, urlunsplit

from briefing.domain.article import article_id, text_hash
from briefing.sources import lazy

_TRACKING = (
    r"utm_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|igshid|igsh|mc_cid|mc_eid|mkt_tok"
    r"|_hsenc|_hsmi|__twitter_impression|ns_mchannel|ns_source|ns_campaign|cmpid|smid|at_medium|at_campaign"
)
"""Query parameters that say where a reader came from, not which article is meant."""
DEFAULT_PORTS = {"http": 80, "https": 443}
_SHARED_DOMAINS = frozenset({"livejournal.com", "medium.com", "substack.com", "tumblr.com", "wordpress.com"})
"""Domains whose users have a host each, though they are not on the public suffix list."""


def identify(*, url: str | None, own_id: str | None, path: str | None, text: str) -> str:
    """Return the article's id: from its canonical address, else its document's id, its path or its text."""
    return article_id(url or own_id or path or f"sha256:{text_hash(text)}")


def is_web_address(reference: str) -> bool:
    return reference[:8].lower().startswith(("http://", "https://"))


@lru_cache(maxsize=4096)
def normalize_url(url: str) -> str | None:
    """Lower scheme and host, and remove fragment, login, default port and tracking parameters.

    Return None for anything but a valid http or https address.
    """
    try:
        parts = urlsplit(url.strip())
        scheme, host, port = parts.scheme.lower(), parts.hostname, parts.port
    except ValueError:
        return None
    if scheme not in DEFAULT_PORTS or not host:
        return None
    try:
        host = host.rstrip(".").encode("idna").decode("ascii") if not host.isascii() else host.rstrip(".")
    except UnicodeError:
        return None
    if not re.fullmatch(r"[\w.:-]+", host):
        return None
    netloc = f"[{host}]" if ":" in host else host
    if port is not None and port != DEFAULT_PORTS[scheme]:
        netloc += f":{port}"
    # Escape what is not allowed, so that both ways to write an address give the same.
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(_without_tracking(parts.query), safe="/%:@!$&'()*+,;=~-._?[]")
    return urlunsplit(SplitResult(scheme, netloc, path, query, ""))


def is_front_page(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query


def same_site(one: str, other: str) -> bool:
    """Return whether two addresses have the same host, or hosts below the same registered domain."""
    try:
        hosts = {urlsplit(url).hostname or "" for url in (one, other)}
    except ValueError:
        return False
    if len(hosts) == 1:
        return hosts != {""}
    domains = {lazy.tld.get_fld(url, fail_silently=True, search_private=True) for url in (one, other)}
    return len(domains) == 1 and not domains & {None, *_SHARED_DOMAINS}


def _without_tracking(query: str) -> str:
    """Return the query without tracking parameters, otherwise unchanged."""
    if not query:
        return ""
    kept = []
    for pair in query.split("&"):
        name = next((name for name, _ in parse_qsl(pair, keep_blank_values=True)), "")
        if pair and not re.fullmatch(_TRACKING, name, re.IGNORECASE):
            kept.append(pair)
    return "&".join(kept)
