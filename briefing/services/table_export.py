"""Writes the tables of a library as JSON Lines or Parquet files: all of them, or none."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO

from briefing.domain.query.article_query import Sort
from briefing.domain.text.json_text import json_file, json_line
from briefing.errors import ExchangeError, NotFoundError
from briefing.exchange.tables import Columns, Row, article_rows, matters_of, story_row, tables
from briefing.services.batch.input_rows import import_pyarrow
from briefing.services.batch.output_parts import OutputFormat
from briefing.services.library import Library
from briefing.store.database.batches import batched
from briefing.store.files.atomic_write import open_temporary, sweep, sync_folder, write_durably
from briefing.store.files.file_errors import write_errors
from briefing.threads import ignore

SCHEMA = "schema.json"
"""The file that says what the tables hold, and by which an earlier export is known."""
_ROWS = 2_000
"""Rows that are written at a time."""


def export_tables(
    library: Library,
    folder: Path,
    form: OutputFormat,
    on_progress: Callable[[int, int], object] = ignore,
) -> Mapping[str, int]:
    """Write a file for each table; return how many rows each has. No article is analysed.

    Raises SourceError without pyarrow, ExchangeError if the folder holds other files, and StoreError.
    """
    writer = _Parquet if form == "parquet" else _Lines
    if form == "parquet":
        import_pyarrow()  # before anything is begun
    counts: Counter[str] = Counter(dict.fromkeys(known := tables(), 0))
    with write_errors(folder), ExitStack() as until:
        folder.mkdir(parents=True, exist_ok=True)
        sweep(folder)
        if not (folder / SCHEMA).exists() and next(folder.iterdir(), None) is not None:
            raise ExchangeError(
                f"{folder} holds other files: name a folder that is new or has an earlier export."
            )
        writers: dict[str, _Lines | _Parquet] = {}
        moves = []
        for name, table in known.items():
            file = folder / f"{name}.{form}"
            temporary, descriptor = open_temporary(file, 0o666)
            until.callback(temporary.unlink, missing_ok=True)
            output = until.enter_context(os.fdopen(descriptor, "wb"))
            writers[name] = writer(table["columns"], output)
            moves.append((temporary, file, output))
        for name, rows in _batches(_rows(library, on_progress)):
            counts[name] += len(rows)
            writers[name].write(rows)
        for each in writers.values():
            each.close()
        for _, _, output in moves:
            output.flush()
            os.fsync(output.fileno())
        write_durably(folder / SCHEMA, json_file({"schema": 1, "tables": known}), private=False)
        for temporary, file, _ in moves:
            temporary.replace(file)
        sync_folder(folder)
    return counts


def _rows(library: Library, on_progress: Callable[[int, int], object]) -> Iterator[tuple[str, Row]]:
    ids = library.article_list.ids("", "", Sort.OLDEST)
    stories = library.stories.stories(ids)
    matters = matters_of(library.issues.tracked())
    story_of = {article.id: story.id for story in stories for article in story.articles}
    done = 0
    for some in batched(ids):
        entries = {entry.id: entry for entry in library.article_list.entries(some)}
        for id_ in some:
            try:
                article, entry = library.articles.article(id_), entries[id_]
            except (NotFoundError, KeyError):
                continue  # it was removed meanwhile
            analysis, fetched = library.analyses.cached(article), datetime.fromisoformat(entry.fetched)
            yield from article_rows(article, fetched, story_of.get(id_), analysis, matters)
        done += len(some)
        on_progress(done, len(ids))
    yield from (("stories", story_row(story)) for story in stories)


def _batches(rows: Iterable[tuple[str, Row]]) -> Iterator[tuple[str, list[Row]]]:
    """Yield the rows of each table, many at a time."""
    waiting: dict[str, list[Row]] = defaultdict(list)
    for name, row in rows:
        waiting[name].append(row)
        if len(waiting[name]) == _ROWS:
            yield name, waiting[name]
            waiting[name] = []
    yield from waiting.items()


class _Lines:
    """Writes a table as JSON Lines; days and times are in ISO 8601."""

    def __init__(self, columns: Columns, output: BinaryIO) -> None:
        self._names = tuple(columns)
        self._output = output

    def write(self, rows: Sequence[Row]) -> None:
        for row in rows:
            line = json_line({name: _plain(row[name]) for name in self._names})
            self._output.write(f"{line}\n".encode("utf-8", "backslashreplace"))

    def close(self) -> None:
        """Nothing follows the rows."""


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


class _Parquet:
    """Writes a table as Parquet, with types of its own for days and times."""

    def __init__(self, columns: Columns, output: BinaryIO) -> None:
        pyarrow = import_pyarrow()
        types = {
            "text": pyarrow.string(), "texts": pyarrow.list_(pyarrow.string()), "integer": pyarrow.int64(),
            "number": pyarrow.float64(), "boolean": pyarrow.bool_(), "day": pyarrow.date32(),
            "time": pyarrow.timestamp("us", "UTC"),
        }  # fmt: skip
        self._schema = pyarrow.schema([(name, types[each["type"]]) for name, each in columns.items()])
        self._writer = pyarrow.parquet.ParquetWriter(output, self._schema)
        self._from_rows = pyarrow.Table.from_pylist

    def write(self, rows: Sequence[Row]) -> None:
        self._writer.write_table(self._from_rows(rows, self._schema))

    def close(self) -> None:
        self._writer.close()
