"""Renders annotations as JSON: the stored Web Annotation with its article and its state."""

from __future__ import annotations

from collections.abc import Iterator

from briefing.domain.analysis import briefing_to_dict
from briefing.domain.annotation import Annotation, ArticleHead
from briefing.domain.annotation_codec import annotation_to_dict
from briefing.domain.codec import Json
from briefing.domain.text.json_text import json_text
from briefing.exchange.export_bundle import ExportBundle


def to_json(bundle: ExportBundle) -> str:
    """Render an array of annotations; with briefings, an object of two arrays: `annotations`, `briefings`."""
    annotations = list(annotation_objects(bundle))
    value: object = annotations
    if bundle.briefings:
        value = {"annotations": annotations, "briefings": list(briefing_objects(bundle))}
    return json_text(value, indent=2) + "\n"


def annotation_object(head: ArticleHead, annotation: Annotation) -> Json:
    """Encode an annotation as stored, with `article` and `state`; `briefing annotations` prints it too."""
    stored = annotation_to_dict(annotation, head.address)
    stored.pop("state", None)  # a file leaves it out if it is `exact`; here every object has it, in one place
    article = {"id": head.id, "title": head.title, "url": head.url}
    return stored | {"state": str(annotation.state), "article": article}


def annotation_objects(bundle: ExportBundle) -> Iterator[Json]:
    for article in bundle.articles:
        for annotation in article.annotations:
            yield annotation_object(article.head, annotation)


def briefing_objects(bundle: ExportBundle) -> Iterator[Json]:
    """Yield the objects that `briefing show` prints, for the articles that have a briefing in the bundle."""
    for article in bundle.articles:
        if analysis := bundle.briefings.get(article.head.id):
            # Annotations are stored without the article's language.
            yield briefing_to_dict(article.head, None, article.text, analysis)
