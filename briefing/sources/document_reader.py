"""Reads documents in a worker process with limits of time and memory, which a hostile document may break."""

from __future__ import annotations

from collections.abc import Mapping

from briefing.domain import Article
from briefing.errors import UnreadableError
from briefing.processes import WorkerError, WorkerFailure, WorkerProcess
from briefing.sources.source_document import SourceDocument

SECONDS = 10.0
"""Processor time that one document may take; the largest honest ones take two."""
MEMORY_BYTES = 1 << 30
"""Address space; honest documents as large as they may be take half of it."""
NICENESS = 5

_OTHERWISE = "save the article's words in a text file and open that."
_BROKEN = f"{{0}} could not be read, the document broke the reading of it: {_OTHERWISE}"
_TOO_MUCH_MEMORY = f"{{0}} needs more memory to read than one document may have: {_OTHERWISE}"
_SENTENCES: Mapping[WorkerFailure, str] = {
    WorkerFailure.CLOSED: "{0} could not be read, reading was cut short: open it again.",
    WorkerFailure.NOT_STARTED: "{0} could not be read, the process that reads documents did not start: "
    f"start briefing again, or {_OTHERWISE}",
    WorkerFailure.TIMEOUT: f"{{0}} took longer than {{1}} seconds to read: {_OTHERWISE}",
}


class DocumentReader:
    """Reads one document at a time; safe for several threads. The first document starts its process."""

    def __init__(self, *, seconds: float = SECONDS, memory: int = MEMORY_BYTES) -> None:
        self._seconds = seconds
        target = "briefing.sources.document_worker:make_handler"
        self._worker = WorkerProcess(target, name="briefing-documents", niceness=NICENESS, memory=memory)

    def read(self, document: SourceDocument) -> Article:
        """Read a document. Raises SourceError, also if it exceeds a limit or breaks the process."""
        if document.is_cheap:
            return document.article()
        try:
            article: Article
            (article,) = self._worker.request(document, seconds=self._seconds)
        except WorkerError as error:
            sentence = _SENTENCES.get(error.failure, _BROKEN)
            if error.failure is WorkerFailure.FAULT and error.detail == MemoryError.__name__:
                sentence = _TOO_MUCH_MEMORY
                self._worker.interrupt()  # it keeps some of its memory, which the next document would lack
            raise UnreadableError(sentence.format(document.name, error.detail)) from error
        return article

    def close(self) -> None:
        """End the process for good, whether it is at work or not."""
        self._worker.close()
