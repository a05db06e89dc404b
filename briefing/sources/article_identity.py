"""What makes two readings the same article: the address, the mail's own name, the file, or the words."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import SplitResult, parse_qsl, quote, urlsplit, urlunsplit

from briefing.domain.article import article_id, text_hash
from briefing.sources import lazy

__all__ = ["identify", "is_web_address", "normalize_url", "same_site"]

_TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|igshid|igsh|mc_cid|mc_eid|mkt_tok"
    r"|_hsenc|_hsmi|__twitter_impression|ns_mchannel|ns_source|ns_campaign|cmpid|smid|at_medium|at_campaign",
    re.IGNORECASE,
)
"""Parameters that tell a publisher where a reader came from, never which article is meant."""
_DEFAULT_PORTS = {"http": 80, "https": 443}
_SHARED_DOMAINS = frozenset({"livejournal.com", "medium.com", "substack.com", "tumblr.com", "wordpress.com"})
"""Each user has a host of their own here, though the public suffix list does not say so."""


def identify(*, url: str | None, own_name: str | None, path: str | None, text: str) -> str:
    """The article's id: from its canonical address, else its own name, its file's path, its text."""
    return article_id(url or own_name or path or f"sha256:{text_hash(text)}")


def is_web_address(reference: str) -> bool:
    return re.match(r"https?://", reference, re.IGNORECASE) is not None


@lru_cache(maxsize=4096)
def normalize_url(url: str) -> str | None:
    """The address in the one form that names the article; None when it is no http or https address.

    Scheme and host in lower case; no fragment, user name, default port or tracking parameter.
    """
    try:
        parts = urlsplit(url.strip())
        scheme, host, port = parts.scheme.lower(), parts.hostname, parts.port
    except ValueError:
        return None
    if scheme not in _DEFAULT_PORTS or not host:
        return None
    try:
        host = host.rstrip(".").encode("idna").decode("ascii") if not host.isascii() else host.rstrip(".")
    except UnicodeError:
        return None
    if not re.fullmatch(r"[\w.:-]+", host):
        return None
    netloc = f"[{host}]" if ":" in host else host
    if port is not None and port != _DEFAULT_PORTS[scheme]:
        netloc += f":{port}"
    # What cannot stand in an address is escaped, so that one address is not two by the way it was typed.
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(_without_tracking(parts.query), safe="/%:@!$&'()*+,;=~-._?[]")
    return urlunsplit(SplitResult(scheme, netloc, path, query, ""))


def same_site(one: str, other: str) -> bool:
    """Whether two addresses belong to one publisher: the same host, or hosts under one registered domain."""
    try:
        hosts = {urlsplit(url).hostname or "" for url in (one, other)}
    except ValueError:
        return False
    if len(hosts) == 1:
        return hosts != {""}
    domains = {lazy.tld.get_fld(url, fail_silently=True, search_private=True) for url in (one, other)}
    return len(domains) == 1 and not domains & {None, *_SHARED_DOMAINS}


def _without_tracking(query: str) -> str:
    """The query in its own order and spelling, less the parameters that track."""
    if not query:
        return ""
    kept = []
    for pair in query.split("&"):
        name = next((name for name, _ in parse_qsl(pair, keep_blank_values=True)), "")
        if pair and not _TRACKING.fullmatch(name):
            kept.append(pair)
    return "&".join(kept)
