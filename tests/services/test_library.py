"""What the settings say of feeds holds in a refresh, from the file to the library."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.feed_answers import Plan
from benchmarks.feed_server import FeedServer
from briefing.domain.feeds.feed import Subscription
from briefing.paths import Paths
from briefing.services.library import open_library
from briefing.settings import load_settings
from tests.feeding import NoEngine


@pytest.fixture
def feed_server() -> Iterator[FeedServer]:
    with FeedServer(Plan(feeds=1, items=6, formats=("rss",))) as server:
        yield server


@pytest.mark.slow
def test_rules_headers_pages_and_retention_hold_in_a_refresh(
    tmp_path: Path, feed_server: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("NEWS_TOKEN", "hush")
    url = feed_server.site.url()
    paths = Paths.under(tmp_path)
    paths.config_file.write_text(f"""
[feeds]
keep_per_feed = 2
[feeds.of."{url}"]
full_text = true
headers = {{ X-Token = "${{NEWS_TOKEN}}" }}
[[rules]]
when = 'is:unread'
then = "read"
[[rules]]
when = 'title:"0.1"'
then = "star"
[[rules]]
when = 'title:"0.5"'
then = "notify"
""")
    settings, problems = load_settings(paths.config_file)
    assert problems == ()
    with open_library(paths, settings, NoEngine()) as library:
        library.feeds.follow([Subscription(url)])
        report = library.feeds.refresh()
        kept = [
            (entry.title.rpartition(" ")[2], entry.read, entry.starred)
            for entry in library.articles.entries()
        ]

    # The newest two, and what is starred.
    assert kept == [("(0.6)", True, False), ("(0.5)", True, False), ("(0.1)", True, True)]
    assert (report.new, len(report.pruned)) == (6, 3)
    (told,) = report.notifications
    assert told.startswith('New for title:"0.5": “') and "(0.5)" in told
    assert feed_server.requests[0].headers["x-token"] == "hush"
    # The server has no pages, so each article keeps what the feed says.
    assert len(report.page_failures) == 6
    assert all("There is no page at" in failure.sentence for failure in report.page_failures)
