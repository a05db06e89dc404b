"""How a library of 100,000 articles of 5 KB answers: first page, searches, marks; each beside its bound.

    python -m benchmarks.library [ARTICLES] [FOLDER]

The library is made by the calls that a refresh makes, in a temporary folder (0.9 GB for 100,000), or in
FOLDER, where it stays and is used again. It is asked by a new process. Times are the median of several.
"""

from __future__ import annotations

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import accumulate
from pathlib import Path

from benchmarks.process_memory import peak_of_process
from briefing.domain import Article
from briefing.domain.article import article_id
from briefing.domain.feeds.feed import FeedState
from briefing.domain.query.article_query import Sort
from briefing.store.articles.article_search import ArticleSearch
from briefing.store.articles.article_store import ArticleStore
from briefing.store.articles.search_index import SearchIndex
from briefing.store.feeds.feed_store import FeedStore, FeedUpdate

NOW = datetime(2026, 11, 20, tzinfo=UTC)
FEEDS = 300
ITEMS = 30
"""Entries of a feed at each refresh."""
FEEDS_AT_ONCE = 25
READ = 0.8
"""How much of the library the reader has read."""
TIMES = 7

QUERIES = (
    ("a word in every article", "word0"),
    ("a word in one article", "rare23102"),
    ("a word in no article", "nowhere"),
    ("a word in 1 of 30 articles", "word2500"),
    ("the beginnings of words", "word250*"),
    ("a phrase that is common", '"word0 word1"'),
    ("a phrase that is rare", '"word40 word300"'),
    ("a phrase of common words", '"word0 word1 word0 word1"'),
    ("words, unread, of a feed", "word3 word9 is:unread feed:site7"),
    ("either word, without a third", "(word50 OR rare3000) -word20 after:2026-11-01"),
    ("without a word", "-word2"),
    ("starred", "is:starred word1"),
    ("title", "title:word5 source:site1"),
)


