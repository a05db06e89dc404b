"""Stories: how right they are, how little the order of articles matters, and what they cost.

    python -m benchmarks.stories EVAL_DIR [DAYS [ARTICLES]]

EVAL_DIR has `stories-dev/ecbplus.jsonl` and `score_stories.py`. The stream of DAYS days (30), 220 articles a
day, is made of the texts of ECB+: it measures processor time, not judgement. With ARTICLES, a library with so
many articles is put into stories at once, and nothing else is measured.
"""

from __future__ import annotations

import itertools
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from briefing.domain import Article
from briefing.domain.query.article_query import Sort
from briefing.nlp.engine.built_in_engine import SpacyEngine
from briefing.paths import Paths
from briefing.services.library import Library, open_library
from briefing.settings import Settings

ARTICLES_A_DAY = 220
ORDERS = 20
FIRST_DAY = datetime(2026, 1, 1, tzinfo=UTC)

Row = Mapping[str, Any]


def library_at(home: Path) -> Library:
    # Only the assignment is measured: no article is analysed, and the engine loads nothing until one is.
    return open_library(
        Paths.under(home), Settings(), SpacyEngine(), now=lambda: FIRST_DAY + timedelta(days=999)
    )


def ingest(library: Library, row: Row, number: int, day: int | None) -> None:
    published = None if day is None else (FIRST_DAY + timedelta(days=day)).date().isoformat()
    text, url = f"{row['text']}\n\n{number}", f"{row['url']}?{number}"
    library.ingest.ingest(
        Article(f"{number:016x}", row["title"], text, published=published, url=url, language="en")
    )


def stories_of(library: Library) -> dict[str, str]:
    ids = library.article_list.ids("", "", Sort.NEWEST)
    return {each.id: story.id for story in library.stories.stories(ids) for each in story.articles}


def f1(one: Mapping[str, str], other: Mapping[str, str]) -> float:
    """B-cubed F (Bagga & Baldwin 1998) between two answers."""
    ones, others = defaultdict(set), defaultdict(set)
    for item in one:
        ones[one[item]].add(item)
        others[other[item]].add(item)
    shared = {item: len(ones[one[item]] & others[other[item]]) for item in one}
    precision = sum(shared[item] / len(others[other[item]]) for item in one)
    recall = sum(shared[item] / len(ones[one[item]]) for item in one)
    return 2 * precision * recall / (precision + recall) / len(one)


def quality(rows: Sequence[Row], scorer: Path) -> None:
    print("ECB+, weights from the train topics (B-cubed; mixed is the share of stories with two events)")
    for name, added, scored in (
        ("train topics", rows, "train"),
        ("test topics, all in the library", rows, "test"),
        ("test topics alone", [row for row in rows if row["split"] == "test"], "test"),
    ):
        with tempfile.TemporaryDirectory() as folder:
            with library_at(Path(folder)) as library:
                for number, row in enumerate(added):
                    ingest(library, row, number, None)
                library.stories.assign()
                found = stories_of(library)
            gold, system = Path(folder, "gold.jsonl"), Path(folder, "system.jsonl")
            gold.write_text("".join(json.dumps(row) + "\n" for row in rows if row["split"] == scored))
            system.write_text(
                "".join(
                    json.dumps({"id": row["id"], "story": found[f"{number:016x}"]}) + "\n"
                    for number, row in enumerate(added)
                )
            )
            scores = subprocess.run(
                [sys.executable, str(scorer), str(gold), str(system), "--key", "id", "--json"],
                capture_output=True, text=True, check=True,
            )  # fmt: skip
        figures = json.loads(scores.stdout)
        figures = figures.get("story", figures)
        print(
            f"  {name:32} "
            + " ".join(f"{key} {figures[key]:.3f}" for key in ("B3.P", "B3.R", "B3.F", "mixed"))
        )


