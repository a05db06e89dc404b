from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.domain.feeds.feed_address import feed_address, mailbox_address, subscription_address


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


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("imaps://ada@mail.example", "imaps://ada@mail.example/INBOX"),
        (" IMAPS://Ada@Mail.Example:994/News/ ", "imaps://Ada@mail.example:994/News"),
        ("imaps://a@b.example@mail.example/", "imaps://a%40b.example@mail.example/INBOX"),
        ("imaps://mail.example/Für dich?#1", "imaps://mail.example/F%C3%BCr%20dich%3F%231"),
        ("imaps://a:pass@[::1]/x", "imaps://a:pass@[::1]/x"),
        ("maildir:/home/a/My Mail", "maildir:///home/a/My%20Mail"),
        ("mbox:///a%0Ab/", "mbox:///a%0Ab"),
        ("imaps:///News", None),
        ("imaps://a b.example/", None),
        ("imaps://mail.example:99999/", None),
        ("imap://mail.example/", None),
        ("maildir://host/path", None),
        ("mbox:", None),
        ("mbox:path", None),
        ("mbox:/a\nb", None),
    ],
)
def test_the_address_of_a_mailbox_has_one_form(written: str, address: str | None) -> None:
    assert mailbox_address(written) == address
    assert feed_address(written) is None
    assert address is None or subscription_address(address) == address


@given(st.text())
def test_whatever_follows_a_scheme_has_one_form_or_none(words: str) -> None:
    for scheme in ("imaps://", "imaps://a@h/", "maildir:/", "mbox:///"):
        found = mailbox_address(scheme + words)
        assert found is None or (mailbox_address(found) == found and found.isprintable() and " " not in found)
