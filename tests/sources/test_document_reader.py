from __future__ import annotations

import multiprocessing
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from briefing.errors import TooLargeError, UnreadableError
from briefing.processes import WorkerError, WorkerFailure, WorkerProcess
from briefing.sources.document_reader import DocumentReader
from briefing.sources.formats.format_detection import DocumentFormat
from briefing.sources.local_files import MAX_PAGE_SIZE
from briefing.sources.source_document import MAX_CHEAP_MARKDOWN, SourceDocument

PAGE = "<html><body><article><h1>{title}</h1>" + "<p>{words}</p>" * 3 + "</article></body></html>"
WORDS = "The foreign minister said that the talks had gone well and that a deal was close at hand. "


def page(title: str) -> SourceDocument:
    markup = PAGE.format(title=title, words=WORDS * 2)
    return SourceDocument(markup.encode(), DocumentFormat.HTML, title)


def test_threads_get_their_own_pages(documents: DocumentReader) -> None:
    titles = [f"Title {n}" for n in range(8)]
    with ThreadPoolExecutor(4) as threads:
        articles = list(threads.map(lambda title: documents.read(page(title)), titles))
    assert [each.title for each in articles] == titles


@pytest.mark.parametrize(
    "format_",
    [
        DocumentFormat.HTML,
        *(
            pytest.param(each, marks=pytest.mark.thorough)
            for each in (DocumentFormat.MARKDOWN, DocumentFormat.MAIL)
        ),
    ],
)
def test_what_takes_too_long_is_given_up(format_: DocumentFormat) -> None:
    document = SourceDocument(WORDS.encode() * 1_000, format_, "x")
    with (
        closing(DocumentReader(seconds=0.0)) as hasty,  # which no document meets
        pytest.raises(
            UnreadableError, match=r"^x took longer than 0 seconds to read: save the article's words"
        ),
    ):
        hasty.read(document)


@pytest.mark.skipif(sys.platform != "linux", reason="the limit is not enforced elsewhere")
def test_what_needs_too_much_memory_is_given_up_and_the_next_is_read() -> None:
    with closing(DocumentReader(memory=300 << 20)) as small:
        with pytest.raises(
            UnreadableError, match=r"^x needs more memory to read than one document may have: save"
        ):
            small.read(SourceDocument(f"{WORDS}\n\n".encode() * 200_000, DocumentFormat.MAIL, "x"))
        article = small.read(SourceDocument(f"<p>{WORDS * 4}".encode(), DocumentFormat.HTML, "x"))
        assert article.text == (WORDS * 4).strip()


@pytest.mark.parametrize(
    ("failure", "sentence"),
    [
        (WorkerFailure.DIED, "x could not be read, the document broke the reading of it: save the article's"),
        (
            WorkerFailure.FAULT,
            "x could not be read, the document broke the reading of it: save the article's",
        ),
        (WorkerFailure.NOT_STARTED, "did not start: start briefing again, or save the article's words"),
        (WorkerFailure.CLOSED, "x could not be read, reading was cut short: open it again."),
    ],
)
def test_a_failure_of_the_process_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, failure: WorkerFailure, sentence: str
) -> None:
    def fail(*_: object, seconds: float) -> None:
        raise WorkerError(failure)

    monkeypatch.setattr(WorkerProcess, "request", fail)
    with pytest.raises(UnreadableError, match=sentence):
        DocumentReader().read(SourceDocument(b"<p>One", DocumentFormat.HTML, "x"))


def test_what_cannot_take_long_is_read_without_a_process() -> None:
    others = multiprocessing.active_children()
    with closing(DocumentReader()) as reader:
        reader.read(SourceDocument(WORDS.encode() * 10_000, DocumentFormat.TEXT, "x"))
        reader.read(
            SourceDocument(WORDS.encode()[:80] * (MAX_CHEAP_MARKDOWN // 80), DocumentFormat.MARKDOWN, "x")
        )
        assert multiprocessing.active_children() == others


def test_a_page_past_the_limit_says_so(documents: DocumentReader) -> None:
    with pytest.raises(
        TooLargeError, match=r"^x is larger than 5 MB, too much for one page: save the article's"
    ):
        documents.read(SourceDocument(b"x" * (MAX_PAGE_SIZE + 1), DocumentFormat.HTML, "x"))


def test_nothing_heavy_is_imported_by_who_asks() -> None:
    code = (
        "import sys, briefing.sources.document_reader;"
        "print([name for name in ('trafilatura', 'lxml', 'multiprocessing') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)

    assert done.stdout.strip() == "[]"
