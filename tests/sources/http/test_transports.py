from __future__ import annotations

import pytest

from briefing.sources.http.transports import Transports

pytestmark = pytest.mark.usefixtures("no_proxy")


def test_without_a_word_there_is_no_proxy() -> None:
    assert Transports().proxy_for("https://news.example/feed") is None


@pytest.mark.parametrize(
    ("url", "proxy"),
    [
        ("http://news.example/feed", "http://one.example:3128"),
        ("HTTPS://news.example/feed", "http://two.example:3128"),
        ("https://local.example/feed", None),
        ("https://a.local.example:8443/feed", None),
        ("https://me:secret@local.example/feed", None),
    ],
)
def test_the_environment_names_a_proxy_by_scheme_and_its_exceptions(
    monkeypatch: pytest.MonkeyPatch, url: str, proxy: str | None
) -> None:
    monkeypatch.setenv("http_proxy", "one.example:3128")
    monkeypatch.setenv("https_proxy", "http://two.example:3128")
    monkeypatch.setenv("no_proxy", "local.example")

    assert Transports().proxy_for(url) == proxy


def test_one_proxy_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("all_proxy", "http://one.example")

    assert Transports().proxy_for("https://news.example/feed") == "http://one.example"


@pytest.mark.parametrize(
    ("own", "proxy"),
    [
        ("http://own.example:8080", "http://own.example:8080"),
        (" own.example:8080 ", "http://own.example:8080"),
        ("", None),
    ],
)
def test_the_feeds_own_word_counts_first(
    monkeypatch: pytest.MonkeyPatch, own: str, proxy: str | None
) -> None:
    monkeypatch.setenv("http_proxy", "http://one.example")

    assert Transports().proxy_for("http://news.example/feed", own) == proxy
