"""Detects the format of a file of annotations and reads it, without opening or fetching anything else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from briefing.domain.annotation import stamp
from briefing.domain.text.sanitize import safe_line, safe_one_to_one
from briefing.errors import ExchangeError
from briefing.exchange.importers import kobo
from briefing.exchange.importers.hypothesis import is_hypothesis_row, read_hypothesis_row
from briefing.exchange.importers.import_record import ImportRecord, ParsedImport, passed_over
from briefing.exchange.importers.kindle import is_kindle, read_kindle
from briefing.exchange.importers.koreader import (
    is_koreader_json,
    is_koreader_lua,
    read_koreader_json,
    read_koreader_lua,
)
from briefing.exchange.importers.omnivore import IS_LIST, is_omnivore, read_omnivore
from briefing.exchange.importers.readwise import is_readwise, read_readwise
from briefing.exchange.importers.saved_lists import (
    is_pocket_highlights,
    is_pocket_page,
    is_saved_csv,
    read_pocket_highlights,
    read_pocket_page,
    read_saved_csv,
)
from briefing.exchange.importers.untrusted_values import NotJsonError, check_size, decode_text, parse_json
from briefing.exchange.importers.w3c import Json, NoTextError, as_list, read_web_annotation
from briefing.exchange.importers.wallabag import is_wallabag, read_wallabag
from briefing.exchange.importers.zip_members import MAGIC, unpacked

_LISTS = ("items", "rows", "annotations", "@graph", "first", "next")
"""Members that hold annotations: of a collection or page, a search of Hypothesis, an export, JSON-LD."""
_HOLDERS = frozenset(("AnnotationCollection", "AnnotationPage", "OrderedCollection", "OrderedCollectionPage"))


_TEXTS = (
    (is_kindle, read_kindle),
    (is_koreader_lua, read_koreader_lua),
    (is_pocket_page, read_pocket_page),
    (is_readwise, read_readwise),
    (is_saved_csv, read_saved_csv),
)
"""The formats of text by what recognizes each, and what reads it."""
_VALUES = (
    (is_wallabag, read_wallabag),
    (is_omnivore, read_omnivore),
    (is_pocket_highlights, read_pocket_highlights),
    (is_koreader_json, read_koreader_json),
)
"""The formats in JSON that are not for annotations alone, likewise."""


def read_annotations(data: bytes, name: str, now: datetime) -> ParsedImport:
    """Read a file of any format that we know, in the order of the file; its content says which it is.

    `name` is the file in messages; `now` is the date of annotations without one. Raises ExchangeError.
    """
    check_size(data, name)
    if data.startswith(MAGIC):
        return _read_archive(data, name, now)
    if data.startswith(kobo.MAGIC):
        return kobo.read_kobo(data, name, stamp(now))
    text = decode_text(data, name)
    if not text.strip():
        raise ExchangeError(f"{name} is empty: export the annotations again.")
    try:
        values = parse_json(text, name)
    except NotJsonError:
        for is_format, read in _TEXTS:
            if is_format(text):
                return read(text, name, stamp(now))
        if text.lstrip()[0] in "{[":
            raise ExchangeError(f"{name} is damaged or incomplete JSON: export it again.") from None
        raise _unknown(name) from None
    for is_value, read_values in _VALUES:
        if all(map(is_value, values)):
            return read_values(values, name, stamp(now))
    return _read_values(values, name, stamp(now))


def _read_archive(archive: bytes, name: str, now: datetime) -> ParsedImport:
    """Read Omnivore's archive, or every file of another as if it were given by itself."""
    files = dict(unpacked(archive, name))
    if lists := [file for file in files if IS_LIST.fullmatch(file)]:
        values = [value for file in lists for value in _list_in(files[file], f"{file} in {name}")]
        folder = lists[0][: lists[0].rfind("/") + 1]
        texts = {
            file.removeprefix(folder): data.decode("utf-8-sig", "replace") for file, data in files.items()
        }
        return read_omnivore(values, name, stamp(now), texts)
    read, unread = list[ParsedImport](), 0
    for file, data in files.items():
        try:
            if data.startswith(MAGIC):
                raise _unknown(file)
            read.append(read_annotations(data, f"{file} in {name}", now))
        except ExchangeError:
            unread += 1
    if not read:
        raise _unknown(name)
    return ParsedImport(
        tuple(record for each in read for record in each.incoming),
        (
            *(sentence for each in read for sentence in each.passed_over),
            *passed_over(unread, "file", name, "that cannot be read"),
        ),
        tuple(article for each in read for article in each.articles),
    )


