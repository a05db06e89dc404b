"""What tests of several folders share: no proxy of the machine's, and feeds by hand on the loopback."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from urllib.request import getproxies_environment

import pytest

from benchmarks.feed_answers import Plan
from benchmarks.feed_server import FeedServer
from tests.feeding import HandSite, hand_server


@pytest.fixture(scope="session", autouse=True)
def ctrl_c_reaches_processes() -> Iterator[None]:
    """Processes that tests start would else ignore it where a shell runs pytest in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever proxy the machine has is not asked."""
    for scheme in getproxies_environment():
        monkeypatch.delenv(f"{scheme}_proxy", raising=False)
        monkeypatch.delenv(f"{scheme}_proxy".upper(), raising=False)


@pytest.fixture
def served(no_proxy: None) -> Iterator[tuple[FeedServer, HandSite]]:
    server, site = hand_server(Plan(feeds=2, items=2))
    with server:
        yield server, site


@pytest.fixture
def site(served: tuple[FeedServer, HandSite]) -> HandSite:
    return served[1]
