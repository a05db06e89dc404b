"""How long the list of 50,000 annotations takes: to open, to filter, to move in, to change.

    python benchmarks/annotations.py [ANNOTATIONS] [ARTICLES]

Times are of the program alone, in a terminal of 80 by 24 that draws nothing.
"""

from __future__ import annotations

import asyncio
import random
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from textual.app import App
from textual.widgets import Input

from briefing.domain import Span
from briefing.domain.annotation import Anchor, Annotation, AnnotationEntry, ArticleHead, Color, stamp
from briefing.paths import bundled_seeds
from briefing.ui.screens.annotations import AnnotationsScreen
from briefing.ui.themes import VARIABLES

NOW = datetime(2026, 11, 20, tzinfo=UTC)
QUERIES = ("xi", "white house", '"national security" OR beijing', "-tag:tag7 since:7d", "tag:tag1*", "zzz")


def corpus(number: int, articles: int) -> list[AnnotationEntry]:
    """Notes and quotes of the sample's words; the same each time."""
    chance = random.Random(1)
    vocabulary = next(bundled_seeds().glob("*.txt")).read_text(encoding="utf-8").split()
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
    asyncio.run(measure(corpus(given[0] if given else 50_000, given[1] if len(given) > 1 else 2_000)))
