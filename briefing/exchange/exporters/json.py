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
    """One array of annotations, or with briefings an object of two arrays: `annotations` and `briefings`."""
    annotations = list(annotation_objects(bundle))
    value: object = annotations
    if bundle.briefings:
        value = {"annotations": annotations, "briefings": list(briefing_objects(bundle))}
    return json_text(value, indent=2) + "\n"


def annotation_object(head: ArticleHead, annotation: Annotation) -> Json:
    """The stored annotation with `article` and `state`, as `briefing annotations` prints it too."""
    stored = annotation_to_dict(annotation, head.address)
    stored.pop("state", None)  # left out in a file where it is `exact`; here it has one place in every object
    article = {"id": head.id, "title": head.title, "url": head.url}
    return stored | {"state": str(annotation.state), "article": article}


def annotation_objects(bundle: ExportBundle) -> Iterator[Json]:
    for article in bundle.articles:
        for annotation in article.annotations:
            yield annotation_object(article.head, annotation)


def briefing_objects(bundle: ExportBundle) -> Iterator[Json]:
    """The objects that `briefing show` prints, for the articles that have a briefing in the bundle."""
    for article in bundle.articles:
        if analysis := bundle.briefings.get(article.head.id):
            # The language is not kept beside annotations.
            yield briefing_to_dict(article.head, None, article.text, analysis)
