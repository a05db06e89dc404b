"""Writes the briefings of a batch in parts, each whole or not there, and tells what earlier runs did."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

from briefing.domain.text.json_text import json_line
from briefing.errors import StoreError
from briefing.services.batch.input_rows import InputRow, import_pyarrow
from briefing.store.files.atomic_write import sweep, write_durably
from briefing.store.files.file_errors import write_errors

OutputFormat = Literal["jsonl", "parquet"]
_PART = re.compile(r"part-(?:\d+of\d+-)?(\d{6})\.(?:jsonl|parquet)")
_FIELDS = ("id", "hash", "engine", "error", "briefing")


@dataclass(frozen=True, slots=True)
class OutputRow:
    """What became of one article."""

    id: str
    hash: str
    """The hash of the input."""
    engine: str
    """Name, version and model of the engine."""
    error: str | None
    """Why there is no briefing, a sentence."""
    briefing: str | None
    """The briefing, the JSON that `briefing show` prints."""


class OutputParts:
    """The parts of one folder, of one form and one shard. Raises StoreError."""

    def __init__(self, folder: Path, form: OutputFormat, engine: str, shard: tuple[int, int]) -> None:
        self._folder = folder
        self._form = form
        self._engine = engine
        number, of = shard
        self._prefix = "part-" if of == 1 else f"part-{number}of{of}-"
        with write_errors(folder):
            folder.mkdir(parents=True, exist_ok=True)
            sweep(folder)
        found = (_PART.fullmatch(file.name) for file in self._files())
        self._last = max((int(each[1]) for each in found if each is not None), default=0)
        """The highest number of a part that is there, of whatever shard."""

    def done(self) -> set[bytes]:
        """Return a key of each input that the same engine was through with."""
        return {
            key_of(row["id"], row["hash"])
            for file in self._files()
            for row in self._rows(file)
            if row["engine"] == self._engine
        }

    def write(self, rows: Sequence[OutputRow]) -> Path:
        """Write a part, entirely or not at all; after the return it survives a power failure."""
        self._last += 1
        while (file := self._folder / f"{self._prefix}{self._last:06}.{self._form}").exists():
            self._last += 1  # another run writes there, too
        content = _as_lines(rows) if self._form == "jsonl" else _as_parquet(rows)
        with write_errors(file):
            write_durably(file, content, private=False)
        return file

    def _files(self) -> Iterator[Path]:
        return (file for file in sorted(self._folder.glob("part-*")) if _PART.fullmatch(file.name))

    def _rows(self, file: Path) -> Iterator[dict[str, Any]]:
        try:
            if file.suffix == ".parquet":
                table = import_pyarrow().parquet.read_table(file, columns=["id", "hash", "engine"])
                yield from table.to_pylist()
                return
            with file.open("rb") as lines:
                for line in lines:
                    row = json.loads(line)
                    yield {name: str(row[name]) for name in ("id", "hash", "engine")}
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StoreError(f"{file} is no part of a batch, or damaged: move it elsewhere.") from error


def key_of(id_: str, hash_: str) -> bytes:
    """Return 16 bytes that stand for an input, so that those of a million are held in memory."""
    return hashlib.sha256(f"{hash_} {id_}".encode("utf-8", "surrogatepass")).digest()[:16]


def failed(row: InputRow, engine: str, reason: str) -> OutputRow:
    return OutputRow(row.id, row.hash, engine, reason, None)


def _as_parquet(rows: Sequence[OutputRow]) -> bytes:
    pyarrow = import_pyarrow()
    columns = {
        name: pyarrow.array([getattr(row, name) for row in rows], pyarrow.string()) for name in _FIELDS
    }
    written = BytesIO()
    pyarrow.parquet.write_table(pyarrow.table(columns), written)
    return written.getvalue()


def _as_lines(rows: Iterable[OutputRow]) -> bytes:
    return "".join(map(_line, rows)).encode("utf-8", "backslashreplace")


def _line(row: OutputRow) -> str:
    values = {"id": row.id, "hash": row.hash, "engine": row.engine, "error": row.error}
    return f'{json_line(values)[:-1]},"briefing":{row.briefing or "null"}}}\n'