def orders(rows: Sequence[Row]) -> None:
    """The test topics over five days, a day's articles in random orders, one by one and all at once."""
    some = [row for row in rows if row["split"] == "test"]
    days = {
        row["id"]: number % 5 for number, row in enumerate(sorted(some, key=lambda row: str(row["story"])))
    }
    for name, is_single in (("a day at once", False), ("one article after the other", True)):
        answers: list[dict[str, str]] = []
        moved = 0
        for seed in range(ORDERS if not is_single else 3):
            with tempfile.TemporaryDirectory() as folder, library_at(Path(folder)) as library:
                before: dict[str, str] = {}
                for day in range(5):
                    numbers = [number for number, row in enumerate(some) if days[row["id"]] == day]
                    random.Random(seed * 10 + day).shuffle(numbers)
                    for number in numbers:
                        ingest(library, some[number], number, day)
                        if is_single:
                            library.stories.assign()
                    library.stories.assign()
                    now = stories_of(library)
                    moved += sum(now[item] != before[item] for item in before)
                    before = now
                answers.append(before)
        least = min(f1(answers[0], other) for other in answers[1:])
        print(
            f"orders, {name}: B-cubed F between two of {len(answers)} at least {least:.3f}; "
            f"{moved / len(answers):.1f} of {len(some)} articles change story by a later day"
        )


def stream(rows: Sequence[Row], articles: int) -> Iterator[tuple[int, Row]]:
    """So many articles with their days. An event comes whole, and again only after the window has passed."""
    by_story: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_story[row["story"]].append(row)
    stories = sorted(by_story)
    random.Random(7).shuffle(stories)
    events = itertools.chain.from_iterable(by_story[story] for story in itertools.cycle(stories))
    for number, row in enumerate(itertools.islice(events, articles)):
        yield number // ARTICLES_A_DAY, row


def cost(rows: Sequence[Row], days: int) -> None:
    with tempfile.TemporaryDirectory() as folder, library_at(Path(folder)) as library:
        per_day = []
        articles = enumerate(stream(rows, days * ARTICLES_A_DAY))
        for _, arrived in itertools.groupby(articles, key=lambda each: each[1][0]):
            for number, (day, row) in arrived:
                ingest(library, row, number, day)
            begin = time.process_time()
            library.stories.assign()
            per_day.append(1000 * (time.process_time() - begin) / ARTICLES_A_DAY)
        sizes = Counter(stories_of(library).values())
    third = max(1, days // 3)
    first, last = (sum(some) / len(some) for some in (per_day[5 : 5 + third] or per_day, per_day[-third:]))
    print(
        f"{days * ARTICLES_A_DAY:,} articles, {ARTICLES_A_DAY} a day: {last:.2f} ms an article, with terms; "
        f"the last days {last / first:.2f}x of those after the first five; {len(sizes):,} stories"
    )


def backlog(rows: Sequence[Row], articles: int) -> None:
    """A library that has no stories yet: all its articles at once."""
    with tempfile.TemporaryDirectory() as folder, library_at(Path(folder)) as library:
        for number, (day, row) in enumerate(stream(rows, articles)):
            ingest(library, row, number, day)
        begin = time.process_time()
        library.stories.assign()
        seconds = time.process_time() - begin
        at = library.article_list.ids("", "", Sort.NEWEST)[:ARTICLES_A_DAY]
        begin = time.process_time()
        library.stories.stories(at)
        listed = time.process_time() - begin
    print(
        f"{articles:,} articles without stories: {seconds:.0f} s in all, {1000 * seconds / articles:.2f} ms "
        f"an article; then the stories of the last {len(at)} articles are listed in {1000 * listed:.0f} ms"
    )


def main() -> None:
    folder = Path(sys.argv[1])
    lines = (folder / "stories-dev" / "ecbplus.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    if len(sys.argv) > 3:
        return backlog(rows, int(sys.argv[3]))
    quality(rows, folder / "score_stories.py")
    orders(rows)
    cost(rows, int(sys.argv[2]) if len(sys.argv) > 2 else 30)


if __name__ == "__main__":
    main()
