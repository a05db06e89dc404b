"""Reads Hypothesis annotations: search results of its API, and exports of its client.

https://h.readthedocs.io/en/latest/api-reference/
"""

from __future__ import annotations

from collections.abc import Mapping

from briefing.domain.annotation import Anchor, AnchorState, Annotation, clean_note, clean_tags
from briefing.domain.span import Span
from briefing.domain.text.sanitize import safe_one_to_one
from briefing.exchange.exporters.hypothesis import READER
from briefing.exchange.hypothesis_ids import urn_of_short_id
from briefing.exchange.importers.import_record import (
    ImportRecord,
    clean_address,
    derive_id,
    optional_line,
    valid_id,
    valid_time,
)
from briefing.exchange.importers.w3c import Json, NoTextError, as_list, is_valid_span, text_or_empty


def is_hypothesis_row(value: Json) -> bool:
    """Whether a value is a row of Hypothesis and no Web Annotation, which has no `uri`."""
    return isinstance(value.get("uri"), str) and "type" not in value and "@type" not in value


def read_hypothesis_row(row: Json, now: str) -> ImportRecord:
    """Read a row. Raises NoTextError for a reply, and for a note on a whole page."""
    if as_list(row.get("references")):
        raise NoTextError("is a reply")
    selectors = [
        selector
        for target in as_list(row.get("target"))
        if isinstance(target, Mapping)
        for selector in as_list(target.get("selector"))
        if isinstance(selector, Mapping)
    ]
    quote = next(filter(_quotes, selectors), None)
    if quote is None:
        raise NoTextError("is a note on the whole page")
    created = valid_time(row.get("created"), now)
    source = clean_address(row["uri"])
    annotation = Annotation(
        id=_id(row, source, quote),
        # Quote and context find the place; the offsets count in another text, the page's.
        anchor=Anchor(
            quote=safe_one_to_one(quote["exact"]),
            prefix=safe_one_to_one(text_or_empty(quote.get("prefix"))),
            suffix=safe_one_to_one(text_or_empty(quote.get("suffix"))),
        ),
        created=created,
        modified=valid_time(row.get("updated"), created),
        note=clean_note(text_or_empty(row.get("text"))),
        tags=clean_tags(tag for tag in as_list(row.get("tags")) if isinstance(tag, str)),
        state=AnchorState.ORPHAN,
        raw=_origin(row),
    )
    dated = any(valid_time(row.get(name), "") for name in ("created", "updated"))
    return ImportRecord(source, annotation, title=_title(row), dated=dated, units=_units(selectors))


def _id(row: Json, source: str, quote: Json) -> str:
    given = text_or_empty(row.get("id"))
    if known := urn_of_short_id(given) or valid_id(given):
        return known
    # The oldest ids of Hypothesis are of another kind, but each still identifies one annotation.
    return (
        derive_id("hypothesis", given)
        if given
        else derive_id(source, quote["exact"], text_or_empty(row.get("text")))
    )


def _origin(row: Json) -> dict[str, str]:
    """Return a row's creator and page as members of a Web Annotation."""
    links = row.get("links")
    page = valid_id(links.get("html")) if isinstance(links, Mapping) else None
    user = valid_id(row.get("user"))
    origin = {"creator": user if user != READER else None, "via": page}
    return {name: value for name, value in origin.items() if value}


def _title(row: Json) -> str | None:
    document = row.get("document")
    titles = as_list(document.get("title")) if isinstance(document, Mapping) else []
    return optional_line(titles[0]) if titles else None


def _units(selectors: list[Json]) -> Span | None:
    for each in selectors:
        start, end = each.get("start"), each.get("end")
        if each.get("type") == "TextPositionSelector" and is_valid_span(start, end):
            return Span(int(start), int(end))  # type: ignore[arg-type]  # `is_valid_span` checks that both are
    return None


def _quotes(selector: Json) -> bool:
    exact = selector.get("exact")
    return selector.get("type") == "TextQuoteSelector" and isinstance(exact, str) and exact != ""
