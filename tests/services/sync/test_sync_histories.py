"""Whatever happens on both sides and between them: after two syncs they agree, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from briefing.domain.feeds.feed import Subscription
from briefing.domain.feeds.sync import Mark
from briefing.errors import FetchError
from briefing.services.library import Library
from tests.services.sync.conftest import synced_library
from tests.services.sync.test_sync import here, marks_here, marks_there, sync_of
from tests.sync_server import Fault, Reader, SyncServer, broken_off, half, lost_page, status

FAULTS: dict[str, Fault] = {
    "killed": broken_off,
    "half": half,
    "lost": lost_page,
    "limited": status(429),
    "down": status(503),
    "expired": status(401),
}

NUMBERS = st.integers(0, 5)
EVENTS = st.one_of(
    st.tuples(st.just("arrives"), st.booleans()),
    st.tuples(st.just("removed"), NUMBERS),
    st.tuples(st.just("here"), NUMBERS, st.sampled_from(list(Mark)), st.booleans()),
    st.tuples(st.sampled_from(["here", "there"]), NUMBERS, st.sampled_from(list(Mark)), st.booleans()),
    st.tuples(st.just("sync"), st.booleans()),
    st.tuples(st.just("failing"), st.sampled_from(sorted(FAULTS)), st.integers(0, 6)),
    st.tuples(st.just("page"), st.integers(1, 4)),
)


class History:
    """Two sides with what was done to them since they last agreed."""

    def __init__(self, library: Library, reader: Reader) -> None:
        self.library = library
        self.reader = reader
        self.arrived = 0
        """The number of the last article: that of one that was removed names no other."""
        self.ever_read: set[str] = set()
        self.touched: dict[tuple[str, Mark], dict[str, bool]] = {}
        """The last value that each side gave a mark since both agreed."""

    def arrives(self, read: bool) -> None:
        self.arrived += 1
        item = self.reader.add(self.arrived)
        if read:
            self._there(item.title, Mark.READ, True)

    def removed(self, number: int) -> None:
        if items := list(self.reader.items):
            del self.reader.items[items[number % len(items)]]

    def here(self, number: int, mark: Mark, value: bool) -> None:
        if entries := sorted(here(self.library).values(), key=lambda entry: entry.title):
            entry = entries[number % len(entries)]
            self.library.articles.mark([entry.id], **{mark: value})
            if getattr(entry, mark) != value:
                self._touch(entry.title, mark, "here", value)

    def there(self, number: int, mark: Mark, value: bool) -> None:
        if items := list(self.reader.items.values()):
            self._there(items[number % len(items)].title, mark, value)

    def _there(self, title: str, mark: Mark, value: bool) -> None:
        item = next(item for item in self.reader.items.values() if item.title == title)
        if getattr(item, mark) != value:
            setattr(item, mark, value)
            self._touch(title, mark, "there", value)

    def _touch(self, title: str, mark: Mark, side: str, value: bool) -> None:
        self.touched.setdefault((title, mark), {})[side] = value
        if mark is Mark.READ and value:
            self.ever_read.add(title)

    def page(self, size: int) -> None:
        self.reader.page = size

    def sync(self, is_quick: bool) -> None:
        try:
            sync_of(self.library).run(is_quick=is_quick)
        finally:
            assert {title for title, (read, _) in marks_here(self.library).items() if read} <= self.ever_read

    def failing(self, fault: str, number: int) -> None:
        for at in range(number, number + 3):
            self.reader.fail_at(at, FAULTS[fault])
        with suppress(FetchError):
            self.sync(False)
        self.reader.faults.clear()

    def end(self) -> None:
        """Sync twice, and see that both sides agree and each change of one side alone is on both."""
        self.sync(False)
        self.sync(False)
        there = marks_there(self.reader)
        found = marks_here(self.library)
        assert {title: found[title] for title in there} == there
        for (title, mark), values in self.touched.items():
            if title in there and len(set(values.values())) == 1:
                assert getattr(here(self.library)[title], mark) is next(iter(values.values()))
        self.touched.clear()


@contextmanager
def begun(server: SyncServer, reader: Reader) -> Iterator[History]:
    reader.items.clear()
    reader.faults.clear()
    reader.page = 10_000
    with TemporaryDirectory() as home, synced_library(server, Path(home)) as library:
        library.feeds.follow([Subscription(feed.url) for feed in reader.feeds.values()])
        yield History(library, reader)


@pytest.mark.slow
def test_both_sides_agree_after_two_syncs(server: SyncServer, reader: Reader, readers_here: None) -> None:
    @settings(
        max_examples=20,
        deadline=None,
        phases=[Phase.explicit, Phase.generate, Phase.shrink],
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(st.lists(EVENTS, min_size=10, max_size=40))
    def histories(events: list[tuple[str, object]]) -> None:
        with begun(server, reader) as history:
            for name, *arguments in events:
                run: Callable[..., None] = getattr(history, name)
                run(*arguments)
            history.end()

    histories()
