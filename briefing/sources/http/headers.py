"""Builds request headers and reads response headers: validators, content type, Retry-After."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import briefing
from briefing.domain.feeds.backoff import LONGEST_WAIT
from briefing.sources.http.decompress import ACCEPTED

_OURS = frozenset(
    "accept-encoding connection content-length host if-modified-since if-none-match keep-alive "
    "proxy-authorization proxy-connection te trailer transfer-encoding upgrade".split()
)
"""Headers that the reader cannot set, because the connection depends on their values."""
_VALIDATOR = 1_000
"""The most characters of an ETag that is sent back: servers refuse headers of 8 KB, at each refresh."""
_MEDIA_TYPE = re.compile(r"\s*([\w.+-]{1,80}/[\w.+-]{1,80})\s*(?:[;,]|\Z)", re.ASCII)
_CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?([\w.:+-]{1,40})", re.ASCII | re.IGNORECASE)
_HEADER_NAME = re.compile(r"[!#$%&'*+.^`|~\w-]+", re.ASCII)


def request_headers(
    accept: str,
    etag: str | None,
    last_modified: str | None,
    *,
    own: Mapping[str, str],
    codings: str = ACCEPTED,
) -> list[tuple[bytes, bytes]]:
    """Build a request's headers; those in `own`, the reader's and the login for its host, replace ours."""
    headers = {
        "user-agent": ("User-Agent", f"briefing/{briefing.__version__}"),
        "accept": ("Accept", accept),
        "accept-encoding": ("Accept-Encoding", codings),
    }
    # Both validators are sent, since some servers support only one; others go by the ETag.
    if etag := sendable_validator(etag):
        headers["if-none-match"] = ("If-None-Match", etag)
    if last_modified := sendable_validator(last_modified):
        headers["if-modified-since"] = ("If-Modified-Since", last_modified)
    headers |= {name.lower(): (name, value) for name, value in _valid_headers(own)}
    return [(name.encode(), value.encode("utf-8", "replace")) for name, value in headers.values()]


def header_fields(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return a response's headers by their names in lower case, joining repeated ones."""
    fields: dict[str, str] = {}
    for name, value in raw:
        key = name.decode("latin-1").lower()
        try:
            words = value.decode()
        except UnicodeDecodeError:
            words = value.decode("latin-1")
        fields[key] = f"{fields[key]}, {words}" if key in fields else words
    return fields


def _valid_headers(headers: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name, value in headers.items():
        # A line end would begin another header, chosen by whoever wrote the value.
        clean = re.sub(r"[\x00-\x1f\x7f]+", " ", value).strip()
        if _HEADER_NAME.fullmatch(name.strip()) and name.strip().lower() not in _OURS and clean:
            yield name.strip(), clean


def sendable_validator(value: str | None) -> str | None:
    """Return an ETag or date from a server if it can be sent back unchanged, or else None."""
    value = (value or "").strip()
    return value if value.isascii() and value.isprintable() and 0 < len(value) <= _VALIDATOR else None


def parse_content_type(header: str) -> tuple[str | None, str | None]:
    """Return media type and charset of a Content-Type header, in lower case, or None for a missing one."""
    media_type, charset = _MEDIA_TYPE.match(header), _CHARSET.search(header)
    return media_type[1].lower() if media_type else None, charset[1].lower() if charset else None


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return the seconds of Retry-After, a day at most; a date counts from the server's own clock."""
    value = headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]+(\.[0-9]*)?", value, re.ASCII):
        seconds = float(value)
    else:
        until = _parse_date(value)
        if until is None:
            return None
        seconds = (until - (_parse_date(headers.get("date", "")) or now)).total_seconds()
    return min(max(seconds, 0.0), LONGEST_WAIT.total_seconds())


def _parse_date(value: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
