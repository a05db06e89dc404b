from __future__ import annotations

import sys
from types import ModuleType

import pytest

from briefing.sources.http.credentials import (
    Origin,
    basic_authorization,
    copy_login,
    login_of_url,
    password_variable,
    password_warning,
    saved_password,
    strip_login,
    url_origin,
)


class FakeKeyringError(Exception):
    """What the real one raises when it cannot be opened."""


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> dict[tuple[str, str], str]:
    """Passwords by service and name; the real keyring is never touched."""
    kept: dict[tuple[str, str], str] = {}

    def get_password(service: str, name: str) -> str | None:
        if ("locked", "") in kept:
            raise FakeKeyringError
        return kept.get((service, name))

    module, errors = ModuleType("keyring"), ModuleType("keyring.errors")
    module.get_password = get_password  # type: ignore[attr-defined]  # a stand-in is made piece by piece
    module.errors, errors.KeyringError = errors, FakeKeyringError  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "keyring", module)
    return kept


@pytest.mark.parametrize(
    ("url", "login"),
    [
        ("https://news.example/feed", (None, None)),
        ("https://me@news.example/feed", ("me", None)),
        ("https://me:secret@news.example/feed", ("me", "secret")),
        ("https://me%40home:s%3Ae%2Fc@news.example/feed", ("me@home", "s:e/c")),
        ("https://:secret@news.example/feed", (None, None)),
        ("https://news.example/a@b", (None, None)),
    ],
)
def test_an_address_names_a_login(url: str, login: tuple[str | None, str | None]) -> None:
    assert login_of_url(url) == login


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://me:secret@news.example:8443/feed?a=b@c", "https://news.example:8443/feed?a=b@c"),
        ("https://me:p@ss@news.example/", "https://news.example/"),
        ("https://news.example/a@b", "https://news.example/a@b"),
        ("ftp://me:secret@[::1/", "ftp://[::1/"),
    ],
)
def test_an_address_is_shown_without_its_login(url: str, shown: str) -> None:
    assert strip_login(url) == shown


def test_an_address_takes_over_the_login_of_another() -> None:
    old = "https://me:secret@news.example/feed"

    assert copy_login("https://news.example/new", old) == "https://me:secret@news.example/new"
    assert copy_login("https://news.example/new", strip_login(old)) == "https://news.example/new"


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("HTTPS://News.Example./feed", Origin("https", "news.example", 443)),
        ("https://me@news.example:443/feed", Origin("https", "news.example", 443)),
        ("http://news.example/feed", Origin("http", "news.example", 80)),
        ("https://news.example:8443/feed", Origin("https", "news.example", 8443)),
        ("https://www.news.example/feed", Origin("https", "www.news.example", 443)),
    ],
)
def test_an_origin_is_scheme_host_and_port(url: str, origin: Origin) -> None:
    assert url_origin(url) == origin


def test_a_login_is_sent_as_rfc_7617_says() -> None:
    assert basic_authorization("Aladdin", "open sesame") == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="
    assert basic_authorization("test", "123£") == "Basic dGVzdDoxMjPCow=="


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("news.example", "BRIEFING_FEED_PASSWORD_NEWS_EXAMPLE"),
        ("a-b.example", "BRIEFING_FEED_PASSWORD_A__B_EXAMPLE"),
        ("a.b.example", "BRIEFING_FEED_PASSWORD_A_B_EXAMPLE"),
        ("::1", "BRIEFING_FEED_PASSWORD___1"),
    ],
)
def test_each_host_has_a_variable_of_its_own(host: str, name: str) -> None:
    assert password_variable(host) == name


def test_the_environment_comes_before_the_keyring(
    keyring: dict[tuple[str, str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    keyring["briefing", "me@news.example"] = "kept"
    assert saved_password("news.example", "me") == "kept"

    monkeypatch.setenv("BRIEFING_FEED_PASSWORD_NEWS_EXAMPLE", "set")
    assert saved_password("news.example", "me") == "set"
    assert saved_password("other.example", "me") is None


def test_a_keyring_that_stays_locked_has_no_password(keyring: dict[tuple[str, str], str]) -> None:
    keyring["locked", ""] = ""

    assert saved_password("news.example", "me") is None


def test_without_a_keyring_there_is_the_environment_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)

    assert saved_password("news.example", "me") is None


def test_a_password_in_clear_is_warned_of_without_being_shown() -> None:
    warning = password_warning("https://me:secret@news.example/feed") or ""

    assert "https://news.example/feed lies in clear" in warning
    assert "keyring set briefing me@news.example" in warning
    assert "BRIEFING_FEED_PASSWORD_NEWS_EXAMPLE" in warning
    assert "secret" not in warning


@pytest.mark.parametrize("url", ["https://news.example/feed", "https://me@news.example/feed"])
def test_there_is_nothing_to_warn_of_without_a_password(url: str) -> None:
    assert password_warning(url) is None
