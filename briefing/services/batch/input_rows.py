"""Reads the articles of a batch: rows of JSON Lines and Parquet files, and the files of folders."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path
from typing import Any

from briefing.domain.text.json_text import json_line
from briefing.errors import SourceError
from briefing.regular_files import read_regular

PARQUET = ".parquet"
NEEDS_ARCHIVE = "{} is not installed: python -m pip install 'briefing-reader[archive]'."
_LINES = (".jsonl", ".ndjson")


@dataclass(frozen=True, slots=True)
class Columns:
    """The names of what a row holds."""

    id: str = "id"
    text: str = "text"
    title: str = "title"
    published: str = "published"
    url: str = "url"


@dataclass(frozen=True, slots=True)
class InputRow:
    """An article to be briefed, or the reason why it cannot be."""

    id: str
    text: str = ""
    title: str | None = None
    published: str | None = None
    url: str | None = None
    path: str | None = None
    """The file to load in place of the text."""
    sha256: str = ""
    """The hash of the file at `path`."""
    problem: str | None = None
    """Why the row holds no article, a sentence."""

    @property
    def hash(self) -> str:
        """The hash of all that the briefing depends on, 32 hexadecimal digits."""
        values = {name: value for name, value in asdict(self).items() if name != "path"}
        return hashlib.sha256(json_line(values).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def read_rows(
    inputs: Iterable[Path], columns: Columns, is_wanted: Callable[[str], bool] = lambda id_: True
) -> Iterator[InputRow]:
    """Yield the articles of files and folders, in order; a file of a folder is read if its id is wanted.

    Raises SourceError if an input cannot be read.
    """
    for each in inputs:
        if each.is_dir():
            yield from _of_folder(each, is_wanted)
        elif each.suffix == PARQUET:
            yield from _of_parquet(each, columns)
        else:
            yield from _of_lines(each, columns)


def count_rows(inputs: Iterable[Path]) -> int:
    """Count the articles. Raises SourceError for what is no input."""
    number = 0
    for each in inputs:
        if each.is_dir():
            number += sum(1 for _ in _files(each))
        elif each.suffix == PARQUET:
            number += _parquet(each).metadata.num_rows
        elif each.suffix in _LINES:
            try:
                with each.open("rb") as lines:
                    number += sum(not line.isspace() for line in lines)
            except OSError as error:
                raise _unreadable(each, error) from error
        else:
            raise SourceError(f"{each} is no input of a batch: it takes .jsonl, .parquet and folders.")
    return number


def _of_lines(file: Path, columns: Columns) -> Iterator[InputRow]:
    try:
        with file.open("rb") as lines:
            for number, line in zip(count(1), lines, strict=False):
                if line.isspace():
                    continue
                place = f"{file.name}:{number}"
                try:
                    values = json.loads(line)
                except (ValueError, RecursionError):
                    yield InputRow(place, _text(line), problem=f"{place} is no JSON.")
                    continue
                yield _row(values, columns, place)
    except OSError as error:
        raise _unreadable(file, error) from error


def _of_parquet(file: Path, columns: Columns) -> Iterator[InputRow]:
    opened = _parquet(file)
    with _parquet_errors(file):
        yield from _of_table(opened, file, columns)


def _of_table(opened: Any, file: Path, columns: Columns) -> Iterator[InputRow]:
    wanted = [name for name in asdict(columns).values() if name in opened.schema_arrow.names]
    numbers = count(1)
    for batch in opened.iter_batches(batch_size=256, columns=wanted):
        for values in batch.to_pylist():
            yield _row(values, columns, f"{file.name}:{next(numbers)}")


def _of_folder(folder: Path, is_wanted: Callable[[str], bool]) -> Iterator[InputRow]:
    for file in _files(folder):
        id_ = file.relative_to(folder).as_posix()
        if not is_wanted(id_):
            yield InputRow(id_)
            continue
        try:
            hash_ = hashlib.sha256(read_regular(file)).hexdigest()
        except OSError as error:
            yield InputRow(id_, problem=f"The file cannot be read ({error.strerror}).")
        else:
            yield InputRow(id_, path=str(file), sha256=hash_)


def _files(folder: Path) -> Iterator[Path]:
    return (file for file in sorted(folder.rglob("[!.]*")) if file.is_file())


def _row(values: object, columns: Columns, place: str) -> InputRow:
    if not isinstance(values, Mapping):
        return InputRow(place, json_line(values), problem=f"{place} is no object with members.")
    given = {name: values.get(column) for name, column in asdict(columns).items()}
    id_ = place if given["id"] in (None, "") else str(given["id"])
    if not isinstance(text := given["text"], str):
        problem = f"{place} has no text in “{columns.text}”."
        return InputRow(id_, json_line(_plain(text)), problem=problem)
    title, published, url = (_line(given[name]) for name in ("title", "published", "url"))
    return InputRow(id_, text, title, published, url)


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def _line(value: Any) -> str | None:
    """Return a member of a row as text: Parquet has days and times of its own."""
    if value is None or value == "":
        return None
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _text(line: bytes) -> str:
    return line.decode("utf-8", "replace")


def _parquet(file: Path) -> Any:
    pyarrow = import_pyarrow()
    with _parquet_errors(file):
        return pyarrow.parquet.ParquetFile(file)


@contextmanager
def _parquet_errors(file: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise _unreadable(file, error) from error
    except (OSError, ValueError) as error:  # pyarrow's errors of damaged files are of both
        raise SourceError(f"{file} is no Parquet file, or it is damaged.") from error


def import_pyarrow() -> Any:
    """Import pyarrow, which is optional, with its `parquet`. Raises SourceError."""
    try:
        import pyarrow.parquet
    except ImportError as error:
        raise SourceError(NEEDS_ARCHIVE.format("pyarrow, which Parquet needs,")) from error
    return pyarrow


def _unreadable(file: Path, error: OSError) -> SourceError:
    return SourceError(f"{file} cannot be read ({error.strerror or error}): check its name and permissions.")
