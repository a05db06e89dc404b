"""Several processes with one engine: the same answers, at the same time, and all gone at the end."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from briefing.domain import Article
from briefing.errors import EngineError
from briefing.nlp.engine.engine_pool import EnginePool
from briefing.nlp.engine.protocol import analyse
from tests.nlp.installing import HANGING, MEETING, install_engine

ARTICLES = [Article(str(n), f"Title {n}", f"{n:04} letters.", language="en") for n in range(20)]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    site, folder = tmp_path / "site", tmp_path / "met"
    site.mkdir()
    folder.mkdir()
    install_engine(site, MEETING)
    monkeypatch.syspath_prepend(site)
    return folder


@pytest.fixture
def pool(folder: Path) -> Iterator[EnginePool]:
    pool = EnginePool({"folder": str(folder)}, "echo", size=2)
    yield pool
    pool.close()


@pytest.mark.slow
def test_two_articles_are_analysed_at_the_same_time(pool: EnginePool, folder: Path) -> None:
    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(lambda article: analyse(pool, article), ARTICLES))
    assert [analysis.summary[0].text for analysis in made] == [f"{n:04}" for n in range(20)]
    assert len(list(folder.iterdir())) == 2


@pytest.mark.slow
def test_one_who_asks_alone_is_served_by_one_process(pool: EnginePool, folder: Path) -> None:
    (folder / "another").touch()
    for article in ARTICLES:
        analyse(pool, article)
    assert len(list(folder.iterdir())) == 2


@pytest.mark.slow
def test_closing_leaves_no_process(pool: EnginePool, folder: Path) -> None:
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda article: analyse(pool, article), ARTICLES))
    pool.close()
    with pytest.raises(EngineError, match="closed"):
        analyse(pool, ARTICLES[0])
    for process in folder.iterdir():
        _wait_for_end(int(process.name))


@pytest.mark.slow
def test_two_articles_that_hang_at_the_same_time_cost_none_of_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    install_engine(tmp_path, HANGING)
    hung = [Article(str(n), "Hung", "This hangs.", language="en") for n in (20, 21)]

    def summary(article: Article) -> str | None:
        try:
            return analyse(engine, article).summary[0].text
        except EngineError:
            return None

    with closing(EnginePool({}, "echo", size=2, patience=1)) as engine, ThreadPoolExecutor(2) as threads:
        made = list(threads.map(summary, [*hung, *ARTICLES]))
    assert made == [None, None, *(f"{n:04}" for n in range(20))]


def _wait_for_end(process: int) -> None:
    """Raises ChildProcessError or ProcessLookupError as soon as it is gone, which is what is wanted."""
    try:
        os.waitpid(process, 0)
    except ChildProcessError:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)
