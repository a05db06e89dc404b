"""Opening the library with articles, the first of which has been read for the first frame."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest

from briefing.domain import Article
from briefing.paths import Paths
from briefing.settings import Settings
from briefing.sources import load as sources
from briefing.ui.bootstrap import run_reader
from briefing.ui.opening import Opening
from tests.libraries import library_at
from tests.ui.conftest import StubEngine


class CountingLoader:
    def __init__(self) -> None:
        self.loaded: list[str] = []

    def expand(self, references: Iterable[str]) -> Iterator[str]:
        return sources.expand(references)

    def load(
        self,
        reference: str,
        *,
        stdin: Callable[[], bytes] | None = None,
        trusted_hosts: frozenset[str] | None = None,
    ) -> Article:
        self.loaded.append(reference)
        return sources.SingleLoader().load(reference, stdin=stdin, trusted_hosts=trusted_hosts)


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


class AppThatEnds:
    """Stands in for the app; keeps the title of the first frame's article."""

    titles: list[str | None]
    return_code = 0
    ended_by: int | None = None
    fault = ""

    def __init__(self, *_: object, first: Future[Article | None] | None, **__: object) -> None:
        article = first.result(10) if first else None
        self.titles.append(article.title if article else None)

    def report_fault(self, sentence: str) -> None: ...

    def run(self) -> None: ...

    def end_by_signal(self, number: int) -> None: ...


def test_the_first_frame_has_the_sample_only_where_there_is_no_library_yet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(AppThatEnds, "titles", [], raising=False)
    monkeypatch.setattr("briefing.ui.app.BriefingApp", AppThatEnds)
    monkeypatch.setattr("briefing.ui.bootstrap.catch_uncaught", lambda report: None)
    file = tmp_path / "fares.txt"
    file.write_text("Ferry fares to rise\n\nThe island has voted for it.\n")
    paths = Paths.under(tmp_path / "home")
    run_reader(paths, Settings(), (), ())
    run_reader(paths, Settings(), (), (str(file),))
    library_at(tmp_path / "home", StubEngine()).close()
    run_reader(paths, Settings(), (), ())
    sample, asked_for, opened = AppThatEnds.titles
    assert sample is not None and sample.startswith("Biden and Xi Jinping")
    assert (asked_for, opened) == ("Ferry fares to rise", None)
