"""Decodes bytes of unknown origin into JSON values of bounded size and depth that can be written again."""

from __future__ import annotations

import codecs
import csv
import io
import json
import math
from collections.abc import Iterator
from typing import Any

from briefing.domain.text.clean_characters import without_surrogates
from briefing.errors import ExchangeError

LARGEST = 128 * 1024 * 1024
"""The most bytes of a file; 50,000 annotations have some 70 million as Hypothesis writes them."""

_DEEPEST = 48
"""The most levels of a value; ours have seven, and a hostile file would exhaust the stack."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class NotJsonError(Exception):
    """The error for a text that is neither a JSON value nor JSON Lines."""


def check_size(data: bytes, name: str) -> None:
    """Raises ExchangeError for more than we take."""
    if len(data) > LARGEST:
        raise ExchangeError(f"{name} is larger than {LARGEST >> 20} MB: export fewer annotations at a time.")


def decode_text(data: bytes, name: str) -> str:
    """Decode UTF-8, or UTF-16 with a byte order mark. Raises ExchangeError."""
    encoding = "utf-8"
    for mark, marked in _MARKS:
        if data.startswith(mark):
            data, encoding = data[len(mark) :], marked
            break
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise ExchangeError(
            f"{name} is not UTF-8 text: export the annotations again, or save the file as UTF-8."
        ) from None


def csv_rows(text: str, name: str, delimiter: str = ",") -> Iterator[list[str]]:
    """Yield the rows of a table. Raises ExchangeError for a row that is no CSV."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        yield from rows
    except csv.Error:
        raise ExchangeError(
            f"{name} has a row that is no CSV, near line {rows.line_num}: export it again."
        ) from None


def parse_json(text: str, name: str) -> list[Any]:
    """Parse the one JSON value in a text, or one in each line.

    Raises NotJsonError if it is neither, and ExchangeError if it is JSON that we do not take.
    """
    try:
        return [_loaded(text, name)]
    except json.JSONDecodeError as error:
        lines = [line for line in text.split("\n") if line.strip()]
        if len(lines) < 2:
            raise NotJsonError(str(error)) from error
    try:
        return [_loaded(line, name) for line in lines]
    except json.JSONDecodeError as error:
        raise NotJsonError(str(error)) from error


def _loaded(text: str, name: str) -> Any:
    try:
        return _encodable(_DECODER.decode(text))
    except json.JSONDecodeError:
        raise
    except (RecursionError, ValueError) as error:
        raise ExchangeError(
            f"{name} holds JSON that is nested too deeply or has a number out of bounds: export it again."
        ) from error


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON number")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(f"{digits[:20]} is out of bounds")
    return number


def _encodable(value: Any, depth: int = 0) -> Any:
    """Return a value whose texts any file can hold."""
    if isinstance(value, str):
        return without_surrogates(value)
    if depth >= _DEEPEST and isinstance(value, dict | list):
        raise ValueError("nested too deeply")
    if isinstance(value, dict):
        return {_encodable(name): _encodable(member, depth + 1) for name, member in value.items()}
    if isinstance(value, list):
        return [_encodable(each, depth + 1) for each in value]
    return value


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant, parse_float=_finite)
