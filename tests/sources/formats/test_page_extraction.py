from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from briefing.errors import TooLargeError, UnreadableError
from briefing.sources.formats.page_extraction import Extractor

PAGE = "<html><body><article><h1>{title}</h1>" + "<p>{words}</p>" * 3 + "</article></body></html>"
WORDS = "The foreign minister said that the talks had gone well and that a deal was close at hand. "


def page(title: str) -> str:
    return PAGE.format(title=title, words=WORDS * 2)


def test_one_process_reads_page_after_page(extractor: Extractor) -> None:
    first = extractor.extract(page("One"), name="x")
    process = extractor.pid
    second = extractor.extract(page("Two"), name="x")

    assert (first.title, second.title) == ("One", "Two")
    assert extractor.pid == process


def test_a_page_that_takes_too_long_is_given_up_and_the_next_one_read() -> None:
    """The deadline is so short that no page meets it; a second extractor stands for the usual one."""
    with Extractor(seconds=0.0) as hasty:
        with pytest.raises(UnreadableError, match="longer than 0 seconds to read: save the article's words"):
            hasty.extract("<p>" + "<a href=x>y</a>" * 100_000, name="x")
        assert hasty.pid is None


def test_a_process_that_dies_is_replaced() -> None:
    with Extractor() as extractor:
        extractor.extract(page("One"), name="x")
        assert extractor.pid is not None
        os.kill(extractor.pid, signal.SIGSTOP)
        asked = threading.Timer(0.05, os.kill, (extractor.pid, signal.SIGKILL))
        asked.start()
        with pytest.raises(UnreadableError, match="the page broke the reading of it"):
            extractor.extract(page("Two"), name="x")

        assert extractor.extract(page("Three"), name="x").title == "Three"


def test_a_page_past_the_limit_is_not_even_sent() -> None:
    extractor = Extractor(largest=1000)

    with pytest.raises(TooLargeError, match=r"^x is larger than 1000 bytes"):
        extractor.extract("x" * 1001, name="x")
    assert extractor.pid is None


def test_threads_take_turns(extractor: Extractor) -> None:
    titles: dict[str, str | None] = {}

    def read(title: str) -> None:
        titles[title] = extractor.extract(page(title), name=title).title

    threads = [threading.Thread(target=read, args=(f"Title {n}",)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert titles == {f"Title {n}": f"Title {n}" for n in range(8)}


def test_closing_ends_the_process_and_twice_is_no_harm() -> None:
    extractor = Extractor()
    extractor.extract(page("One"), name="x")
    process = extractor.pid
    assert process is not None

    extractor.close()
    extractor.close()

    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_closing_does_not_wait_for_a_page_that_is_being_read() -> None:
    extractor = Extractor(seconds=60.0)
    extractor.extract(page("One"), name="x")
    assert extractor.pid is not None
    os.kill(extractor.pid, signal.SIGSTOP)  # it would answer never
    errors: list[Exception] = []

    def read() -> None:
        try:
            extractor.extract(page("Two"), name="x")
        except UnreadableError as error:
            errors.append(error)

    reading = threading.Thread(target=read)
    started = time.monotonic()
    reading.start()
    extractor.close()
    reading.join()

    assert time.monotonic() - started < 30
    # Closed before the page was begun, it starts anew; closed after, the page is given up.
    assert len(errors) <= 1
    extractor.close()


def test_nothing_heavy_is_imported_by_who_asks() -> None:
    code = (
        "import sys, briefing.sources.formats.page_extraction, briefing.sources.formats.page_worker;"
        "print([name for name in ('trafilatura', 'lxml', 'multiprocessing') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)

    assert done.stdout.strip() == "[]"
