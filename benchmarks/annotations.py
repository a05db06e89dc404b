"""How long 50,000 annotations take: to write one of them; in a list, to open, to filter, to move, to change.

    python -m benchmarks.annotations [ANNOTATIONS] [ARTICLES]

Each article has a file, with its share of the annotations. Times of the list are of the program alone, in a
terminal of 80 by 24 that draws nothing; times of writing are until the bytes are on the disk.
"""

from __future__ import annotations

import asyncio
import os
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from textual.app import App
from textual.widgets import Input

from briefing.domain import Span
from briefing.domain.annotation import (
    Anchor,
    Annotation,
    AnnotationEntry,
    ArticleHead,
    Color,
    new_annotation,
    stamp,
)
from briefing.domain.article import text_hash
from briefing.paths import bundled_seeds
from briefing.sources.load import load
from briefing.store.annotations.annotation_changes import Edit
from briefing.store.annotations.annotation_store import AnnotationStore
from briefing.store.files.atomic_write import write_durably
from briefing.ui.screens.annotations.annotations_screen import AnnotationsScreen
from briefing.ui.theme import VARIABLES

NOW = datetime(2026, 11, 20, tzinfo=UTC)
WRITES = 200
QUERIES = ("xi", "white house", '"national security" OR beijing', "-tag:tag7 since:7d", "tag:tag1*", "zzz")


def corpus(number: int, articles: int) -> list[AnnotationEntry]:
    """Notes and quotes of the sample's words; the same each time."""
    chance = random.Random(1)
    vocabulary = next(bundled_seeds().glob("000_*.txt")).read_text(encoding="utf-8").split()
    heads = [
        ArticleHead(f"{each:016x}", " ".join(chance.choices(vocabulary, k=10)), source=f"Wire {each % 9}")
        for each in range(articles)
    ]

    def annotation(id_: int) -> Annotation:
        quote = " ".join(chance.choices(vocabulary, k=chance.randint(4, 40)))
        made = stamp(NOW - timedelta(minutes=chance.randint(0, 500_000)))
        return Annotation(
            f"urn:uuid:{id_:032x}",
            Anchor(quote, span=Span(0, len(quote))),
            created=made,
            modified=made,
            note=" ".join(chance.choices(vocabulary, k=chance.randint(0, 30))),
            tags=tuple(f"tag{each}" for each in chance.sample(range(300), chance.randint(0, 3))),
            color=chance.choice(list(Color)),
        )

    return [AnnotationEntry(heads[each % articles], annotation(each)) for each in range(number)]


class Port:
    """Asks nothing of anybody."""

    def __getattr__(self, name: str) -> object:
        return lambda *_asked: None


class ListApp(App[None]):
    def get_theme_variable_defaults(self) -> dict[str, str]:
        return dict.fromkeys(VARIABLES, "#204060")


def write_into(folder: Path, articles: int, each_has: int) -> None:
    """Change one annotation in each of some files, and count what else in the folder became another."""
    store = AnnotationStore(folder)
    text = load(str(next(bundled_seeds().glob("000_*.txt")))).text
    words = [Span(*match.span()) for match in re.finditer(r"\w{4,}", text)]
    heads = [
        ArticleHead(f"{number:016x}", f"Article {number}", text_sha256=text_hash(text))
        for number in range(articles)
    ]
    for head in heads:
        made = [new_annotation(text, span, NOW, note="A note.", tags=("tag",)) for span in words[:each_has]]
        store.edit(head, text, [Edit(each) for each in made])
    chance = random.Random(1)
    seconds: list[float] = []
    plain: list[float] = []
    changed: Counter[str] = Counter()
    for head in chance.sample(heads, min(WRITES, articles)):
        notes = store.read(head.id)
        assert notes is not None
        old = chance.choice(notes.article.annotations)
        before = _stamps(folder)
        begun = time.perf_counter()
        store.edit(head, text, [Edit(replace(old, note="Changed."), old)])
        seconds.append(time.perf_counter() - begun)
        after = _stamps(folder)
        others = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
        changed["of other articles"] += sum(head.id not in name for name in others)
        changed["of the article"] += sum(name.startswith(head.id) for name in others)
        changed["backups of it"] += sum(head.id in name and "/" in name for name in others)
        plain.append(_plain_write(folder.parent / "plain", (folder / f"{head.id}.json").read_bytes()))
    print(f"{articles:,} files of {each_has} annotations, one changed in each of {len(seconds)}")
    print("    files changed: " + ", ".join(f"{count} {which}" for which, count in changed.items()))
    for what, times in (("an annotation", seconds), ("the same bytes, alone", plain)):
        times.sort()
        median, p95 = times[len(times) // 2], times[int(len(times) * 0.95)]
        print(f"    {what:24} median {1000 * median:6.2f} ms, p95 {1000 * p95:6.2f} ms")


def _stamps(folder: Path) -> dict[str, tuple[int, int]]:
    """Each file's time and number, backups too: one that is replaced has another number at any time."""
    files = (Path(parent, name) for parent, _, names in os.walk(folder) for name in names)
    return {
        each.relative_to(folder).as_posix(): (each.stat().st_mtime_ns, each.stat().st_ino) for each in files
    }


def _plain_write(file: Path, content: bytes) -> float:
    """What the disk alone takes for a file of that size, written, synced and put into its place."""
    begun = time.perf_counter()
    write_durably(file, content)
    return time.perf_counter() - begun


async def measure(entries: Sequence[AnnotationEntry]) -> None:
    screen = AnnotationsScreen(Port(), now=lambda: NOW)  # type: ignore[arg-type] # it answers to any name
    app = ListApp()
    async with app.run_test(size=(80, 24)):
        await app.push_screen(screen)
        await _timed("first paint", screen, lambda: screen.show(entries))
        await _timed("a key at once after it", screen, screen.listed.action_move_down)
        await app.workers.wait_for_complete()
        for query in (*QUERIES, ""):

            def type_query(query: str = query) -> None:
                with screen.field.prevent(Input.Changed):
                    screen.field.value = query
                screen.filter_changed()

            await _timed(f"filter {query or 'taken away'}", screen, type_query)
        await _timed("to the end", screen, screen.listed.action_move_bottom)
        await _timed("one line up", screen, screen.listed.action_move_up)
        for _ in range(3):
            await _timed("another order", screen, screen.action_notes_sort)
        changed = replace(entries[9], annotation=replace(entries[9].annotation, note="Changed."))
        await _timed("after a change", screen, lambda: screen.show([*entries[:9], changed, *entries[10:]]))


async def _timed(what: str, screen: AnnotationsScreen, do: Callable[[], object]) -> None:
    painted = asyncio.Event()
    begun = time.perf_counter()
    do()
    done = time.perf_counter()
    screen.call_after_refresh(painted.set)
    await painted.wait()
    seen = time.perf_counter()
    print(f"{what:40} {1000 * (done - begun):6.1f} ms, painted after {1000 * (seen - begun):6.1f} ms")


if __name__ == "__main__":
    given = [int(each) for each in sys.argv[1:]]
    number, many = given[0] if given else 50_000, given[1] if len(given) > 1 else 2_000
    with TemporaryDirectory() as temporary:
        write_into(Path(temporary) / "annotations", many, number // many)
    asyncio.run(measure(corpus(number, many)))
