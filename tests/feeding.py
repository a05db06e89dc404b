"""Feeds for tests of refreshing: written by hand beside the made-up ones, on the loopback server.

Run as a script, it refreshes until it is done or killed; each line that it prints is a feed whose articles
were acknowledged: its address, and how many were new.

    python feeding.py HOME
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path

from benchmarks.feed_answers import Answer, FeedSite, Plan
from benchmarks.feed_server import FeedServer
from briefing.domain import Article, EngineInfo, Part
from briefing.domain.feeds.refresh_result import RefreshStep
from briefing.paths import Paths
from briefing.services.library import open_library
from briefing.settings import Settings

Item = tuple[str, str, str]
"""Guid, title, text."""


class NoEngine:
    info = EngineInfo("none", "1", "none")

    def parts(self, article: Article) -> Iterator[Part]:
        raise AssertionError("nothing is analysed here")


class HandSite(FeedSite):
    """The made-up feeds, and at other paths what a test puts there."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        self.answers: dict[str, Answer] = {}

    def answer(self, target: str, headers: Mapping[str, str]) -> Answer:
        return self.answers.get(target) or super().answer(target, headers)

    def put(self, path: str, items: Sequence[Item], *, title: str = "By hand") -> str:
        """Serve these items at the path; the address."""
        written = "".join(
            f"<item><guid isPermaLink='false'>{guid}</guid><title>{escape(name)}</title>"
            f"<description>{escape(f'<p>{text}</p>')}</description></item>"
            for guid, name, text in items
        )
        document = f"<rss version='2.0'><channel><title>{title}</title>{written}</channel></rss>"
        self.answers[path] = Answer(200, document.encode(), {"Content-Type": "application/rss+xml"})
        return self.root() + path

    def page(self, path: str, markup: str) -> str:
        self.answers[path] = Answer(200, markup.encode(), {"Content-Type": "text/html; charset=utf-8"})
        return self.root() + path

    def redirect(self, path: str, to: str, status: int = 301) -> str:
        self.answers[path] = Answer(status, b"", {"Location": to})
        return self.root() + path


def hand_server(plan: Plan) -> tuple[FeedServer, HandSite]:
    server, site = FeedServer(plan), HandSite(plan)
    server.site = site
    return server, site


def main(home: Path) -> None:
    def tell(step: RefreshStep) -> None:
        print(step.url, step.new, flush=True)

    with open_library(Paths.under(home), Settings(), NoEngine()) as library:
        print("open", flush=True)
        library.feeds.refresh(on_step=tell)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