def _list_in(content: bytes, shown: str) -> list[Any]:
    try:
        return [value for value in parse_json(decode_text(content, shown), shown) if is_omnivore(value)]
    except NotJsonError:
        raise ExchangeError(f"{shown} is damaged or incomplete JSON: export it again.") from None


def _read_values(values: list[Any], name: str, now: str) -> ParsedImport:
    incoming: list[ImportRecord] = []
    left_out: list[str] = []
    if not any(_holds_annotations(each) for each in values):
        raise _unknown(name)
    for number, (value, article) in enumerate(_annotations(values), 1):
        try:
            if is_hypothesis_row(value):
                incoming.append(read_hypothesis_row(value, now))
            else:
                incoming += read_web_annotation(value, article, now)
        except NoTextError as error:
            left_out.append(f"{_named(value, number)} of {name} {error} and is passed over.")
    left_out += [f"{name} names a page at {each}, which is passed over." for each in _linked_pages(values)]
    texts = _texts(values)
    # A collection can contain a page twice.
    once = {(each.annotation.id, each.annotation.anchor, each.annotation.modified): each for each in incoming}
    found = (replace(each, text=texts.get(each.article_id or "")) for each in once.values())
    return ParsedImport(tuple(found), tuple(left_out))


def _annotations(values: list[Any]) -> Iterator[tuple[Json, Json]]:
    """Yield each annotation in reading order, with what its collection says about the article."""
    waiting: list[tuple[Any, Json]] = [(each, {}) for each in reversed(values)]
    while waiting:
        value, article = waiting.pop()
        if isinstance(value, list):
            waiting += [(each, article) for each in reversed(value)]
        elif isinstance(value, Mapping):
            if not _is_holder(value):
                if "Briefing" not in _types(value):
                    yield value, article
                continue
            own = value.get("article")
            article = own if isinstance(own, Mapping) else article
            inner = [each for member in _LISTS for each in as_list(value.get(member))]
            waiting += [(each, article) for each in reversed(inner)]


def _is_holder(value: Json) -> bool:
    """Whether a value contains annotations and is none itself."""
    if _types(value) & _HOLDERS:
        return True
    return not _is_annotation(value) and any(isinstance(value.get(each), list) for each in _LISTS)


def _is_annotation(value: Json) -> bool:
    kinds = _types(value)
    return bool(kinds & {"Annotation", "oa:Annotation"}) or (
        not kinds and bool({"target", "uri"} & set(value))
    )


def _holds_annotations(value: object) -> bool:
    """Whether a file with this value is meant to hold annotations, even if it has none."""
    if isinstance(value, list):
        return not value or any(_holds_annotations(each) for each in value)
    return isinstance(value, Mapping) and (_is_holder(value) or _is_annotation(value))


def _types(value: Json) -> set[str]:
    return {each for each in as_list(value.get("type", value.get("@type"))) if isinstance(each, str)}


def _linked_pages(values: list[Any]) -> list[str]:
    """Return the addresses of pages that a collection names but does not contain."""
    pages = [each.get("first") for each in values if isinstance(each, Mapping)]
    return [safe_line(each)[:200] for each in pages if isinstance(each, str)]


def _texts(values: list[Any]) -> dict[str, str]:
    """Return the texts of the briefings that were exported with the annotations, by article id."""
    found: dict[str, str] = {}
    for value in values:
        if isinstance(value, Mapping):
            briefings = [value] if value.get("type") == "Briefing" else as_list(value.get("briefings"))
            for each in briefings:
                if isinstance(each, Mapping):
                    article_id, text = each.get("id"), each.get("text")
                    if isinstance(article_id, str) and isinstance(text, str):
                        found[article_id] = safe_one_to_one(text)
    return found


def _named(value: Json, number: int) -> str:
    given = value.get("id", value.get("@id"))
    return (
        f"Annotation {number} ({safe_line(given)[:100]})"
        if isinstance(given, str)
        else f"Annotation {number}"
    )


def _unknown(name: str) -> ExchangeError:
    return ExchangeError(
        f"{name} holds no annotations that can be read: `briefing import --help` names the programs whose "
        "files are read."
    )