class Texts:
    """Words as often as in a language: the second half as often as the first, and so on."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        words = [f"word{number}" for number in range(30_000)]
        weights = list(accumulate(1 / (number + 1) for number in range(len(words))))
        self._paragraphs = [" ".join(chance.choices(words, cum_weights=weights, k=110)) for _ in range(4_000)]
        self._words, self._weights = words, weights

    def article(self, number: int, size: int, published: datetime) -> Article:
        paragraphs = [f"Only here: rare{number}."]
        while sum(map(len, paragraphs)) < size:
            paragraphs.append(self._chance.choice(self._paragraphs))
        url = f"https://site{number % FEEDS}.example/{number}"
        return Article(
            article_id(url),
            " ".join(self._chance.choices(self._words, cum_weights=self._weights, k=9)),
            "\n\n".join(paragraphs)[:size],
            author=f"Author {number % 997}",
            published=published.isoformat(),
            source=f"site{number % FEEDS} News",
            url=url,
            language="en",
        )


def refreshes(number: int, size: int) -> Iterator[list[FeedUpdate]]:
    """What comes from all feeds, one refresh after another: a transaction's worth at a time."""
    chance = random.Random(1)
    texts = Texts(chance)
    made = 0
    while made < number:
        begun = NOW - timedelta(minutes=(number - made) // 50)
        news = []
        for feed in range(FEEDS):
            count = min(ITEMS, number - made)
            items = []
            for each in range(count):
                published = begun - timedelta(minutes=chance.randint(0, 300))
                items.append(
                    (f"guid-{made + each}", texts.article((made + each) * FEEDS + feed, size, published))
                )
            made += count
            news.append(FeedUpdate(FeedState(f"https://site{feed}.example/feed", f"site{feed}"), items))
        yield from (news[at : at + FEEDS_AT_ONCE] for at in range(0, FEEDS, FEEDS_AT_ONCE))


def fill(file: Path, number: int) -> None:
    with ArticleStore(file) as store:
        feeds, index = FeedStore(store.database), SearchIndex(store.database)
        spent = indexing = 0.0
        for news in refreshes(number, 5_000):
            spent += _seconds(partial(feeds.store_updates, news, fetched=NOW))
            indexing += _seconds(partial(index.index_pending, 10_000))
        chance = random.Random(2)
        search = ArticleSearch(store.database, now=lambda: NOW)
        ids = search.ids()
        store.mark(chance.sample(ids, int(number * READ)), read=True)
        store.mark(chance.sample(ids, number // 100), starred=True)
    print(
        f"{number} articles of 5 KB: kept in {spent:.1f} s, indexed in {indexing:.1f} s, "
        f"{file.stat().st_size / 1e6:.0f} MB\n"
    )


def cold_refresh(file: Path) -> None:
    news = list(refreshes(9_000, 2_000))
    with ArticleStore(file) as store:
        feeds, index = FeedStore(store.database), SearchIndex(store.database)
        kept = _seconds(lambda: [feeds.store_updates(each, fetched=NOW) for each in news])
        _say("9,000 articles of 2 KB kept", kept, 1_500)
        _say(
            "the same, nothing new",
            _seconds(lambda: [feeds.store_updates(each, fetched=NOW) for each in news]),
        )
        _say("  and indexed", _seconds(lambda: [1 for _ in iter(index.index_pending, 0)]))


def ask(file: Path) -> None:
    with ArticleStore(file) as store:
        search = ArticleSearch(store.database, now=lambda: NOW)
        _say("first page, the first time", _seconds(search.entries), 50)
        for order in set(Sort) - {Sort.UNREAD}:
            _say(f"first page by {order}", _median(partial(search.entries, order=order)), 20)
        _say("unread first page", _median(lambda: search.entries("is:unread")), 20)
        _say("unread counts by feed", _median(search.unread), 100)
        for what, query in QUERIES:
            first = _seconds(partial(search.entries, query, limit=50))
            usual = _median(partial(search.entries, query, limit=50))
            number = search.count(query)
            _say(f"{what}: {query} ({number})", max(first, usual), 100)
            _say("  counted", _median(partial(search.count, query)))
        ids = search.ids("is:unread")[:10_000]
        begun = time.perf_counter()
        changed = store.mark(ids, read=True)
        marked = time.perf_counter()
        store.mark(changed, read=False)
        _say(f"{len(changed)} marked read, undone", time.perf_counter() - begun, 1_000)
        _say("  marked", marked - begun)
        begun = time.perf_counter()
        changed = store.mark(ids, starred=True)
        store.mark(changed, starred=False)
        _say(f"{len(changed)} starred, undone", time.perf_counter() - begun, 1_000)
        print(f"{'memory, peak':62} {peak_of_process(os.getpid()):8.0f} MB    wanted    250")


def _seconds(do: Callable[[], object]) -> float:
    begun = time.perf_counter()
    do()
    return time.perf_counter() - begun


def _median(do: Callable[[], object]) -> float:
    return statistics.median(_seconds(do) for _ in range(TIMES))


def _say(what: str, seconds: float, bound: int | None = None) -> None:
    wanted = "" if bound is None else f"    wanted {bound:6}{'' if seconds * 1000 <= bound else '    MISSED'}"
    print(f"{what:62} {seconds * 1000:8.1f} ms{wanted}", flush=True)


def main(number: int, folder: Path) -> None:
    file = folder / f"library-{number}.db"
    if not file.exists():
        fill(file, number)
    with tempfile.TemporaryDirectory() as other:
        cold_refresh(Path(other) / "library.db")
    subprocess.run([sys.executable, "-m", "benchmarks.library", "ask", str(file)], check=True)


if __name__ == "__main__":
    given = sys.argv[1:]
    if given[:1] == ["ask"]:
        ask(Path(given[1]))
    else:
        with tempfile.TemporaryDirectory() as temporary:
            main(int(given[0]) if given else 100_000, Path(given[1] if len(given) > 1 else temporary))
