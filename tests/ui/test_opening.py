"""Opening the library with articles, the first of which has been read for the first frame."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from pathlib import Path

from briefing.domain import Article
from briefing.sources import load as sources
from briefing.ui.opening import Opening
from tests.libraries import library_at
from tests.ui.conftest import StubEngine


class CountingLoader:
    def __init__(self) -> None:
        self.loaded: list[str] = []

    def expand(self, references: Iterable[str]) -> Iterator[str]:
        return sources.expand(references)

    def load(self, reference: str, *, stdin: Callable[[], bytes] | None = None) -> Article:
        self.loaded.append(reference)
        return sources.load(reference, stdin=stdin)


def test_the_article_of_the_first_frame_is_not_read_again(tmp_path: Path) -> None:
    files = [str(tmp_path / name) for name in ("a.txt", "b.txt")]
    for file in files:
        Path(file).write_text(f"{file} was written. Then it was read.")
    first: Future[Article | None] = Future()
    first.set_result(sources.load(files[0]))
    loader = CountingLoader()
    opening = Opening.begin(lambda: library_at(tmp_path / "home", StubEngine(), loader=loader), files, first)
    assert opening.added is not None
    added = opening.added.result(10)
    assert [article.path for article in added.articles] == files
    assert loader.loaded == [files[1]]
    opening.library.result().close()
