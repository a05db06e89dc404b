"""How a page's article is taken out of it: in a process of its own, killed when a page holds it up."""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Self

from briefing.errors import TooLargeError, UnreadableError
from briefing.processes import spawn
from briefing.sources.local_files import format_size

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

__all__ = ["LARGEST_PAGE", "ExtractedPage", "Extractor"]

LARGEST_PAGE = 5_000_000
"""Bytes, or characters; extraction takes a minute and a gigabyte for hostile pages of 20 MB."""
LONGEST_EXTRACTION = 15.0
"""Seconds."""
LONGEST_START = 60.0
"""Seconds that a process may take to import what it needs; only a machine in trouble comes near."""


@dataclass(frozen=True, slots=True)
class ExtractedPage:
    """What a page holds, as it names it itself; nothing is cleaned yet."""

    text: str
    """The article's paragraphs, parted by blank lines; empty where none was found."""
    whole_text: str
    """All words of the page, laid out the same way; empty unless they were asked for."""
    title: str | None = None
    author: str | None = None
    published: str | None = None
    site: str | None = None
    section: str | None = None
    canonical: str | None = None
    language: str | None = None


class Extractor:
    """Pages to articles, one at a time, safe for several threads. Starts when the first page comes."""

    def __init__(self, *, seconds: float = LONGEST_EXTRACTION, largest: int = LARGEST_PAGE) -> None:
        self._seconds = seconds
        self._largest = largest
        self._turn = threading.Lock()
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None

    @property
    def pid(self) -> int | None:
        """The process at work; None where there is none."""
        return self._process.pid if self._process is not None else None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def extract(
        self, markup: str, *, name: str, url: str | None = None, want_whole: bool = False
    ) -> ExtractedPage:
        """The article of a page that messages call `name`; `url` is where it was fetched from.

        Raises TooLargeError, and UnreadableError for a page that takes too long or breaks the process.
        """
        if len(markup) > self._largest:
            raise TooLargeError(
                f"{name} is larger than {format_size(self._largest)}, too much for one page: "
                "save the article's words in a text file and open that."
            )
        with self._turn:
            finished = False
            pipe = self._ready_pipe(name)
            try:
                pipe.send((markup, url, want_whole))
                if not pipe.poll(self._seconds):
                    raise UnreadableError(
                        f"{name} took longer than {self._seconds:g} seconds to read: "
                        "save the article's words in a text file and open that."
                    )
                page: ExtractedPage = pipe.recv()
                finished = True
                return page
            except (EOFError, OSError) as error:
                raise UnreadableError(
                    f"{name} could not be read, the page broke the reading of it: "
                    "save the article's words in a text file and open that."
                ) from error
            finally:
                if not finished:
                    self._stop()

    def close(self) -> None:
        """End the process, at work or not; the next page would start another."""
        process = self._process
        if process is not None:
            with suppress(ValueError):  # it has just been closed
                process.kill()  # before waiting for the turn: whoever has it waits for this process
        with self._turn:
            self._stop()

    def _ready_pipe(self, name: str) -> Connection:
        if self._pipe is not None and self._process is not None and self._process.is_alive():
            return self._pipe
        self._stop()
        from briefing.sources.formats.page_worker import serve

        try:
            self._process, ours = spawn(serve, name="briefing-pages")
            self._pipe = ours
            # Wait for its word before sending: a large page would fill the pipe while nobody reads.
            if not ours.poll(LONGEST_START):
                raise TimeoutError
            ours.recv()
        except (EOFError, OSError, ValueError) as error:
            self._stop()
            raise UnreadableError(
                f"{name} could not be read, the process that reads pages did not start: "
                "start briefing again, or save the article's words in a text file and open that."
            ) from error
        return ours

    def _stop(self) -> None:
        if self._pipe is not None:
            self._pipe.close()
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process.close()
        self._process = self._pipe = None
