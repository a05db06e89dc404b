from __future__ import annotations

import sys
from types import ModuleType

import pytest

from benchmarks.feed_server import FeedServer
from briefing.sources.http.fetch_result import FetchRequest
from briefing.sources.http.secrets import MissingSecretError, expand_secrets, has_secret_reference
from tests.sources.feed_client import received, refused


@pytest.fixture(autouse=True)
def no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    monkeypatch.setenv("NEWS_TOKEN", "hush/@:")


@pytest.mark.parametrize(
    ("value", "filled"),
    [
        ("Bearer ${NEWS_TOKEN}", "Bearer hush/@:"),
        ("${NEWS_TOKEN}${NEWS_TOKEN}", "hush/@:hush/@:"),
        ("$NEWS_TOKEN ${not a name} ${}", "$NEWS_TOKEN ${not a name} ${}"),
    ],
)
def test_a_name_in_braces_stands_for_its_secret(value: str, filled: str) -> None:
    assert expand_secrets(value) == filled
    assert has_secret_reference(value) == (value != filled)


def test_in_an_address_no_character_of_a_secret_ends_the_part_it_stands_in() -> None:
    assert expand_secrets("http://me:${NEWS_TOKEN}@proxy", in_address=True) == "http://me:hush%2F%40%3A@proxy"


def test_a_secret_may_be_the_whole_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWS_PROXY", "http://me:hush@proxy:80")
    assert expand_secrets("${NEWS_PROXY}", in_address=True) == "http://me:hush@proxy:80"


def test_what_the_environment_does_not_have_is_had_from_the_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    module, errors = ModuleType("keyring"), ModuleType("keyring.errors")
    kept = {("briefing", "OTHER"): "from there"}
    module.get_password = lambda *key: kept.get(key)  # type: ignore[attr-defined]  # made piece by piece
    module.errors, errors.KeyringError = errors, RuntimeError  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "keyring", module)

    assert expand_secrets("${OTHER} ${NEWS_TOKEN}") == "from there hush/@:"
    with pytest.raises(MissingSecretError, match=r"^NOWHERE$"):
        expand_secrets("${NOWHERE}")


async def test_a_feeds_header_is_sent_with_its_secret(feed_server: FeedServer) -> None:
    await received(FetchRequest(feed_server.site.url(), headers={"X-Token": "${NEWS_TOKEN}"}))

    (asked,) = feed_server.requests
    assert asked.headers["x-token"] == "hush/@:"


async def test_without_its_secret_a_feed_is_not_asked_and_the_reader_learns_the_name(
    feed_server: FeedServer,
) -> None:
    outcome = await refused(FetchRequest(feed_server.site.url(), headers={"X-Token": "${NOWHERE}"}))

    assert "NOWHERE is neither in the environment nor in the keyring: run keyring set briefing NOWHERE" in (
        outcome.sentence
    )
    assert feed_server.requests == []
