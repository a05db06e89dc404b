"""Briefs the articles of a batch, in processes of this machine or on a Dask cluster, part by part."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice

from briefing.briefer import Briefing, article_of, brief_article, own_engine
from briefing.domain.text.json_text import json_line
from briefing.errors import ArticleError, BriefingError, SourceError
from briefing.nlp.engine.protocol import Engine
from briefing.services.batch.input_rows import NEEDS_ARCHIVE, InputRow
from briefing.services.batch.output_parts import OutputParts, OutputRow, failed, key_of
from briefing.sources.load import load

PART_ROWS = 100
"""The articles of a part: what a kill costs, times the number of processes."""
_AHEAD = 2
"""Parts a process that are begun at the same time."""

BriefPart = Callable[[Sequence[InputRow]], "Waiting"]
Waiting = Callable[[], list[OutputRow]]
"""Waits for a part that was begun, and returns its rows."""


@dataclass
class BatchProgress:
    total: int
    done: int = 0
    failed: int = 0
    known: int = 0
    """Articles that earlier runs were through with."""


def engine_name(engine: Engine) -> str:
    """Return name, version and model; an article is briefed anew where they are others."""
    info = engine.info
    return f"{info.name} {info.version} {info.model}"


def in_shard(id_: str, shard: tuple[int, int]) -> bool:
    """Return whether an article belongs to the first of two numbers, of as many shards as the second."""
    number, of = shard
    return (
        int.from_bytes(hashlib.sha256(id_.encode("utf-8", "surrogatepass")).digest()[:8]) % of == number - 1
    )


def run_batch(
    rows: Iterable[InputRow],
    parts: OutputParts,
    begin: BriefPart,
    *,
    at_once: int,
    shard: tuple[int, int],
    progress: BatchProgress,
    on_part: Callable[[BatchProgress], object],
) -> None:
    """Brief the rows that are not done yet, and write them in parts in their order.

    `begin` begins a part, and `at_once` are begun at a time. Raises StoreError and SourceError.
    """
    todo = _not_done(rows, parts.done(), shard, progress)
    waiting: deque[Waiting] = deque()
    while True:
        while len(waiting) < at_once and (part := list(islice(todo, PART_ROWS))):
            waiting.append(begin(part))
        if not waiting:
            return
        made = waiting.popleft()()
        parts.write(made)
        progress.done += len(made)
        progress.failed += sum(row.error is not None for row in made)
        on_part(progress)


def _not_done(
    rows: Iterable[InputRow], done: set[bytes], shard: tuple[int, int], progress: BatchProgress
) -> Iterator[InputRow]:
    for row in rows:
        if not in_shard(row.id, shard):
            progress.total -= 1
            continue
        key = key_of(row.id, row.hash)
        if key in done:
            progress.known += 1
            continue
        done.add(key)  # the same row may be there twice
        yield row


@contextmanager
def local_parts(engine: Engine, workers: int) -> Iterator[tuple[BriefPart, int]]:
    """Yield what begins a part on the engine's processes, and how many to begin at once."""
    name = engine_name(engine)
    executor = ThreadPoolExecutor(workers)

    def begin(part: Sequence[InputRow]) -> Waiting:
        futures = [executor.submit(brief_row, row, engine, name) for row in part]
        return lambda: [future.result() for future in futures]

    try:
        yield begin, _AHEAD
    finally:
        executor.shutdown(wait=False, cancel_futures=True)


@contextmanager
def dask_parts(address: str, pipelines: Mapping[str, str], points: int) -> Iterator[tuple[BriefPart, int]]:
    """Yield the same for a Dask cluster, a part a task; Dask replaces workers that are lost.

    Raises SourceError if there is none at this address.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise SourceError(NEEDS_ARCHIVE.format("Dask")) from error
    try:
        client = Client(address, timeout="10s")
    except (OSError, TimeoutError, ValueError) as error:
        raise SourceError(
            f"No Dask scheduler answers at {address}: start one, or check the address."
        ) from error
    with client:

        def begin(part: Sequence[InputRow]) -> Waiting:
            with _dask_errors(address):
                future = client.submit(brief_part, list(part), dict(pipelines), points, pure=False)

            def wait() -> list[OutputRow]:
                with _dask_errors(address):
                    return list(future.result())

            return wait

        with _dask_errors(address):
            threads = sum(client.nthreads().values())
        yield begin, max(1, _AHEAD * threads)


@contextmanager
def _dask_errors(address: str) -> Iterator[None]:
    """Raise SourceError for whatever is wrong with a cluster."""
    try:
        yield
    except Exception as error:  # a task raises what its worker raised, and Dask has errors of many kinds
        raise SourceError(
            f"The Dask cluster at {address} failed ({type(error).__name__}): see its log. "
            f"What is written stays, and the next run goes on."
        ) from error


def brief_part(part: Sequence[InputRow], pipelines: Mapping[str, str], points: int) -> list[OutputRow]:
    """Brief a part in this process, one thread at a time."""
    with own_engine(pipelines, points) as engine:
        name = engine_name(engine)
        return [brief_row(row, engine, name) for row in part]


def brief_row(row: InputRow, engine: Engine, name: str) -> OutputRow:
    """Brief an article; whatever is wrong with it becomes its error."""
    if row.problem is not None:
        return failed(row, name, row.problem)
    try:
        made = _made(row, engine)
    except BriefingError as error:
        return failed(row, name, str(error))
    return OutputRow(row.id, row.hash, name, None, json_line(made.to_dict()))


def _made(row: InputRow, engine: Engine) -> Briefing:
    if row.path is None:
        article = article_of(row.text, row.title, row.published, row.url, id_=row.id)
        return brief_article(article, engine, row.text, id_=row.id)
    try:
        article = load(row.path)
    except BriefingError as error:
        raise ArticleError(str(error), row.id) from error
    return brief_article(article, engine, article.text, id_=row.id)
