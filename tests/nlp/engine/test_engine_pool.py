from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from briefing import processes
from briefing.domain import Article
from briefing.errors import EngineError, PipelineMissingError
from briefing.nlp.engine.built_in_engine import SpacyEngine
from briefing.nlp.engine.built_in_names import DEFAULT_PIPELINES
from briefing.nlp.engine.engine_pool import LENGTH, EnginePool
from briefing.nlp.engine.protocol import analyse
from tests.nlp.installing import ECHO, HANGING, MEETING, install_engine

TEXT = "President Ann Example said on Monday that the talks will resume next week. Ann Example leads Norway."
ARTICLE = Article("id", "Talks will resume", TEXT, language="en")
HANGS = Article("hang", "Hang", "This one hangs.", language="en")
ARTICLES = [Article(str(n), f"Title {n}", f"{n:04} letters.", language="en") for n in range(20)]


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that Python imports from, also in processes that are started."""
    site = tmp_path / "site"
    site.mkdir()
    monkeypatch.syspath_prepend(site)
    return site


def first_letters(engine: EnginePool, article: Article) -> str | None:
    """The summary that `ECHO` makes; None where the engine fails."""
    try:
        return analyse(engine, article).summary[0].text
    except EngineError:
        return None


@pytest.mark.slow
def test_it_answers_as_the_engine_here_does() -> None:
    with closing(EnginePool(DEFAULT_PIPELINES)) as pool:
        assert analyse(pool, ARTICLE) == analyse(SpacyEngine(), ARTICLE)


def test_another_number_of_points_is_another_engine_with_as_many_points() -> None:
    with closing(EnginePool(DEFAULT_PIPELINES, points=1)) as pool:
        made = analyse(pool, ARTICLE)
    assert made.engine != SpacyEngine().info
    assert (made.engine, len(made.summary)) == (SpacyEngine(points=1).info, 1)


@pytest.mark.slow
def test_a_missing_pipeline_is_an_error_of_its_kind() -> None:
    with (
        closing(EnginePool({"en": "no_such_pipeline"})) as pool,
        pytest.raises(PipelineMissingError, match="no_such_pipeline is not installed"),
    ):
        list(pool.parts(ARTICLE))


def test_a_closed_engine_says_so() -> None:
    pool = EnginePool(DEFAULT_PIPELINES)
    pool.close()
    with pytest.raises(EngineError, match="closed"):
        pool.warm()


@pytest.mark.usefixtures("own_processes")
def test_a_process_that_cannot_be_started_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise OSError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(processes, "start_worker", fail)
    with pytest.raises(EngineError, match=r"could not be started \(Resource temporarily unavailable\)"):
        list(EnginePool(DEFAULT_PIPELINES).parts(ARTICLE))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        pytest.param(
            HANGING, r"“echo” gave no answer for 1 seconds and was ended: .* choose another", id="hangs"
        ),
        pytest.param("import os; os._exit(3)", "“echo” stopped while at work: .* choose another", id="dies"),
        pytest.param(
            "import os; os.kill(os.getpid(), 9)",
            "“echo” stopped while at work: .* choose another",
            id="killed",
        ),
        pytest.param(
            ECHO.replace("yield Part", "raise MemoryError; yield Part"),
            r"“echo” failed on this article \(MemoryError\)",
            id="out of memory",
        ),
    ],
)
def test_a_failure_of_the_process_is_a_sentence(site: Path, code: str, sentence: str) -> None:
    install_engine(site, code)
    with closing(EnginePool({}, "echo", patience=1)) as pool, pytest.raises(EngineError, match=sentence):
        list(pool.parts(HANGS))


@pytest.mark.slow
def test_an_interrupted_article_is_an_error_and_the_next_one_is_analysed(site: Path) -> None:
    install_engine(site, HANGING)
    with closing(EnginePool({}, "echo")) as pool:
        analyse(pool, ARTICLE)
        timer = threading.Timer(0.2, pool.interrupt)
        timer.start()
        with pytest.raises(EngineError, match="stopped"):
            list(pool.parts(HANGS))
        timer.join()
        assert first_letters(pool, ARTICLE) == "Pres"


@pytest.mark.slow
def test_an_engine_has_more_time_for_a_long_article(site: Path) -> None:
    install_engine(site, HANGING)
    long = Article("long", "Long", "hang ".ljust(4 * LENGTH, "x"), language="en")
    with closing(EnginePool({}, "echo", patience=0.2)) as pool, pytest.raises(EngineError, match="1 seconds"):
        list(pool.parts(long))


@pytest.mark.slow
def test_an_engine_that_cannot_get_ready_says_so_and_may_still_answer(site: Path) -> None:
    warm = "def warm(self): raise OSError('no model')\n\n        def parts("
    install_engine(site, ECHO.replace("def parts(", warm))
    with closing(EnginePool({}, "echo")) as pool:
        with pytest.raises(
            EngineError, match=r"could not get ready \(OSError: no model\): update the package"
        ):
            pool.warm()
        assert first_letters(pool, ARTICLE) == "Pres"


class TestSeveralProcesses:
    @pytest.fixture
    def folder(self, tmp_path: Path, site: Path) -> Path:
        """Where each process of the engine leaves a file."""
        install_engine(site, MEETING)
        folder = tmp_path / "met"
        folder.mkdir()
        return folder

    @pytest.fixture
    def pool(self, folder: Path) -> Iterator[EnginePool]:
        with closing(EnginePool({"folder": str(folder)}, "echo", size=2)) as pool:
            yield pool

    @pytest.mark.slow
    def test_two_articles_are_analysed_at_the_same_time(self, pool: EnginePool, folder: Path) -> None:
        with ThreadPoolExecutor(4) as threads:
            made = list(threads.map(lambda article: first_letters(pool, article), ARTICLES))
        assert made == [f"{n:04}" for n in range(20)]
        assert len(list(folder.iterdir())) == len(pool.pids) == 2
