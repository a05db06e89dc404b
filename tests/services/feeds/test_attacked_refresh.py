"""Whatever servers do to a refresh, each feed that fails says so in a sentence, and nothing is lost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from briefing.domain import Span
from briefing.domain.feeds.feed import Subscription
from briefing.services.library import Library
from briefing.store.feeds.feed_store import FeedStore
from tests.attack_server import ATTACKS, OK, AttackServer, say
from tests.feeding import NoEngine
from tests.libraries import library_at


def feed(path: str) -> bytes:
    words = f"<title>On {path}</title><description>The words of {path}.</description>"
    item = f"<item><guid>{path}</guid>{words}</item>"
    body = f"<rss version='2.0'><channel><title>Feed {path}</title>{item}</channel></rss>".encode()
    return OK + f"Content-Type: text/xml\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


def known(library: Library) -> list[object]:
    """What must stay as it is: articles, annotations, subscriptions, and what is known of each feed."""
    states = FeedStore(library._store.database).states().values()
    articles = [library.articles.article(id_) for id_ in library.articles.ids()]
    return [
        [(article.id, article.title, article.text) for article in articles],
        [found.annotations for article in articles if (found := library.annotations.find(article.id))],
        library.feeds.subscriptions(),
        [(state.url, state.title, state.body_sha256) for state in states],
    ]


def limit(library: Library, **limits: Any) -> None:  # of several types
    policy = library.feeds._policy
    library.feeds._policy = replace(policy, limits=replace(policy.limits, **limits))


@pytest.mark.usefixtures("no_proxy")
def test_no_attack_costs_what_is_known(tmp_path: Path) -> None:
    good = {f"/{number}": say(feed(f"/{number}")) for number in range(len(ATTACKS))}
    with AttackServer(good) as server, library_at(tmp_path, NoEngine()) as library:
        library.feeds.follow(Subscription(server.url(path), None) for path in good)
        limit(library, per_host=32)
        assert library.feeds.refresh().new == len(ATTACKS)
        article = library.articles.article(library.articles.ids()[0])
        library.annotations.apply([library.annotations.draft(article, Span(0, 9), note="Mine")])
        before = known(library)

        limit(library, deadline=0.4, body=200_000)
        server.attacks = dict(zip(good, (attack for attack, _ in ATTACKS.values()), strict=True))
        report = library.feeds.refresh()
        assert (report.asked, len(report.failures), report.new) == (len(ATTACKS), len(ATTACKS), 0)
        assert all(failure.sentence.isprintable() for failure in report.failures)
        assert all(failure.sentence.endswith(".") for failure in report.failures)
        assert known(library) == before

        limit(library, deadline=30.0)
        server.attacks = dict(good)
        assert library.feeds.refresh().failures == ()
        assert known(library) == before
