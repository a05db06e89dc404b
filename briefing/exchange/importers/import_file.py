"""Detects the format of a file of annotations and reads it, without opening or fetching anything else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from briefing.domain.annotation import stamp
from briefing.domain.text.sanitize import safe_line, safe_one_to_one
from briefing.errors import ExchangeError
from briefing.exchange.importers.hypothesis import is_hypothesis_row, read_hypothesis_row
from briefing.exchange.importers.import_record import ImportRecord, ParsedImport
from briefing.exchange.importers.readwise import is_readwise, read_readwise
from briefing.exchange.importers.untrusted_values import NotJsonError, decode_text, parse_json
from briefing.exchange.importers.w3c import Json, NoTextError, as_list, read_web_annotation

_LISTS = ("items", "rows", "annotations", "@graph", "first", "next")
"""Members that hold annotations: of a collection or page, a search of Hypothesis, an export, JSON-LD."""
_HOLDERS = frozenset(("AnnotationCollection", "AnnotationPage", "OrderedCollection", "OrderedCollectionPage"))


def read_annotations(data: bytes, name: str, now: datetime) -> ParsedImport:
    """Read our JSON, Web Annotations, Hypothesis JSON or Readwise CSV, in the order of the file.

    `name` is the file in messages; `now` is the date of annotations without one. Raises ExchangeError.
    """
    text = decode_text(data, name)
    if not text.strip():
        raise ExchangeError(f"{name} is empty: export the annotations again.")
    try:
        values = parse_json(text, name)
    except NotJsonError:
        if is_readwise(text):
            return read_readwise(text, name, stamp(now))
        if text.lstrip()[0] in "{[":
            raise ExchangeError(f"{name} is damaged or incomplete JSON: export it again.") from None
        raise _unknown(name) from None
    return _read_values(values, name, stamp(now))


def _read_values(values: list[Any], name: str, now: str) -> ParsedImport:
    incoming: list[ImportRecord] = []
    passed_over: list[str] = []
    if not any(_holds_annotations(each) for each in values):
        raise _unknown(name)
    for number, (value, article) in enumerate(_annotations(values), 1):
        try:
            if is_hypothesis_row(value):
                incoming.append(read_hypothesis_row(value, now))
            else:
                incoming += read_web_annotation(value, article, now)
        except NoTextError as error:
            passed_over.append(f"{_named(value, number)} of {name} {error} and is passed over.")
    passed_over += [f"{name} names a page at {each}, which is passed over." for each in _linked_pages(values)]
    texts = _texts(values)
    # A collection can contain a page twice.
    once = {(each.annotation.id, each.annotation.anchor, each.annotation.modified): each for each in incoming}
    found = (replace(each, text=texts.get(each.article_id or "")) for each in once.values())
    return ParsedImport(tuple(found), tuple(passed_over))


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
        f"{name} holds no annotations that can be read: give a file of Web Annotations, Hypothesis JSON, "
        "a Readwise CSV, or an export of ours in JSON."
    )
