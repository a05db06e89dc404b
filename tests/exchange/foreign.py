"""Annotations as other programs write them, and how a test reads them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from briefing.domain.annotation import AnnotatedArticle, Annotation, ArticleHead
from briefing.exchange.export_bundle import ExportBundle
from briefing.exchange.importers.import_file import read_annotations
from briefing.exchange.importers.import_record import ImportRecord, ParsedImport

__all__ = [
    "NOW",
    "PAGE",
    "QUOTE",
    "TODAY",
    "URN",
    "bundle_of",
    "hypothesis_row",
    "only",
    "read",
    "web_annotation",
]

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
TODAY = "2026-11-25T12:00:00Z"
URN = "urn:uuid:0c0ffee0-0000-4000-8000-000000000001"
PAGE = "https://example.org/news"
QUOTE = {"type": "TextQuoteSelector", "exact": "the words", "prefix": "before ", "suffix": " after"}


def web_annotation(**members: Any) -> dict[str, Any]:
    return {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": URN,
        "type": "Annotation",
        "created": "2026-11-01T10:00:00Z",
        "target": {"source": PAGE, "selector": QUOTE},
    } | members


def hypothesis_row(**members: Any) -> dict[str, Any]:
    return {
        "id": "Q9GJ9BC0EeyPVBtgAn5Yjw",
        "created": "2021-09-08T14:51:35.722360+00:00",
        "updated": "2021-09-08T15:44:52.871334+00:00",
        "user": "acct:someone@hypothes.is",
        "uri": PAGE,
        "text": "A note.",
        "tags": ["one", "two words"],
        "group": "__world__",
        "permissions": {"read": ["group:__world__"]},
        "target": [
            {
                "source": PAGE,
                "selector": [
                    {"type": "RangeSelector", "startContainer": "/p[1]", "startOffset": 3},
                    {"type": "TextPositionSelector", "start": 10, "end": 19},
                    QUOTE,
                ],
            }
        ],
        "document": {"title": ["A page"]},
        "links": {"html": "https://hypothes.is/a/Q9GJ9BC0EeyPVBtgAn5Yjw"},
        "hidden": False,
        "flagged": False,
    } | members


def read(value: object) -> ParsedImport:
    return read_annotations(json.dumps(value).encode(), "the file", NOW)


def only(value: object) -> ImportRecord:
    found = read(value)
    assert found.passed_over == ()
    [incoming] = found.incoming
    return incoming


def bundle_of(annotations: list[Annotation]) -> ExportBundle:
    head = ArticleHead(id="0123456789abcdef", title="A title", url=PAGE)
    return ExportBundle((AnnotatedArticle(head, tuple(annotations)),))
