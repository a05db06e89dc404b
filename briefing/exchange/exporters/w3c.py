"""Renders all annotations as one W3C AnnotationCollection. It has no place for briefings.

https://www.w3.org/TR/annotation-model/#annotation-collection. The target describes the article in Dublin Core
terms, whose prefix the model's context defines.
"""

from __future__ import annotations

import uuid
from typing import Any

from briefing.domain.annotation import Annotation, ArticleHead
from briefing.domain.annotation_codec import CONTEXT_IRI, annotation_to_dict
from briefing.domain.text.json_text import json_text
from briefing.exchange.export_bundle import ExportBundle

IDENTIFIER = "dcterms:identifier"
TITLE = "dcterms:title"
AUTHOR = "dcterms:creator"
PUBLISHER = "dcterms:publisher"
PUBLISHED = "dcterms:issued"

_COLLECTIONS = uuid.UUID("7d0b3c1e-6a0f-4d0c-9a52-3f1f6e1d8b47")
"""The namespace of the collections' ids: equal annotations make equal collections."""


def to_w3c(bundle: ExportBundle) -> str:
    items = [_item(each.head, annotation) for each in bundle.articles for annotation in each.annotations]
    value = {
        "@context": CONTEXT_IRI,
        "id": uuid.uuid5(_COLLECTIONS, "\n".join(item["id"] for item in items)).urn,
        "type": "AnnotationCollection",
        "label": _label(bundle),
        "total": len(items),
        "items": items,
    }
    return json_text(value, indent=2) + "\n"


def _item(head: ArticleHead, annotation: Annotation) -> dict[str, Any]:
    item = annotation_to_dict(annotation, head.address)
    about = {
        IDENTIFIER: head.id,
        TITLE: head.title,
        AUTHOR: head.author,
        PUBLISHER: head.source,
        PUBLISHED: head.published,
    }
    item["target"] |= {name: value for name, value in about.items() if value}
    return item


def _label(bundle: ExportBundle) -> str:
    if len(bundle.articles) == 1:
        return f"Annotations of {bundle.articles[0].head.title}"
    return f"Annotations of {len(bundle.articles)} articles"
