"""Reads what KOReader keeps beside a book, `metadata.*.lua`, and the JSON that it exports.

The forms are those of koreader/koreader: frontend/docsettings.lua, apps/reader/modules/readerannotation.lua
(`annotations`, and the `highlight` and `bookmarks` of before 2024), exporter.koplugin/target/json.lua. The
file in Lua is taken apart as a table of constants; nothing of it is ever run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from briefing.errors import ExchangeError
from briefing.exchange.importers.import_record import (
    ImportRecord,
    ParsedImport,
    gathered,
    highlight,
    local_moment,
)
from briefing.exchange.importers.w3c import Json, as_list, text_or_empty

_BEGIN = re.compile(r"\ufeff?(?:\s|--[^\n]*\n)*return\s*(?=\{)")
_TOKEN = re.compile(
    r"""(?:\s|--[^\n]*\n)*(?:
        (?P<text>"[^"\\]*(?:\\.[^"\\]*)*") | (?P<number>-?[0-9][0-9a-fA-FxXeE.+-]{0,40})
        | (?P<word>[A-Za-z_]\w*) | (?P<sign>[{}\[\]=,;]) )""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:([0-9]{1,3})|(.))", re.DOTALL)
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t"}
_WORDS = {"true": True, "false": False, "nil": None}
_DEEPEST = 48
_NUMBERED = "number "
"""The prefix of a key that is a number, which a word in Lua is never equal to."""


def is_koreader_lua(text: str) -> bool:
    return _BEGIN.match(text) is not None


def read_koreader_lua(text: str, name: str, now: str) -> ParsedImport:
    """Read the file beside a book. Raises ExchangeError for anything but a table of constants."""
    begin = _BEGIN.match(text)
    try:
        book = _Table(text, begin.end() if begin else 0).read()
    except ValueError:
        raise ExchangeError(
            f"{name} is no table of KOReader's, or a damaged one: copy it from the device again."
        ) from None
    about = book.get("doc_props") or book.get("stats")
    about = about if isinstance(about, Mapping) else {}
    path = text_or_empty(book.get("doc_path"))
    title = text_or_empty(about.get("title")) or path.rpartition("/")[2].rpartition(".")[0]
    entries = list(_values(book.get("annotations"))) or list(_older(book))
    head = {"title": title or name, "author": about.get("authors")}
    return gathered([_record(each, head, now) for each in entries], "bookmark", name)


def is_koreader_json(value: object) -> bool:
    """Whether this is an export of one book or of several."""
    return (
        isinstance(value, Mapping) and "created_on" in value and bool({"entries", "documents"} & set(value))
    )


def read_koreader_json(values: list[Any], name: str, now: str) -> ParsedImport:
    books = [each for value in values for each in as_list(value.get("documents", value))]
    records = [
        _record(entry, book, now)
        for book in books
        if isinstance(book, Mapping)
        for entry in as_list(book.get("entries"))
    ]
    return gathered(records, "bookmark", name)


def _record(entry: object, book: Json, now: str) -> ImportRecord | None:
    """Make a record; a bookmark has no style that is drawn, and its text is the program's."""
    if not isinstance(entry, Mapping) or not {"drawer", "sort"} & set(entry):
        return None
    created = entry.get("datetime", entry.get("time"))
    return highlight(
        text_or_empty(entry.get("text")),
        f"{entry.get('page', '')} {entry.get('pos0', '')} {created}",
        now,
        title=text_or_empty(book.get("title")),
        author=text_or_empty(book.get("author")).replace("\n", ", "),
        note=text_or_empty(entry.get("note")),
        color=text_or_empty(entry.get("color")),
        created=local_moment(created),
        modified=local_moment(entry.get("datetime_updated")),
    )


def _older(book: Json) -> Iterator[Json]:
    """Yield the highlights of before 2024, whose notes are bookmarks of the same moment."""
    notes = {
        each.get("datetime"): text_or_empty(each.get("text"))
        for each in _values(book.get("bookmarks"))
        if isinstance(each, Mapping)
    }
    for page in _values(book.get("highlight")):
        for each in _values(page):
            if isinstance(each, Mapping):
                when, text = each.get("datetime"), text_or_empty(each.get("text"))
                note = notes.get(when, "")
                # The program puts the page, the words and the time there where the reader wrote nothing.
                is_own = note not in ("", text) and not note.endswith(f"@ {when}")
                yield {"drawer": "lighten"} | dict(each) | ({"note": note} if is_own else {})


def _values(table: object) -> Iterator[Any]:
    return iter(table.values()) if isinstance(table, Mapping) else iter(())


class _Table:
    """A table of Lua that is read token by token; a value that is no constant raises ValueError."""

    def __init__(self, text: str, at: int) -> None:
        self._text = text
        self._at = at

    def read(self) -> dict[str, Any]:
        table = self._value(*self._next(), 0)
        if not isinstance(table, dict) or self._text[self._at :].strip():
            raise ValueError("no table, or more than one")
        return table

    def _next(self) -> tuple[str, str]:
        if (found := _TOKEN.match(self._text, self._at)) is None:
            raise ValueError("no constant")
        self._at = found.end()
        kind = found.lastgroup or ""
        return kind, found[kind]

    def _value(self, kind: str, token: str, depth: int) -> Any:
        if kind == "text":
            return _ESCAPE.sub(_unescaped, token[1:-1])
        if kind == "number":
            return int(token, 16) if token.lower().startswith("0x") else float(token)
        if kind == "word" and token in _WORDS:
            return _WORDS[token]
        if token == "{" and depth < _DEEPEST:
            return self._members(depth + 1)
        raise ValueError("no constant")

    def _members(self, depth: int) -> dict[str, Any]:
        members: dict[str, Any] = {}
        while (token := self._next()) != ("sign", "}"):
            key: object = f"{_NUMBERED}{len(members) + 1}"
            if token == ("sign", "["):
                key = self._value(*self._next(), _DEEPEST)
                if isinstance(key, float):
                    key = f"{_NUMBERED}{key:g}"
                self._expect("]")
                self._expect("=")
                token = self._next()
            elif token[0] == "word" and token[1] not in _WORDS:
                key = token[1]
                self._expect("=")
                token = self._next()
            members[str(key)] = self._value(*token, depth)
            token = self._next()
            if token == ("sign", "}"):
                break
            if token not in (("sign", ","), ("sign", ";")):
                raise ValueError("no member")
        return members

    def _expect(self, sign: str) -> None:
        if self._next() != ("sign", sign):
            raise ValueError(f"no {sign}")


def _unescaped(found: re.Match[str]) -> str:
    return chr(int(found[1])) if found[1] else _ESCAPED.get(found[2], found[2])
