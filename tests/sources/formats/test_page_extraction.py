from __future__ import annotations

import multiprocessing
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from briefing.errors import TooLargeError, UnreadableError
from briefing.processes import WorkerError, WorkerFailure, WorkerProcess
from briefing.sources.formats.page_extraction import Extractor

PAGE = "<html><body><article><h1>{title}</h1>" + "<p>{words}</p>" * 3 + "</article></body></html>"
WORDS = "The foreign minister said that the talks had gone well and that a deal was close at hand. "


def page(title: str) -> str:
    return PAGE.format(title=title, words=WORDS * 2)


def test_threads_get_their_own_pages(extractor: Extractor) -> None:
    titles = [f"Title {n}" for n in range(8)]
    with ThreadPoolExecutor(4) as threads:
        pages = list(threads.map(lambda title: extractor.extract(page(title), name=title), titles))
    assert [each.title for each in pages] == titles


def test_a_page_that_takes_too_long_is_given_up() -> None:
    with (
        closing(Extractor(seconds=0.0)) as hasty,  # which no page meets
        pytest.raises(UnreadableError, match="longer than 0 seconds to read: save the article's words"),
    ):
        hasty.extract("<p>" + "<a href=x>y</a>" * 100_000, name="x")


@pytest.mark.parametrize(
    ("failure", "sentence"),
    [
        (WorkerFailure.DIED, "x could not be read, the page broke the reading of it: save the article's"),
        (WorkerFailure.FAULT, "x could not be read, the page broke the reading of it: save the article's"),
        (WorkerFailure.NOT_STARTED, "did not start: start briefing again, or save the article's words"),
    ],
)
def test_a_failure_of_the_process_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, failure: WorkerFailure, sentence: str
) -> None:
    def fail(*_: object, seconds: float) -> None:
        raise WorkerError(failure)

    monkeypatch.setattr(WorkerProcess, "request", fail)
    with pytest.raises(UnreadableError, match=sentence):
        Extractor().extract("<p>One", name="x")


def test_a_page_past_the_limit_is_not_even_sent() -> None:
    others = multiprocessing.active_children()
    with pytest.raises(TooLargeError, match=r"^x is larger than 1000 bytes"):
        Extractor(largest=1000).extract("x" * 1001, name="x")
    assert multiprocessing.active_children() == others


def test_nothing_heavy_is_imported_by_who_asks() -> None:
    code = (
        "import sys, briefing.sources.formats.page_extraction;"
        "print([name for name in ('trafilatura', 'lxml', 'multiprocessing') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)

    assert done.stdout.strip() == "[]"
