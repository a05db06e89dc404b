"""Parses TOML and leaves out the statements that are not valid, each with its line and the reason."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any, NamedTuple

from briefing.settings.settings_errors import HEADING, KEY

_UNCLOSED = ("Illegal character '\\n'", 'Expected "\'"')
"""How the parser puts that a text does not end on its line."""
MAX_FAULTS = 100
"""Beyond it a file is none of settings, and nothing of it is used."""


class TomlFault(NamedTuple):
    line: int
    """From 1."""
    name: str
    """The key or the heading; empty for a line that has neither."""
    reason: str


def parse_leniently(source: str) -> tuple[dict[str, Any], list[TomlFault]]:
    """The values of all valid statements, and what is wrong with the others, in the order of the file.

    Raises RecursionError for what is nested too deeply, ValueError if there are more than `MAX_FAULTS`.
    """
    lines = source.replace("\r\n", "\n").split("\n")
    faults = list(_undecoded(lines))
    while True:
        try:
            # With a last newline, an unfinished last line is an error of that line.
            return tomllib.loads("\n".join(lines) + "\n"), sorted(faults, key=lambda fault: fault.line)
        except tomllib.TOMLDecodeError as error:
            reason, line = _reason(error, len(lines))
            start, end = _statement(lines, line - 1)
            if len(faults) == MAX_FAULTS or not any(lines[start:end]):
                raise ValueError(reason) from error
            shown = line if start < line <= end else start + 1
            faults.append(TomlFault(shown, _name(lines[start]), _explained(reason, lines[start])))
            lines[start:end] = [""] * (end - start)


def _undecoded(lines: list[str]) -> Iterator[TomlFault]:
    """Take out the lines with bytes that are not UTF-8, which were decoded to surrogates."""
    for number, line in enumerate(lines):
        if any("\ud800" <= character <= "\udfff" for character in line):
            yield TomlFault(number + 1, _name(line), "not UTF-8 text")
            lines[number] = ""


def _reason(error: tomllib.TOMLDecodeError, last: int) -> tuple[str, int]:
    # Before Python 3.14, tomllib has the position only in its message.
    reason, _, place = str(error).rpartition(" (at ")
    line = re.match(r"line (\d+)", place)
    return reason or str(error), min(int(line[1]), last) if line else last


def _statement(lines: list[str], at: int) -> tuple[int, int]:
    """The lines of the statement that is invalid, when the parser fails at the line `at`: start and end."""
    starts = [number for number, line in enumerate(lines) if re.match(HEADING, line) or re.match(KEY, line)]
    before = [at, *(start for start in reversed(starts) if start < at)]
    start = next((each for each in before if _is_valid(lines[:each])), at)
    if lines[start].startswith("["):
        following = (each for each in range(start + 1, len(lines)) if lines[each].startswith("["))
    elif start < at or _is_open(lines[start]):
        following = (each for each in starts if each > start)
    else:
        return start, start + 1
    return start, next(following, len(lines))


def _is_valid(lines: list[str]) -> bool:
    try:
        tomllib.loads("\n".join(lines) + "\n")
    except tomllib.TOMLDecodeError:
        return False
    return True


def _is_open(line: str) -> bool:
    """Whether the value goes on in the next line."""
    return line.count("[") > line.count("]") or any(line.count(quotes) % 2 for quotes in ('"""', "'''"))


def _name(line: str) -> str:
    key = re.match(KEY, line)
    return line.strip() if line.startswith("[") else key[1] if key else ""


def _explained(reason: str, line: str) -> str:
    """The reason, with what to write where that is plain."""
    if reason == "Cannot overwrite a value":
        return "set a second time"
    if reason.startswith("Cannot declare"):
        return "begun a second time: put its settings under the first"
    if reason in _UNCLOSED:
        return "not valid TOML (a quotation mark is missing)"
    word = re.search(r"=\s*(\w[\w-]*)\s*(?:#.*)?$", line)
    if word is None:
        return f"not valid TOML ({reason})"
    switch = {"true": "true", "yes": "true", "on": "true", "false": "false", "no": "false", "off": "false"}
    instead = switch.get(word[1].lower(), f'"{word[1]}"')
    return f"not valid TOML: write {instead}{', in quotes' if instead.startswith(chr(34)) else ''}"
