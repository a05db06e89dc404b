"""Collects problems in the settings file, with their line numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from functools import cached_property

from briefing.domain.text.sanitize import safe_line

HEADING = r"\s*(\[+)\s*((?:\"[^\"]*\"|'[^']*'|[^\]\"'])+?)\s*\]"
KEY = r"""\s*((?:"[^"]*"|'[^']*'|[\w-]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[\w-]+))*)\s*="""

MAX_SENTENCES = 200
"""The most sentences: beyond it nobody reads what is wrong with a file."""
_MAX_DEPTH = 12


class LocatedText(str):
    """A text that knows where it stands in the file, for those who find out later that it cannot be used."""

    where: str = ""
    """The place, such as "config.toml line 3"."""


def where(text: str) -> str:
    """Return the place of a text in the settings file, to begin a sentence; empty for a default."""
    return f"{text.where}: " if isinstance(text, LocatedText) and text.where else ""


def like(text: str, words: str) -> str:
    """Return words that stand where a text does."""
    found = LocatedText(words)
    found.where = text.where if isinstance(text, LocatedText) else ""
    return found


def unknown_name(noun: str, name: str, known: Iterable[str]) -> str:
    """Return a sentence that nothing has this name, with the nearest one, or all that there are."""
    listed = sorted(known)
    near = get_close_matches(name, listed, 1, 0.5)
    instead = f"; did you mean “{near[0]}”?" if near else f"; the {noun}s are {', '.join(listed)}."
    return f"there is no {noun} “{safe_line(name)}”{instead}"


class Problems:
    """Sentences for unusable settings. A place is the path of names from the top."""

    def __init__(self, name: str, source: str) -> None:
        self.sentences: list[str] = []
        self._name = name
        self._source = source

    def add(self, place: Iterable[object], sentence: str) -> None:
        if len(self.sentences) < MAX_SENTENCES:
            self.sentences.append(f"{self.locate(place)}: {sentence}")

    def add_unknown(self, place: Iterable[object], known: Iterable[str], *, within: str = "") -> None:
        """Add a name that is not in `known`, the settings of the table `within`, or of the whole file."""
        if len(self.sentences) >= MAX_SENTENCES:
            return  # looking for the nearest name takes a while
        path = [str(name) for name in place]
        name = path[-1] if within else ".".join(path)
        shown = f"“{safe_line(name)}”{f' in {within}' if within else ''}"
        self.add(path, f"unknown setting {shown}{_nearest(name, list(known))}")

    def located(self, text: str, place: Iterable[object]) -> LocatedText:
        found = LocatedText(text)
        found.where = self.locate(place)
        return found

    def locate(self, place: Iterable[object]) -> str:
        """Return file and line of a key, or of the nearest table above if it is not found."""
        path = [str(name) for name in place]
        while path:
            if number := self._lines.get(".".join(path)):
                return f"{self._name} line {number}"
            path.pop()
        return self._name

    @cached_property
    def _lines(self) -> dict[str, int]:
        """The first line of each key, and of each table that it is in."""
        lines: dict[str, int] = {}
        for number, key in self._read_keys():
            names = key.split(".", _MAX_DEPTH)
            for depth in range(1, len(names) + 1):
                lines.setdefault(".".join(names[:depth]), number)
        return lines

    def _read_keys(self) -> Iterator[tuple[int, str]]:
        """Yield line and dotted name of what looks like a key or table, since tomllib reports no lines."""
        table = ""
        lists: Counter[str] = Counter()
        for number, line in enumerate(self._source.split("\n"), 1):
            if heading := re.match(HEADING, line):
                table = _bare(heading[2])
                if heading[1] == "[[":
                    lists[table] += 1
                    table = f"{table}.{lists[table]}"
                yield number, table
            elif key := re.match(KEY, line):
                yield number, f"{table}.{_bare(key[1])}" if table else _bare(key[1])


def dotted(path: Iterable[str]) -> str:
    """Return a dotted TOML name, with quotes around names that contain a dot."""
    return ".".join(name if re.fullmatch(r"[^.\s]+", name) else f'"{name}"' for name in path)


def _bare(key: str) -> str:
    """Return a TOML key without its quotes and the spaces around its dots."""
    return re.sub(r"\s*\.\s*", ".", key.replace('"', "").replace("'", ""))


def _nearest(name: str, known: list[str]) -> str:
    by_last = {setting.rpartition(".")[2]: setting for setting in known}
    near = get_close_matches(name, known, 1, 0.6)
    if not near:
        near = [by_last[last] for last in get_close_matches(name.rpartition(".")[2], by_last, 1, 0.6)]
    if near:
        return f"; did you mean “{near[0]}”?"
    return f"; the settings are {', '.join(dict.fromkeys(each.partition('.')[0] for each in known))}."
