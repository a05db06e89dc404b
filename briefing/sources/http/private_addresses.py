"""Distinguishes public addresses from those of this machine and of private networks."""

from __future__ import annotations

import socket
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from briefing.sources.http.credentials import url_origin

_NAT64 = ip_network("64:ff9b::/96")
_NAT64_LOCAL = ip_network("64:ff9b:1::/48")


class PrivateAddressError(Exception):
    """A host that the reader did not name is in no public network; the message is the host."""


def named_hosts(urls: Iterable[str]) -> frozenset[str]:
    """Return the hosts of addresses that the reader named."""
    return frozenset(url_origin(url).host for url in urls)


def is_public(address: str) -> bool:
    """Whether an IP address, and any IPv4 address that it stands for, is of the public internet.

    Raises ValueError for a text that is no IP address.
    """
    ip = ip_address(address)
    if isinstance(ip, IPv6Address):
        low = IPv4Address(int(ip) & 0xFFFF_FFFF)
        if inner := ip.ipv4_mapped or ip.sixtofour or (low if ip in _NAT64 else None):
            return is_public(str(inner))
        if ip.is_reserved or ip.is_site_local or ip in _NAT64_LOCAL:
            return False
    return ip.is_global and not ip.is_multicast


def leads_to_private(url: str, trusted_hosts: frozenset[str]) -> bool:
    """Whether an address has a host that is not trusted and is written as a private one."""
    host = url_origin(url).host
    return host not in trusted_hosts and is_private_host(host)


def is_private_host(host: str) -> bool:
    """Whether a host is written as a private one: an IP address in any notation, or localhost."""
    name = host.rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return not is_public(name)
    except ValueError:
        pass
    try:
        return not is_public(socket.inet_ntoa(socket.inet_aton(name)))  # 127.1, 0x7f000001, 2130706433
    except (OSError, ValueError):
        return False
