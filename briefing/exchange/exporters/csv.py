"""Renders annotations as CSV, a row each, for spreadsheets and data frames. It has no place for briefings."""

from __future__ import annotations

from briefing.domain.annotation import Annotation, ArticleHead
from briefing.exchange.export_bundle import ExportBundle
from briefing.exchange.exporters.csv_writer import csv_text

HEADER = (
    "id,article,title,source,author,url,path,published,quote,note,tags,color,state,start,end,created,modified"
).split(",")


def to_csv(bundle: ExportBundle) -> str:
    """Render a bundle. Commas separate tags, as no tag contains one; offsets count code points."""
    rows = (_row(each.head, annotation) for each in bundle.articles for annotation in each.annotations)
    return csv_text(HEADER, rows, guard=bundle.guard_cells)


def _row(head: ArticleHead, annotation: Annotation) -> list[str]:
    span = annotation.anchor.span
    return [
        annotation.id,
        head.id,
        head.title,
        head.source or "",
        head.author or "",
        head.url or "",
        head.path or "",
        head.published or "",
        annotation.anchor.quote,
        annotation.note,
        ", ".join(annotation.tags),
        str(annotation.color),
        str(annotation.state),
        str(span.start) if span else "",
        str(span.end) if span else "",
        annotation.created,
        annotation.modified,
    ]
