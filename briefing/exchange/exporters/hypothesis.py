"""Renders annotations like search results of the Hypothesis API: `total` and `rows`.

https://h.readthedocs.io/en/latest/api-reference/. The format has no colour, state or briefing. Offsets are
UTF-16 code units, as in a browser, but in our text: on the page itself, the passage is found by quote, prefix
and suffix.
"""

from __future__ import annotations

from briefing.domain.annotation import AnnotatedArticle, Annotation
from briefing.domain.codec import Json
from briefing.domain.text.json_text import json_text
from briefing.exchange.export_bundle import ExportBundle
from briefing.exchange.hypothesis_ids import short_id
from briefing.exchange.utf16 import units_of_span

READER = "acct:reader@localhost"
"""The account of the reader, who needs none; the form of the name is part of the format."""


def to_hypothesis(bundle: ExportBundle) -> str:
    rows = [_row(each, annotation) for each in bundle.articles for annotation in each.annotations]
    return json_text({"total": len(rows), "rows": rows}, indent=2) + "\n"


def _row(article: AnnotatedArticle, annotation: Annotation) -> Json:
    address, user = article.head.address, _user(annotation)
    return {
        "id": short_id(annotation.id),
        "created": annotation.created,
        "updated": annotation.modified,
        "user": user,
        "user_info": {"display_name": None},
        "uri": address,
        "text": annotation.note,
        "tags": list(annotation.tags),
        "group": "__world__",
        "permissions": {"read": [user], "admin": [user], "update": [user], "delete": [user]},
        "target": [{"source": address, "selector": _selectors(article.text, annotation)}],
        "document": {"title": [article.head.title]},
        "links": {},
        "hidden": False,
        "flagged": False,
    }


def _user(annotation: Annotation) -> str:
    """Return the account that made an annotation, or ours if it did not come from Hypothesis."""
    creator = annotation.raw.get("creator")
    return creator if isinstance(creator, str) and creator.startswith("acct:") else READER


def _selectors(text: str | None, annotation: Annotation) -> list[Json]:
    anchor = annotation.anchor
    selectors: list[Json] = []
    if text is not None and anchor.span is not None:
        units = units_of_span(text, anchor.span)
        selectors.append({"type": "TextPositionSelector", "start": units.start, "end": units.end})
    quote = {"exact": anchor.quote, "prefix": anchor.prefix, "suffix": anchor.suffix}
    return [*selectors, {"type": "TextQuoteSelector"} | quote]
