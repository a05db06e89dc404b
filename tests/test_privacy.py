"""Nothing is asked of the network that the reader did not ask for, and nothing is told beside it."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

import briefing
from benchmarks.feed_server import FeedServer
from briefing.cli.main import main
from briefing.domain.feeds.feed import Subscription
from briefing.settings import FeedSettings
from briefing.sources.http.fetch_policy import FetchLimits
from briefing.sources.http.page_fetch import fetch_page
from tests.cli.conftest import PatternEngine
from tests.feeding import HandSite, NoEngine
from tests.libraries import library_at
from tests.ui.newsstand import fill, news

pytestmark = pytest.mark.usefixtures("no_proxy")

PAGE = """\
# The talks go on

Brook called the [first round](https://talks.example/first?utm_source=rss&id=7) useful, and said that the
question of the border would be open until Tuesday.

![The palace at night](https://pictures.example/palace.jpg?utm_medium=feed)

The end of the text is HERE.
"""
RECORDER = """\
import os, socket, sys

def note(event, args):
    is_name = event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr")
    if is_name or (event == "socket.__new__" and args[1] in (socket.AF_INET, socket.AF_INET6)):
        with open(os.environ["CONNECTIONS"], "a") as file:
            file.write(f"{event} {args}\\n")

sys.addaudithook(note)
"""


@pytest.mark.slow
def test_no_connection_is_made_that_the_reader_did_not_ask_for(
    tmp_path: Path, served: tuple[FeedServer, HandSite]
) -> None:
    """At the start, reading and exporting: no process of the program opens a socket or looks up a name."""
    pytest.importorskip("pty", reason="pseudo-terminals are there on Linux and macOS alone")
    from benchmarks.terminal import Terminal

    server, site = served
    home, article, made = tmp_path / "home", tmp_path / "talks.md", tmp_path / "connections"
    article.write_text(PAGE, encoding="utf-8")
    (tmp_path / "sitecustomize.py").write_text(RECORDER)
    env = {"PYTHONPATH": str(tmp_path), "CONNECTIONS": str(made)}
    program = [sys.executable, "-m", "briefing", "--home", str(home)]
    with library_at(home, NoEngine()) as library:
        library.feeds.follow([Subscription(site.url(0), "Followed")])

    def run(*command: str) -> None:
        subprocess.run(command, env={**os.environ, **env}, check=True, capture_output=True)

    with Terminal([*program, str(article)], env=env) as terminal:
        terminal.wait_for("HERE")
        terminal.wait_for(r"3 Open issues \d")
        for key in ("g", "l", "\x1b", "?", "\x1b", "F", "\x1b", "E", "\x1b"):
            terminal.press(key)
        terminal.settle(0.5)
        terminal.press("Q")
        terminal.wait_for_end(10)
    run(*program, "export", "--format", "html", "-o", str(tmp_path / "notes.html"))
    assert not made.exists(), made.read_text()
    assert server.requests == []

    run(sys.executable, "-c", f"import urllib.request as r; r.urlopen('{site.url(0)}')")
    assert "socket.__new__" in made.read_text()  # so it would have been recorded


SOON_IDLE = """\
from briefing.ui.screens.reader import list_commands
list_commands.IDLE_SECONDS = 0.1
from briefing.__main__ import main
raise SystemExit(main())
"""
ELSEWHERE = """\
[model]
api = "openai"
address = "http://192.0.2.7:9"
name = "m"
for = ["story", "today"]
"""


@pytest.mark.parametrize("leave", ["", "allow_remote = true\n"], ids=["without leave", "with leave"])
@pytest.mark.thorough
def test_no_language_model_elsewhere_is_looked_for_at_the_start_or_idle(tmp_path: Path, leave: str) -> None:
    """Not even when unread articles have been analysed ahead."""
    pytest.importorskip("pty", reason="pseudo-terminals are there on Linux and macOS alone")
    from benchmarks.terminal import Terminal

    home, made = tmp_path / "home", tmp_path / "connections"
    (tmp_path / "sitecustomize.py").write_text(RECORDER)
    env = {"PYTHONPATH": str(tmp_path), "CONNECTIONS": str(made)}
    with library_at(home, NoEngine()) as library:
        fill(library, [news(0)])
    (home / "config.toml").write_text(ELSEWHERE + leave)
    with (
        Terminal([sys.executable, "-c", SOON_IDLE, "--home", str(home)], env=env) as terminal,
        closing(sqlite3.connect(home / "library.db")) as database,
    ):
        terminal.wait_for(news(0).title)
        until = time.monotonic() + 60
        while not database.execute("SELECT count(*) FROM analyses").fetchone()[0]:
            assert time.monotonic() < until
            terminal.read(0.05)
        terminal.press("Q")
        terminal.wait_for_end(10)
    assert not made.exists(), made.read_text()


# What a request tells


def asked(server: FeedServer) -> list[str]:
    return [each.target for each in server.requests]


def test_a_request_says_what_is_read_and_by_which_program_alone(
    served: tuple[FeedServer, HandSite],
) -> None:
    """No referrer, no cookie, no language, nothing of the machine, after a redirect either."""
    server, site = served
    site.page("/b", PAGE)
    fetch_page(site.redirect("/a", "/b"))

    for request in server.requests:
        assert set(request.headers) == {"host", "user-agent", "accept", "accept-encoding"}
        assert request.headers["user-agent"] == f"briefing/{briefing.__version__}"
    assert asked(server) == ["/a", "/b"]


def test_a_page_is_asked_for_without_tracking(served: tuple[FeedServer, HandSite]) -> None:
    server, site = served
    site.page("/b?id=7", PAGE)
    url = site.redirect("/a?x=1", "/b?id=7&utm_source=rss&ocid=home")

    page = fetch_page(f"{url}&fbclid=abc")
    assert asked(server) == ["/a?x=1", "/b?id=7"]
    assert page.final_url == f"{site.root()}/b?id=7&utm_source=rss&ocid=home"  # articles are known by it


def test_a_site_that_leads_on_until_it_can_track_is_still_read(served: tuple[FeedServer, HandSite]) -> None:
    server, site = served
    site.redirect("/a", "/a?utm_source=home")
    site.page("/a?utm_source=home", PAGE)

    fetch_page(f"{site.root()}/a")
    assert asked(server) == ["/a", "/a?utm_source=home"]


def test_the_setting_keeps_it(served: tuple[FeedServer, HandSite], tmp_path: Path) -> None:
    server, site = served
    url = site.page("/a?utm_source=rss", PAGE)

    fetch_page(url, FetchLimits(tracking_parameters=True))
    with library_at(tmp_path, NoEngine(), feeds=FeedSettings(tracking_parameters=True)) as library:
        library.articles.add([url])
    assert asked(server) == ["/a?utm_source=rss"] * 2


def test_a_feed_is_asked_for_by_the_address_that_is_followed(
    tmp_path: Path, served: tuple[FeedServer, HandSite]
) -> None:
    server, site = served
    url = site.put("/f?utm_source=mine", [("1", "One", "The first.")])
    with library_at(tmp_path, NoEngine()) as library:
        library.feeds.add(url)

        assert [feed.url for feed in library.feeds.subscriptions()] == [url]
        assert asked(server) == ["/f?utm_source=mine"]


@pytest.mark.parametrize("keeps", [False, True], ids=["by default", "if wanted"])
def test_links_are_exported_without_tracking(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], keeps: bool
) -> None:
    article = tmp_path / "talks.md"
    article.write_text(PAGE, encoding="utf-8")
    if keeps:
        (tmp_path / "config.toml").write_text("[feeds]\ntracking_parameters = true\n")

    main(["--home", str(tmp_path), "show", str(article), "--format", "json"], engine=PatternEngine())
    shown = json.loads(capsys.readouterr().out)
    link, image = ("?utm_source=rss&id=7", "?utm_medium=feed") if keeps else ("?id=7", "")
    assert shown["links"][0]["url"] == f"https://talks.example/first{link}"
    assert shown["images"][0]["url"] == f"https://pictures.example/palace.jpg{image}"
