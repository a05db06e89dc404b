from __future__ import annotations

import multiprocessing
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import closing

import pytest

from briefing.errors import UnreadableError
from briefing.processes import WorkerError, WorkerFailure, WorkerPool
from briefing.sources.feeds.feed_readers import FeedReaders

URL = "https://news.example/feed"


def rss(*titles: str) -> bytes:
    items = "".join(f"<item><title>{title}</title><guid>{title}</guid></item>" for title in titles)
    return f'<rss version="2.0"><channel><title>News</title>{items}</channel></rss>'.encode()


SLOW = rss(*(f"Title {n} &amp;amp; more" for n in range(30_000)))
"""Takes seconds: feedparser reads it."""


@pytest.fixture(scope="module")
def readers() -> Iterator[FeedReaders]:
    with closing(FeedReaders(processes=1)) as shared:
        yield shared


def test_a_document_comes_back_as_articles(readers: FeedReaders) -> None:
    reading = readers.submit(rss("One", "Two"), url=URL).result()

    assert reading.head.title == "News"
    assert [(key, article.title) for key, article in reading.entries] == [
        ("https://news.example/One", "One"),
        ("https://news.example/Two", "Two"),
    ]


def test_what_the_server_declared_is_heeded(readers: FeedReaders) -> None:
    data = rss("Größe").decode().encode("cp1252")
    reading = readers.submit(data, url=URL, content_type="text/xml", charset="windows-1252").result()

    assert [article.title for _, article in reading.entries] == ["Größe"]


def test_what_is_no_feed_fails_alone_and_in_the_same_process(readers: FeedReaders) -> None:
    futures = [readers.submit(data, url=URL) for data in (rss("One"), b"<html>", rss("Two"))]

    assert [len(future.result().entries) for future in (futures[0], futures[2])] == [1, 1]
    with pytest.raises(UnreadableError, match="is not a feed: it is a web page"):
        futures[1].result()


def test_many_feeds_are_read_by_all_processes_and_each_answer_is_its_own() -> None:
    with closing(FeedReaders(processes=2)) as two:
        futures = [two.submit(rss(f"Title {n}"), url=f"https://news.example/{n}") for n in range(40)]

        assert [future.result().entries[0][1].title for future in futures] == [
            f"Title {n}" for n in range(40)
        ]


@pytest.mark.slow
def test_a_document_that_takes_too_long_is_given_up_and_the_others_are_read() -> None:
    with closing(FeedReaders(processes=1, seconds=1.0)) as hasty:
        slow, quick = hasty.submit(SLOW, url=URL), hasty.submit(rss("One"), url=URL)

        with pytest.raises(UnreadableError, match="took longer than 1 seconds to read: check the address"):
            slow.result()
        assert len(quick.result().entries) == 1


@pytest.mark.parametrize(
    ("failure", "sentence"),
    [
        (WorkerFailure.DIED, "the document broke the reading of it: check the address in a browser."),
        (WorkerFailure.NOT_STARTED, "did not start: close other programs and refresh again."),
        (WorkerFailure.CLOSED, "reading was cut short: refresh it again."),
        (WorkerFailure.FAULT, "(ValueError): check the address in a browser, or "),
    ],
)
def test_a_failure_of_the_process_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, failure: WorkerFailure, sentence: str
) -> None:
    def fail(*_: object, seconds: float) -> None:
        raise WorkerError(failure, "ValueError")

    monkeypatch.setattr(WorkerPool, "request", fail)
    with closing(FeedReaders()) as readers, pytest.raises(UnreadableError) as raised:
        readers.submit(b"", url=URL).result()
    assert str(raised.value).startswith(f"{URL} could not be read")
    assert sentence in str(raised.value)


@pytest.mark.usefixtures("own_processes")
def test_closing_ends_the_processes_and_what_was_waiting() -> None:
    others = set(multiprocessing.active_children())
    one = FeedReaders(processes=1)
    one.submit(rss("One"), url=URL).result()
    at_work, waiting = one.submit(SLOW, url=URL), one.submit(rss("Two"), url=URL)
    one.close()

    with pytest.raises((UnreadableError, CancelledError)):
        at_work.result(timeout=0)
    with pytest.raises(CancelledError):
        waiting.result(timeout=0)
    assert set(multiprocessing.active_children()) <= others


def test_closing_twice_or_unused_is_no_harm() -> None:
    unused = FeedReaders()
    unused.close()
    unused.close()


def test_a_process_needs_neither_pipelines_nor_screens() -> None:
    """What it imports decides how soon the first feed of a refresh is there."""
    program = """
        import sys
        from briefing.sources.feeds.feed_worker import make_handler
        data = b"<rss><channel><item><title>A</title><guid>1</guid></item><unclosed></channel></rss>"
        next(make_handler()((data, "https://news.example/", None, None, False)))
        print(*{name.partition(".")[0] for name in sys.modules})
    """
    found = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True, check=True
    )
    imported = set(found.stdout.split())

    assert "feedparser" in imported
    assert not imported & {"spacy", "numpy", "trafilatura", "textual", "httpcore", "py3langid", "sqlite3"}


def test_ctrl_c_ends_all_without_a_word_from_the_processes() -> None:
    program = """
        import os, signal
        from contextlib import closing
        from briefing.sources.feeds.feed_readers import FeedReaders
        if __name__ == "__main__":
            with closing(FeedReaders(processes=2)) as readers:
                data = b"<rss><channel><item><title>One</title></item></channel></rss>"
                futures = [readers.submit(data, url="https://news.example/") for _ in range(20)]
                futures[0].result()
                try:
                    os.killpg(0, signal.SIGINT)
                    [future.result() for future in futures]
                except KeyboardInterrupt:
                    print("interrupted")
    """
    ended = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        capture_output=True,
        text=True,
        start_new_session=True,
        timeout=60,
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "interrupted\n", "")


def test_what_comes_after_closing_is_cancelled() -> None:
    """A refresh that is stopped closes from one thread while another still has documents."""
    readers = FeedReaders(1)
    readers.close()
    assert readers.submit(b"<rss/>", url="https://a.example").cancelled()
