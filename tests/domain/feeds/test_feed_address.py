from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.domain.feeds.feed_address import feed_address


@pytest.mark.parametrize(
    ("written", "address"),
    [
        pytest.param("https://example.org/feed?a=1&b", "https://example.org/feed?a=1&b", id="as it stands"),
        pytest.param(" HTTPS://Example.ORG/Feed ", "https://example.org/Feed", id="capitals and blanks"),
        pytest.param("http://example.org", "http://example.org/", id="no path"),
        pytest.param("https://example.org/feed#top", "https://example.org/feed", id="a fragment"),
        pytest.param("https://example.org/a b", "https://example.org/a%20b", id="a blank within"),
        pytest.param("https://Me:Pa@Example.org:8443/f", "https://Me:Pa@example.org:8443/f", id="a password"),
        pytest.param("http://[::1]:80/f", "http://[::1]:80/f", id="an IPv6 host"),
        pytest.param("https://münchen.example/ü", "https://münchen.example/ü", id="letters beyond ASCII"),
        pytest.param("feed://example.org/f", "http://example.org/f", id="feed:"),
        pytest.param("feed:https://example.org/f", "https://example.org/f", id="feed: before https:"),
    ],
)
def test_an_address_has_one_form(written: str, address: str) -> None:
    assert feed_address(written) == address


@pytest.mark.parametrize(
    "written",
    [
        "",
        " ",
        "example.org/feed",
        "//example.org/feed",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "ftp://example.org/feed",
        "http://",
        "https:///feed",
        "http://[broken/",
        "http://a:99999/",
        "data:,x",
        "https://example.org/a\nb",
        "https://example.org/\x1b[31m",
        "https://example.org/\u202egpj",
    ],
)
def test_what_is_no_address_of_the_web_has_none(written: str) -> None:
    assert feed_address(written) is None


@given(st.text().map("https://".__add__) | st.from_regex(r"\A(feed:)?https?://\S+\Z"))
def test_the_form_of_a_form_is_itself(written: str) -> None:
    address = feed_address(written)
    assert address is None or feed_address(address) == address
