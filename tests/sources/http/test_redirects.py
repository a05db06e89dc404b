from __future__ import annotations

import pytest

from briefing.sources.http.redirects import ascii_address


@pytest.mark.parametrize(
    ("url", "sent"),
    [
        ("HTTP://News.Example", "http://news.example/"),
        ("http://me:secret@news.example:80/feed", "http://news.example/feed"),
        ("https://news.example:8443/?a=1&b", "https://news.example:8443/?a=1&b"),
        ("https://straße.example/ä b?q=ö%20ü&c=%zz", "https://xn--strae-oqa.example/%C3%A4%20b?q=%C3%B6%20%C3%BC&c=%zz"),
        ("http://[::1]:8080/~me/;a=b", "http://[::1]:8080/~me/;a=b"),
        ('http://news.example/"<>{}', "http://news.example/%22%3C%3E%7B%7D"),
    ],
)  # fmt: skip
def test_an_address_is_sent_in_ascii_without_its_login(url: str, sent: str) -> None:
    assert ascii_address(url) == sent


@pytest.mark.parametrize("url", ["http://a\u0301\u200b..example/", "http://news.example:99999/"])
def test_an_address_that_cannot_be_sent_is_an_error(url: str) -> None:
    with pytest.raises(ValueError):
        ascii_address(url)
