"""Extracts the article of a web page, in a worker process that a hostile page may break."""

from __future__ import annotations

from collections.abc import Mapping

from briefing.errors import TooLargeError, UnreadableError
from briefing.processes import WorkerError, WorkerFailure, WorkerProcess
from briefing.sources.formats.parsed_document import ParsedDocument
from briefing.sources.local_files import format_size

MAX_PAGE_SIZE = 5_000_000
"""Bytes, or characters; extraction takes a minute and a gigabyte for hostile pages of 20 MB."""
EXTRACTION_SECONDS = 15.0
NICENESS = 5

_OTHERWISE = "save the article's words in a text file and open that."
_BROKEN = f"{{0}} could not be read, the page broke the reading of it: {_OTHERWISE}"
_SENTENCES: Mapping[WorkerFailure, str] = {
    WorkerFailure.NOT_STARTED: "{0} could not be read, the process that reads pages did not start: "
    f"start briefing again, or {_OTHERWISE}",
    WorkerFailure.TIMEOUT: f"{{0}} took longer than {{1}} seconds to read: {_OTHERWISE}",
}


class Extractor:
    """Extracts one page at a time; safe for several threads. Its process starts with the first page."""

    def __init__(self, *, seconds: float = EXTRACTION_SECONDS, largest: int = MAX_PAGE_SIZE) -> None:
        self._seconds = seconds
        self._largest = largest
        target = "briefing.sources.formats.page_worker:make_handler"
        self._worker = WorkerProcess(target, name="briefing-pages", niceness=NICENESS)

    def extract(
        self, markup: str, *, name: str, url: str | None = None, whole_page: bool = False
    ) -> ParsedDocument:
        """Return the article of a page from `url`, with an empty text if it has none; `name` is for messages.

        With `whole_page`, return all of its text instead, without metadata.
        Raises TooLargeError, and UnreadableError for a page that takes too long or breaks the process.
        """
        if len(markup) > self._largest:
            raise TooLargeError(
                f"{name} is larger than {format_size(self._largest)}, too much for one page: {_OTHERWISE}"
            )
        try:
            page: ParsedDocument
            (page,) = self._worker.request((markup, url, whole_page), seconds=self._seconds)
        except WorkerError as error:
            sentence = _SENTENCES.get(error.failure, _BROKEN)
            raise UnreadableError(sentence.format(name, error.detail)) from error
        return page

    def close(self) -> None:
        """End the process for good, at work or not."""
        self._worker.close()
