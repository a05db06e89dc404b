"""What the commands that go over a whole library take at 100,000 articles of 5 KB, where all is briefed.

    python -m benchmarks.scale FOLDER [ARTICLES]

The library is made in FOLDER, 220 articles a day, where it stays and is used again. The texts are synthetic,
of common English words as often as words are in a language; one to five publishers tell of an event in words
of its own. Its newest 2,000 articles have briefings. Each command is run twice, and the second run is
printed: the first one analyses what Today shows.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate, islice
from pathlib import Path

from briefing.domain import Analysis, Article
from briefing.domain.analysis import Actor, ActorKind, Issue, IssueKind, Point
from briefing.domain.article import article_id
from briefing.domain.feeds.feed import FeedState
from briefing.domain.span import Passage, Span
from briefing.nlp.actors.naming.names import COMMON_WORDS
from briefing.paths import Paths
from briefing.services.library import Library, make_engine_pool, open_library
from briefing.settings import Settings
from briefing.store.articles.article_store import ArticleStore
from briefing.store.articles.search_index import SearchIndex
from briefing.store.feeds.feed_store import FeedStore, FeedUpdate

ARTICLES_A_DAY = 220
SIZE = 5_000
PUBLISHERS = 300
BRIEFED = 2_000
ASSIGNED = 4_000
"""The newest articles, which are put into stories as always; each of the others is one by itself."""
AT_ONCE = 2_200
COMMANDS = (
    ("stories",),
    ("stories", "--limit", "20"),
    ("stories", "--limit", "20", "--format", "json"),
    ("today",),
    ("issues",),
    ("ask", "Who decides on the appeal about the election?"),
    ("list", "--limit", "20"),
)


class Events:
    """Articles on events, each with words of its own among those of the language."""

    def __init__(self, chance: random.Random, now: datetime) -> None:
        self._words = sorted(COMMON_WORDS)
        chance.shuffle(self._words)
        self._weights = list(accumulate(1 / (number + 1) for number in range(len(self._words))))
        self._chance, self._now = chance, now

    def articles(self, number: int) -> Iterator[Article]:
        made = 0
        while True:
            topic = self._chance.sample(self._words[500:], 12)
            for _ in range(self._chance.choice((1, 1, 1, 2, 3, 5))):
                age = timedelta(days=(number - made) / ARTICLES_A_DAY, hours=self._chance.random() * 6)
                yield self._article(made, topic, self._now - age)
                made += 1

    def _article(self, number: int, topic: list[str], published: datetime) -> Article:
        chance, length, sentences = self._chance, 0, []
        while length < SIZE:
            words = chance.choices(self._words, cum_weights=self._weights, k=12) + chance.sample(topic, 4)
            chance.shuffle(words)
            sentence = " ".join(words).capitalize() + "."
            sentences.append(sentence)
            length += len(sentence.encode()) + 1
        paragraphs = (" ".join(sentences[at : at + 4]) for at in range(0, len(sentences), 4))
        publisher = chance.randrange(PUBLISHERS)
        url = f"https://site{publisher}.example/{number}"
        return Article(
            article_id(url), " ".join(chance.sample(topic, 6)).capitalize(), "\n\n".join(paragraphs),
            published=published.isoformat(), source=f"site{publisher} News", url=url, language="en",
        )  # fmt: skip


def analysis_of(article: Article, library: Library) -> Analysis:
    """Return a briefing of the first sentences."""
    text = article.text
    ends = [at for at, letter in enumerate(text) if letter == "."][:8]
    spans = [Span(begin + 1 if begin else 0, end + 1) for begin, end in zip([-1, *ends], ends, strict=False)]
    first, second, *more = (
        Passage(Span(span.start, span.end), text[span.start : span.end]) for span in spans
    )
    name = Passage(Span(0, len(text.split()[0])), text.split()[0])
    return Analysis(
        library.analyses.engine.info,
        summary=tuple(Point(each.span, each.text, rank) for rank, each in enumerate((first, second), 1)),
        actors=(Actor(name.text, ActorKind.PERSON, None, (), 0.9, (name,), (first,)),),
        issues=tuple(
            Issue(each.text[:80], IssueKind.PENDING, 2, (each,), (name.text,), None) for each in more[:3]
        ),
    )  # fmt: skip


def store_old_stories(store: ArticleStore) -> None:
    """Make a story of each article but the newest, which `benchmarks.stories` measures."""
    with store.database.writing() as connection:
        old = "FROM articles ORDER BY newest LIMIT max(0, (SELECT count(*) FROM articles) - ?)"
        connection.execute(f"INSERT INTO stories (id, terms) SELECT id, '[]' {old}", (ASSIGNED,))
        connection.execute(
            "INSERT INTO story_members (article, story, score) "
            "SELECT a.number, s.number, 1 FROM stories s JOIN articles a ON a.id = s.id"
        )


def fill(home: Path, number: int) -> None:
    paths = Paths.under(home)
    now = datetime.now(UTC)
    articles = islice(Events(random.Random(1), now).articles(number), number)
    newest: list[Article] = []
    with ArticleStore(paths.library_db) as store:
        feeds, index = FeedStore(store.database), SearchIndex(store.database)
        while some := list(islice(articles, AT_ONCE)):
            items = [(article.id, article) for article in some]
            day = datetime.fromisoformat(some[-1].published or "")
            update = FeedUpdate(FeedState("https://feed.example/feed", "Feed"), items)
            feeds.store_updates([update], fetched=min(now, day + timedelta(hours=6)))
            while index.index_pending(10_000):
                pass
            newest = [*newest, *some][-BRIEFED:]
        store_old_stories(store)
    settings = Settings()
    with open_library(paths, settings, make_engine_pool(settings)) as library:
        for article in newest:
            library.analyses.save(article, analysis_of(article, library))
        library.stories.assign()


def sizes(home: Path) -> None:
    """Print what each table takes in the file, where SQLite can tell."""
    import sqlite3

    file = Paths.under(home).library_db
    print(f"{file.stat().st_size / 1e6:.0f} MB in all")
    connection = sqlite3.connect(file)
    try:
        for name, size, unused in connection.execute(
            "SELECT name, sum(pgsize), sum(unused) FROM dbstat GROUP BY name ORDER BY 2 DESC LIMIT 8"
        ):
            print(f"  {name:24} {size / 1e6:6.0f} MB, of it unused {unused / 1e6:.0f} MB")
    except sqlite3.OperationalError:
        print("  this SQLite has no dbstat")
    connection.close()


def measure(home: Path) -> None:
    for words in COMMANDS:
        command = [sys.executable, "-m", "briefing", "--home", str(home), *words]
        for _ in range(2):
            with (home / "printed").open("wb") as output:
                process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
                _, status, used = os.wait4(process.pid, 0)
                process.returncode = os.waitstatus_to_exitcode(status)
        lines = (home / "printed").read_bytes().count(b"\n")
        print(
            f"{' '.join(words)[:48]:48} {used.ru_utime + used.ru_stime:6.1f} s, "
            f"{used.ru_maxrss / 1024:4.0f} MB, {lines} lines, status {process.returncode}",
            flush=True,
        )


def main() -> None:
    home, number = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    if not Paths.under(home).library_db.exists():
        fill(home, number)
    sizes(home)
    measure(home)


if __name__ == "__main__":
    main()
