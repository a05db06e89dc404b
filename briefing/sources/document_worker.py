"""Reads documents in a worker process."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import suppress

from briefing.domain import Article
from briefing.errors import NoArticleError
from briefing.sources.formats.format_detection import DocumentFormat
from briefing.sources.source_document import SourceDocument


def make_handler() -> Callable[[SourceDocument], Iterator[Article]]:
    # NumPy, by which languages are detected, would reserve memory for a thread of each processor.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    with suppress(NoArticleError):  # imports what pages need, so that the first has all its time for itself
        SourceDocument(b"<p>", DocumentFormat.HTML, "").article()

    def read(document: SourceDocument) -> Iterator[Article]:
        yield document.article()

    return read
